"""Small worlds of teams, written row by row: split communes, decisions, corrections, merges."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.backends.postgresql.psycopg_any import DateRange

from common.clock import VIETNAM
from people.models import Membership, Person, PersonMerge, Team, TeamHome, TeamLevel
from people.services.homes import carry_homes
from territory.models import Level, Unit
from territory.services import REFORM_ON
from tests import factories

START = date(2022, 5, 1)
# What is drawn: (commune, days after START, is of a village); (team, person, days after the
# founding, days it lasted, day known, days until superseded); (merged, kept, day, days until
# undone); (team, commune, days after the reform).
TeamDraw = tuple[int, int, bool]
MemberDraw = tuple[int, int, int, int | None, int, int | None]
MergeDraw = tuple[int, int, int, int | None]
DecisionDraw = tuple[int, int, int]


@dataclass(frozen=True)
class Draw:
    teams: Sequence[TeamDraw]
    members: Sequence[MemberDraw]
    merges: Sequence[MergeDraw]
    decisions: Sequence[DecisionDraw]


def at(day: date) -> datetime:
    return datetime.combine(day, time(9), VIETNAM)


def build_world(draw: Draw) -> None:
    """The rows of the draw stand; the homes have followed the reform of 1 July 2025."""
    before, after = _communes(REFORM_ON - timedelta(days=1)), _communes(REFORM_ON)
    teams = [_found(number, before, one) for number, one in enumerate(draw.teams)]
    carry_homes()
    _decide(teams, after, draw.decisions)
    persons = [factories.make_person(f"Lò Văn {letter}") for letter in "ABCDEGHI"]
    for member in draw.members:
        _join(teams, persons, member)
    for merge in draw.merges:
        _merge(persons, merge)


def _communes(on: date) -> list[Unit]:
    communes = Unit.objects.filter(level=Level.COMMUNE, valid__contains=on)
    return list(communes.order_by("code"))


def _found(number: int, communes: Sequence[Unit], draw: TeamDraw) -> Team:
    place, days, is_village = draw
    unit, day = communes[place % len(communes)], START + timedelta(days=days)
    is_first = not Team.objects.filter(founding_unit=unit, level=TeamLevel.COMMUNE).exists()
    village = "" if is_first and not is_village else f"Thôn {number}"
    team = Team.objects.create(
        level=TeamLevel.VILLAGE if village else TeamLevel.COMMUNE,
        founding_unit=unit,
        residential_unit=village,
        search_key=village.lower(),
        founded_on=day,
        recorded_at=at(day),
    )
    valid = DateRange(day, None)
    TeamHome.objects.create(team=team, unit=unit, valid=valid, recorded_at=at(day))
    return team


def _decide(teams: Sequence[Team], communes: Sequence[Unit], draws: Sequence[DecisionDraw]) -> None:
    for number, place, days in draws:
        team, day = teams[number % len(teams)], REFORM_ON + timedelta(days=days)
        home = TeamHome.objects.get(team=team, superseded_at=None, valid__endswith=None)
        if home.unit_id or day <= home.valid.lower:
            continue
        known = at(date(2025, 9, 1))
        TeamHome.objects.filter(pk=home.pk).update(superseded_at=known)
        for formerly, unit, valid in (
            (home.formerly, None, DateRange(home.valid.lower, day)),
            (None, communes[place % len(communes)], DateRange(day, None)),
        ):
            TeamHome.objects.create(
                team=team, formerly=formerly, unit=unit, valid=valid, recorded_at=known
            )


def _join(teams: Sequence[Team], persons: Sequence[Person], draw: MemberDraw) -> None:
    number, who, days, lasted, known, superseded = draw
    team, person = teams[number % len(teams)], persons[who % len(persons)]
    since = team.founded_on + timedelta(days=days)
    until = None if lasted is None else since + timedelta(days=lasted)
    held = Membership.objects.filter(team=team, person=person)
    if superseded is None and held.filter(superseded_at=None).exists():
        return
    recorded = since + timedelta(days=known)
    gone = None if superseded is None else at(recorded + timedelta(days=superseded))
    Membership.objects.create(
        team=team,
        person=person,
        valid=DateRange(since, until),
        recorded_at=at(recorded),
        superseded_at=gone,
    )


def _merge(persons: Sequence[Person], draw: MergeDraw) -> None:
    one, other, days, undone = draw
    if one % len(persons) == other % len(persons):
        return
    # The later is merged into the earlier, so that no two lead to each other.
    kept, merged = sorted((one % len(persons), other % len(persons)))
    if PersonMerge.objects.filter(merged=persons[merged], undone_at=None).exists():
        return
    day = START + timedelta(days=days)
    PersonMerge.objects.create(
        kept=persons[kept],
        merged=persons[merged],
        merged_at=at(day),
        undone_at=None if undone is None else at(day + timedelta(days=undone)),
    )
