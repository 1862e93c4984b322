"""The door through which the state's tables of units enter."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from django.db import connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from common.clock import now
from common.db import copy_rows
from common.text import search_key
from territory.errors import TerritoryAlreadyLoaded
from territory.models import (
    KNOWN_FROM,
    Change,
    Level,
    Succession,
    SuccessionKind,
    Unit,
    UnitName,
    UnitParent,
)
from territory.tables import Key, Row, Tables, get_new_key, get_parent_key, read_tables

DATA = Path(__file__).parent / "data"
REFORM_ON = date(2025, 7, 1)
BEFORE_REFORM = DateRange(KNOWN_FROM, REFORM_ON)
FROM_REFORM = DateRange(REFORM_ON, None)
LEGAL_BASIS = "Nghị quyết 202/2025/QH15; Luật Tổ chức chính quyền địa phương 2025"
CONTINUES = {SuccessionKind.UNCHANGED, SuccessionKind.RENAME, SuccessionKind.RETYPE}

Units = Mapping[Key, Unit]


@dataclass
class LoadReport:
    """What the loading made, and every doubt it had."""

    unit_count: int = 0
    succession_count: int = 0
    already_loaded: bool = False
    doubts: list[str] = field(default_factory=list)


@transaction.atomic
def load_territory(folder: Path = DATA) -> LoadReport:
    """The units before and from 1 July 2025 stand with their successions; a repeat does nothing.

    Two loads at once wait for each other. Raises TerritoryInvalid when the tables disagree, and
    TerritoryAlreadyLoaded when units of other tables stand; nothing is written then.
    """
    tables = read_tables(folder)
    _wait_for_other_loads()
    if Change.objects.filter(source_hash=tables.digest, undone_at=None).exists():
        return LoadReport(already_loaded=True)
    if Unit.objects.exists():
        raise TerritoryAlreadyLoaded
    change = Change.objects.create(
        effective_on=REFORM_ON,
        kind="reform",
        legal_basis=LEGAL_BASIS,
        source_hash=tables.digest,
        recorded_at=now(),
    )
    report = _load(change, tables)
    _refresh_statistics()
    return report


def _refresh_statistics() -> None:
    """The planner knows the new rows at once: without it the first tree takes seconds."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE territory_unit, territory_unitname, territory_unitparent")


def _wait_for_other_loads() -> None:
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE territory_change IN SHARE ROW EXCLUSIVE MODE")


def _list_continuing(tables: Tables) -> set[Key]:
    """The keys of units that live on: same level and code, and nobody else came in.

    A province that took in no other lives on, as does a commune that was left alone, renamed or
    retyped. Whatever was merged ends, and what it became is founded anew.
    """
    arrivals = Counter(get_new_key(way) for way in tables.ways)
    return {
        get_new_key(way)
        for way in tables.ways
        if (way["level"], way["old_code"]) == get_new_key(way)
        and arrivals[get_new_key(way)] == 1
        and (way["kind"] in CONTINUES or way["level"] == Level.PROVINCE)
    }


def _load(change: Change, tables: Tables) -> LoadReport:
    living = _list_continuing(tables)
    lasting = DateRange(KNOWN_FROM, None)
    old = _create_units(tables.before, lambda key: lasting if key in living else BEFORE_REFORM)
    new = _create_units(
        [key for key in tables.after if key not in living], lambda _key: FROM_REFORM
    )
    current = {**{key: old[key] for key in living}, **new}
    _create_names(tables, old, current)
    _create_parents(tables, old, current)
    return LoadReport(
        unit_count=len(old) + len(new),
        succession_count=_create_successions(change, tables, old, current),
        doubts=tables.doubts,
    )


def _create_units(keys: Iterable[Key], valid_of: Callable[[Key], DateRange]) -> dict[Key, Unit]:
    units = {}
    for level, code in keys:
        valid = valid_of((level, code))
        basis = LEGAL_BASIS if valid == FROM_REFORM else ""
        units[(level, code)] = Unit(level=level, code=code, valid=valid, legal_basis=basis)
    Unit.objects.bulk_create(units.values(), batch_size=2000)
    return units


def _list_dated(tables: Tables, old: Units, new: Units) -> list[tuple[Row, Unit, DateRange]]:
    """Each row with its unit and the days for which it speaks."""
    first = [(row, old[key], BEFORE_REFORM) for key, row in tables.before.items()]
    return first + [(row, new[key], FROM_REFORM) for key, row in tables.after.items()]


def _create_names(tables: Tables, old: Units, new: Units) -> None:
    """Names with their days; one that did not change in the reform is one row."""
    joined: dict[tuple[int, str, str], DateRange] = {}
    for row, unit, valid in _list_dated(tables, old, new):
        key = (unit.id, row["name"], row["type"])
        joined[key] = DateRange(joined[key].lower, valid.upper) if key in joined else valid
    columns = ("unit_id", "name", "type", "search_key", "valid")
    copy_rows(
        UnitName,
        columns,
        (
            (unit_id, name, kind, search_key(name), valid)
            for (unit_id, name, kind), valid in joined.items()
        ),
    )


def _create_parents(tables: Tables, old: Units, new: Units) -> None:
    rows = []
    for row, unit, valid in _list_dated(tables, old, new):
        table, units = (tables.before, old) if valid == BEFORE_REFORM else (tables.after, new)
        above = get_parent_key(row, table)
        if above:
            rows.append((unit.id, units[above].id, valid))
    copy_rows(UnitParent, ("unit_id", "parent_id", "valid"), rows)


def _create_successions(change: Change, tables: Tables, old: Units, new: Units) -> int:
    """A row for each way between two different units; one that lives on needs none."""
    made: dict[tuple[int, int], tuple[object, ...]] = {}
    for way in tables.ways:
        before, after = old[(way["level"], way["old_code"])], new[get_new_key(way)]
        if before is not after:
            pair = (before.id, after.id)
            made.setdefault(pair, (change.id, *pair, way["kind"], way["note"][:300]))
    copy_rows(Succession, ("change_id", "old_id", "new_id", "kind", "note"), made.values())
    return len(made)
