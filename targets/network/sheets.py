"""The network's figures and the rows behind them as files that leave the house."""

import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any, BinaryIO, cast

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from common.sheets import Column, iter_csv, write_workbook
from targets.network.cards import (
    MemberCard,
    SeatCard,
    TeamCard,
    make_member_cards,
    make_seat_cards,
    make_team_cards,
)
from targets.network.presentation import UNPLACED, define_network, present_network, write_growth
from targets.network.report import NetworkReport
from targets.network.rows import (
    NetworkSlice,
    list_network_members,
    list_network_memberships,
    list_network_teams,
)

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"
ENDINGS = ("xlsx", "csv")
ROWS_TOGETHER = 1000
PIECE_BYTES = 64 * 1024


@dataclass(frozen=True)
class File:
    """What leaves, piece by piece."""

    name: str
    media_type: str
    pieces: Iterable[bytes]


def export_network(found: NetworkReport, *, down_to: str = "", only: str = "") -> File:
    """The report in the layout of state papers: header, number of the form, room to sign."""
    report = present_network(found, down_to=down_to, only=only)
    path = ", ".join(node["name"] for node in reversed(report["path"]))
    pieces = _iter_workbook(
        columns=_report_columns(),
        rows=_iter_report(report),
        title_lines=[_("REPORT ON THE COMMUNITY DIGITAL TEAMS"), path, *_describe(report)],
        issuer=_("Reporting body: ………………………………"),
        form_number=_("Form No. 01/TCNSCĐ"),
        signatures=[_("Drawn up by"), _("Head of the body")],
        sheet_name=_("Network"),
    )
    return File(f"mang-luoi-{report['as_of']}.xlsx", XLSX, pieces)


def _report_columns() -> list[Column]:
    names = [
        (_("No."), 6),
        (_("Code"), 9),
        (_("Administrative unit"), 34),
        (_("Teams"), 11),
        (_("Commune-level teams"), 11),
        (_("Village-level teams"), 11),
        (_("Members (persons)"), 12),
        (_("Memberships"), 12),
        (_("Communes with a team"), 11),
        (_("Communes"), 11),
        (_("Complete"), 10),
    ]
    return [Column(heading, width) for heading, width in names]


def _describe(report: dict[str, Any]) -> Iterator[str]:
    yield report["definition"]
    yield _(
        "Provinces with a team: %(covered)d of %(all)d; complete to commune level: %(complete)d"
    ) % {
        "covered": report["covered_province_count"],
        "all": report["province_count"],
        "complete": report["complete_province_count"],
    }
    if report["growth"]:
        growth = {name: write_growth(value) for name, value in report["growth"].items()}
        day = date.fromisoformat(report["base"]["as_of"])
        yield _(
            "Growth on %(day)s: provinces %(covered_province_count)s, teams %(team_count)s, "
            "members %(member_headcount)s"
        ) % {"day": f"{day:%d/%m/%Y}", **growth}
    if report["districts_left_out"]:
        left_out = ", ".join(report["districts_left_out"])
        yield _("Without communes, and so left out of what is complete:") + f" {left_out}"


def _iter_report(report: dict[str, Any]) -> Iterator[list[Any]]:
    for number, line in enumerate(report["lines"], start=1):
        yield [number, line["code"] or "", line["name"], *_figures_of(line)]
    yield ["", "", _("Total"), *_figures_of({"is_complete": False, **report})]


def _figures_of(line: dict[str, Any]) -> list[Any]:
    return [
        line["team_count"],
        line["commune_team_count"],
        line["village_team_count"],
        line["member_headcount"],
        line["membership_count"],
        line["covered_commune_count"],
        line["commune_count"],
        "x" if line["is_complete"] else "",
    ]


@dataclass(frozen=True)
class Kind:
    """Rows of one kind: how they are listed, shown, and laid out."""

    list_rows: Callable[[NetworkSlice], QuerySet[Any]]
    make_cards: Callable[[NetworkSlice, list[Any]], Sequence[Any]]
    headings: Callable[[], list[str]]
    cells: Callable[[Any], list[Any]]


def show_place(card: TeamCard) -> str:
    """Where the team is in the tree; what is not sure is said."""
    if not card.is_unplaced:
        return card.place
    return f"{UNPLACED} ({card.place})" if card.place else UNPLACED


def _team_cells(card: TeamCard) -> list[Any]:
    team = card.team
    return [
        card.name,
        str(team.get_level_display()),
        show_place(card),
        card.seen_at,
        card.leader,
        card.membership_count,
        f"{team.founded_on:%d/%m/%Y}",
        team.decision_number,
    ]


def _member_cells(card: MemberCard) -> list[Any]:
    teams = "; ".join(f"{seat.team.name}, {show_place(seat.team)}" for seat in card.seats)
    roles = "; ".join(f"{seat.role}, {seat.since:%d/%m/%Y}" for seat in card.seats)
    gender = str(card.person.get_gender_display()) if card.person.gender else ""
    return [card.person.full_name, card.birth, gender, teams, roles]


def _seat_cells(card: SeatCard) -> list[Any]:
    return [
        card.membership.person.full_name,
        card.team.name,
        show_place(card.team),
        card.role,
        f"{card.since:%d/%m/%Y}",
        f"{card.until:%d/%m/%Y}" if card.until else "",
    ]


KINDS = {
    "teams": Kind(
        list_network_teams,
        make_team_cards,
        lambda: [
            _("Team"),
            _("Level"),
            _("Place in the units of the report"),
            _("Where it was on the day"),
            _("Leader"),
            _("Memberships"),
            _("Founded on"),
            _("Decision number"),
        ],
        _team_cells,
    ),
    "members": Kind(
        list_network_members,
        make_member_cards,
        lambda: [
            _("Full name"),
            _("Born"),
            _("Gender"),
            _("Teams of the person"),
            _("Role and since when"),
        ],
        _member_cells,
    ),
    "memberships": Kind(
        list_network_memberships,
        make_seat_cards,
        lambda: [
            _("Full name"),
            _("Team"),
            _("Place in the units of the report"),
            _("Role"),
            _("Since"),
            _("Left on"),
        ],
        _seat_cells,
    ),
}


def export_rows(of: NetworkSlice, *, kind: str, ending: str) -> File:
    """All rows behind a number, row by row: memory does not grow with them."""
    layout = KINDS[kind]
    cells = (
        [number, *layout.cells(card)]
        for number, card in enumerate(_iter_cards(of, layout), start=1)
    )
    headings = [_("No."), *layout.headings()]
    name = f"{kind}-{of.asked.as_of.isoformat()}.{ending}"
    if ending == "csv":
        return File(name, CSV, iter_csv(headings=headings, rows=cells))
    titles = [define_network(of.asked), of.unit.name if of.unit else _("the whole country")]
    columns = [Column(heading, 6 if number == 0 else 24) for number, heading in enumerate(headings)]
    pieces = _iter_workbook(columns=columns, rows=cells, title_lines=titles)
    return File(name, XLSX, pieces)


def _iter_cards(of: NetworkSlice, layout: Kind) -> Iterator[Any]:
    found = layout.list_rows(of).iterator(chunk_size=ROWS_TOGETHER)
    while some := list(islice(found, ROWS_TOGETHER)):
        yield from layout.make_cards(of, some)


def _iter_workbook(**parts: Any) -> Iterator[bytes]:
    """The file of `write_workbook` in pieces; nothing is made before the first is asked for."""
    with tempfile.TemporaryFile() as file:
        write_workbook(cast("BinaryIO", file), **parts)
        file.seek(0)
        while piece := file.read(PIECE_BYTES):
            yield piece
