"""The report on the network: every line of a tree that the asker sees, and a base beside it."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from uuid import UUID

from people.viewer import Viewer
from targets.network.asking import Question, ask, find_place, list_open
from targets.network.counting import NOTHING, Counts, count_lines
from targets.network.placing import Line
from territory.models import Level
from territory.structure import Node


@dataclass(frozen=True)
class NetworkReport:
    """The figures of a question in a place, which is a unit of the tree or the whole country.

    `base` is the report that growth is on.
    """

    asked: Question
    unit: Node | None
    lines: dict[Line, Counts]
    base: "NetworkReport | None" = None

    @property
    def place_id(self) -> int | None:
        return self.unit.id if self.unit else None

    @property
    def total(self) -> Counts:
        return self.count(self.place_id)

    def count(self, unit_id: int | None) -> Counts:
        return self.lines.get(Line(unit_id), NOTHING)

    def count_unplaced(self, unit_id: int | None) -> Counts:
        """What is in the unit, or in the country, and nobody can say in which unit below."""
        return self.lines.get(Line(unit_id, is_unplaced=True), NOTHING)

    @cached_property
    def open_ids(self) -> Collection[int]:
        """The units of the tree in which the asker sees something."""
        return list_open(self.asked)

    def list_below(self, unit_id: int | None) -> list[Node]:
        """The units right below one that the asker may open: provinces by code, others by name."""
        below = self.asked.placing.list_below(unit_id)
        return [one for one in below if one.id in self.open_ids]

    @cached_property
    def commune_counts(self) -> Counter[int | None]:
        """Of each unit and of the country, the communes that the asker sees."""
        scope, placing = self.asked.scope, self.asked.placing
        return placing.commune_counts if scope is None else placing.count_communes(scope)

    def is_complete(self, unit_id: int) -> bool:
        """Every commune has a team; a place without communes asks for none, and is not complete."""
        return 0 < self.commune_counts[unit_id] == self.count(unit_id).covered_commune_count

    @cached_property
    def provinces(self) -> list[Node]:
        """The provinces of the place that lie in the asker's branch, which ratios are over."""
        scope = self.asked.scope
        return [
            one
            for one in self.list_below(None)
            if one.level == Level.PROVINCE
            and (scope is None or one.id in scope)
            and self.place_id in {None, one.id}
        ]

    @property
    def covered_provinces(self) -> list[Node]:
        return [one for one in self.provinces if self.count(one.id).team_count]

    @property
    def complete_provinces(self) -> list[Node]:
        return [one for one in self.provinces if self.is_complete(one.id)]

    @property
    def districts_left_out(self) -> list[Node]:
        """The districts of the place that have no communes, and so ask for no team."""
        placing = self.asked.placing
        return [
            node
            for node in placing.structure.nodes.values()
            if node.level == Level.DISTRICT
            and node.id not in placing.structure.children_of
            and node.id in self.open_ids
            and self.place_id in {None, *placing.paths[node.id]}
        ]


def report_network(
    *,
    as_of: date,
    base_on: date | None = None,
    structure_on: date | None = None,
    known_on: date | None = None,
    base_known_on: date | None = None,
    unit: UUID | str | None = None,
    visible_to: Viewer,
) -> NetworkReport:
    """The network on `as_of` as known at the end of `known_on`, in the asker's branch.

    Raises RoleRequired, and UnitNotFound when `unit` is no unit of that structure, or none that
    the asker may open.

    `structure_on` is the day whose units are listed, `as_of` when not said; the base is counted
    in the same units, as known on `base_known_on`, which is `known_on` when not said.
    """
    asked = ask(as_of, structure_on=structure_on, known_on=known_on, visible_to=visible_to)
    place = find_place(asked, unit) if unit else None
    base = None
    if base_on:
        before = replace(asked, as_of=base_on, known_on=base_known_on or asked.known_on)
        base = NetworkReport(before, place, count_lines(before))
    return NetworkReport(asked, place, count_lines(asked), base)
