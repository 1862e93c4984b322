"""A change as it is entered: one JSON document, read with every problem named by its place.

docs/territory.md describes the document and works an example.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from django.utils.translation import gettext as _

from common.text import normalize_text
from territory.errors import ChangeInvalid
from territory.models import KNOWN_FROM, Level, SuccessionKind

CODE_LENGTHS = {Level.PROVINCE: 2, Level.DISTRICT: 3, Level.COMMUNE: 5}
LEVEL_OF_LENGTH = {length: level for level, length in CODE_LENGTHS.items()}
MOST_NAME, MOST_TYPE, MOST_BASIS, MOST_NOTE = 120, 40, 200, 300

Key = tuple[str, str]
Problems = dict[str, list[str]]
T = TypeVar("T")


@dataclass(frozen=True)
class UnitEntry:
    """A unit as it stands from the day on: a new one, or one with a new name, type or parent."""

    key: Key
    type: str
    name: str
    parent: Key | None


@dataclass(frozen=True)
class WayEntry:
    """A way from a unit of the day before to a unit of the day."""

    old: Key
    new: Key
    kind: str
    note: str = ""


@dataclass(frozen=True)
class ChangeDocument:
    """What was entered, read. The keys are (level, code): with the day they are identities."""

    effective_on: date
    legal_basis: str
    units: tuple[UnitEntry, ...]
    ways: tuple[WayEntry, ...]
    ends: tuple[Key, ...]


def read_document(data: Any) -> ChangeDocument:
    """The document as entries. Raises ChangeInvalid, with fields such as `units[3].code`."""
    if not isinstance(data, Mapping):
        raise ChangeInvalid(fields={"document": [_("A JSON object is expected.")]})
    problems: Problems = {}
    known = {"effective_on", "legal_basis", "units", "ways", "ends"}
    for name in sorted(set(map(str, data)) - known):
        problems[name] = [_("This is no part of the document.")]
    document = ChangeDocument(
        effective_on=_read_day(data.get("effective_on"), problems),
        legal_basis=_read_text(data, "legal_basis", "legal_basis", MOST_BASIS, problems),
        units=_read_rows(data, "units", _read_unit, problems),
        ways=_read_rows(data, "ways", _read_way, problems),
        ends=_read_rows(data, "ends", _read_key, problems),
    )
    if not (document.units or document.ways or document.ends or problems):
        problems["document"] = [_("The document changes nothing.")]
    if problems:
        raise ChangeInvalid(fields=problems)
    return document


def _read_day(value: object, problems: Problems) -> date:
    try:
        day = date.fromisoformat(str(value))
    except ValueError:
        day = date.min
    if day < KNOWN_FROM:
        problems["effective_on"] = [_("A day such as 2026-03-01 is expected.")]
    return day


def _read_rows(
    data: Mapping[str, Any],
    name: str,
    read: Callable[[Mapping[str, Any], str, Problems], T],
    problems: Problems,
) -> tuple[T, ...]:
    rows = data.get(name) or []
    if not isinstance(rows, Sequence) or not all(isinstance(row, Mapping) for row in rows):
        problems[name] = [_("A list of objects is expected.")]
        return ()
    return tuple(read(row, f"{name}[{place}]", problems) for place, row in enumerate(rows))


def _read_unit(row: Mapping[str, Any], place: str, problems: Problems) -> UnitEntry:
    key = _read_key(row, place, problems)
    parent: Key | None = None
    if key[0] != Level.PROVINCE:
        code = str(row.get("parent_code") or "")
        by_length = LEVEL_OF_LENGTH.get(len(code), Level.PROVINCE)
        parent = _check_key(str(by_length), code, f"{place}.parent_code", problems)
    return UnitEntry(
        key=key,
        type=_read_text(row, "type", f"{place}.type", MOST_TYPE, problems, needed=True),
        name=_read_text(row, "name", f"{place}.name", MOST_NAME, problems, needed=True),
        parent=parent,
    )


def _read_way(row: Mapping[str, Any], place: str, problems: Problems) -> WayEntry:
    level, new_code = str(row.get("level") or ""), str(row.get("new_code") or "")
    new_level = str(LEVEL_OF_LENGTH.get(len(new_code), level))
    kind = str(row.get("kind") or "")
    if kind not in SuccessionKind.values:
        problems[f"{place}.kind"] = [
            _("One of these is expected: %(values)s") % {"values": ", ".join(SuccessionKind.values)}
        ]
    return WayEntry(
        old=_check_key(level, str(row.get("old_code") or ""), f"{place}.old_code", problems),
        new=_check_key(new_level, new_code, f"{place}.new_code", problems),
        kind=kind,
        note=_read_text(row, "note", f"{place}.note", MOST_NOTE, problems),
    )


def _read_key(row: Mapping[str, Any], place: str, problems: Problems) -> Key:
    return _check_key(
        str(row.get("level") or ""), str(row.get("code") or ""), f"{place}.code", problems
    )


def _check_key(level: str, code: str, place: str, problems: Problems) -> Key:
    """The key, whose code has the digits of its level: 2, 3 or 5."""
    if level not in Level.values:
        problems[place] = [
            _("One of these is expected: %(values)s") % {"values": ", ".join(Level.values)}
        ]
    elif not (code.isascii() and code.isdigit() and len(code) == CODE_LENGTHS[Level(level)]):
        problems[place] = [
            _("A code of %(count)s digits is expected.") % {"count": CODE_LENGTHS[Level(level)]}
        ]
    return (level, code)


def _read_text(
    row: Mapping[str, Any],
    name: str,
    place: str,
    most: int,
    problems: Problems,
    *,
    needed: bool = False,
) -> str:
    text = normalize_text(str(row.get(name) or ""))
    if needed and not text:
        problems[place] = [_("This is missing.")]
    if len(text) > most:
        problems[place] = [_("At most %(count)s characters are expected.") % {"count": most}]
    return text
