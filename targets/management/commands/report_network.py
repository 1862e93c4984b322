"""`bin/manage report_network --as-of DATE [--base DATE] [--structure …] [--json]`."""

import json
from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from common.clock import today
from people.viewer import EVERYTHING
from targets.network import NetworkReport, report_network
from targets.presentation import present_network

GROWN = {
    "covered_province_count": "tỉnh, thành có tổ, so với ngày gốc",
    "team_count": "số tổ, so với ngày gốc",
    "member_headcount": "số thành viên, so với ngày gốc",
}


def _group(number: int) -> str:
    return f"{number:,}".replace(",", ".")


class Command(BaseCommand):
    help = "The network of community digital teams, as of any day, as known on any day."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--as-of", type=date.fromisoformat, metavar="YYYY-MM-DD")
        parser.add_argument("--base", type=date.fromisoformat, metavar="YYYY-MM-DD")
        parser.add_argument("--known-on", type=date.fromisoformat, metavar="YYYY-MM-DD")
        parser.add_argument(
            "--structure", default="as-of", metavar="as-of|today|YYYY-MM-DD", help="whose units"
        )
        parser.add_argument("--communes", action="store_true", help="down to every commune")
        parser.add_argument("--json", action="store_true", help="one JSON document")

    def handle(self, *_args: Any, **options: Any) -> None:
        as_of = options["as_of"] or today()
        days = {
            "structure_on": _read_structure(options["structure"], as_of),
            "known_on": options["known_on"],
        }
        report = report_network(as_of=as_of, **days, visible_to=EVERYTHING)
        base = options["base"]
        before = report_network(as_of=base, **days, visible_to=EVERYTHING) if base else None
        found = present_network(report, base=before, with_communes=options["communes"])
        if options["json"]:
            self.stdout.write(json.dumps(found, ensure_ascii=False))
        else:
            self._write_table(report, found)

    def _write_table(self, report: NetworkReport, found: dict[str, Any]) -> None:
        total, write = report.total, self.stdout.write
        write(f"{found['definition']}\n")
        write(f"  {report.covered_province_count:>9}/{report.province_count}  tỉnh, thành có tổ")
        write(f"  {len(report.complete_province_ids):>12}  tỉnh, thành đủ tổ đến cấp xã")
        for number, unit in (
            (total.team_count, "tổ"),
            (total.commune_team_count, "trong đó tổ cấp xã"),
            (total.village_team_count, "trong đó tổ cấp thôn"),
            (total.member_headcount, "thành viên (người)"),
            (total.membership_count, "lượt tham gia tổ"),
        ):
            write(f"  {_group(number):>12}  {unit}")
        for name, fraction in (found["growth"] or {}).items():
            percent = "–" if fraction is None else f"{float(fraction) * 100:+.1f}%"
            write(f"  {percent.replace('.', ','):>12}  {GROWN[name]}")
        write("")
        for row in found["provinces"]:
            teams, heads = _group(row["team_count"]), _group(row["member_headcount"])
            write(f"  {row['code'] or '':<4}{row['name']:<32}{teams:>9} tổ{heads:>11} người")


def _read_structure(text: str, as_of: date) -> date:
    """Raises CommandError."""
    if text in {"as-of", "today"}:
        return as_of if text == "as-of" else today()
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise CommandError(f"--structure {text}: as-of, today or YYYY-MM-DD") from None
