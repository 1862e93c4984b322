"""`bin/manage export_roster FILE --kind KIND`: what stands on a day, in the layout of imports."""

from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from common.errors import DomainError
from people.exports import export_roster, write_template
from people.models import RosterKind
from people.viewer import EVERYTHING


class Command(BaseCommand):
    help = "Writes a roster as .csv or .xlsx, told by the file's ending unless said otherwise."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--kind", required=True, choices=RosterKind.values)
        parser.add_argument("--on", type=date.fromisoformat, help="the day, today when not said")
        parser.add_argument("--known-on", type=date.fromisoformat, help="as known on that day")
        parser.add_argument("--format", choices=["csv", "xlsx"])
        parser.add_argument("--template", action="store_true", help="the columns alone, as .xlsx")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            self._write(options)
        except (DomainError, OSError) as problem:
            raise CommandError(str(problem)) from problem
        self.stdout.write(str(options["file"]))

    def _write(self, options: dict[str, Any]) -> None:
        path: Path = options["file"]
        if options["template"]:
            with path.open("wb") as file:
                write_template(file, kind=options["kind"])
            return
        export = export_roster(
            kind=options["kind"], on=options["on"], known_on=options["known_on"],
            visible_to=EVERYTHING,
        )  # fmt: skip
        ending = options["format"] or path.suffix.removeprefix(".").lower()
        if ending not in {"csv", "xlsx"}:
            raise CommandError("Name the file .csv or .xlsx, or say --format.")
        with path.open("wb") as file:
            (export.write_csv if ending == "csv" else export.write_workbook)(file)
