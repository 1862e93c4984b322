"""`bin/manage report_network --as-of DATE [--base DATE] [--structure …] [--json]`."""

import json
from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from common.clock import today
from common.errors import NotFound
from people.viewer import EVERYTHING
from targets.network import LEVELS, present_network, report_network, write_growth
from territory.selectors import resolve_unit_name

GROWN = {
    "covered_province_count": "tỉnh, thành có tổ, so với ngày gốc",
    "team_count": "số tổ, so với ngày gốc",
    "member_headcount": "số thành viên, so với ngày gốc",
}
INDENT = {"province": "", "district": "  ", "commune": "    "}


def _group(number: int) -> str:
    return f"{number:,}".replace(",", ".")


class Command(BaseCommand):
    help = "The network of community digital teams, as of any day, as known on any day."

    def add_arguments(self, parser: ArgumentParser) -> None:
        for name in ("--as-of", "--base", "--known-on", "--base-known-on"):
            parser.add_argument(name, type=date.fromisoformat, metavar="YYYY-MM-DD")
        parser.add_argument(
            "--structure", default="as-of", metavar="as-of|today|YYYY-MM-DD", help="whose units"
        )
        parser.add_argument("--unit", metavar="NAME|CODE", help="of one unit of that structure")
        parser.add_argument("--down-to", choices=LEVELS, help="more than the units right below")
        parser.add_argument(
            "--communes", action="store_const", dest="down_to", const="commune", help=LEVELS[-1]
        )
        parser.add_argument("--json", action="store_true", help="one JSON document")

    def handle(self, *_args: Any, **options: Any) -> None:
        as_of = options["as_of"] or today()
        structure_on = _read_structure(options["structure"], as_of)
        try:
            report = report_network(
                as_of=as_of,
                base_on=options["base"],
                structure_on=structure_on,
                known_on=options["known_on"],
                base_known_on=options["base_known_on"],
                unit=_read_unit(options["unit"], structure_on),
                visible_to=EVERYTHING,
            )
        except NotFound as problem:
            raise CommandError(problem.detail) from None
        found = present_network(report, down_to=options["down_to"] or "")
        if options["json"]:
            self.stdout.write(json.dumps(found, ensure_ascii=False))
        else:
            self._write_table(found)

    def _write_table(self, found: dict[str, Any]) -> None:
        write = self.stdout.write
        write(f"{found['definition']}\n")
        if found["path"]:
            write(f"  {', '.join(node['name'] for node in reversed(found['path']))}")
        write(
            f"  {found['covered_province_count']:>9}/{found['province_count']}  tỉnh, thành có tổ"
        )
        write(f"  {found['complete_province_count']:>12}  tỉnh, thành đủ tổ đến cấp xã")
        for name, unit in (
            ("team_count", "tổ"),
            ("commune_team_count", "trong đó tổ cấp xã"),
            ("village_team_count", "trong đó tổ cấp thôn"),
            ("member_headcount", "thành viên (người)"),
            ("membership_count", "lượt tham gia tổ"),
        ):
            write(f"  {_group(found[name]):>12}  {unit}")
        for name, fraction in (found["growth"] or {}).items():
            write(f"  {write_growth(fraction):>12}  {GROWN[name]}")
        write("")
        for row in found["lines"]:
            teams, heads = _group(row["team_count"]), _group(row["member_headcount"])
            name = f"{INDENT.get(row['level'], '')}{row['code'] or '':<6}{row['name']}"
            write(f"  {name:<46}{teams:>9} tổ{heads:>11} người")
        if found["districts_left_out"]:
            write(f"\n  Không có xã, không tính: {', '.join(found['districts_left_out'])}")


def _read_structure(text: str, as_of: date) -> date:
    """Raises CommandError."""
    if text in {"as-of", "today"}:
        return as_of if text == "as-of" else today()
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise CommandError(f"--structure {text}: as-of, today or YYYY-MM-DD") from None


def _read_unit(text: str | None, on: date) -> str | None:
    """Raises CommandError."""
    if not text:
        return None
    found = resolve_unit_name(text, on)
    if len(found) != 1:
        raise CommandError(f"--unit {text}: {len(found)} units are called so on {on:%d/%m/%Y}")
    return str(found[0].uuid)
