"""Pairs that somebody has to look at."""

from uuid import UUID

from django.db.models import QuerySet

from people.errors import DuplicateNotFound
from people.models import Duplicate, DuplicateVerdict, Role
from people.selectors.scope import list_manageable
from people.viewer import Viewer


def list_duplicates(
    *, visible_to: Viewer, verdict: str = DuplicateVerdict.OPEN
) -> QuerySet[Duplicate]:
    """The pairs of persons whose training the asker manages, the likeliest first.

    Open ones only while both are live: a pair of which one is merged has nothing to decide.
    Raises RoleRequired.
    """
    visible_to.require(Role.TRAINING_MANAGER)
    pairs = _list_visible(visible_to).filter(verdict=verdict)
    if verdict == DuplicateVerdict.OPEN:
        pairs = pairs.filter(first__merged_into=None, second__merged_into=None)
    return pairs.order_by("-weight", "id")


def get_duplicate(uuid: UUID | str, *, visible_to: Viewer) -> Duplicate:
    """A pair that the asker may see. Raises DuplicateNotFound."""
    duplicate = _list_visible(visible_to).filter(uuid=uuid).first()
    if duplicate is None:
        raise DuplicateNotFound
    return duplicate


def _list_visible(visible_to: Viewer) -> QuerySet[Duplicate]:
    pairs = Duplicate.objects.select_related("first", "second")
    if visible_to.scope(Role.TRAINING_MANAGER) is None:
        return pairs
    seen = list_manageable(visible_to)
    return pairs.filter(first__in=seen, second__in=seen)
