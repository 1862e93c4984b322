"""`bin/manage load_territory`: the state's tables of units, with every doubt reported."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from common.errors import DomainError
from territory.management.describe import describe_error
from territory.services import DATA, load_territory


class Command(BaseCommand):
    help = "Loads the administrative units before and from 1 July 2025. A repeat does nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--folder", type=Path, default=DATA, help="where the three tables lie")
        parser.add_argument(
            "--before-reform", action="store_true", help="only the units before 1 July 2025"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            report = load_territory(options["folder"], before_reform=options["before_reform"])
        except DomainError as error:
            raise CommandError(describe_error(error)) from error
        if report.already_loaded:
            self.stdout.write("The territory is loaded already.")
            return
        self.stdout.write(
            f"{report.unit_count} units, {report.succession_count} successions, "
            f"{len(report.doubts)} doubts"
        )
        for doubt in report.doubts:
            self.stdout.write(f"  doubt: {doubt}")
