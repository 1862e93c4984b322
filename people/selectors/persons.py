"""Questions about persons, cut to what the asker may see."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from common.clock import today
from common.text import search_key
from people.errors import PersonNotFound
from people.models import Employment, Person, Role
from people.viewer import Viewer


@dataclass(frozen=True)
class Placement:
    """Where a person counts on a day: the unit and the category; both may be unknown."""

    unit_id: int | None
    category: str


NOWHERE = Placement(unit_id=None, category="")


def get_placements(person_ids: Iterable[int], on: date) -> dict[int, Placement]:
    """Where each person counts on `on`, in one query.

    Of several employments on that day the one that began last counts. A person without one that
    day counts nowhere: nothing guesses from another day.
    """
    rows = (
        Employment.objects.filter(person_id__in=list(person_ids), valid__contains=on)
        .order_by("person_id", "valid", "id")
        .values_list("person_id", "unit_id", "category")
    )
    return {person_id: Placement(unit_id, category) for person_id, unit_id, category in rows}


def find_employment(person: Person, on: date) -> Employment | None:
    """The employment that counts on `on`."""
    return (
        Employment.objects.filter(person=person, valid__contains=on)
        .select_related("unit")
        .order_by("-valid", "-id")
        .first()
    )


def list_persons(*, visible_to: Viewer, search: str = "") -> QuerySet[Person]:
    """The persons in the asker's scope and the asker, in Vietnamese order of names."""
    scope = visible_to.scope(Role.TRAINING_MANAGER, Role.INSTRUCTOR, Role.CERTIFICATE_OFFICER)
    persons = Person.objects.order_by("sort_key", "id")
    if scope is not None:
        inside = Employment.objects.filter(unit_id__in=scope, valid__contains=today())
        own = visible_to.person.id if visible_to.person else None
        persons = persons.filter(Q(id__in=inside.values("person_id")) | Q(id=own))
    if search:
        persons = persons.filter(search_key__contains=search_key(search))
    return persons


def get_person(uuid: UUID | str, *, visible_to: Viewer) -> Person:
    """The person of that uuid. Raises PersonNotFound, also when it may not be seen."""
    person = list_persons(visible_to=visible_to).filter(uuid=uuid).first()
    if person is None:
        raise PersonNotFound
    return person
