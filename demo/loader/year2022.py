"""The year 2022: 27,855 completions by state personnel, as published, over 63 provinces.

The places, days and persons are invented from a fixed seed; the published total is the one fact.
2% of the classes were reported late, in January and February 2023, so that a report as known on
31/12/2022 is lower than one as known on 15/02/2023.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from random import Random

from demo.loader.names import invent_person
from enrollment.models import EnrollmentSource, Mode, Run
from enrollment.services.joining import NewEnrollment, import_enrollments
from enrollment.services.ledger import NewCompletion, record_completions
from people.models import STATE_PERSONNEL, Category
from people.selectors import Placement
from people.services import NewPerson, import_persons
from territory.models import Level
from territory.structure import get_structure

COMPLETIONS = 27_855
REPEATS = 3_538
CITIZENS = 512
SEED = 2022
YEAR_END = date(2022, 12, 31)
CATEGORY_WEIGHTS = (20, 46, 34)
# The campaign by month, March to December: a slow start, a wave in early summer, one in autumn.
MONTH_WEIGHTS = {3: 2, 4: 5, 5: 13, 6: 15, 7: 8, 8: 7, 9: 10, 10: 17, 11: 15, 12: 8}
IN_PERSON_SHARE = 0.435
LATE_SHARE = 0.02


@dataclass(frozen=True)
class Row:
    """One person of the year with the completions of that person."""

    unit_id: int
    category: str
    name: str
    birth_on: date
    mode: str
    first_on: date
    again_on: date | None


def load_year(*, run: Run, refresher: Run, scale: float = 1.0) -> int:
    """The ledger holds the year: completions of `run`, and for some also of `refresher`.

    `scale` makes a small year for tests. Returns the number of completions by state personnel.
    """
    random = Random(SEED)  # noqa: S311 - invented data, not a secret
    rows = _invent(random, round(COMPLETIONS * scale), round(REPEATS * scale))
    citizens = _invent_citizens(random, round(CITIZENS * scale))
    persons = import_persons(
        NewPerson(
            full_name=row.name,
            birth_on=row.birth_on,
            unit_id=row.unit_id,
            category=row.category,
            since=date(2021, 1, 1),
        )
        for row in (*rows, *citizens)
    )
    _record(
        random,
        run,
        [
            (p, row, row.first_on, row.mode)
            for p, row in zip(persons, (*rows, *citizens), strict=True)
        ],
    )
    again = [
        (p, row, row.again_on, Mode.ONLINE)
        for p, row in zip(persons, rows, strict=False)
        if row.again_on
    ]
    _record(random, refresher, [(p, row, on, mode) for p, row, on, mode in again if on])
    return len(rows) + len(again)


def _invent(random: Random, completions: int, repeats: int) -> list[Row]:
    structure = get_structure(YEAR_END)
    provinces = sorted(structure.provinces(), key=lambda node: node.code)
    communes = {
        node.id: sorted(
            one
            for one in structure.descendants(node.id)
            if structure.nodes[one].level == Level.COMMUNE
        )
        for node in provinces
    }
    weights = [len(communes[node.id]) * random.uniform(0.5, 1.6) for node in provinces]
    shares = apportion(completions - repeats, weights)
    units = [
        random.choice(communes[node.id])
        for node, share in zip(provinces, shares, strict=True)
        for _one in range(share)
    ]
    again = set(random.sample(range(len(units)), repeats))
    return [_invent_row(random, unit, place in again) for place, unit in enumerate(units)]


def _invent_row(random: Random, unit_id: int, again: bool) -> Row:  # noqa: FBT001 - one caller
    person = invent_person(random)
    first_on = _invent_day(random)
    later = min(first_on + timedelta(days=random.randint(7, 60)), YEAR_END)
    return Row(
        unit_id=unit_id,
        category=random.choices(STATE_PERSONNEL, CATEGORY_WEIGHTS)[0],
        name=person.full_name,
        birth_on=person.birth_on,
        mode=Mode.IN_PERSON if random.random() < IN_PERSON_SHARE else Mode.ONLINE,
        first_on=first_on,
        again_on=later if again else None,
    )


def _invent_citizens(random: Random, count: int) -> list[Row]:
    structure = get_structure(YEAR_END)
    communes = sorted(n.id for n in structure.nodes.values() if n.level == Level.COMMUNE)
    rows = []
    for _one in range(count):
        person = invent_person(random)
        rows.append(
            Row(
                random.choice(communes),
                Category.CITIZEN,
                person.full_name,
                person.birth_on,
                Mode.ONLINE,
                _invent_day(random),
                None,
            )
        )
    return rows


def _invent_day(random: Random) -> date:
    month = random.choices(list(MONTH_WEIGHTS), list(MONTH_WEIGHTS.values()))[0]
    return date(2022, month, random.randint(1, 30 if month != 12 else 31))  # noqa: PLR2004 - December


def apportion(total: int, weights: Sequence[float]) -> list[int]:
    """Whole shares of `total` in proportion to `weights`, by the largest remainders."""
    exact = [total * weight / sum(weights) for weight in weights]
    shares = [int(share) for share in exact]
    order = sorted(range(len(weights)), key=lambda place: shares[place] - exact[place])
    for place in order[: total - sum(shares)]:
        shares[place] += 1
    return shares


def _record(random: Random, run: Run, done: Sequence[tuple[int, Row, date, str]]) -> None:
    enrollments = import_enrollments(
        [
            NewEnrollment(person_id, run, datetime(on.year, on.month, on.day, 2, tzinfo=UTC))
            for person_id, _row, on, _mode in done
        ],
        source=EnrollmentSource.MIGRATION,
    )
    record_completions(
        [
            NewCompletion(
                enrollment=enrollment,
                mode=mode,
                effective_on=on,
                evidence={"source": "migration"},
                placement=Placement(row.unit_id, row.category),
                recorded_at=_recorded_at(random, on, mode),
            )
            for enrollment, (_person, row, on, mode) in zip(enrollments, done, strict=True)
        ],
        by=None,
    )


def _recorded_at(random: Random, on: date, mode: str) -> datetime:
    """Online the same day; a class some days later, and one in fifty only in the new year."""
    noon = datetime(on.year, on.month, on.day, 5, tzinfo=UTC)
    if mode == Mode.ONLINE:
        return noon + timedelta(minutes=random.randint(0, 600))
    if random.random() < LATE_SHARE:
        return datetime(2023, 1, 5, 3, tzinfo=UTC) + timedelta(hours=random.randint(0, 24 * 35))
    return min(
        noon + timedelta(hours=random.randint(3, 90)), datetime(2022, 12, 31, 16, tzinfo=UTC)
    )
