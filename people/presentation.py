"""A roster as it was understood, in words for its sender."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from people.citizen_id import mask_citizen_id
from people.models import (
    BirthPrecision,
    Category,
    Gender,
    LineState,
    Roster,
    RosterKind,
    TeamLevel,
    TeamRole,
)
from people.rosters.columns import FIELDS_OF_KIND, LABELS
from people.rosters.labels import list_columns, list_missing
from people.rosters.understanding import Row
from people.services.rosters import Preview
from people.signin import show_phone
from territory.models import Unit
from territory.selectors import describe_units

__all__ = ["list_columns", "list_missing", "mask_cells", "show_preview"]


def mask_cells(roster: Roster, cells: Sequence[str]) -> list[str]:
    """A line as it was sent, its citizen number behind dots."""
    place = roster.layout.get("fields", {}).get("citizen_id")
    return [
        mask_citizen_id(cell) if number == place and cell else cell
        for number, cell in enumerate(cells)
    ]


class Said(NamedTuple):
    """One thing that a line says."""

    field: str
    label: str
    text: str


@dataclass(frozen=True)
class ShownLine:
    """A line beside what was understood of it.

    `is_new` is whether it would add a person (a team, where a roster of teams is read).
    """

    line: int
    state: str
    problem: str
    is_new: bool
    cells: list[str]
    understood: list[Said]


@dataclass(frozen=True)
class ShownPreview:
    """The first lines beside what would become of them, and how many of each there are."""

    line_count: int
    checked_count: int
    good_count: int
    unchanged_count: int
    refused_count: int
    skipped_count: int
    lines: list[ShownLine]


def show_preview(
    roster: Roster, preview: Preview, *, states: Collection[str] | None = None, limit: int
) -> ShownPreview:
    """The first `limit` lines of the preview, or of those in `states`; the counts are of all."""
    counts = Counter(str(one.state) for one in preview.outcomes)
    asked = [one for one in preview.outcomes if states is None or one.state in states][:limit]
    rows = {row.line: row for row in preview.rows}
    cells = {line.line: line.cells for line in preview.lines}
    shown = [row for one in asked if (row := rows.get(one.line))]
    names = _name_places(roster, shown)
    lines = [
        ShownLine(
            line=one.line,
            state=str(one.state),
            problem=one.problem,
            is_new=one.state == LineState.WRITTEN and _is_new(roster.kind, one),
            cells=mask_cells(roster, cells[one.line]),
            understood=_describe(roster.kind, row, names) if (row := rows.get(one.line)) else [],
        )
        for one in asked
    ]
    return ShownPreview(
        line_count=preview.line_count,
        checked_count=len(preview.outcomes),
        good_count=counts[LineState.WRITTEN],
        unchanged_count=counts[LineState.UNCHANGED],
        refused_count=counts[LineState.REFUSED],
        skipped_count=counts[LineState.SKIPPED],
        lines=lines,
    )


def _is_new(kind: str, outcome: Any) -> bool:
    thing = outcome.team if kind == RosterKind.TEAMS else outcome.person
    return thing is not None and not thing.id


def _name_places(roster: Roster, rows: Sequence[Row]) -> dict[int, str]:
    """The names of the places of these rows on the roster's day, in two queries."""
    ids = {_find_place(row) for row in rows}
    return describe_units(Unit.objects.filter(pk__in=ids), roster.on)


def _find_place(row: Row) -> int:
    """The unit of the roster's day, else that of the founding, else one that has ended; or 0."""
    founding = row.founding_place.unit if row.founding_place else 0
    return row.place.unit or founding or next(iter(row.place.named), 0)


def _describe(kind: str, row: Row, names: dict[int, str]) -> list[Said]:
    said = _read(row, names)
    return [
        Said(field, str(LABELS[field]), said[field])
        for field in FIELDS_OF_KIND[kind]
        if said.get(field)
    ]


def _read(row: Row, names: dict[int, str]) -> dict[str, str]:
    born = _say_day(row.birth_on)
    if row.birth_on and row.precision == BirthPrecision.YEAR:
        born = str(row.birth_on.year)
    return {
        "full_name": row.name.full if row.name else "",
        "birth_on": born,
        "gender": str(Gender(row.gender).label) if row.gender else "",
        "citizen_id": mask_citizen_id(row.citizen_id) if row.citizen_id else "",
        "phone": ", ".join(show_phone(number) for number in row.phones),
        "category": str(Category(row.category).label) if row.category else "",
        "position": row.position,
        "employer": row.employer,
        "role": str(TeamRole(row.role).label),
        "level": str(TeamLevel(row.level).label) if row.level else "",
        "residential_unit": row.village.name,
        "unit": names.get(_find_place(row), ""),
        "decision_number": row.decision_number,
        "founded_on": _say_day(row.founded_on),
        "since": _say_day(row.since),
        "until": _say_day(row.until),
    }


def _say_day(day: date | None) -> str:
    return day.strftime("%d/%m/%Y") if day else ""
