"""Everybody: the members of the network first, then officials and citizens, until all are there.

What a person is stands in four columns, so that a million of them take little memory; what is
written of each is drawn again for each table, from a seed of its own.
"""

from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from random import Random

from demo.loader.year2022 import apportion
from demo.nation.country import Commune
from demo.nation.names import NameBook
from demo.nation.network import Network, Stay, write_day
from people.models import BirthPrecision, Category, TeamLevel, TeamRole

OLDEST, YOUNGEST = 1957, 2004
YEAR_ONLY_SHARE, UNKNOWN_SHARE, NO_GENDER_SHARE = 0.15, 0.06, 0.04
REGISTERED = date(2022, 3, 1).toordinal()
REGISTERED_DAYS = 900  # officials and citizens are entered over two and a half years
ADULT_DAYS = 18 * 366
HIRED_FROM, HIRED_DAYS = date(2004, 1, 1).toordinal(), 6_600
# Of 100 persons beside the network.
OTHERS = (
    [Category.CADRE] * 3
    + [Category.CIVIL_SERVANT] * 11
    + [Category.PUBLIC_EMPLOYEE] * 21
    + [Category.PART_TIME_COMMUNE_WORKER] * 5
    + [Category.CITIZEN] * 60
)
COMMUNE_MEMBERS = (
    [Category.CIVIL_SERVANT] * 40
    + [Category.PUBLIC_EMPLOYEE] * 30
    + [Category.PART_TIME_COMMUNE_WORKER] * 25
    + [Category.CADRE] * 5
)
VILLAGE_MEMBERS = (
    [Category.CITIZEN] * 58
    + [Category.PART_TIME_COMMUNE_WORKER] * 27
    + [Category.PUBLIC_EMPLOYEE] * 15
)


@dataclass
class Population:
    """One place for each person: home commune, category, day of birth and day of entry.

    Days are ordinals; a birth of 0 is not known. Categories are of today.
    """

    communes: list[Commune] = field(default_factory=list)
    categories: list[Category] = field(default_factory=list)
    births: "array[int]" = field(default_factory=lambda: array("i"))
    entries: "array[int]" = field(default_factory=lambda: array("i"))

    def __len__(self) -> int:
        return len(self.communes)

    def add(self, commune: Commune, category: Category, birth: int, entry: int) -> None:
        self.communes.append(commune)
        self.categories.append(category)
        self.births.append(birth)
        self.entries.append(entry)


def settle(random: Random, network: Network, communes: Sequence[Commune], size: int) -> Population:
    """The members, in their order, and others up to `size`, commune by commune."""
    people = Population()
    for stay in network.firsts:
        category = _choose_category(random, stay)
        people.add(stay.team.commune, category, _choose_birth(random), stay.since_noted)
    weights = [random.uniform(0.5, 1.5) for _commune in communes]
    counts = apportion(max(size - len(people), 0), weights)
    for commune, count in zip(communes, counts, strict=True):
        for _each in range(count):
            category = OTHERS[int(random.random() * 100)]
            entry = REGISTERED + int(random.random() * REGISTERED_DAYS)
            people.add(commune, category, _choose_birth(random), entry)
    return people


def _choose_category(random: Random, stay: Stay) -> Category:
    is_leader = stay.role == TeamRole.LEADER
    if stay.team.level == TeamLevel.COMMUNE:
        return Category.CADRE if is_leader else COMMUNE_MEMBERS[int(random.random() * 100)]
    if is_leader:
        return Category.PART_TIME_COMMUNE_WORKER
    return VILLAGE_MEMBERS[int(random.random() * 100)]


def _choose_birth(random: Random) -> int:
    if random.random() < UNKNOWN_SHARE:
        return 0
    first = date(OLDEST, 1, 1).toordinal()
    return first + int(random.random() * (YOUNGEST - OLDEST + 1) * 365.25)


# full name, family, middle, given, search key, sort key, birth, precision, gender
PersonRow = tuple[str, str, str, str, str, str, str | None, str, str]


def iter_persons(people: Population, seed: str) -> Iterator[PersonRow]:
    random = Random(seed)  # noqa: S311 - invented data, not a secret
    book, draw = NameBook(random), random.random
    for commune, birth in zip(people.communes, people.births, strict=True):
        names, gender = book.invent(commune.province_code)
        day, precision = None, BirthPrecision.DAY
        if birth and draw() < YEAR_ONLY_SHARE:
            day, precision = f"{date.fromordinal(birth).year}-01-01", BirthPrecision.YEAR
        elif birth:
            day = write_day(birth)
        yield (*names, day, precision, "" if draw() < NO_GENDER_SHARE else gender)


PHONE_SHARE, HOUSEHOLD_SHARE, SECOND_SHARE = 0.86, 0.13, 0.04
PREFIXES = (
    *range(32, 40), 56, 58, 70, *range(76, 80), *range(81, 87), 88, 89, 90, 91, 93, 94, 96, 97, 98,
)  # fmt: skip


def iter_phones(people: Population, seed: str) -> Iterator[tuple[int, str]]:
    """Places of persons and their numbers: some share that of a neighbour, some have two."""
    draw = Random(seed).random  # noqa: S311 - invented data, not a secret
    last: dict[int, str] = {}
    for place, commune in enumerate(people.communes):
        if draw() >= PHONE_SHARE:
            continue
        number = last.get(commune.id) if draw() < HOUSEHOLD_SHARE else None
        if number is None:
            number = last[commune.id] = _draw_number(draw)
        yield place, number
        if draw() < SECOND_SHARE:
            second = _draw_number(draw)
            if second != number:
                yield place, second


def _draw_number(draw: Callable[[], float]) -> str:
    return f"+84{PREFIXES[int(draw() * len(PREFIXES))]}{int(draw() * 10**7):07d}"
