"""The invented rows enter the tables by COPY, with every column and with ids of a block of theirs.

Ids and uuids come from the seed and the block, so that the same seed gives the same nation. Homes
and memberships that ended stand twice, as they were held before and since (`superseded_at`).
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from random import Random
from uuid import UUID

from django.db import connection
from django.db.models import Model

from common.db import copy_rows
from common.text import search_key
from demo.nation.network import Network, write_day
from demo.nation.population import Population, iter_persons, iter_phones
from demo.nation.work import Offices, iter_work
from people.models import Employment, Membership, Person, Phone, TeamHome
from people.models import Team as TeamTable

NOON = "05:00:00+00"


def reserve_ids(model: type[Model], count: int) -> int:
    """The first of `count` ids that nobody else gets; the table is locked against writers."""
    table = model._meta.db_table  # noqa: SLF001 - as Django's own commands ask
    with connection.cursor() as cursor:
        cursor.execute(f"LOCK TABLE {table} IN SHARE ROW EXCLUSIVE MODE")
        cursor.execute(
            "SELECT setval(s.name, nextval(s.name) + %s)"
            " FROM pg_get_serial_sequence(%s, 'id') s(name)",
            [max(count - 1, 0), table],
        )
        return int(cursor.fetchone()[0]) - max(count - 1, 0)


@contextmanager
def indexes_built_at_the_end(model: type[Model], count: int) -> Iterator[None]:
    """For very many rows the table's plain indexes are built once, not entry by entry.

    Constraints are kept all the while. Nobody reads the table until the transaction ends.
    """
    if count < MANY:
        yield
        return
    table = model._meta.db_table  # noqa: SLF001 - as Django's own commands ask
    with connection.cursor() as cursor:
        cursor.execute(_PLAIN_INDEXES, [table])
        indexes = cursor.fetchall()
        for name, _definition in indexes:
            cursor.execute(f"DROP INDEX {name}")
        yield
        # PostgreSQL builds no index while references wait to be checked.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
        cursor.execute(f"SET LOCAL maintenance_work_mem = '{BUILD_MEMORY}'")
        for _name, definition in indexes:
            cursor.execute(definition)


MANY, BUILD_MEMORY = 100_000, "256MB"
_PLAIN_INDEXES = """
SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) FROM pg_index i
WHERE i.indrelid = %s::regclass
  AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conindid = i.indexrelid)
ORDER BY 1
"""


class Writer:
    """Writes one nation: persons before their phones, work and stays, teams before homes."""

    def __init__(self, seed: int, network: Network, people: Population) -> None:
        self.seed = seed
        self.network = network
        self.people = people
        self.first_person = reserve_ids(Person, len(people))
        self.first_team = reserve_ids(TeamTable, len(network.teams))

    def _draw_uuids(self, what: str) -> Callable[[], UUID]:
        draw = Random(f"{self.seed}:uuid:{what}").getrandbits  # noqa: S311 - invented data
        return lambda: UUID(int=draw(128), version=4)

    def write_persons(self) -> None:
        columns = (
            "id", "uuid", "full_name", "family_name", "middle_name", "given_name", "search_key",
            "sort_key", "birth_on", "birth_precision", "gender", "citizen_id_hash",
            "citizen_id_sealed", "created_at",
        )  # fmt: skip
        draw, first = self._draw_uuids("persons"), self.first_person
        rows = iter_persons(self.people, f"{self.seed}:persons")
        known = zip(rows, self.people.entries, strict=True)
        copy_rows(
            Person,
            columns,
            (
                (first + place, draw(), *row, "", "", _write_noon(entry))
                for place, (row, entry) in enumerate(known)
            ),
        )

    def write_phones(self) -> None:
        rows = iter_phones(self.people, f"{self.seed}:phones")
        copy_rows(
            Phone,
            ("person_id", "number"),
            ((self.first_person + place, number) for place, number in rows),
        )

    def write_work(self, offices: Offices) -> None:
        columns = ("uuid", "person_id", "unit_id", "employer", "category", "position", "valid")
        draw, first = self._draw_uuids("work"), self.first_person
        rows = iter_work(self.people, offices, f"{self.seed}:work")
        copy_rows(Employment, columns, ((draw(), first + place, *rest) for place, *rest in rows))

    def write_teams(self) -> None:
        columns = (
            "id", "uuid", "level", "founding_unit_id", "residential_unit", "search_key",
            "decision_number", "founded_on", "dissolved_on", "recorded_at",
        )  # fmt: skip
        draw = self._draw_uuids("teams")
        copy_rows(
            TeamTable,
            columns,
            (
                (
                    *(self.first_team + team.place, draw(), team.level, team.commune.id),
                    *(team.village, search_key(team.village)),
                    f"{1 + team.place % 180}/QĐ-UBND",
                    write_day(team.founded),
                    write_day(team.dissolved) if team.dissolved else None,
                    _write_noon(team.founded_noted),
                )
                for team in self.network.teams
            ),
        )

    def write_homes(self) -> None:
        copy_rows(
            TeamHome,
            ("team_id", "unit_id", "valid", "recorded_at", "superseded_at"),
            (
                (self.first_team + team.place, team.commune.id, *times)
                for team in self.network.teams
                for times in _list_times(
                    team.founded, team.founded_noted, team.dissolved, team.dissolved_noted
                )
            ),
        )

    def write_memberships(self) -> None:
        columns = ("uuid", "team_id", "person_id", "role", "valid", "recorded_at", "superseded_at")
        draw = self._draw_uuids("memberships")
        copy_rows(Membership, columns, ((draw(), *row) for row in self._iter_memberships()))

    def _iter_memberships(self) -> Iterator[Sequence[object]]:
        for stay in self.network.stays:
            team, person = self.first_team + stay.team.place, self.first_person + stay.person
            for times in _list_times(stay.since, stay.since_noted, stay.until, stay.until_noted):
                yield team, person, stay.role, *times


def _list_times(
    since: int, since_noted: int, until: int, until_noted: int
) -> Iterable[tuple[str, str, str | None]]:
    """The days as they are held, when that was known, and until when: once or twice."""
    first, noted = write_day(since), _write_noon(since_noted)
    if not until:
        return ((f"[{first},)", noted, None),)
    ended = _write_noon(until_noted)
    return (f"[{first},)", noted, ended), (f"[{first},{write_day(until)})", ended, None)


def _write_noon(ordinal: int) -> str:
    return f"{write_day(ordinal)} {NOON}"
