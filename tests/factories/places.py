"""A small part of the real territory."""

import csv
import tempfile
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from territory.models import Level, Unit
from territory.selectors import get_unit
from territory.services import DATA, REFORM_ON, load_territory

LONG_AGO = date(2020, 1, 1)
# Three provinces of before; the first two became one. One district and its communes of each.
_PROVINCES = {"02", "08", "12"}
_DISTRICTS = {"024", "076", "106"}


@dataclass(frozen=True)
class Places:
    """A small part of the real territory: Tuyên Quang takes in Hà Giang, Lai Châu stays."""

    tuyen_quang: Unit
    lai_chau: Unit
    tan_trao: Unit
    lai_chau_commune: Unit
    ha_giang_before: Unit


def make_territory() -> Places:
    """The small territory is loaded; a repeat in one test gives the same units."""
    load_territory(_small_tables())
    on = REFORM_ON
    lai_chau = get_unit(level=Level.PROVINCE, code="12", on=on)
    return Places(
        tuyen_quang=get_unit(level=Level.PROVINCE, code="08", on=on),
        lai_chau=lai_chau,
        tan_trao=get_unit(level=Level.COMMUNE, code="02545", on=on),
        lai_chau_commune=_first_commune_of(lai_chau, on),
        ha_giang_before=get_unit(level=Level.PROVINCE, code="02", on=on - timedelta(days=1)),
    )


def _first_commune_of(province: Unit, on: date) -> Unit:
    child = province.children.filter(valid__contains=on).order_by("unit__code").first()
    assert child is not None
    return child.unit


@cache
def _small_tables() -> Path:
    """A folder with the rows of the real tables that concern the three provinces."""
    folder = Path(tempfile.mkdtemp(prefix="hocso-territory-"))
    before = _select(
        "units_before",
        lambda row: (
            row["code"] in (_PROVINCES if row["level"] == "province" else _DISTRICTS)
            if row["level"] != "commune"
            else row["parent_code"] in _DISTRICTS
        ),
    )
    old = {(row["level"], row["code"]) for row in before}
    ways = _select("succession", lambda row: (row["level"], row["old_code"]) in old)
    new = {way["new_code"] for way in ways}
    after = _select("units_from", lambda row: row["code"] in new)
    known = {row["code"] for row in after}
    ways = [way for way in ways if way["new_code"] in known]
    for name, rows in (("units_before", before), ("units_from", after), ("succession", ways)):
        _write(folder / f"{name}_2025-07-01.csv", rows)
    return folder


def _select(name: str, wanted: Any) -> list[dict[str, str]]:
    with (DATA / f"{name}_2025-07-01.csv").open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if wanted(row)]


def _write(path: Path, rows: list[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
