"""A line's cells → what they say, or what is wrong with them. No queries but for places."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import NamedTuple
from uuid import UUID

from django.utils.translation import gettext as _

from common.sheets import FORMULA_STARTS, CellProblem, read_date, read_gender, split_cell
from common.text import accent_key, normalize_text, search_key, sort_key, split_name
from people.citizen_id import HIDDEN, hash_citizen_id, normalize_citizen_id
from people.models import BirthPrecision, Category, RosterKind, TeamLevel, TeamRole
from people.rosters.errors import LineRefused
from people.rosters.places import FIELDS, OF_TEAMS, Place, PlaceReader
from people.signin import normalize_phone

CATEGORIES = {
    "can bo": Category.CADRE,
    "cong chuc": Category.CIVIL_SERVANT,
    "vien chuc": Category.PUBLIC_EMPLOYEE,
    "nguoi hoat dong khong chuyen trach": Category.PART_TIME_COMMUNE_WORKER,
    "khong chuyen trach": Category.PART_TIME_COMMUNE_WORKER,
    "nguoi dan": Category.CITIZEN,
} | {str(one): one for one in Category}
ROLES = {
    "to truong": TeamRole.LEADER,
    "to pho": TeamRole.DEPUTY,
    "pho to truong": TeamRole.DEPUTY,
    "thanh vien": TeamRole.MEMBER,
    "to vien": TeamRole.MEMBER,
    "": TeamRole.MEMBER,
} | {str(one): one for one in TeamRole}
LEVELS = {
    "xa": TeamLevel.COMMUNE,
    "cap xa": TeamLevel.COMMUNE,
    "thon": TeamLevel.VILLAGE,
    "cap thon": TeamLevel.VILLAGE,
} | {str(one): one for one in TeamLevel}
_LOST = re.compile(r"^\d+([.,]\d+)?e\+?\d+$", re.IGNORECASE)
LONGEST = {"position": 120, "employer": 200, "decision_number": 60, "residential_unit": 120}


@dataclass(frozen=True, slots=True)
class Name:
    full: str
    family: str
    middle: str
    given: str
    accent_key: str
    search_key: str
    sort_key: str


class Village(NamedTuple):
    """A village as it is written, with its accents in small letters, and without."""

    name: str
    key: str
    plain: str


NO_VILLAGE = Village("", "", "")


@dataclass(slots=True)
class Row:
    """A line as it was understood; ids of units, 0 for none.

    `place` is of the roster's day (of an employment, of its first day), `founding_place` of the
    day of the founding. A category or position that is not said is empty.
    """

    line: int
    place: Place
    person_code: str = ""
    team_code: str = ""
    name: Name | None = None
    birth_on: date | None = None
    precision: str = BirthPrecision.DAY
    gender: str = ""
    citizen_id: str = ""
    citizen_hash: str = ""
    phones: tuple[str, ...] = ()
    category: str = ""
    position: str = ""
    employer: str = ""
    role: str = TeamRole.MEMBER
    level: str = ""
    village: Village = NO_VILLAGE
    decision_number: str = ""
    founded_on: date | None = None
    founding_place: Place | None = None
    since: date | None = None
    until: date | None = None

    def near(self) -> set[int]:
        """The units that the line names in one way or another."""
        units = {self.place.unit, *self.place.named}
        if self.founding_place:
            units |= {self.founding_place.unit, *self.founding_place.named}
        return units - {0}


@lru_cache(maxsize=50_000)
def read_name(text: str) -> Name:
    """A name with its parts and keys; one in capitals gets small letters. Raises LineRefused."""
    name = normalize_text(text)
    if name.isupper():
        name = " ".join(word.capitalize() for word in name.lower().split(" "))
    if not name or len(name) > 120 or any(letter.isdigit() for letter in name):  # noqa: PLR2004
        raise LineRefused(_("Write a full name in letters, of at most 120."))
    parts = split_name(name)
    return Name(
        full=name,
        family=parts.family[:60],
        middle=parts.middle[:60],
        given=parts.given[:60],
        accent_key=accent_key(name),
        search_key=search_key(name),
        sort_key=sort_key(name),
    )


@lru_cache(maxsize=50_000)
def read_day(text: str) -> tuple[date, str] | None:
    """The day and how sure it is; None for an empty cell. Raises LineRefused."""
    try:
        found = read_date(text)
    except CellProblem as problem:
        raise LineRefused(problem.detail) from None
    return (found.value, found.precision) if found else None


@lru_cache(maxsize=20_000)
def read_village(text: str) -> Village:
    """A village with the keys by which its name is compared."""
    name = normalize_text(text)
    return Village(name, accent_key(name), search_key(name))


@lru_cache(maxsize=5_000)
def _read_word(text: str) -> str:
    return search_key(text)


class Reader:
    """Reads the lines of one roster; remembers each place that it has looked up."""

    def __init__(
        self,
        *,
        kind: str,
        on: date,
        fields: Mapping[str, int],
        scope: frozenset[int] | None,
        today: date,
    ) -> None:
        self.kind, self.on, self.today = kind, on, today
        self.fields = dict(fields)
        self.places = PlaceReader(kind, scope)

    def read(self, line: int, cells: Sequence[str]) -> Row:
        """The line as it was understood. Raises LineRefused."""
        fields, width = self.fields, len(cells)

        def get(field: str) -> str:
            index = fields.get(field, width)
            cell = cells[index].strip() if index < width else ""
            # What our own exports put before a formula.
            return cell[1:] if cell[:1] == "'" and cell[1:2] in FORMULA_STARTS else cell

        named = tuple(get(field) for field in FIELDS)
        since, until = self._read_past(get("since")), self._read_past(get("until"))
        if since and until and until <= since:
            raise LineRefused(_("The end comes after the beginning."))
        if self.kind in OF_TEAMS:
            row = Row(line, self.places.read(named, self.on), since=since, until=until)
            self._read_team(row, get, named)
        else:
            row = Row(line, self._read_workplace(named, since), since=since, until=until)
            self._read_work(row, get)
        if self.kind != RosterKind.TEAMS:
            _read_person(row, get, self.today)
        return row

    def _read_past(self, text: str) -> date | None:
        found = read_day(text) if text else None
        if found is None:
            return None
        if found[0] > self.today:
            raise LineRefused(_("“%(text)s” lies in the future.") % {"text": text})
        return found[0]

    def _read_workplace(self, named: tuple[str, ...], since: date | None) -> Place:
        place = self.places.read(named, self.on)
        if since is None:
            place.require()
            return place
        unit = self.places.find_standing(place, since)
        if unit:
            return replace(place, unit=unit)
        then = self.places.read(named, since)
        if not then.unit:
            told = {"problem": then.problem, "day": since.strftime("%d/%m/%Y")}
            raise LineRefused(
                _("%(problem)s The place is read as of %(day)s, when the work began.") % told
            )
        return then

    def _read_team(self, row: Row, get: Callable[[str], str], named: tuple[str, ...]) -> None:
        row.team_code = _read_code(get("team_code"))
        row.founded_on = self._read_past(get("founded_on"))
        if row.founded_on:
            row.founding_place = self.places.read(named, row.founded_on)
        if not row.near():
            row.place.require()
        _read_text(get, "residential_unit")
        row.village = read_village(get("residential_unit"))
        row.decision_number = _read_text(get, "decision_number")
        word = get("level")
        level = LEVELS.get(_read_word(word)) if word else None
        if word and level is None:
            raise LineRefused(_("“%(text)s” is no level of a team.") % {"text": word})
        row.level = level or (TeamLevel.VILLAGE if row.village.name else TeamLevel.COMMUNE)
        if (row.level == TeamLevel.VILLAGE) != bool(row.village.name):
            raise LineRefused(_("Name the village of a village-level team, and of no other."))
        if self.kind == RosterKind.TEAMS:
            if row.founded_on is None:
                raise LineRefused(_("The day of the founding is missing."))
            return
        self._read_role(row, get)

    def _read_role(self, row: Row, get: Callable[[str], str]) -> None:
        word = get("role") or (get("position") if "role" not in self.fields else "")
        role = ROLES.get(_read_word(word))
        if role is None:
            raise LineRefused(_("“%(text)s” is no role in a team.") % {"text": word})
        row.role = role
        if row.since and row.founded_on and row.since < row.founded_on:
            raise LineRefused(_("The membership begins before the team was founded."))

    def _read_work(self, row: Row, get: Callable[[str], str]) -> None:
        row.position = _read_text(get, "position")
        row.employer = _read_text(get, "employer")
        word = get("category")
        category = CATEGORIES.get(_read_word(word)) if word else None
        if category is None and (word or self.kind == RosterKind.EMPLOYMENTS):
            raise LineRefused(_("“%(text)s” is no category of persons.") % {"text": word})
        row.category = category or ""


@lru_cache(maxsize=20_000)
def _tidy(text: str) -> str:
    return normalize_text(text)


def _read_text(get: Callable[[str], str], field: str) -> str:
    text = get(field)
    if not text:
        return ""
    text = _tidy(text)
    if len(text) > LONGEST[field]:
        raise LineRefused(_("“%(text)s” is too long.") % {"text": text[:40] + "…"})
    return text


def _read_person(row: Row, get: Callable[[str], str], today: date) -> None:
    row.person_code = _read_code(get("person_code"))
    row.name = read_name(get("full_name") or f"{get('family_name')} {get('given_name')}")
    if text := get("birth_on"):
        born = read_day(text)
        if born:
            row.birth_on, row.precision = born
            if row.birth_on > today:
                raise LineRefused(_("The day of birth lies in the future."))
    if text := get("gender"):
        row.gender = _read_gender(text)
    text = get("citizen_id")
    if text and HIDDEN not in text:
        row.citizen_id = _read_number(text, normalize_citizen_id, "citizen_id")
        row.citizen_hash = hash_citizen_id(row.citizen_id)
    if text := get("phone"):
        row.phones = _read_phones(text)


def _read_code(text: str) -> str:
    """A code that one of our exports gave, in its one form."""
    if not text:
        return ""
    try:
        return str(UUID(text))
    except ValueError:
        raise LineRefused(_("“%(text)s” is no code of ours.") % {"text": text}) from None


def _read_gender(text: str) -> str:
    try:
        return read_gender(text)
    except CellProblem as problem:
        raise LineRefused(problem.detail) from None


def _read_phones(text: str) -> tuple[str, ...]:
    """One number, or several of one person; each once."""
    number = normalize_phone(text)
    if number:
        return (number,)
    parts = split_cell(text) if not _LOST.fullmatch(text) else [text]
    return tuple(dict.fromkeys(_read_number(part, normalize_phone, "phone") for part in parts))


def _read_number(text: str, normalize: Callable[[str], str | None], field: str) -> str:
    number = normalize(text)
    if number is None:
        number = normalize(text.lstrip("'").removesuffix(".0"))
    if number is not None:
        return number
    what = _("citizen number") if field == "citizen_id" else _("phone number")
    told = {"what": what, "text": text}
    if _LOST.fullmatch(text):
        raise LineRefused(_("The spreadsheet has lost digits of the %(what)s: %(text)s") % told)
    raise LineRefused(_("“%(text)s” is no %(what)s.") % told)
