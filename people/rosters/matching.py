"""Whom and what a chunk of rows means: found in a handful of queries, never guessed."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from common.text import accent_key
from people.models import BirthPrecision, Employment, Membership, Person, Team
from people.rosters.understanding import LineRefused, Name, Row

_PERSON = "SELECT p.id, p.full_name, p.search_key, p.birth_on, p.birth_precision, p.citizen_id_hash"
_BY_HASH = (
    f"{_PERSON} FROM people_person p WHERE p.merged_into_id IS NULL AND p.citizen_id_hash = ANY(%s)"
)
_BY_PHONE = f"""{_PERSON} FROM unnest(%s::text[], %s::text[]) w(number, key)
JOIN people_phone f ON f.number = w.number
JOIN people_person p ON p.id = f.person_id AND p.search_key = w.key
WHERE p.merged_into_id IS NULL"""
_BY_BIRTH = f"""{_PERSON} FROM unnest(%s::text[], %s::int[]) w(key, year)
JOIN people_person p ON p.search_key = w.key
  AND p.birth_on BETWEEN make_date(w.year, 1, 1) AND make_date(w.year, 12, 31)
WHERE p.merged_into_id IS NULL"""
_BY_PLACE = f"""{_PERSON} FROM unnest(%s::text[], %s::bigint[]) w(key, unit_id)
JOIN people_person p ON p.search_key = w.key
WHERE p.merged_into_id IS NULL AND (
  EXISTS (SELECT 1 FROM people_employment e WHERE e.person_id = p.id AND e.unit_id = w.unit_id)
  OR EXISTS (SELECT 1 FROM people_membership m JOIN people_teamhome h ON h.team_id = m.team_id
    WHERE m.person_id = p.id AND m.superseded_at IS NULL AND h.unit_id = w.unit_id))"""  # noqa: S608
_PLACES = """SELECT e.person_id, e.unit_id FROM people_employment e WHERE e.person_id = ANY(%s)
UNION SELECT m.person_id, h.unit_id FROM people_membership m
JOIN people_teamhome h ON h.team_id = m.team_id
WHERE m.superseded_at IS NULL AND m.person_id = ANY(%s)"""


@dataclass(slots=True, eq=False)
class Known:
    """A person who stands, or is about to: `id` is 0 until written."""

    id: int
    accent: str
    key: str
    birth_on: date | None
    precision: str
    citizen_hash: str
    places: set[int] = field(default_factory=set)
    phones: set[str] = field(default_factory=set)

    def has_name(self, name: Name) -> bool:
        """Typed accents must agree; where one side has none, the letters."""
        if self.key != name.search_key:
            return False
        plain = name.search_key in {self.accent, name.accent_key}
        return plain or self.accent == name.accent_key

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
        self.by_id: dict[int, Known] = {}
        self.by_hash: dict[str, Known] = {}
        self.by_name: dict[str, list[Known]] = defaultdict(list)
        named = [(row, row.name) for row in rows if row.name]
        self._take(_BY_HASH, [row.citizen_hash for row, _name in named if row.citizen_hash])
        phones = [(row.phone, name.search_key) for row, name in named if row.phone]
        self._take(_BY_PHONE, *_columns(phones))
        births = [(name.search_key, row.birth_on.year) for row, name in named if row.birth_on]
        self._take(_BY_BIRTH, *_columns(births))
        bare = [(n.search_key, r.place.pk) for r, n in named if not (r.phone or r.birth_on)]
        self._take(_BY_PLACE, *_columns(bare))
        ids = list(self.by_id)
        for person_id, unit_id in _fetch(_PLACES, ids, ids):
            self.by_id[person_id].places.add(unit_id)
        for person_id, number in _fetch(
            "SELECT person_id, number FROM people_phone WHERE person_id = ANY(%s)", ids
        ):
            self.by_id[person_id].phones.add(number)

    def _take(self, query: str, *lists: list[Any]) -> None:
        if not lists or not lists[0]:
            return
        for pk, full_name, key, birth_on, precision, citizen_hash in _fetch(query, *lists):
            if pk not in self.by_id:
                known = Known(pk, accent_key(full_name), key, birth_on, precision, citizen_hash)
                self.by_id[pk] = known
                self.add(known)

    def add(self, known: Known) -> None:
        self.by_name[known.key].append(known)
        if known.citizen_hash:
            self.by_hash[known.citizen_hash] = known

    def find(self, row: Row, name: Name, near: set[int]) -> Known | None:
        """The one person that the row means; None is a new one. Raises LineRefused."""
        same = self.by_hash.get(row.citizen_hash) if row.citizen_hash else None
        if same:
            if not same.has_name(name):
                raise LineRefused(_("The citizen number belongs to a person of another name."))
            return same
        named = [
            one for one in self.by_name[name.search_key]
            if one.has_name(name) and not one.contradicts(row)
        ]  # fmt: skip
        found = [one for one in named if row.phone and row.phone in one.phones]
        if not found:
            found = [
                one for one in named
                if one.places & near
                and (one.is_born_as(row) or not (row.birth_on or row.phone or row.citizen_hash))
            ]  # fmt: skip
        if len(found) > 1:
            raise LineRefused(_("Several persons of this name can be meant."))
        return found[0] if found else None


def find_teams(unit_ids: Iterable[int]) -> dict[tuple[int, str, str], set[int]]:
    """The teams that were ever founded or at home in these units, by unit, level and village."""
    ids = list(set(unit_ids))
    found: dict[tuple[int, str, str], set[int]] = defaultdict(set)
    for pk, level, village, *units in _fetch(
        """SELECT t.id, t.level, t.residential_unit, t.founding_unit_id, h.unit_id, h.formerly_id
        FROM people_team t JOIN people_teamhome h ON h.team_id = t.id AND h.superseded_at IS NULL
        WHERE t.founding_unit_id = ANY(%s) OR h.unit_id = ANY(%s) OR h.formerly_id = ANY(%s)""",
        ids, ids, ids,
    ):  # fmt: skip
        for unit in units:
            if unit is not None:
                found[unit, level, accent_key(village)].add(pk)
    return found


def list_memberships(team_ids: Iterable[int]) -> list[Membership]:
    return list(Membership.objects.filter(team_id__in=list(team_ids), superseded_at=None))


def list_employments(person_ids: Iterable[int]) -> list[Employment]:
    return list(Employment.objects.filter(person_id__in=list(person_ids)))


def load_teams(team_ids: Iterable[int]) -> dict[int, Team]:
    return Team.objects.in_bulk(list(team_ids))


def live_ids(ids: Iterable[int]) -> set[int]:
    return set(Person.objects.filter(pk__in=list(ids)).values_list("pk", flat=True))


def _columns(pairs: Sequence[tuple[Any, Any]]) -> tuple[list[Any], ...]:
    return tuple(list(column) for column in zip(*set(pairs), strict=True)) if pairs else ()


def _fetch(query: str, *lists: list[Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(query, lists)
        found: list[Any] = cursor.fetchall()
    return found
