"""Questions about persons, cut to what the asker may see."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from people.citizen_id import SealBroken, mask_citizen_id, open_citizen_id
from people.errors import EmploymentNotFound, PersonNotFound
from people.models import Employment, Person
from people.selectors.scope import WATCHERS, belongs_to
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


def list_persons(*, visible_to: Viewer) -> QuerySet[Person]:
    """The live persons in the asker's scope and the asker, in Vietnamese order of names.

    Pages of them, searched by name or not, come quicker from `search_persons`.
    """
    return _list_visible(visible_to).filter(merged_into=None).order_by("sort_key", "id")


def _list_visible(visible_to: Viewer) -> QuerySet[Person]:
    """The entries that the asker may see, and those that lead to one of them."""
    scope = visible_to.scope(*WATCHERS)
    if scope is None:
        return Person.objects.all()
    own = visible_to.person.pk if visible_to.person else 0
    return Person.objects.filter(belongs_to(scope) | Q(pk=own) | Q(merged_into=own))


def get_person(uuid: UUID | str, *, visible_to: Viewer) -> Person:
    """The person of that uuid, live or merged. Raises PersonNotFound, also when not to be seen."""
    person = _list_visible(visible_to).filter(uuid=uuid).select_related("merged_into").first()
    if person is None:
        raise PersonNotFound
    return person


def list_employments(person: Person) -> QuerySet[Employment]:
    """Where the person worked and works, by any entry, the latest first. Who asks sees the person.

    Ended ones lead to other branches as well: what a person was is part of the person.
    """
    return (
        Employment.objects.filter(Q(person=person) | Q(person__merged_into=person))
        .select_related("unit", "person")
        .order_by("-valid", "-id")
    )


def get_employment(uuid: UUID | str, *, visible_to: Viewer) -> Employment:
    """An employment of a person whom the asker may see. Raises EmploymentNotFound."""
    found = Employment.objects.filter(uuid=uuid, person__in=_list_visible(visible_to))
    employment = found.select_related("unit", "person").first()
    if employment is None:
        raise EmploymentNotFound
    return employment


def show_citizen_id(person: Person) -> str:
    """The citizen number behind dots; empty for none. Nothing shows it whole."""
    if not person.citizen_id_sealed:
        return ""
    try:
        return mask_citizen_id(open_citizen_id(person.citizen_id_sealed))
    except SealBroken:
        return mask_citizen_id("")
