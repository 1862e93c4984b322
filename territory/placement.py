"""Where a unit of one day belongs in the tree of another: followed along ways, never guessed."""

from collections.abc import Callable
from datetime import date
from functools import lru_cache

from territory.models import SuccessionKind
from territory.structure import Structure, Ways, get_stamp, get_structure, get_ways


def _list_next(ways: Ways, unit_id: int) -> list[int]:
    """The units to which a unit that ended went; none where the table is silent in part.

    A district that ended has no successor of its own: its communes speak for it.
    """
    after = ways.successors.get(unit_id, [])
    if len(after) == 1 and after[0][1] == SuccessionKind.PART:
        return []
    return [new for new, _kind in after] or sorted(ways.children.get(unit_id, ()))


def _list_previous(ways: Ways, unit_id: int) -> list[int]:
    return [old for old, _kind in ways.predecessors.get(unit_id, [])]


def _decide(
    ways: Ways, structure: Structure, answer_on_day: Callable[[int], int | None]
) -> dict[int, int | None]:
    """For each unit of any day the one answer that all its ways agree on, or None.

    `answer_on_day` answers for a unit that stands on the day. Ways lead forward for units that
    had ended by then and backward for those founded after, never both.
    """
    known: dict[int, int | None] = {}

    def ask(unit_id: int) -> int | None:
        if unit_id not in known:
            known[unit_id] = decide(unit_id)
        return known[unit_id]

    def decide(unit_id: int) -> int | None:
        if unit_id in structure.nodes:
            return answer_on_day(unit_id)
        founded_on, ended_on = ways.days[unit_id]
        if founded_on > structure.on:
            steps = _list_previous(ways, unit_id)
        elif ended_on is not None and ended_on <= structure.on:
            steps = _list_next(ways, unit_id)
        else:
            steps = []
        answers = {ask(step) for step in steps if step != unit_id}
        return answers.pop() if len(answers) == 1 else None

    for unit_id in ways.days:
        ask(unit_id)
    return known


def place_in_structure(on: date) -> dict[int, int | None]:
    """Each unit of any day → the province of `on` in which all of it lies; None: not assigned."""
    return _place(get_stamp(), get_structure(on).on)


@lru_cache(maxsize=16)
def _place(_stamp: int, on: date) -> dict[int, int | None]:
    structure = get_structure(on)
    return _decide(get_ways(), structure, structure.province_of)


def unit_ids_in_branch(unit_id: int, on: date) -> frozenset[int]:
    """The units of any day that lie wholly in the branch of a unit of `on`.

    A manager of Tuyên Quang today sees what was counted for the communes of Hà Giang. A unit
    that did not stand on `on` has an empty branch.
    """
    return _branch(get_stamp(), unit_id, get_structure(on).on)


@lru_cache(maxsize=256)
def _branch(_stamp: int, unit_id: int, on: date) -> frozenset[int]:
    structure = get_structure(on)
    inside = frozenset(structure.descendants(unit_id))
    placed = _decide(get_ways(), structure, lambda one: 1 if one in inside else 0)
    return frozenset(one for one, answer in placed.items() if answer == 1)
