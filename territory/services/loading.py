"""The door through which the state's tables of units enter: two changes, founding and reform."""

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from django.db import transaction

from territory.document import read_document
from territory.errors import ChangeAlreadyEntered, TerritoryAlreadyLoaded
from territory.models import KNOWN_FROM, Change, Level, Unit
from territory.services.changes import ChangeReport, enter_change, wait_for_other_changes
from territory.tables import Row, Tables, get_new_key, read_tables

DATA = Path(__file__).parents[1] / "data"
REFORM_ON = date(2025, 7, 1)
LEGAL_BASIS = "Nghị quyết 202/2025/QH15; Luật Tổ chức chính quyền địa phương 2025"


@dataclass
class LoadReport:
    """What the loading made, and every doubt it had."""

    unit_count: int = 0
    succession_count: int = 0
    already_loaded: bool = False
    doubts: list[str] = field(default_factory=list)

    def add(self, report: ChangeReport) -> None:
        self.unit_count += report.plan.counts["opened"]
        self.succession_count += report.plan.counts["ways"]


@transaction.atomic
def load_territory(folder: Path = DATA, *, before_reform: bool = False) -> LoadReport:
    """The units before and from 1 July 2025 stand with their successions; a repeat does nothing.

    With `before_reform` only the units of before stand, and a later call adds the reform. Raises
    TerritoryInvalid when the tables disagree, and TerritoryAlreadyLoaded when units of other
    tables stand; nothing is written then.
    """
    tables = read_tables(folder)
    wait_for_other_changes()
    if _stands(tables.digest) or (before_reform and _stands(tables.before_digest)):
        return LoadReport(already_loaded=True)
    report = LoadReport(doubts=tables.doubts)
    if not _stands(tables.before_digest):
        if Unit.objects.exists():
            raise TerritoryAlreadyLoaded
        report.add(_enter_founding(tables))
    if not before_reform:
        report.add(_enter_reform(tables, account=None))
    return report


def apply_reform(folder: Path = DATA) -> ChangeReport:
    """The reform of 1 July 2025 stands on top of the units of before.

    Raises ChangeAlreadyEntered, and ChangeInvalid when the units of before do not stand.
    """
    tables = read_tables(folder)
    if _stands(tables.digest):
        raise ChangeAlreadyEntered
    return _enter_reform(tables, account=None)


def preview_reform(folder: Path = DATA) -> ChangeReport:
    """What `apply_reform` would do and touch, tried in a transaction that comes to nothing."""
    with transaction.atomic():
        report = apply_reform(folder)
        transaction.set_rollback(True)
    return ChangeReport(plan=report.plan, touched=report.touched)


def _stands(digest: str) -> bool:
    return Change.objects.filter(source_hash=digest, undone_at=None).exists()


def _enter_founding(tables: Tables) -> ChangeReport:
    document = {
        "effective_on": KNOWN_FROM.isoformat(),
        "units": [_list_unit(row) for row in tables.before.values()],
    }
    return _enter(document, "founding", tables.before_digest, None)


def _enter_reform(tables: Tables, *, account: Any) -> ChangeReport:
    return _enter(make_reform_document(tables), "reform", tables.digest, account)


def _enter(document: dict[str, Any], kind: str, digest: str, account: Any) -> ChangeReport:
    entered = read_document(document)
    return enter_change(entered, document=document, kind=kind, source_hash=digest, account=account)


def make_reform_document(tables: Tables) -> dict[str, Any]:
    """The two tables of after as the document of one change; what they drop ends."""
    ways = {(way["level"], way["old_code"], get_new_key(way)): way for way in reversed(tables.ways)}
    left = {(way["level"], way["old_code"]) for way in tables.ways} | tables.after.keys()
    return {
        "effective_on": REFORM_ON.isoformat(),
        "legal_basis": LEGAL_BASIS,
        "units": [_list_unit(row) for row in tables.after.values()],
        "ways": [dict(way) for way in reversed(ways.values())],
        "ends": [
            {"level": level, "code": code}
            for level, code in tables.before
            if (level, code) not in left
        ],
    }


def _list_unit(row: Row) -> dict[str, str]:
    kept = {name: row[name] for name in ("level", "code", "type", "name")}
    return kept if row["level"] == Level.PROVINCE else {**kept, "parent_code": row["parent_code"]}
