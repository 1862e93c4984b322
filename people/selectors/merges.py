"""Which entries are one person: now, and as known on any day."""

from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from common.clock import end_of
from people.errors import MergeNotFound
from people.models import Person, PersonMerge
from people.selectors.scope import list_manageable
from people.viewer import Viewer


def list_merges_known_on(day: date) -> dict[int, int]:
    """Person id → id of the person it led to, as known at the end of that day; one query.

    Merges of later, and those undone by then, are left out. Reports count with it, so that they
    stay what they were.
    """
    until = end_of(day)
    known = PersonMerge.objects.filter(merged_at__lt=until).filter(
        Q(undone_at=None) | Q(undone_at__gte=until)
    )
    steps = dict(known.values_list("merged_id", "kept_id"))
    return {person_id: _follow(steps, person_id) for person_id in steps}


def _follow(steps: dict[int, int], person_id: int) -> int:
    while person_id in steps:
        person_id = steps[person_id]
    return person_id


def list_merges(person: Person) -> QuerySet[PersonMerge]:
    """The merges that the person was kept or merged in, the latest first, undone ones included.

    Who asks sees the person.
    """
    return (
        PersonMerge.objects.filter(Q(kept=person) | Q(merged=person))
        .select_related("kept", "merged")
        .order_by("-merged_at", "-id")
    )


def get_merge(uuid: UUID | str, *, visible_to: Viewer) -> PersonMerge:
    """A merge of persons whose training the asker manages. Raises MergeNotFound."""
    seen = list_manageable(visible_to)
    found = PersonMerge.objects.filter(uuid=uuid, kept__in=seen, merged__in=seen)
    merge = found.select_related("kept", "merged").first()
    if merge is None:
        raise MergeNotFound
    return merge
