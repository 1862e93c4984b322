"""The state's tables of units as files: read with patience, and every doubt said.

What can be mended without a guess (a lost leading zero, a row twice) is mended and reported; what
cannot (an unknown parent, a way into nowhere) refuses the whole.
"""

import csv
import hashlib
import io
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from django.utils.translation import gettext as _

from common.text import normalize_text, search_key
from territory.document import CODE_LENGTHS, Key
from territory.errors import TerritoryInvalid
from territory.models import Level, SuccessionKind

FILES = {
    "units_before": ("code", "level", "type", "name", "parent_code"),
    "units_from": ("code", "level", "type", "name", "parent_code"),
    "succession": ("level", "old_code", "new_code", "kind", "note"),
}
Row = Mapping[str, str]


@dataclass
class Tables:
    """The units before and from the reform, the ways between them, and what seemed odd."""

    digest: str
    before_digest: str
    before: dict[Key, Row]
    after: dict[Key, Row]
    ways: list[Row]
    doubts: list[str] = field(default_factory=list)


def read_tables(folder: Path) -> Tables:
    """The three tables agree with each other. Raises TerritoryInvalid naming what does not."""
    contents = {name: _read_bytes(folder / f"{name}_2025-07-01.csv") for name in FILES}
    doubts: list[str] = []
    rows = {name: _read_rows(name, content, doubts) for name, content in contents.items()}
    tables = Tables(
        digest=hashlib.sha256(b"".join(contents.values())).hexdigest(),
        before_digest=hashlib.sha256(contents["units_before"]).hexdigest(),
        before=_by_key(rows["units_before"], doubts),
        after=_by_key(rows["units_from"], doubts),
        ways=_join_notes(rows["succession"], doubts),
        doubts=doubts,
    )
    _check(tables)
    tables.doubts += _list_silences(tables) + _list_strays(tables)
    return tables


def _read_bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        problem = _("The file cannot be read: %(reason)s") % {"reason": error.strerror}
        raise TerritoryInvalid(fields={path.name: [problem]}) from error


def _read_rows(name: str, content: bytes, doubts: list[str]) -> list[Row]:
    try:
        text = io.StringIO(content.decode("utf-8-sig"), newline="")
        reader = csv.DictReader(text)
        rows = list(reader)
    except UnicodeDecodeError as error:
        raise TerritoryInvalid(fields={name: [_("The file is not UTF-8.")]}) from error
    except csv.Error as error:
        raise TerritoryInvalid(fields={name: [_("The file is no table.")]}) from error
    missing = [column for column in FILES[name] if column not in (reader.fieldnames or ())]
    if missing:
        problem = _("Columns are missing: %(columns)s") % {"columns": ", ".join(missing)}
        raise TerritoryInvalid(fields={name: [problem]})
    cells = ({column: row[column] or "" for column in FILES[name]} for row in rows)
    return [
        _mend({column: _clean(cell) for column, cell in _note_breaks(row, doubts).items()}, doubts)
        for row in cells
        if any(cell.strip() for cell in row.values())
    ]


def _note_breaks(row: dict[str, str], doubts: list[str]) -> dict[str, str]:
    """The row as it is; each line break inside a cell is a doubt, and reads as a space."""
    broken = [cell for cell in row.values() if "\n" in cell.strip() or "\r" in cell.strip()]
    text = _("“%(cell)s”: a line break inside a cell")
    doubts += [text % {"cell": _clean(cell)} for cell in broken]
    return row


@lru_cache(maxsize=4096)
def _clean(cell: str) -> str:
    """The one spelling of a cell: most are codes, or types and notes that repeat."""
    return cell if cell.isascii() and cell.isalnum() else normalize_text(cell)


def _join_notes(ways: list[Row], doubts: list[str]) -> list[Row]:
    """Notes that differ in accents, case or a full stop alone are one: as most of them are."""
    counts = Counter(way["note"] for way in ways)
    usual: dict[str, str] = {}
    for note, _count in counts.most_common():
        first = usual.setdefault(_note_key(note), note)
        if note != first:
            doubts.append(f"“{note}” → “{first}”")
    return [{**way, "note": usual[_note_key(way["note"])]} for way in ways]


@lru_cache(maxsize=4096)
def _note_key(note: str) -> str:
    return search_key(note).strip(" .,;")


