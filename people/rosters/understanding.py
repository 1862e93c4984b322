"""A line's cells → what they say, or what is wrong with them. No queries but for places."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from django.utils.translation import gettext as _

from common.text import accent_key, normalize_text, search_key, sort_key, split_name
from people.citizen_id import hash_citizen_id, normalize_citizen_id
from people.models import BirthPrecision, Category, Gender, RosterKind, TeamLevel, TeamRole
from people.signin import normalize_phone
from territory.models import Level, Unit
from territory.selectors import describe_unit, resolve_unit_name

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
GENDERS = {"nam": Gender.MALE, "nu": Gender.FEMALE, "male": Gender.MALE, "female": Gender.FEMALE}
LEVELS = {
    "xa": TeamLevel.COMMUNE,
    "cap xa": TeamLevel.COMMUNE,
    "thon": TeamLevel.VILLAGE,
    "cap thon": TeamLevel.VILLAGE,
} | {str(one): one for one in TeamLevel}
_OFFICE = re.compile(r"^(ubnd|hđnd|ủy ban nhân dân|đảng ủy)\s+", re.IGNORECASE)
_LOST = re.compile(r"^\d+([.,]\d+)?e\+?\d+$", re.IGNORECASE)
_DAY = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_EPOCH = date(1899, 12, 30)
_SERIALS = range(6000, 80000)
_YEARS = range(1900, 2100)
LONGEST = {"position": 120, "employer": 200, "decision_number": 60, "residential_unit": 120}


class LineRefused(Exception):
    """What is wrong with a line, in words for its sender."""


@dataclass(frozen=True, slots=True)
class Name:
    full: str
    family: str
    middle: str
    given: str
    accent_key: str
    search_key: str
    sort_key: str


@dataclass(slots=True)
class Row:
    """A line as it was understood. `place` is a unit of the roster's day."""

    line: int
    place: Unit
    name: Name | None = None
    birth_on: date | None = None
    precision: str = BirthPrecision.DAY
    gender: str = ""
    citizen_id: str = ""
    citizen_hash: str = ""
    phone: str = ""
    category: str = Category.CITIZEN
    position: str = ""
    employer: str = ""
    role: str = TeamRole.MEMBER
    level: str = ""
    village: str = ""
    village_key: str = ""
    decision_number: str = ""
    founded_on: date | None = None
    founding_place: Unit | None = None
    since: date | None = None
    until: date | None = None


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
    text = text.strip().removesuffix(" 00:00:00")
    if not text:
        return None
    try:
        if found := _DAY.fullmatch(text):
            return date(int(found[3]), int(found[2]), int(found[1])), BirthPrecision.DAY
        if found := _ISO.fullmatch(text):
            return date(int(found[1]), int(found[2]), int(found[3])), BirthPrecision.DAY
        if text.isdigit() and int(text) in _YEARS:
            return date(int(text), 1, 1), BirthPrecision.YEAR
        if text.isdigit() and int(text) in _SERIALS:
            return _EPOCH + timedelta(days=int(text)), BirthPrecision.DAY
    except ValueError:
        pass
    raise LineRefused(_("“%(text)s” is no day: write it as 31/12/2024.") % {"text": text})


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
        self.kind, self.on, self.scope, self.today = kind, on, scope, today
        self.fields = dict(fields)
        self.places: dict[tuple[str, date], Unit | str] = {}

    def read(self, line: int, cells: Sequence[str]) -> Row:
        """The line as it was understood. Raises LineRefused."""

        def get(field: str) -> str:
            index = self.fields.get(field)
            return cells[index].strip() if index is not None and index < len(cells) else ""

        founded = self._read_past(get("founded_on"))
        row = Row(line, self._read_place(get, self.on), founded_on=founded)
        if founded and self.kind in {RosterKind.TEAMS, RosterKind.MEMBERSHIPS}:
            row.founding_place = self._read_place(get, founded)
        row.since, row.until = self._read_past(get("since")), self._read_past(get("until"))
        if row.since and row.until and row.until <= row.since:
            raise LineRefused(_("The end comes after the beginning."))
        if self.kind != RosterKind.TEAMS:
            _read_person(row, get, self.today)
        if self.kind in {RosterKind.TEAMS, RosterKind.MEMBERSHIPS}:
            self._read_team(row, get)
        else:
            self._read_work(row, get)
        return row

    def _read_past(self, text: str) -> date | None:
        found = read_day(text)
        if found is None:
            return None
        if found[0] > self.today:
            raise LineRefused(_("“%(text)s” lies in the future.") % {"text": text})
        return found[0]

    def _read_place(self, get: Callable[[str], str], on: date) -> Unit:
        parts = [get(field) for field in ("commune", "district", "province")]
        if not parts[0]:
            parts[0] = _OFFICE.sub("", get("unit"))
        text = ", ".join(part for part in parts if part)
        found = self.places.get((text, on))
        if found is None:
            found = self.places[text, on] = self._look_up(text, on)
        if isinstance(found, str):
            raise LineRefused(found)
        return found

    def _look_up(self, text: str, on: date) -> Unit | str:
        if not text:
            return _("The place is missing.")
        units = resolve_unit_name(text, on)
        if self.kind in {RosterKind.TEAMS, RosterKind.MEMBERSHIPS}:
            units = [unit for unit in units if unit.level == Level.COMMUNE]
        if not units:
            return _("No place is called “%(text)s”.") % {"text": text}
        if len(units) > 1:
            names = "; ".join(describe_unit(unit, on) for unit in units[:5])
            return _("“%(text)s” can be several places: %(names)s") % {
                "text": text,
                "names": names,
            }
        if self.scope is not None and units[0].pk not in self.scope:
            return _("“%(text)s” lies outside your branch of the territory.") % {"text": text}
        return units[0]

    def _read_team(self, row: Row, get: Callable[[str], str]) -> None:
        row.village = _read_text(get, "residential_unit")
        row.village_key = accent_key(row.village)
        row.decision_number = _read_text(get, "decision_number")
        level = LEVELS.get(search_key(get("level"))) if get("level") else None
        if get("level") and level is None:
            raise LineRefused(_("“%(text)s” is no level of a team.") % {"text": get("level")})
        row.level = level or (TeamLevel.VILLAGE if row.village else TeamLevel.COMMUNE)
        if (row.level == TeamLevel.VILLAGE) != bool(row.village_key):
            raise LineRefused(_("Name the village of a village-level team, and of no other."))
        if self.kind == RosterKind.TEAMS:
            if row.founded_on is None:
                raise LineRefused(_("The day of the founding is missing."))
            return
        word = get("role") or (get("position") if "role" not in self.fields else "")
        role = ROLES.get(search_key(word))
        if role is None:
            raise LineRefused(_("“%(text)s” is no role in a team.") % {"text": word})
        row.role = role
        if row.since and row.founded_on and row.since < row.founded_on:
            raise LineRefused(_("The membership begins before the team was founded."))

    def _read_work(self, row: Row, get: Callable[[str], str]) -> None:
        row.position = _read_text(get, "position")
        row.employer = _read_text(get, "employer")
        word = get("category")
        category = CATEGORIES.get(search_key(word)) if word else None
        if category is None and (word or self.kind == RosterKind.EMPLOYMENTS):
            raise LineRefused(_("“%(text)s” is no category of persons.") % {"text": word})
        row.category = category or Category.CITIZEN


