"""`bin/manage import_roster FILE --kind KIND`: a roster is tried or imported, to its end.

Exits 0 when every line stands, 1 when the file was refused, 2 when some of its lines were.
"""

import json
import sys
from argparse import ArgumentParser
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from common.errors import DomainError
from common.jobs import run_job
from people.models import LineState, Roster, RosterKind
from people.presentation import list_columns
from people.selectors.rosters import list_roster_lines, write_refused_lines
from people.services import rosters
from people.viewer import EVERYTHING

SOME_REFUSED = 2
SHOWN = 20
WORDS = {
    LineState.WRITTEN: "written",
    LineState.UNCHANGED: "stood already",
    LineState.REFUSED: "refused",
    LineState.SKIPPED: "no rows of the list",
}


class Command(BaseCommand):
    help = "Imports a roster; a repeat changes nothing. Exits 2 when lines were refused."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--kind", required=True, choices=RosterKind.values)
        parser.add_argument("--on", type=date.fromisoformat, help="the day of the places' names")
        parser.add_argument("--dry-run", action="store_true", help="only the first 2,000 lines")
        parser.add_argument("--refused", type=Path, help="where refused lines go, .xlsx or .csv")
        parser.add_argument("--json", action="store_true")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            report = self._import(options)
        except (DomainError, OSError) as problem:
            raise CommandError(str(problem)) from problem
        if options["json"]:
            self.stdout.write(json.dumps(report, ensure_ascii=False, default=str))
        else:
            self._tell(report)
        if report["counts"].get("refused"):
            sys.exit(SOME_REFUSED)

    def _import(self, options: dict[str, Any]) -> dict[str, Any]:
        with options["file"].open("rb") as file:
            roster = rosters.receive_roster(
                file=file, name=options["file"].name, kind=options["kind"], on=options["on"],
                by=EVERYTHING,
            )  # fmt: skip
        roster = _finish(roster)
        if options["dry_run"]:
            return _try(roster)
        roster = _finish(rosters.start_writing(roster=roster, by=EVERYTHING))
        if options["refused"] and roster.refused_count:
            with options["refused"].open("wb") as file:
                is_csv = options["refused"].suffix.lower() == ".csv"
                write_refused_lines(roster, file, as_csv=is_csv)
        return _report(roster)

    def _tell(self, report: dict[str, Any]) -> None:
        tried = "tried" if report["is_dry_run"] else report["state"]
        self.stdout.write(f"{report['file']}: {report['line_count']:,} lines, {tried}")
        for column in report["columns"]:
            self.stdout.write(f"  {column['letters']:>3}  {column['heading']} → {column['label']}")
        for doubt in report["doubts"]:
            self.stdout.write(f"  !  {doubt}")
        for state, count in report["counts"].items():
            self.stdout.write(f"  {count:>9,}  {WORDS[LineState(state)]}")
        problems = report["problems"]
        for problem in problems[:SHOWN]:
            self.stdout.write(f"  line {problem['line']}: {problem['problem']}")
        if len(problems) > SHOWN:
            self.stdout.write(f"  … and {len(problems) - SHOWN:,} more")


def _try(roster: Roster) -> dict[str, Any]:
    """What would become of the first lines; the roster is cancelled, whatever happens."""
    try:
        preview = rosters.preview_roster(roster=roster, by=EVERYTHING)
    finally:
        rosters.cancel_roster(roster=roster, by=EVERYTHING)
    counts = Counter(str(one.state) for one in preview.outcomes)
    problems = [{"line": one.line, "problem": one.problem} for one in preview.outcomes]
    return {
        **_describe(roster),
        "is_dry_run": True,
        "counts": dict(counts),
        "problems": [problem for problem in problems if problem["problem"]],
    }


def _report(roster: Roster) -> dict[str, Any]:
    counts = {state: getattr(roster, f"{state}_count") for state in WORDS}
    problems = list_roster_lines(roster).exclude(problem="").values("line", "problem")
    return {
        **_describe(roster),
        "is_dry_run": False,
        "counts": {str(state): count for state, count in counts.items() if count},
        "problems": list(problems),
    }


def _describe(roster: Roster) -> dict[str, Any]:
    return {
        "uuid": str(roster.uuid),
        "file": roster.file_name,
        "state": str(roster.state),
        "line_count": roster.line_count,
        "columns": list_columns(roster.layout),
        "doubts": roster.layout.get("doubts", []),
    }


def _finish(roster: Roster) -> Roster:
    if roster.job_id is not None:
        run_job(roster.job_id)
    roster.refresh_from_db()
    if roster.problem:
        raise CommandError(roster.problem)
    return roster
