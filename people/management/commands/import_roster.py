"""`bin/manage import_roster FILE --kind KIND`: a roster is tried or imported, to its end."""

import json
from argparse import ArgumentParser
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from common.errors import DomainError
from common.jobs import run_job
from people.models import Roster, RosterKind
from people.services import rosters
from people.viewer import EVERYTHING


class Command(BaseCommand):
    help = "Imports a roster. A repeat changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--kind", required=True, choices=RosterKind.values)
        parser.add_argument("--on", type=date.fromisoformat, help="the day of the places' names")
        parser.add_argument("--dry-run", action="store_true", help="only the first 2,000 lines")
        parser.add_argument("--json", action="store_true")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            report = self._import(options)
        except (DomainError, OSError) as problem:
            raise CommandError(str(problem)) from problem
        lines = [f"{name}: {value}" for name, value in report.items()]
        text = json.dumps(report, ensure_ascii=False) if options["json"] else "\n".join(lines)
        self.stdout.write(text)

    def _import(self, options: dict[str, Any]) -> dict[str, Any]:
        with options["file"].open("rb") as file:
            roster = rosters.receive_roster(
                file=file, name=options["file"].name, kind=options["kind"], on=options["on"],
                by=EVERYTHING,
            )  # fmt: skip
        roster = _finish(roster)
        if options["dry_run"]:
            preview = rosters.preview_roster(roster=roster, by=EVERYTHING)
            rosters.cancel_roster(roster=roster, by=EVERYTHING)
            states = Counter(str(one.state) for one in preview.outcomes)
            problems = {one.line: one.problem for one in preview.outcomes if one.problem}
            return {"line_count": preview.line_count, **states, "problems": problems}
        roster = _finish(rosters.start_writing(roster=roster, by=EVERYTHING))
        return {
            "uuid": str(roster.uuid),
            "state": roster.state,
            "line_count": roster.line_count,
            "written_count": roster.written_count,
            "unchanged_count": roster.unchanged_count,
            "refused_count": roster.refused_count,
        }


def _finish(roster: Roster) -> Roster:
    if roster.job_id is not None:
        run_job(roster.job_id)
    roster.refresh_from_db()
    if roster.problem:
        raise CommandError(roster.problem)
    return roster
