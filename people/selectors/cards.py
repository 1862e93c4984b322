"""What is shown of persons, for a whole page of them in the same few queries."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from common.clock import today
from people.models import KNOWN, BirthPrecision, Employment, Membership, Person, Phone
from people.selectors.persons import show_citizen_id
from people.signin import mask_phone
from territory.selectors import describe_units


@dataclass(frozen=True)
class Work:
    """An employment and how its unit was written on its last day, or today."""

    employment: Employment
    place: str


@dataclass(frozen=True)
class TeamSeat:
    """A membership of today and where the team was founded."""

    membership: Membership
    place: str


@dataclass(frozen=True)
class PersonCard:
    """A person with the numbers behind dots; `phones` are (id, number) pairs."""

    person: Person
    birth: str
    citizen_id: str
    phones: list[tuple[int, str]] = field(default_factory=list)
    works: list[Work] = field(default_factory=list)
    teams: list[TeamSeat] = field(default_factory=list)


def make_cards(persons: Sequence[Person], on: date | None = None) -> list[PersonCard]:
    """A card for each, in the order given: at most seven queries, however many there are.

    What belongs to an entry that is merged stands on the card of the person it leads to as well.
    Who asks sees the persons.
    """
    day = on or today()
    heads = {person.pk: person.pk for person in persons}
    merged = Person.objects.filter(merged_into__in=heads).values_list("pk", "merged_into")
    heads |= {entry: head for entry, head in merged if head and entry not in heads}
    phones: dict[int, dict[str, tuple[int, str]]] = defaultdict(dict)
    for phone in Phone.objects.filter(person__in=heads).order_by("id"):
        shown = (phone.pk, mask_phone(phone.number))
        phones[heads[phone.person_id]].setdefault(phone.number, shown)
    works, teams = _find_works(heads, day), _find_teams(heads, day)
    return [
        PersonCard(
            person=person,
            birth=show_birth(person),
            citizen_id=show_citizen_id(person),
            phones=list(phones[person.pk].values()),
            works=works[person.pk],
            teams=teams[person.pk],
        )
        for person in persons
    ]


def show_birth(person: Person) -> str:
    """dd/mm/yyyy, or the year alone where only it is known; empty where nothing is."""
    if person.birth_on is None:
        return ""
    is_year = person.birth_precision == BirthPrecision.YEAR
    return person.birth_on.strftime("%Y" if is_year else "%d/%m/%Y")


def describe_works(employments: Sequence[Employment]) -> list[Work]:
    """Employments with their places; two queries however many there are."""
    places = describe_units([one.unit for one in employments], today())
    return [Work(one, places[one.unit_id]) for one in employments]


def _find_works(heads: dict[int, int], day: date) -> dict[int, list[Work]]:
    rows = Employment.objects.filter(person__in=heads, valid__contains=day)
    works: dict[int, list[Work]] = defaultdict(list)
    for work in describe_works(list(rows.select_related("unit").order_by("-valid", "-id"))):
        works[heads[work.employment.person_id]].append(work)
    return works


def _find_teams(heads: dict[int, int], day: date) -> dict[int, list[TeamSeat]]:
    rows = Membership.objects.filter(KNOWN, person__in=heads, valid__contains=day)
    found = list(rows.select_related("team__founding_unit").order_by("valid", "id"))
    places = describe_units([one.team.founding_unit for one in found], day) if found else {}
    teams: dict[int, list[TeamSeat]] = defaultdict(list)
    for one in found:
        teams[heads[one.person_id]].append(TeamSeat(one, places[one.team.founding_unit_id]))
    return teams
