"""`bin/manage load_territory`: the state's tables of units, with every doubt reported."""

from typing import Any

from django.core.management.base import BaseCommand

from territory.services import load_territory


class Command(BaseCommand):
    help = "Loads the administrative units before and from 1 July 2025. A repeat does nothing."

    def handle(self, *_args: Any, **_options: Any) -> None:
        report = load_territory()
        if report.already_loaded:
            self.stdout.write("The territory is loaded already.")
            return
        self.stdout.write(
            f"{report.unit_count} units, {report.succession_count} successions, "
            f"{len(report.doubts)} doubts"
        )
        for doubt in report.doubts:
            self.stdout.write(f"  doubt: {doubt}")
