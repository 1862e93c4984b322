"""Where a team stands in the tree of a day: as deep as that is sure, and no deeper."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from typing import NamedTuple

from common.text import alphabet_key
from territory.models import Level
from territory.selectors import place_paths_in_structure
from territory.structure import Node, Structure, get_stamp, get_structure, get_ways

Path = tuple[int, ...]


class Line(NamedTuple):
    """A line of the report: a unit with all below it, or what is in it and in no unit below.

    No unit is the whole country. A line of what is not placed is “chưa phân bổ”.
    """

    unit_id: int | None = None
    is_unplaced: bool = False


@dataclass(frozen=True)
class Placing:
    """A tree, with the path in it of each unit of any day. What is worked out of it is kept."""

    structure: Structure
    paths: dict[int, Path]

    def list_doubtful(self, as_of: date) -> list[int]:
        """The units of `as_of` or before of which not all lies in one unit at the bottom."""
        days = get_ways().days
        return [unit for unit in self._doubtful if days[unit][0] <= as_of]

    @cached_property
    def _doubtful(self) -> list[int]:
        return [unit for unit, path in self.paths.items() if self.has_below(path)]

    def has_below(self, path: Path) -> bool:
        return not path or path[-1] in self.structure.children_of

    def place(self, seen_id: int, decided_id: int | None) -> Path:
        """The path of a team seen at one unit, and by the day of the structure at another.

        The unit seen leads as far as its ways agree. From there on a decided home is followed,
        where it lies below; one elsewhere is a move of later, and says nothing of then.
        """
        path = self.paths.get(seen_id, ())
        if decided_id is None or not self.has_below(path):
            return path
        decided = self.paths.get(decided_id, ())
        return decided if decided[: len(path)] == path else path

    def list_within(self, unit_id: int) -> list[int]:
        """The units of any day that lie in that one for sure."""
        return [unit for unit, path in self.paths.items() if unit_id in path]

    def list_at(self, unit_id: int | None) -> list[int]:
        """Those of which no more is sure than that, or nothing at all."""
        end = () if unit_id is None else (unit_id,)
        return [unit for unit, path in self.paths.items() if path[-1:] == end]

    def list_above(self, unit_id: int) -> list[int]:
        """Those of which less is sure, though nothing against that one."""
        whole = self.paths[unit_id]
        above = {whole[:length] for length in range(len(whole))}
        return [unit for unit, path in self.paths.items() if path in above]

    def list_lines(self, path: Path) -> tuple[Line, ...]:
        """On which lines a team at that path counts: the country, each unit, what is in doubt."""
        if path not in self._lines:
            doubt = (Line(path[-1] if path else None, is_unplaced=True),)
            lines = (Line(), *map(Line, path))
            self._lines[path] = lines + doubt if self.has_below(path) else lines
        return self._lines[path]

    @cached_property
    def _lines(self) -> dict[Path, tuple[Line, ...]]:
        return {}

    def list_below(self, unit_id: int | None) -> list[Node]:
        """The units right below one: provinces by code, others by the alphabet."""
        if unit_id not in self._below:
            children = self.structure.children_of.get(unit_id, [])
            by_name = unit_id is not None
            self._below[unit_id] = sorted(
                children, key=lambda one: (alphabet_key(one.name) if by_name else (), one.code)
            )
        return self._below[unit_id]

    @cached_property
    def _below(self) -> dict[int | None, list[Node]]:
        return {}

    @cached_property
    def commune_counts(self) -> Counter[int | None]:
        """How many communes are in each unit, and in the country under no id."""
        return self.count_communes(self.structure.nodes)

    def count_communes(self, unit_ids: Collection[int]) -> Counter[int | None]:
        """How many of the communes among those are in each unit and in the country."""
        counts: Counter[int | None] = Counter()
        for unit_id in unit_ids:
            if self.is_commune(unit_id):
                counts.update((None, *self.paths[unit_id]))
        return counts

    def is_commune(self, unit_id: int) -> bool:
        """Whether the unit stands in this tree as a commune."""
        node = self.structure.nodes.get(unit_id)
        return node is not None and node.level == Level.COMMUNE


def get_placing(on: date) -> Placing:
    """The placing in the tree of a day, kept until the territory changes; cold it takes 0.3 s."""
    return _get_placing(get_stamp(), get_structure(on).on)


@lru_cache(maxsize=8)
def _get_placing(_stamp: int, on: date) -> Placing:
    return Placing(get_structure(on), place_paths_in_structure(on))
