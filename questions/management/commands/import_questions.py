"""`bin/manage import_questions FILE --bank SLUG`: a file of questions is tried or imported."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from common.errors import DomainError
from common.jobs import run_job
from people.viewer import EVERYTHING
from questions.formats import FORMATS
from questions.models import ImportState, LineState, QuestionImport, SameKey
from questions.presentation import present_import, present_line
from questions.selectors.banks import get_bank
from questions.selectors.files import get_import, list_lines, summarise_import
from questions.services.imports import cancel_import, receive_questions, start_writing


class Command(BaseCommand):
    help = "Imports questions. A repeat changes nothing; with problems it stops, unless --rest."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--bank", required=True, metavar="SLUG")
        parser.add_argument("--format", choices=FORMATS, default="", help="else by content")
        parser.add_argument(
            "--same-key", choices=SameKey.values, default=SameKey.VERSION.value,
            help="what becomes of a key that stands with another content",
        )  # fmt: skip
        parser.add_argument("--dry-run", action="store_true", help="nothing is written")
        parser.add_argument("--rest", action="store_true", help="leave out what has problems")
        parser.add_argument("--json", action="store_true", help="one JSON document")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            batch = self._import(options)
        except (DomainError, OSError) as problem:
            raise CommandError(str(problem)) from problem
        report = present_import(batch, summarise_import(batch))
        problems = [present_line(line) for line in list_lines(batch, state=LineState.PROBLEM)]
        if options["json"]:
            self.stdout.write(json.dumps({**report, "problems": problems}, ensure_ascii=False))
        else:
            self._write(report, problems)
        if batch.state == ImportState.REFUSED:
            raise CommandError(batch.problem)
        if problems and not options["rest"]:
            raise CommandError("Nothing was written: there are problems. Correct them, or --rest.")

    def _import(self, options: dict[str, Any]) -> QuestionImport:
        bank = get_bank(options["bank"], visible_to=EVERYTHING)
        with options["file"].open("rb") as file:
            batch = receive_questions(
                bank=bank, file=file, name=options["file"].name, file_format=options["format"],
                same_key=options["same_key"], by=EVERYTHING,
            )  # fmt: skip
        batch = _finish(batch)
        if batch.state != ImportState.READY:
            return batch
        problems = summarise_import(batch).problem_count
        if options["dry_run"] or (problems and not options["rest"]):
            return _left(batch)
        return _finish(start_writing(batch=batch, rest=options["rest"], by=EVERYTHING))

    def _write(self, report: dict[str, Any], problems: list[dict[str, Any]]) -> None:
        for name in ("by_outcome", "by_kind", "by_category"):
            for what, count in report[name].items():
                self.stdout.write(f"{count:>8}  {what or '–'}")
            self.stdout.write("")
        for one in problems:
            self.stdout.write(f"{one['line']:>6}: {one['title']}: {one['reason']}")


def _finish(batch: QuestionImport) -> QuestionImport:
    if batch.job_id:
        run_job(batch.job_id)
    return get_import(batch.uuid, visible_to=EVERYTHING)


def _left(batch: QuestionImport) -> QuestionImport:
    """The import is live no more; the counts are those of what would have become."""
    cancel_import(batch=batch, by=EVERYTHING)
    return batch
