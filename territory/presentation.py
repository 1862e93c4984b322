"""A change as plain data, the same for the command, the API and the pages."""

from typing import Any

from territory.document import Key, UnitEntry
from territory.planning import Plan
from territory.services.changes import ChangeReport
from territory.structure import Node


def present_report(report: ChangeReport) -> dict[str, Any]:
    """What a change did or would do: counts, units, what it touches elsewhere, doubts."""
    return {
        "uuid": str(report.change.uuid) if report.change else None,
        "effective_on": report.plan.document.effective_on.isoformat(),
        "legal_basis": report.plan.document.legal_basis,
        "counts": report.plan.counts,
        **_present_units(report.plan),
        "touched": [
            {
                "what": str(row.what),
                "count": row.count,
                "moved_count": row.moved_count,
                "unplaced_count": row.unplaced_count,
            }
            for row in report.touched
        ],
        "doubts": list(report.plan.doubts),
    }


def _present_units(plan: Plan) -> dict[str, Any]:
    names = {key: node.name for key, node in plan.living.items()}
    names |= {entry.key: entry.name for entry in plan.document.units}
    return {
        "closing": [_present_node(node) for node in plan.closing],
        "opening": [_present_entry(entry, names) for entry in plan.opening],
        "renaming": [
            {**_present_node(node), "new_name": entry.name} for node, entry in plan.renaming
        ],
        "moving": [
            {**_present_node(node), "parent_name": names[parent]} for node, parent in plan.moving
        ],
        "ways": [
            {
                "old": _present_node(old),
                "new": {"level": way.new[0], "code": way.new[1], "name": names[way.new]},
                "kind": way.kind,
                "note": way.note,
            }
            for old, way in plan.ways
        ],
    }


def _present_node(node: Node) -> dict[str, str]:
    return {"level": node.level, "code": node.code, "name": node.name}


def _present_entry(entry: UnitEntry, names: dict[Key, str]) -> dict[str, str]:
    parent = names[entry.parent] if entry.parent else ""
    level, code = entry.key
    return {"level": level, "code": code, "name": entry.name, "parent_name": parent}
