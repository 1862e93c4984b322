"""Whom a chunk of rows can mean: found in a handful of queries, never guessed."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from common.text import accent_key
from people.models import BirthPrecision
from people.rosters.errors import LineRefused
from people.rosters.understanding import Name, Row, read_village

# Of an entry that is merged the id is that of the person to whom it leads.
# Pieces of our own text are put together here, and values are always parameters (S608).
_PERSON = """coalesce(p.merged_into_id, p.id), p.full_name, p.search_key, p.birth_on,
  p.birth_precision, p.citizen_id_hash, p.uuid::text"""
_BY_HASH = f"SELECT {_PERSON}, 0 FROM people_person p WHERE p.citizen_id_hash = ANY(%s)"  # noqa: S608
_BY_CODE = f"SELECT {_PERSON}, 0 FROM people_person p WHERE p.uuid = ANY(%s::uuid[])"  # noqa: S608
_BY_PHONE = f"""SELECT DISTINCT {_PERSON}, 0 FROM people_phone f
JOIN people_person p ON p.id = f.person_id
WHERE f.number = ANY(%s) AND p.search_key = ANY(%s)"""  # noqa: S608
# What lies in a place is read whole and cut by name: to look up each name would cost far more.
_IN_TEAMS = f"""SELECT DISTINCT {_PERSON}, h.unit_id
FROM people_teamhome h
JOIN people_membership m ON m.team_id = h.team_id AND m.superseded_at IS NULL
JOIN people_person p ON p.id = m.person_id
WHERE h.superseded_at IS NULL AND h.unit_id = ANY(%s) AND p.search_key = ANY(%s)"""  # noqa: S608
_AT_WORK = f"""SELECT DISTINCT {_PERSON}, e.unit_id FROM people_employment e
JOIN people_person p ON p.id = e.person_id
WHERE e.unit_id = ANY(%s) AND p.search_key = ANY(%s)"""  # noqa: S608
_PHONES = """SELECT coalesce(p.merged_into_id, p.id), f.number FROM people_phone f
JOIN people_person p ON p.id = f.person_id WHERE p.id = ANY(%s) OR p.merged_into_id = ANY(%s)"""


@dataclass(slots=True, eq=False)
class Known:
    """A person who stands, or is about to: `id` is 0 until written."""

    id: int
    accent: str
    key: str
    birth_on: date | None
    precision: str
    citizen_hash: str
    code: str = ""
    places: set[int] = field(default_factory=set)
    phones: set[str] = field(default_factory=set)

    def has_name(self, name: Name) -> bool:
        """Typed accents must agree; where one side has none, the letters."""
        if self.accent == name.accent_key:
            return True
        return self.key == name.search_key and self.key in {self.accent, name.accent_key}

    def contradicts(self, row: Row) -> bool:
        """Whether both say something and not the same."""
        if row.citizen_hash and self.citizen_hash and row.citizen_hash != self.citizen_hash:
            return True
        return bool(row.birth_on and self.birth_on) and not self.is_born_as(row)

    def is_born_as(self, row: Row) -> bool:
        if row.birth_on is None or self.birth_on is None:
            return False
        if BirthPrecision.YEAR in {row.precision, self.precision}:
            return row.birth_on.year == self.birth_on.year
        return row.birth_on == self.birth_on


class Persons:
    """The persons whom a chunk can mean; those that it adds are found by its later lines."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self.by_id: dict[int, list[Known]] = defaultdict(list)
        self.by_hash: dict[str, Known] = {}
        self.by_code: dict[str, Known] = {}
        self.by_name: dict[str, list[Known]] = defaultdict(list)
        self._entries: dict[tuple[Any, ...], Known] = {}
        named = [row for row in rows if row.name]
        keys = list({row.name.search_key for row in named if row.name})
        units = list({unit for row in named for unit in row.near()})
        self._take(_BY_CODE, [row.person_code for row in named if row.person_code])
        self._take(_BY_HASH, [row.citizen_hash for row in named if row.citizen_hash])
        self._take(_BY_PHONE, [number for row in named for number in row.phones], keys)
        self._take(_IN_TEAMS, units, keys)
        self._take(_AT_WORK, units, keys)
        ids = list(self.by_id)
        for person_id, number in fetch(_PHONES, ids, ids) if ids else ():
            for known in self.by_id.get(person_id, ()):
                known.phones.add(number)

    def _take(self, query: str, *lists: list[Any]) -> None:
        if not lists[0]:
            return
        for *entry, unit in fetch(query, *lists):
            known = self._entries.get(tuple(entry))
            if known is None:
                pk, full_name, *rest = entry
                known = self._entries[tuple(entry)] = Known(pk, accent_key(full_name), *rest)
                self.by_id[pk].append(known)
                self.add(known)
            if unit:
                known.places.add(unit)

    def add(self, known: Known) -> None:
        self.by_name[known.key].append(known)
        self.by_code[known.code] = known
        if known.citizen_hash:
            self.by_hash[known.citizen_hash] = known

    def find(self, row: Row, name: Name, near: set[int]) -> Known | None:
        """The one person that the row means; None is a new one. Raises LineRefused."""
        if row.person_code:
            return self._find_by_code(row, name)
        same = self.by_hash.get(row.citizen_hash) if row.citizen_hash else None
        if same:
            if not same.has_name(name):
                raise LineRefused(_("The citizen number belongs to a person of another name."))
            return same
        named = [
            one for one in self.by_name.get(name.search_key, ())
            if one.has_name(name) and not one.contradicts(row)
        ]  # fmt: skip
        found = [one for one in named if not one.phones.isdisjoint(row.phones)]
        if not found:
            is_bare = not (row.birth_on or row.phones or row.citizen_hash)
            found = [
                one for one in named
                if (is_bare or one.is_born_as(row)) and not one.places.isdisjoint(near)
            ]  # fmt: skip
        if len({one.id or -id(one) for one in found}) > 1:
            raise LineRefused(_("Several persons of this name can be meant."))
        return found[0] if found else None

    def _find_by_code(self, row: Row, name: Name) -> Known:
        known = self.by_code.get(row.person_code)
        if known is None:
            raise LineRefused(_("Nobody has the code %(code)s.") % {"code": row.person_code})
        if not known.has_name(name):
            raise LineRefused(_("The code belongs to a person of another name."))
        return known


