"""The door through which the state's tables of units enter."""

import csv
import hashlib
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from common.clock import now
from common.text import normalize_text, search_key
from territory.errors import TerritoryInvalid
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

DATA = Path(__file__).parent / "data"
REFORM_ON = date(2025, 7, 1)
LEGAL_BASIS = "Nghị quyết 202/2025/QH15; Luật Tổ chức chính quyền địa phương 2025"
CONTINUES = {SuccessionKind.UNCHANGED, SuccessionKind.RENAME, SuccessionKind.RETYPE}

Key = tuple[str, str]
Row = Mapping[str, str]


@dataclass
class LoadReport:
    """What the loading made, and every doubt it had."""

    unit_count: int = 0
    succession_count: int = 0
    already_loaded: bool = False
    doubts: list[str] = field(default_factory=list)


def _read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return [
            {name: normalize_text(value or "") for name, value in row.items() if name}
            for row in csv.DictReader(file)
        ]


@transaction.atomic
def load_territory(folder: Path = DATA) -> LoadReport:
    """The units before and from 1 July 2025 stand with their successions; a repeat does nothing.

    Raises TerritoryInvalid when rows name units that are not there; nothing is written then.
    """
    files = [
        folder / f"{name}_2025-07-01.csv" for name in ("units_before", "units_from", "succession")
    ]
    digest = hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()
    report = LoadReport()
    if Change.objects.filter(source_hash=digest).exists():
        report.already_loaded = True
        return report
    before, after, ways = (_read(file) for file in files)
    _check_ways(before, after, ways)
    change = Change.objects.create(
        effective_on=REFORM_ON,
        kind="reform",
        legal_basis=LEGAL_BASIS,
        source_hash=digest,
        recorded_at=now(),
    )
    _load(change, before, after, ways, report)
    return report


def _check_ways(before: Sequence[Row], after: Sequence[Row], ways: Sequence[Row]) -> None:
    old_keys = {(row["level"], row["code"]) for row in before}
    new_codes = {row["code"] for row in after}
    problems = [
        f"{way['level']} {way['old_code']} → {way['new_code']}"
        for way in ways
        if (way["level"], way["old_code"]) not in old_keys or way["new_code"] not in new_codes
    ]
    if problems:
        raise TerritoryInvalid(fields={"succession": problems})


def _continuing(ways: Sequence[Row], new_rows: Sequence[Row]) -> set[Key]:
    """The keys of units that live on: same level and code, and nobody else came in.

    A province that took in no other lives on, as does a commune that was left alone, renamed or
    retyped. Whatever was merged ends, and what it became is founded anew.
    """
    new_level = {row["code"]: row["level"] for row in new_rows}
    arrivals = Counter((new_level[way["new_code"]], way["new_code"]) for way in ways)
    return {
        (way["level"], way["old_code"])
        for way in ways
        if way["old_code"] == way["new_code"]
        and arrivals[(way["level"], way["new_code"])] == 1
        and (way["kind"] in CONTINUES or way["level"] == Level.PROVINCE)
    }


def _load(
    change: Change,
    before: Sequence[Row],
    after: Sequence[Row],
    ways: Sequence[Row],
    report: LoadReport,
) -> None:
    living = _continuing(ways, after)
    old = _create_units(
        before, lambda key: DateRange(KNOWN_FROM, None if key in living else REFORM_ON)
    )
    fresh = [row for row in after if (row["level"], row["code"]) not in living]
    new = _create_units(fresh, lambda _key: DateRange(REFORM_ON, None))
    current = {**{key: old[key] for key in living}, **new}
    _create_names(before, old, after, current)
    _create_parents(before, old, after, current)
    report.unit_count = len(old) + len(new)
    report.succession_count = _create_successions(change, ways, old, current, report)


def _create_units(rows: Sequence[Row], valid_of: Callable[[Key], DateRange]) -> dict[Key, Unit]:
    units = {
        (row["level"], row["code"]): Unit(
            level=Level(row["level"]),
            code=row["code"],
            valid=valid_of((row["level"], row["code"])),
            legal_basis=""
            if valid_of((row["level"], row["code"])).lower < REFORM_ON
            else LEGAL_BASIS,
        )
        for row in rows
    }
    Unit.objects.bulk_create(units.values(), batch_size=2000)
    return units


def _dated(
    before: Sequence[Row], old: Mapping[Key, Unit], after: Sequence[Row], new: Mapping[Key, Unit]
) -> list[tuple[Row, Unit, DateRange]]:
    """Each row with its unit and the days for which it speaks."""
    first = [
        (row, old[(row["level"], row["code"])], DateRange(KNOWN_FROM, REFORM_ON)) for row in before
    ]
    then = [(row, new[(row["level"], row["code"])], DateRange(REFORM_ON, None)) for row in after]
    return first + then


def _create_names(
    before: Sequence[Row], old: Mapping[Key, Unit], after: Sequence[Row], new: Mapping[Key, Unit]
) -> None:
    """Names with their days; one that did not change in the reform is one row."""
    joined: dict[tuple[int, str, str], DateRange] = {}
    for row, unit, valid in _dated(before, old, after, new):
        key = (unit.id, row["name"], row["type"])
        joined[key] = DateRange(joined[key].lower, valid.upper) if key in joined else valid
    UnitName.objects.bulk_create(
        [
            UnitName(
                unit_id=unit_id, name=name, type=kind, search_key=search_key(name), valid=valid
            )
            for (unit_id, name, kind), valid in joined.items()
        ],
        batch_size=2000,
    )


def _create_parents(
    before: Sequence[Row], old: Mapping[Key, Unit], after: Sequence[Row], new: Mapping[Key, Unit]
) -> None:
    above = {Level.DISTRICT: Level.PROVINCE, Level.COMMUNE: Level.DISTRICT}
    rows = []
    for row, unit, valid in _dated(before, old, after, new):
        if not row["parent_code"]:
            continue
        units = old if valid.upper else new
        level = above[Level(row["level"])] if valid.upper else Level.PROVINCE
        rows.append(UnitParent(unit=unit, parent=units[(level, row["parent_code"])], valid=valid))
    UnitParent.objects.bulk_create(rows, batch_size=2000)


def _create_successions(
    change: Change,
    ways: Sequence[Row],
    old: Mapping[Key, Unit],
    new: Mapping[Key, Unit],
    report: LoadReport,
) -> int:
    """A row for each way between two different units; one that lives on needs none."""
    level_of_new = {code: level for level, code in new}
    made: dict[tuple[int, int], Succession] = {}
    for way in ways:
        before = old[(way["level"], way["old_code"])]
        after = new[(level_of_new[way["new_code"]], way["new_code"])]
        if before is after:
            continue
        if (before.id, after.id) in made:
            report.doubts.append(f"{way['old_code']} → {way['new_code']} stands twice")
            continue
        made[(before.id, after.id)] = Succession(
            change=change, old=before, new=after, kind=way["kind"], note=way["note"][:300]
        )
    Succession.objects.bulk_create(made.values(), batch_size=2000)
    return len(made)
