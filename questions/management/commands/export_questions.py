"""`bin/manage export_questions FILE --bank SLUG --format NAME`: what is in use in a bank."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from common.errors import DomainError
from common.jobs import run_job
from media.services import read_bytes
from people.viewer import EVERYTHING
from questions.formats import FORMATS
from questions.models import QuestionExport
from questions.selectors.banks import get_bank
from questions.selectors.files import get_export
from questions.services.exports import start_export


class Command(BaseCommand):
    help = "Writes the questions of a bank to a file, and names what the format cannot hold."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--bank", required=True, metavar="SLUG")
        parser.add_argument("--format", choices=FORMATS, required=True)
        parser.add_argument("--json", action="store_true", help="one JSON document")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            export = self._export(options)
        except (DomainError, OSError) as problem:
            raise CommandError(str(problem)) from problem
        left_out = [
            {"key": key, "title": title, "reason": reason} for key, title, reason in export.left_out
        ]
        report = {"written_count": export.written_count, "left_out": left_out}
        if options["json"]:
            self.stdout.write(json.dumps(report, ensure_ascii=False))
            return
        self.stdout.write(f"{export.written_count} questions written to {options['file']}")
        for one in left_out:
            self.stdout.write(f"  left out: {one['title']}: {one['reason']}")

    def _export(self, options: dict[str, Any]) -> QuestionExport:
        bank = get_bank(options["bank"], visible_to=EVERYTHING)
        export = start_export(bank=bank, file_format=options["format"], by=EVERYTHING)
        if export.job_id:
            run_job(export.job_id)
        export = get_export(export.uuid, visible_to=EVERYTHING)
        if not export.file_key:
            raise CommandError(export.job.problem if export.job else "not written")
        options["file"].write_bytes(read_bytes(key=export.file_key))
        return export
