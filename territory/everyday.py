"""The small changes of every day as documents: a merger, a new name, another type."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from territory.models import SuccessionKind, Unit
from territory.structure import Node, Structure, get_structure

Document = dict[str, Any]


def make_merger(
    *, units: Sequence[Unit], code: str, name: str, unit_type: str, on: date, legal_basis: str
) -> Document:
    """All of `units` go whole into one new unit, which lies where the first one lay.

    Without a code the new unit takes that of the first.
    """
    structure = get_structure(on - timedelta(days=1))
    code = code or units[0].code
    new = _describe(structure, units[0], code=code, name=name, type=unit_type)
    ways = [_way(unit, code, SuccessionKind.WHOLE) for unit in units]
    return _document(on, legal_basis, [new], ways)


def make_renaming(*, unit: Unit, name: str, unit_type: str, on: date, legal_basis: str) -> Document:
    """The unit goes on under another name or as another type."""
    structure = get_structure(on - timedelta(days=1))
    new = _describe(structure, unit, code=unit.code, name=name, type=unit_type)
    before = structure.nodes.get(unit.id)
    is_retyped = before is not None and before.type != unit_type
    kind = SuccessionKind.RETYPE if is_retyped else SuccessionKind.RENAME
    return _document(on, legal_basis, [new], [_way(unit, unit.code, kind)])


def _document(on: date, legal_basis: str, units: list[Any], ways: list[Any]) -> Document:
    return {
        "effective_on": on.isoformat(),
        "legal_basis": legal_basis,
        "units": units,
        "ways": ways,
    }


def _describe(structure: Structure, unit: Unit, **fields: str) -> dict[str, str]:
    above = _find_parent(structure, unit)
    parent = {"parent_code": above.code} if above else {}
    return {"level": unit.level, **fields, **parent}


def _find_parent(structure: Structure, unit: Unit) -> Node | None:
    node = structure.nodes.get(unit.id)
    return structure.nodes.get(node.parent_id) if node and node.parent_id else None


def _way(unit: Unit, new_code: str, kind: str) -> dict[str, str]:
    return {
        "level": unit.level,
        "old_code": unit.code,
        "new_code": new_code,
        "kind": str(kind),
    }
