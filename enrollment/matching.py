"""Which person a line of a list means. Explained, never guessed."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from common.text import accent_key, search_key
from enrollment.attendees import AttendeeRow
from people.models import Category, Person, Role
from people.selectors import list_persons
from people.signin import normalize_phone
from people.viewer import Viewer
from territory.models import Unit
from territory.selectors import resolve_unit_name

_CATEGORY_WORDS = {
    "can bo": Category.CADRE,
    "cong chuc": Category.CIVIL_SERVANT,
    "vien chuc": Category.PUBLIC_EMPLOYEE,
    "khong chuyen trach": Category.PART_TIME_COMMUNE_WORKER,
    "nguoi hoat dong khong chuyen trach": Category.PART_TIME_COMMUNE_WORKER,
    "nguoi dan": Category.CITIZEN,
    **{value.replace("_", " "): Category(value) for value in Category.values},
}


@dataclass(frozen=True)
class Match:
    """A line and the person it means; or, without a person, one to be created; or a problem."""

    row: AttendeeRow
    person: Person | None = None
    unit: Unit | None = None
    category: str = ""
    problem: str = ""


@dataclass(frozen=True)
class _Known:
    """The persons in scope that the list can mean, found in two queries."""

    by_phone: dict[str, list[Person]]
    by_name: dict[str, list[Person]]


def match_attendees(
    rows: Sequence[AttendeeRow],
    *,
    on: date,
    default_unit: Unit | None,
    create_missing: bool,
    visible_to: Viewer,
) -> list[Match]:
    """What each row means among the persons that `visible_to` may see.

    A phone number and a name that agree mean one person; a household shares a number, so the name
    decides. Without a number a name means someone only when it is the only one in scope. A person
    who stands twice on the list is a problem in the later line.
    """
    known = _find_known(rows, visible_to)
    matches = [_match(row, known, on, default_unit, create_missing) for row in rows]
    return _mark_repeats([_within(visible_to, match) for match in matches])


def _find_known(rows: Sequence[AttendeeRow], visible_to: Viewer) -> _Known:
    phones = {phone for row in rows if (phone := normalize_phone(row.phone))}
    names = {search_key(row.full_name) for row in rows}
    seen = list_persons(visible_to=visible_to)
    by_phone: dict[str, list[Person]] = {}
    for person in seen.filter(phones__number__in=phones).prefetch_related("phones"):
        for held in person.phones.all():
            by_phone.setdefault(held.number, []).append(person)
    by_name: dict[str, list[Person]] = {}
    for person in seen.filter(search_key__in=names):
        by_name.setdefault(accent_key(person.full_name), []).append(person)
    return _Known(by_phone, by_name)


def _match(
    row: AttendeeRow,
    known: _Known,
    on: date,
    default_unit: Unit | None,
    create_missing: bool,  # noqa: FBT001 - handed through
) -> Match:
    if not row.full_name:
        return Match(row, problem=_("The name is missing."))
    phone = normalize_phone(row.phone) if row.phone else None
    if row.phone and phone is None:
        return Match(row, problem=_("“%s” is not a Vietnamese phone number.") % row.phone)
    found = _find_persons(row, phone, known)
    if len(found) == 1:
        return Match(row, person=found[0])
    if len(found) > 1:
        return Match(row, problem=_("Several people have this name. Add a phone number."))
    if not create_missing:
        return Match(row, problem=_("No such person in your branch."))
    return _match_new(row, on, default_unit)


def _within(visible_to: Viewer, match: Match) -> Match:
    """Nobody is created outside the branch of the one who keeps the list."""
    scope = visible_to.scope(Role.TRAINING_MANAGER, Role.INSTRUCTOR)
    if match.unit is None or scope is None or match.unit.pk in scope:
        return match
    return Match(match.row, problem=_("“%s” lies outside your branch.") % match.unit)


def _find_persons(row: AttendeeRow, phone: str | None, known: _Known) -> list[Person]:
    name = accent_key(row.full_name)
    if phone:
        same = known.by_phone.get(phone, [])
        found = [person for person in same if accent_key(person.full_name) == name]
        return list({person.pk: person for person in found}.values())
    return list({person.pk: person for person in known.by_name.get(name, [])}.values())


def _match_new(row: AttendeeRow, on: date, default_unit: Unit | None) -> Match:
    """A person to be created, who needs a unit that is known and a category."""
    category = _CATEGORY_WORDS.get(search_key(row.category)) if row.category else Category.CITIZEN
    if category is None:
        return Match(row, problem=_("“%s” is not a category.") % row.category)
    if any(letter.isdigit() for letter in row.full_name):
        return Match(row, problem=_("A name has no digits."))
    if not row.unit:
        return Match(row, unit=default_unit, category=category)
    found = resolve_unit_name(row.unit, on)
    if len(found) == 1:
        return Match(row, unit=found[0], category=category)
    if found:
        return Match(row, problem=_("“%s” names several units. Add the province.") % row.unit)
    return Match(
        row,
        problem=_("No unit “%(unit)s” stood on %(day)s.")
        % {"unit": row.unit, "day": on.strftime("%d/%m/%Y")},
    )


def _mark_repeats(matches: list[Match]) -> list[Match]:
    seen: Counter[object] = Counter()
    marked = []
    for match in matches:
        key = (
            match.person.pk if match.person else (accent_key(match.row.full_name), match.row.phone)
        )
        seen[key] += 0 if match.problem else 1
        if not match.problem and seen[key] > 1:
            marked.append(Match(match.row, problem=_("This person stands on the list already.")))
        else:
            marked.append(match)
    return marked
