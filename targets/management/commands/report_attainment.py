"""`bin/manage report_attainment --target CODE --as-of DATE [--known-on DATE] [--json]`."""

import json
from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from common.clock import today
from common.errors import DomainError
from people.viewer import EVERYTHING
from targets.presentation import present_attainment
from targets.selectors import Attainment, get_attainment, get_target


def _group(number: int) -> str:
    return f"{number:,}".replace(",", ".")


class Command(BaseCommand):
    help = "Reports a target against the ledger, as of any day, as known on any day."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--target", required=True, metavar="CODE")
        parser.add_argument("--as-of", type=date.fromisoformat, metavar="YYYY-MM-DD")
        parser.add_argument("--known-on", type=date.fromisoformat, metavar="YYYY-MM-DD")
        parser.add_argument("--structure-on", type=date.fromisoformat, metavar="YYYY-MM-DD")
        parser.add_argument("--json", action="store_true", help="one JSON document")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            target = get_target(options["target"], visible_to=EVERYTHING)
        except DomainError as problem:
            raise CommandError(f"{options['target']}: {problem.detail}") from None
        attainment = get_attainment(
            target,
            as_of=options["as_of"] or today(),
            known_on=options["known_on"],
            structure_on=options["structure_on"],
            visible_to=EVERYTHING,
        )
        if options["json"]:
            self.stdout.write(json.dumps(present_attainment(attainment), ensure_ascii=False))
        else:
            self._write_table(attainment)

    def _write_table(self, found: Attainment) -> None:
        fraction = found.attainment_fraction
        ratio = f"{fraction * 100:.2f}%".replace(".", ",") if fraction is not None else "–"
        self.stdout.write(f"{found.target.title}\n{found.definition}\n")
        self.stdout.write(f"  {_group(found.completion_count):>12}  lượt hoàn thành")
        self.stdout.write(f"  {_group(found.headcount):>12}  người")
        self.stdout.write(f"  {_group(found.target.value):>12}  chỉ tiêu")
        self.stdout.write(f"  {ratio:>12}  tỷ lệ đạt\n")
        for row in found.provinces:
            self.stdout.write(
                f"  {row.code:<4}{row.name:<32}{_group(row.completion_count):>8}"
                f"{_group(row.headcount):>8} người"
            )
        if found.unplaced_count:
            self.stdout.write(f"      {'chưa phân bổ':<32}{_group(found.unplaced_count):>8}")
