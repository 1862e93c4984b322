"""Rosters as people send them, and the way of one from its file to its end."""

import io
from collections.abc import Sequence
from datetime import date
from typing import Any

from people.models import Membership, Person, Phone, Roster, RosterKind, RosterLine, Team
from people.services import rosters
from people.viewer import EVERYTHING, Viewer
from tests.factories.rosters import finish_roster

ROSTER_ON = date(2025, 8, 1)


def make_csv(*lines: Sequence[str]) -> io.BytesIO:
    """A CSV file with these lines of cells."""
    quoted = (",".join('"' + cell.replace('"', '""') + '"' for cell in line) for line in lines)
    return io.BytesIO("\n".join(quoted).encode())


def receive_roster(
    file: io.BytesIO,
    kind: str = RosterKind.MEMBERSHIPS,
    *,
    by: Viewer = EVERYTHING,
    on: date = ROSTER_ON,
    name: str = "to.csv",
) -> Roster:
    """The roster is read, ready to be written."""
    return finish_roster(rosters.receive_roster(file=file, name=name, kind=kind, on=on, by=by))


def import_roster(file: io.BytesIO, kind: str = RosterKind.MEMBERSHIPS, **how: Any) -> Roster:
    """The roster is written to its end."""
    by = how.get("by", EVERYTHING)
    return finish_roster(rosters.start_writing(roster=receive_roster(file, kind, **how), by=by))


def count_rows() -> list[int]:
    """What stands of all that rosters write."""
    return [model.objects.count() for model in (Person, Phone, Team, Membership)]


def list_problems(roster: Roster, state: str = "refused") -> dict[int, str]:
    """What was wrong with the lines of that state, by line."""
    lines = RosterLine.objects.filter(roster=roster, state=state)
    return dict(lines.order_by("line").values_list("line", "problem"))
