"""The tree of units on a date, as plain dictionaries: small, and the same until a change."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db import connection

from common.memo import Memo
from common.text import accent_key, search_key
from territory.models import KNOWN_FROM, Change, Level

TYPES = re.compile(r"^(xã|phường|thị trấn|đặc khu|huyện|quận|thị xã|thành phố|tỉnh) ")


@dataclass(frozen=True)
class Node:
    """A unit as it stood: 14,000 of them at most."""

    id: int
    uuid: str
    level: str
    code: str
    name: str
    type: str
    parent_id: int | None

    @cached_property
    def spellings(self) -> tuple[str, str]:
        """The name as compared with accents: with its type and without."""
        full = fold(self.name)
        return full, bare_name(full)

    @cached_property
    def keys(self) -> tuple[str, str]:
        """The same without accents."""
        full, bare = self.spellings
        return search_key(full), search_key(bare)


def fold(name: str) -> str:
    """One spelling for comparing: lower case with accents, hyphens without spaces."""
    return re.sub(r"\s*[-–]\s*", "-", accent_key(name))


def bare_name(folded: str) -> str:
    """The name without its type: “xã tân trào” is “tân trào”."""
    return TYPES.sub("", folded)


@dataclass(frozen=True)
class Structure:
    """The tree on `on`, by unit id."""

    on: date
    nodes: dict[int, Node]

    @cached_property
    def children_of(self) -> dict[int | None, list[Node]]:
        found: dict[int | None, list[Node]] = {}
        for node in self.nodes.values():
            found.setdefault(node.parent_id, []).append(node)
        return found

    @cached_property
    def coded(self) -> dict[tuple[str, str], Node]:
        """Units by level and code, which on one day is an identity."""
        return {(node.level, node.code): node for node in self.nodes.values()}

    @cached_property
    def named(self) -> dict[str, list[Node]]:
        """Units by name without accents, with their type and without. Names repeat."""
        found: dict[str, list[Node]] = {}
        for node in self.nodes.values():
            for key in set(node.keys):
                found.setdefault(key, []).append(node)
        return found

    def path(self, unit_id: int) -> list[Node]:
        """From the province down to the unit; empty when it did not stand."""
        nodes: list[Node] = []
        node = self.nodes.get(unit_id)
        while node is not None:
            nodes.insert(0, node)
            node = self.nodes.get(node.parent_id) if node.parent_id else None
        return nodes

    def province_of(self, unit_id: int) -> int | None:
        path = self.path(unit_id)
        return path[0].id if path and path[0].level == Level.PROVINCE else None

    def descendants(self, unit_id: int) -> Iterator[int]:
        """The unit and all below it."""
        if unit_id in self.nodes:
            yield unit_id
        for child in self.children_of.get(unit_id, []):
            yield from self.descendants(child.id)

    def provinces(self) -> list[Node]:
        return [node for node in self.nodes.values() if node.level == Level.PROVINCE]


@dataclass(frozen=True)
class Ways:
    """Which units passed into which, over all time: id → [(id, kind)], both ways."""

    successors: dict[int, list[tuple[int, str]]]
    predecessors: dict[int, list[tuple[int, str]]]
    children: dict[int, set[int]]
    days: dict[int, tuple[date, date | None]]
    way_days: dict[tuple[int, int], date]


_structures: Memo[Structure] = Memo(size=24)
_ways: Memo[Ways] = Memo(size=2)

_TREE = """
SELECT u.id, u.uuid::text, u.level, u.code, n.name, n.type, p.parent_id
FROM territory_unit u
LEFT JOIN territory_unitname n ON n.unit_id = u.id AND n.valid @> %(on)s
LEFT JOIN territory_unitparent p ON p.unit_id = u.id AND p.valid @> %(on)s
WHERE u.valid @> %(on)s
ORDER BY u.level DESC, u.code
"""


def get_structure(on: date) -> Structure:
    """The tree on a day. One small query asks whether it is known; building it takes 60 ms.

    Days between two changes share one tree, so that a curve over a year builds one.
    """
    changes = _list_changes()
    epoch = max((day for day in [KNOWN_FROM, *_list_days(changes)] if day <= on), default=date.min)
    name = f"{_stamp_of(changes)}:{epoch}"
    return _structures.get_many([name], lambda _names: {name: _build(on)})[name]


def get_ways() -> Ways:
    """The successions of all time, kept until a change is entered or taken back."""
    name = str(get_stamp())
    return _ways.get_many([name], lambda _names: {name: _build_ways()})[name]


def get_stamp() -> int:
    """Rises with every change and every one taken back: what has another stamp is out of date.

    Ids and the stamps of taking back come from one sequence, so that what was derived inside a
    transaction that came to nothing is never mistaken for what a later one made.
    """
    return _stamp_of(_list_changes())


def list_epochs() -> list[date]:
    """The days on which the tree changed."""
    return sorted(set(_list_days(_list_changes())))


# id, effective_on, undo_stamp
_Change = tuple[int, date, int | None]


def _list_changes() -> list[_Change]:
    return list(Change.objects.values_list("id", "effective_on", "undo_stamp"))


def _list_days(changes: list[_Change]) -> list[date]:
    return [day for _id, day, undone in changes if undone is None]


def _stamp_of(changes: list[_Change]) -> int:
    return max((max(pk, undone or 0) for pk, _day, undone in changes), default=0)


def _build(on: date) -> Structure:
    with connection.cursor() as cursor:
        cursor.execute(_TREE, {"on": on})
        nodes = {row[0]: Node(*row) for row in cursor.fetchall()}
    return Structure(on=on, nodes=nodes)


def _build_ways() -> Ways:
    successors: dict[int, list[tuple[int, str]]] = {}
    predecessors: dict[int, list[tuple[int, str]]] = {}
    children: dict[int, set[int]] = {}
    way_days: dict[tuple[int, int], date] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT s.old_id, s.new_id, s.kind, c.effective_on FROM territory_succession s"
            " JOIN territory_change c ON c.id = s.change_id"
        )
        for old, new, kind, day in cursor.fetchall():
            way_days[old, new] = day
            successors.setdefault(old, []).append((new, kind))
            predecessors.setdefault(new, []).append((old, kind))
        cursor.execute("SELECT parent_id, unit_id FROM territory_unitparent")
        for parent, unit in cursor.fetchall():
            children.setdefault(parent, set()).add(unit)
        cursor.execute("SELECT id, lower(valid), upper(valid) FROM territory_unit")
        days = {row[0]: (row[1], row[2]) for row in cursor.fetchall()}
    return Ways(successors, predecessors, children, days, way_days)
