"""`bin/manage change_territory FILE`: a change is tried or entered, with every doubt reported."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from common.errors import DomainError
from territory.errors import ChangeAlreadyEntered
from territory.management.describe import describe_error
from territory.presentation import present_report
from territory.services import apply_change, apply_reform, preview_change, preview_reform


class Command(BaseCommand):
    help = "Enters a change of the territory from a JSON document. A repeat does nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        source = parser.add_mutually_exclusive_group(required=True)
        source.add_argument("file", nargs="?", type=Path, help="the document (docs/territory.md)")
        source.add_argument("--reform", action="store_true", help="the reform of 1 July 2025")
        parser.add_argument("--dry-run", action="store_true", help="only say what would happen")
        parser.add_argument("--json", action="store_true", help="the report as JSON")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            report = self._enter(options)
        except ChangeAlreadyEntered as error:
            self.stdout.write(error.detail)
            return
        except DomainError as error:
            raise CommandError(describe_error(error)) from error
        shown = present_report(report)
        if options["json"]:
            self.stdout.write(json.dumps(shown, ensure_ascii=False))
            return
        self.stdout.write(", ".join(f"{count} {name}" for name, count in shown["counts"].items()))
        for row in shown["touched"]:
            self.stdout.write(
                f"  {row['what']}: {row['count']}, moved {row['moved_count']}, "
                f"not assigned {row['unplaced_count']}"
            )
        for doubt in shown["doubts"]:
            self.stdout.write(f"  doubt: {doubt}")
        self.stdout.write(f"change {shown['uuid']}" if shown["uuid"] else "Nothing was written.")

    def _enter(self, options: dict[str, Any]) -> Any:
        if options["reform"]:
            return preview_reform() if options["dry_run"] else apply_reform()
        document = _read_document(options["file"])
        if options["dry_run"]:
            return preview_change(document, by=None)
        return apply_change(document=document, by=None)


def _read_document(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError) as error:
        raise CommandError(f"{path.name}: {error}") from error