@dataclass(slots=True, eq=False)
class KnownTeam:
    """A team that stands or stood, or is about to: `id` is 0 until written."""

    id: int
    level: str
    village: str
    founding_unit: int
    founded_on: date
    dissolved_on: date | None = None
    decision_number: str = ""
    code: str = ""
    members: list["Held"] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Held:
    """A membership or an employment: of whom, what, from when to before when."""

    id: int
    person: Known | int
    role: str
    since: date
    until: date | None
    unit: int = 0
    position: str = ""
    employer: str = ""
    team: KnownTeam | None = None

    def overlaps(self, since: date, until: date | None) -> bool:
        begins = until is None or self.since < until
        return begins and (self.until is None or since < self.until)

    def is_of(self, known: Known) -> bool:
        return self.person is known or (bool(known.id) and self.person == known.id)


class Teams:
    """The teams that were ever founded or at home in some units, by unit, level and village."""

    def __init__(self, unit_ids: Iterable[int], *, is_held: bool) -> None:
        # By the village's name without accents; those that `find` gives agree in them too.
        self.by_place: dict[tuple[int, str, str], list[KnownTeam]] = defaultdict(list)
        teams: dict[int, KnownTeam] = {}
        ids = list(set(unit_ids))
        for *facts, home, formerly in fetch(_TEAMS, ids, ids, ids) if ids else ():
            team = teams.get(facts[0])
            if team is None:
                team = teams[facts[0]] = KnownTeam(*facts)
            self.add(team, {team.founding_unit, home, formerly} - {None})
        self.by_code = {team.code: team for team in teams.values()}
        held = list(teams)
        if held and is_held:
            fetch("SELECT 1 FROM people_team WHERE id = ANY(%s) ORDER BY id FOR SHARE", held)
        for team_id, *membership in fetch(_MEMBERS, held) if held else ():
            teams[team_id].members.append(Held(*membership))

    def add(self, team: KnownTeam, units: Iterable[int]) -> None:
        for unit in units:
            found = self.by_place[unit, team.level, read_village(team.village).plain]
            if team not in found:
                found.append(team)

    def find(self, unit: int, row: Row) -> list[KnownTeam]:
        """The teams of a village of that name; a name without accents is any with them."""
        village = row.village
        found = self.by_place.get((unit, row.level, village.plain), [])
        same = [team for team in found if read_village(team.village).key == village.key]
        return same or [
            team for team in found
            if village.plain in {village.key, read_village(team.village).key}
        ]  # fmt: skip


_TEAMS = """SELECT t.id, t.level, t.residential_unit, t.founding_unit_id, t.founded_on,
  t.dissolved_on, t.decision_number, t.uuid::text, h.unit_id, h.formerly_id
FROM people_team t
JOIN people_teamhome h ON h.team_id = t.id AND h.superseded_at IS NULL
WHERE t.id IN (
  SELECT id FROM people_team WHERE founding_unit_id = ANY(%s)
  UNION SELECT team_id FROM people_teamhome WHERE superseded_at IS NULL AND unit_id = ANY(%s)
  UNION SELECT team_id FROM people_teamhome WHERE superseded_at IS NULL AND formerly_id = ANY(%s))
"""
_MEMBERS = """SELECT m.team_id, m.id, coalesce(p.merged_into_id, p.id), m.role, lower(m.valid),
  upper(m.valid)
FROM people_membership m JOIN people_person p ON p.id = m.person_id
WHERE m.superseded_at IS NULL AND m.team_id = ANY(%s)"""
_JOBS = """SELECT e.id, coalesce(p.merged_into_id, p.id), e.category, lower(e.valid),
  upper(e.valid), e.unit_id, e.position, e.employer
FROM people_employment e JOIN people_person p ON p.id = e.person_id
WHERE (p.id = ANY(%s) OR p.merged_into_id = ANY(%s)) AND e.unit_id = ANY(%s)"""


def find_jobs(person_ids: Iterable[int], unit_ids: Iterable[int]) -> dict[int, list[Held]]:
    """The employments of these persons in these units, by person."""
    ids, units = list(person_ids), list(unit_ids)
    jobs: dict[int, list[Held]] = defaultdict(list)
    for pk, person, *facts in fetch(_JOBS, ids, ids, units) if ids else ():
        jobs[person].append(Held(pk, person, *facts))
    return jobs


def fetch(query: str, *lists: list[Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(query, lists)
        found: list[Any] = cursor.fetchall()
    return found
