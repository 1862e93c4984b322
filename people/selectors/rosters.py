"""Questions about rosters: whose they are, and what became of each line."""

from uuid import UUID

from django.db.models import QuerySet

from people.errors import RosterNotFound
from people.models import Role, Roster, RosterLine
from people.viewer import Viewer


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
