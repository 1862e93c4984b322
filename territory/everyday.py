"""The kinds of change as documents: what a form says in a few fields, and several joined in one.

Units are those of the day before, as (level, code) or as `Unit`; nothing is checked here, for
the document is judged as a whole when it is tried.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from common.text import normalize_text
from territory.document import Key, read_document
from territory.models import Level, SuccessionKind, Unit
from territory.structure import Node, Structure, get_structure

Document = dict[str, Any]
Row = dict[str, str]
TYPES_OF = {
    Level.COMMUNE: ("Xã", "Phường", "Thị trấn", "Đặc khu"),
    Level.DISTRICT: ("Quận", "Huyện", "Thị xã", "Thành phố"),
    Level.PROVINCE: ("Tỉnh", "Thành phố"),
}


@dataclass(frozen=True)
class NewUnit:
    """How a unit is called from the day on; the name carries its type. An empty code is kept."""

    name: str
    type: str
    code: str = ""


def name_unit(name: str, unit_type: str, code: str = "") -> NewUnit:
    """The unit with its type before its name, which may carry it already."""
    cleaned = normalize_text(name)
    carries = cleaned.lower().startswith(f"{unit_type.lower()} ")
    return NewUnit(cleaned if carries else f"{unit_type} {cleaned}", unit_type, code)


@dataclass(frozen=True)
class Decree:
    """Changes of one day under one legal basis."""

    on: date
    legal_basis: str

    @cached_property
    def before(self) -> Structure:
        return get_structure(self.on - timedelta(days=1))

    def find_holder(self, level: str, code: str) -> Node | None:
        """The unit that had a code the day before."""
        return self.before.coded.get((level, code))

    def merge(self, units: Sequence[Unit], new: NewUnit, parts: Sequence[Unit] = ()) -> Document:
        """All of `units`, and a part of each of `parts`, go into one new unit.

        It lies where the first one lay, and takes its code when it has none.
        """
        code = new.code or units[0].code
        ways = [_way(unit, code, SuccessionKind.WHOLE) for unit in units]
        ways += [way for unit in parts for way in _give(unit, code)]
        return self._write([self._describe(units[0], new, code)], ways)

    def rename(self, unit: Unit, new: NewUnit) -> Document:
        """The unit goes on under another name or as another type."""
        node = self.before.nodes.get(unit.id)
        is_retyped = node is not None and node.type != new.type
        kind = SuccessionKind.RETYPE if is_retyped else SuccessionKind.RENAME
        return self._write([self._describe(unit, new, unit.code)], [_way(unit, unit.code, kind)])

    def retype(self, unit: Unit, unit_type: str) -> Document:
        """The unit goes on as another type under the name that it had."""
        node = self.before.nodes[unit.id]
        bare = node.name.removeprefix(f"{node.type} ")
        return self.rename(unit, name_unit(bare, unit_type))

    def give_part(self, givers: Sequence[Unit], taker: Key) -> Document:
        """A part of each of `givers` passes into `taker`; all go on."""
        return self._write([], [way for unit in givers for way in _give(unit, taker[1])])

    def split(self, unit: Unit, news: Sequence[NewUnit], *, goes_on: bool) -> Document:
        """The unit passes in parts into new ones, which lie where it lay; it ends or goes on."""
        ways = [_way(unit, unit.code, SuccessionKind.UNCHANGED)] if goes_on else []
        ways += [_way(unit, new.code, SuccessionKind.PART) for new in news]
        return self._write([self._describe(unit, new, new.code) for new in news], ways)

    def move(self, units: Sequence[Unit], parent: Key) -> Document:
        """The units lie in `parent` from the day on."""
        return self._write([self._keep(unit, parent) for unit in units], [])

    def found_province(self, new: NewUnit, units: Sequence[Unit]) -> Document:
        """A new province stands, made of `units`; the provinces that they leave go on."""
        left = {node.id: node for unit in units if (node := self._province_of(unit))}
        ways = [way for node in left.values() for way in _give(node, new.code)]
        province = {
            "level": Level.PROVINCE.value,
            "code": new.code,
            "type": new.type,
            "name": new.name,
        }
        moved = [self._keep(unit, (Level.PROVINCE, new.code)) for unit in units]
        return self._write([province, *moved], ways)

    def _province_of(self, unit: Unit) -> Node | None:
        province = self.before.province_of(unit.id)
        return self.before.nodes[province] if province else None

    def _keep(self, unit: Unit, parent: Key) -> Row:
        node = self.before.nodes[unit.id]
        kept = {"level": node.level, "code": node.code, "type": node.type, "name": node.name}
        return {**kept, "parent_code": parent[1]}

    def _describe(self, unit: Unit, new: NewUnit, code: str) -> Row:
        node = self.before.nodes.get(unit.id)
        above = self.before.nodes.get(node.parent_id) if node and node.parent_id else None
        row = {"level": unit.level, "code": code, "type": new.type, "name": new.name}
        return {**row, "parent_code": above.code} if above else row

    def _write(self, units: list[Row], ways: list[Row]) -> Document:
        return {
            "effective_on": self.on.isoformat(),
            "legal_basis": self.legal_basis,
            "units": units,
            "ways": ways,
        }


def check_document(data: Any) -> Document:
    """The document, when it is one. Raises ChangeInvalid."""
    read_document(data)
    checked: Document = data
    return checked


def join_documents(first: Document, second: Document) -> Document:
    """Both as one change, on the day and legal basis of the first; what both say stands once."""
    joined = dict(first)
    for name in ("units", "ways", "ends"):
        rows = [*first.get(name, ()), *second.get(name, ())]
        joined[name] = [row for place, row in enumerate(rows) if row not in rows[:place]]
    return joined


def _give(unit: Unit | Node, new_code: str) -> list[Row]:
    """The unit goes on, and a part of it passes into another."""
    return [
        _way(unit, unit.code, SuccessionKind.UNCHANGED),
        _way(unit, new_code, SuccessionKind.PART),
    ]


def _way(unit: Unit | Node, new_code: str, kind: SuccessionKind) -> Row:
    return {
        "level": unit.level,
        "old_code": unit.code,
        "new_code": new_code,
        "kind": kind.value,
    }
