"""What was decided for a chunk stands: in COPY, with ids taken beforehand."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from uuid import uuid4

from django.db import connection

from common.clock import now
from common.db import copy_texts, take_ids
from common.text import search_key
from people.citizen_id import seal_citizen_id
from people.models import Account, Employment, Membership, Person, Phone, Team, TeamHome
from people.rosters.deciding import Added, Outcome
from people.rosters.matching import Held, Known, KnownTeam
from people.rosters.understanding import Row
from people.services.homes import carry_homes

IMPORTS_LOCK = 7_301_003
_PERSON = (
    "id", "uuid", "full_name", "family_name", "middle_name", "given_name", "search_key",
    "sort_key", "birth_on", "birth_precision", "gender", "citizen_id_hash", "citizen_id_sealed",
    "created_at",
)  # fmt: skip
_TEAM = (
    "id", "uuid", "level", "founding_unit_id", "residential_unit", "search_key",
    "decision_number", "founded_on", "recorded_at", "recorded_by_id",
)  # fmt: skip
_HOME = ("team_id", "unit_id", "valid", "recorded_at", "recorded_by_id")
_MEMBERSHIP = (
    "id", "uuid", "team_id", "person_id", "role", "valid", "recorded_at", "recorded_by_id",
)  # fmt: skip
_EMPLOYMENT = (
    "id", "uuid", "person_id", "unit_id", "employer", "category", "position", "valid",
)  # fmt: skip


def lock_imports() -> None:
    """No other chunk is matched or written until this transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [IMPORTS_LOCK])


def write_added(added: Added, *, by: Account | None) -> None:
    """What a chunk adds stands. The caller's transaction holds the lock of imports."""
    at, author = now(), str(by.pk) if by else None
    _take_ids(Person, [known for known, _row in added.persons])
    _take_ids(Team, added.teams)
    _take_ids(Membership, added.memberships)
    _take_ids(Employment, added.employments)
    copy_texts(Person, _PERSON, _iter_persons(added.persons, at))
    phones = ((str(known.id), number) for known, number in added.phones)
    copy_texts(Phone, ("person_id", "number"), phones)
    _write_teams(added.teams, at, author)
    copy_texts(Membership, _MEMBERSHIP, _iter_memberships(added.memberships, at, author))
    copy_texts(Employment, _EMPLOYMENT, _iter_employments(added.employments))
    if added.teams:
        carry_homes(team_ids=[team.id for team in added.teams], by=by)


def _take_ids(
    model: type[Person | Team | Membership | Employment],
    things: Sequence[Known | KnownTeam | Held],
) -> None:
    for thing, pk in zip(things, take_ids(model, len(things)), strict=True):
        thing.id = pk


def _iter_persons(
    persons: Sequence[tuple[Known, Row]], at: datetime
) -> Iterator[tuple[str | None, ...]]:
    created_at = at.isoformat()
    for known, row in persons:
        name = row.name
        assert name  # noqa: S101 - only named rows are new persons
        sealed = seal_citizen_id(row.citizen_id).hex() if row.citizen_id else ""
        yield (
            str(known.id), str(uuid4()), name.full, name.family, name.middle, name.given,
            name.search_key, name.sort_key, row.birth_on.isoformat() if row.birth_on else None,
            row.precision, row.gender, row.citizen_hash, f"\\x{sealed}", created_at,
        )  # fmt: skip


def _write_teams(teams: Sequence[KnownTeam], at: datetime, author: str | None) -> None:
    recorded_at = at.isoformat()
    copy_texts(
        Team,
        _TEAM,
        (
            (
                str(team.id), str(uuid4()), team.level, str(team.founding_unit), team.village,
                search_key(team.village), team.decision_number, team.founded_on.isoformat(),
                recorded_at, author,
            )
            for team in teams
        ),
    )  # fmt: skip
    homes = (
        (str(team.id), str(team.founding_unit), _span(team.founded_on, None), recorded_at, author)
        for team in teams
    )
    copy_texts(TeamHome, _HOME, homes)


def _iter_memberships(
    memberships: Sequence[Held], at: datetime, author: str | None
) -> Iterator[tuple[str | None, ...]]:
    recorded_at = at.isoformat()
    for held in memberships:
        assert held.team  # noqa: S101 - a membership is of a team
        yield (
            str(held.id), str(uuid4()), str(held.team.id), str(id_of(held.person)), held.role,
            _span(held.since, held.until), recorded_at, author,
        )  # fmt: skip


def _iter_employments(employments: Sequence[Held]) -> Iterator[tuple[str | None, ...]]:
    for held in employments:
        yield (
            str(held.id), str(uuid4()), str(id_of(held.person)), str(held.unit), held.employer,
            held.role, held.position, _span(held.since, held.until),
        )  # fmt: skip


def id_of(person: Known | int) -> int:
    return person if isinstance(person, int) else person.id


def _span(since: date, until: date | None) -> str:
    return f"[{since.isoformat()},{until.isoformat() if until else ''})"


_MARK = """UPDATE people_rosterline l SET state = w.state,
  person_id = w.person, team_id = w.team, membership_id = w.membership, employment_id = w.employment
FROM unnest(%s::int[], %s::text[], %s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[])
  w(line, state, person, team, membership, employment)
WHERE l.roster_id = %s AND l.line = w.line"""
_MARK_REFUSED = """UPDATE people_rosterline l SET state = 'refused', problem = w.problem
FROM unnest(%s::int[], %s::text[]) w(line, problem) WHERE l.roster_id = %s AND l.line = w.line"""


def mark_lines(roster_id: int, outcomes: Sequence[Outcome]) -> None:
    """Each line says what became of it, and which rows it wrote or met."""
    good = [one for one in outcomes if not one.problem]
    refused = [one for one in outcomes if one.problem]
    with connection.cursor() as cursor:
        if good:
            lists = zip(*map(_list_origins, good), strict=True)
            cursor.execute(_MARK, [*(_array(values) for values in lists), roster_id])
        if refused:
            problems = [one.problem for one in refused]
            cursor.execute(_MARK_REFUSED, [[one.line for one in refused], problems, roster_id])


def _array(values: Sequence[str]) -> str:
    return "{" + ",".join(values) + "}"


def _list_origins(outcome: Outcome) -> tuple[str, ...]:
    """The line, its state and the ids of its rows, as an array's text has them."""
    things = (outcome.person, outcome.team, outcome.membership, outcome.employment)
    ids = (str(thing.id) if thing else "null" for thing in things)
    return (str(outcome.line), str(outcome.state), *ids)