def _mend(row: dict[str, str], doubts: list[str]) -> Row:
    """The row with the leading zeros that spreadsheets take away."""
    level = row["level"]
    if level not in CODE_LENGTHS:
        return row
    above = {Level.DISTRICT: 2, Level.COMMUNE: 3 if len(row.get("parent_code", "")) > 2 else 2}  # noqa: PLR2004
    lengths = {
        "code": CODE_LENGTHS[Level(level)],
        "old_code": CODE_LENGTHS[Level(level)],
        "new_code": CODE_LENGTHS[Level.PROVINCE if level == Level.PROVINCE else Level.COMMUNE],
        "parent_code": above.get(Level(level), 0),
    }
    for column, length in lengths.items():
        code = row.get(column, "")
        if code.isdigit() and len(code) < length:
            row[column] = code.zfill(length)
            doubts.append(f"{level} {column} {code} → {row[column]}")
    return row


def _by_key(rows: Iterable[Row], doubts: list[str]) -> dict[Key, Row]:
    found: dict[Key, Row] = {}
    for row in rows:
        key = (row["level"], row["code"])
        if key in found:
            doubts.append(
                _("%(unit)s stands twice; the first row counts") % {"unit": " ".join(key)}
            )
        found.setdefault(key, row)
    return found


def get_parent_key(row: Row, units: Mapping[Key, Row]) -> Key | None:
    """The key of the unit right above: a district where the table has them, else a province."""
    code = row["parent_code"]
    levels = {Level.DISTRICT: [Level.PROVINCE], Level.COMMUNE: [Level.DISTRICT, Level.PROVINCE]}
    for level in levels.get(Level(row["level"]), []):
        if (level, code) in units and len(code) == CODE_LENGTHS[level]:
            return (level, code)
    return None


def get_new_key(way: Row) -> Key:
    """The key of the unit to which a way leads: districts pass into communes alone."""
    level = Level.PROVINCE if way["level"] == Level.PROVINCE else Level.COMMUNE
    return (level, way["new_code"])


def _check(tables: Tables) -> None:
    problems = {
        "units_before": _list_unit_problems(tables.before),
        "units_from": _list_unit_problems(tables.after),
        "succession": [
            f"{way['level']} {way['old_code']} → {way['new_code']} {way['kind']}"
            for way in tables.ways
            if (way["level"], way["old_code"]) not in tables.before
            or get_new_key(way) not in tables.after
            or way["kind"] not in SuccessionKind.values
        ],
    }
    found = {name: texts for name, texts in problems.items() if texts}
    if found:
        raise TerritoryInvalid(fields=found)


def _list_unit_problems(units: Mapping[Key, Row]) -> list[str]:
    """Units of no level, without a name, or whose parent is not in the table."""
    return [
        " ".join(filter(None, (level, code, row["name"], row["parent_code"])))
        for (level, code), row in units.items()
        if level not in Level.values
        or not row["name"]
        or (level != Level.PROVINCE and get_parent_key(row, units) is None)
    ]


def _list_silences(tables: Tables) -> list[str]:
    """What the tables do not say, which nobody may guess."""
    ways: dict[Key, list[str]] = {}
    for way in tables.ways:
        ways.setdefault((way["level"], way["old_code"]), []).append(way["kind"])
    named = {get_new_key(way) for way in tables.ways}
    lost = [key for key in tables.before if key[0] != Level.DISTRICT and key not in ways]
    partial = [key for key, kinds in ways.items() if kinds == [SuccessionKind.PART]]
    twice = Counter((way["level"], way["old_code"], get_new_key(way)) for way in tables.ways)
    silences = {
        _("%(unit)s: no way leads on"): lost,
        _("%(unit)s: one part has a way, the rest has none"): partial,
        _("%(unit)s: nothing says what was there before"): [
            key for key in tables.after if key not in named
        ],
        _("%(unit)s: a way stands twice; the first row counts"): [
            (level, code) for (level, code, _new), count in twice.items() if count > 1
        ],
    }
    return [text % {"unit": " ".join(key)} for text, keys in silences.items() for key in keys]


def _list_strays(tables: Tables) -> list[str]:
    """Ways into a province into which the old one did not pass: a row under a wrong heading."""
    passed: dict[Key, set[Key]] = {}
    for way in tables.ways:
        if way["level"] == Level.PROVINCE:
            passed.setdefault((way["level"], way["old_code"]), set()).add(get_new_key(way))
    strays = []
    for way in tables.ways:
        old, new = (way["level"], way["old_code"]), get_new_key(way)
        before, after = _find_province(old, tables.before), _find_province(new, tables.after)
        if before in passed and after not in passed[before]:
            named = {"old": " ".join(old), "new": " ".join(new), "province": after[1]}
            text = _(
                "%(old)s → %(new)s: its province did not pass into %(province)s; kept as it is"
            )
            strays.append(text % named)
    return strays


def _find_province(key: Key, units: Mapping[Key, Row]) -> Key:
    """The province in which a unit of a checked table lies."""
    above = get_parent_key(units[key], units) if key[0] != Level.PROVINCE else None
    return _find_province(above, units) if above else key
