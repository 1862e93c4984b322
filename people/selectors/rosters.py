"""Questions about rosters: whose they are, and what became of each line."""

from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import BinaryIO
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from common.sheets import iter_csv, write_refused
from people.errors import RosterNotFound
from people.models import (
    Employment,
    LineState,
    Membership,
    Person,
    Role,
    Roster,
    RosterLine,
    Team,
)
from people.viewer import Viewer

ROWS_TOGETHER = 2_000


def list_rosters(*, visible_to: Viewer) -> QuerySet[Roster]:
    """The asker's own rosters, the newest first; who keeps the country sees all.

    Raises RoleRequired.
    """
    visible_to.require(Role.TRAINING_MANAGER)
    found = Roster.objects.select_related("job").order_by("-created_at", "-id")
    if visible_to.is_keeper:
        return found
    return found.filter(created_by=visible_to.account)


def get_roster(uuid: UUID | str, *, visible_to: Viewer) -> Roster:
    """The roster of that uuid. Raises RoleRequired, RosterNotFound."""
    found = list_rosters(visible_to=visible_to).filter(uuid=uuid).first()
    if found is None:
        raise RosterNotFound
    return found


def list_roster_lines(roster: Roster, *, state: str = "") -> QuerySet[RosterLine]:
    """The lines as they were sent, with the rows that each wrote or met, in their order."""
    lines = RosterLine.objects.filter(roster=roster)
    if state:
        lines = lines.filter(state=state)
    origins = ("person", "employment", "team", "membership")
    return lines.select_related(*origins).order_by("line")


@dataclass(frozen=True)
class Origin:
    """Whence a row came: the line of a file, when it was received and by whom."""

    roster: Roster
    line: int
    received_at: datetime
    received_by: str


def find_origin(row: Person | Employment | Team | Membership) -> Origin | None:
    """The line that wrote the row; None for one that no roster brought. One query.

    A row that was restated later has the origin of the line that wrote it first only where it is
    the same row. Who asks sees the row.
    """
    field = type(row)._meta.model_name  # noqa: SLF001 - Django's public name for it
    written = RosterLine.objects.filter(**{f"{field}_id": row.pk}, state=LineState.WRITTEN)
    line = written.select_related("roster__created_by").order_by("id").first()
    if line is None:
        return None
    roster = line.roster
    by = roster.created_by.sign_in if roster.created_by else ""
    return Origin(roster, line.line, roster.created_at, by)


def write_refused_lines(roster: Roster, out: BinaryIO, *, as_csv: bool = False) -> None:
    """The refused lines stand in `out` as they were sent, with the reason: .xlsx or CSV.

    Who asks sees the roster; rows come from the server in pieces.
    """
    lines = RosterLine.objects.filter(roster=roster, state=LineState.REFUSED).order_by("line")
    rows = lines.values_list("cells", "problem").iterator(chunk_size=ROWS_TOGETHER)
    headings = roster.layout.get("headings", [])
    width = max((len(cells) for cells in headings), default=0)
    if not as_csv:
        write_refused(out, lines=headings, rows=rows, width=width)
        return
    *above, last = [[*cells, *[""] * (width - len(cells))] for cells in headings or [[]]]
    first, *others = [*above, [*last, _("Reason")]]
    below = ([*cells[:width], *[""] * (width - len(cells)), reason] for cells, reason in rows)
    out.writelines(iter_csv(headings=first, rows=chain(others, below)))