def _read_text(get: Callable[[str], str], field: str) -> str:
    text = normalize_text(get(field))
    if len(text) > LONGEST[field]:
        raise LineRefused(_("“%(text)s” is too long.") % {"text": text[:40] + "…"})
    return text


def _read_person(row: Row, get: Callable[[str], str], today: date) -> None:
    row.name = read_name(get("full_name") or f"{get('family_name')} {get('given_name')}")
    born = read_day(get("birth_on"))
    if born:
        row.birth_on, row.precision = born
        if row.birth_on > today:
            raise LineRefused(_("The day of birth lies in the future."))
    gender = search_key(get("gender"))
    if gender and gender not in GENDERS:
        raise LineRefused(_("“%(text)s” is no gender.") % {"text": get("gender")})
    row.gender = GENDERS.get(gender, "")
    row.citizen_id = _read_number(get("citizen_id"), normalize_citizen_id, _("citizen number"))
    row.citizen_hash = hash_citizen_id(row.citizen_id) if row.citizen_id else ""
    row.phone = _read_number(get("phone"), normalize_phone, _("phone number"))


def _read_number(text: str, normalize: Callable[[str], str | None], what: str) -> str:
    if not text:
        return ""
    if _LOST.fullmatch(text):
        raise LineRefused(
            _("The spreadsheet has lost digits of the %(what)s: %(text)s")
            % {"what": what, "text": text}
        )
    number = normalize(re.sub(r"\.0$", "", text.lstrip("'")))
    if number is None:
        raise LineRefused(_("“%(text)s” is no %(what)s.") % {"text": text, "what": what})
    return number
