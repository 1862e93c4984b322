"""Where a unit of one day belongs in the tree of another: followed along ways, never guessed."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TypeVar

from territory.models import WHOLE_WAYS, SuccessionKind
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


A = TypeVar("A")
Path = tuple[int, ...]


def _decide(
    ways: Ways,
    structure: Structure,
    answer_on_day: Callable[[int], A],
    agree: Callable[[set[A]], A],
) -> dict[int, A]:
    """For each unit of any day what its ways `agree` on.

    `answer_on_day` answers for a unit that stands on the day. Ways lead forward for units that
    had ended by then and backward for those founded after, never both.
    """
    known: dict[int, A] = {}

    def ask(unit_id: int) -> A:
        if unit_id not in known:
            known[unit_id] = decide(unit_id)
        return known[unit_id]

    def decide(unit_id: int) -> A:
        if unit_id in structure.nodes:
            return answer_on_day(unit_id)
        founded_on, ended_on = ways.days[unit_id]
        if founded_on > structure.on:
            steps = _list_previous(ways, unit_id)
        elif ended_on is not None and ended_on <= structure.on:
            steps = _list_next(ways, unit_id)
        else:
            steps = []
        return agree({ask(step) for step in steps if step != unit_id})

    for unit_id in ways.days:
        ask(unit_id)
    return known


def _be_one(answers: set[int | None]) -> int | None:
    return next(iter(answers)) if len(answers) == 1 else None


def _share_beginning(paths: set[Path]) -> Path:
    """What all paths begin with; nothing where there is none, or one is in doubt from the top."""
    first, last = min(paths, default=()), max(paths, default=())
    same = 0
    while same < min(len(first), len(last)) and first[same] == last[same]:
        same += 1
    return first[:same]


def place_in_structure(on: date) -> dict[int, int | None]:
    """Each unit of any day → the province of `on` in which all of it lies; None: not assigned."""
    return _place(get_stamp(), get_structure(on).on)


@lru_cache(maxsize=16)
def _place(_stamp: int, on: date) -> dict[int, int | None]:
    structure = get_structure(on)
    return _decide(get_ways(), structure, structure.province_of, _be_one)


def place_paths_in_structure(on: date) -> dict[int, Path]:
    """Each unit of any day → the units of `on` in which all of it lies, from the province down.

    The path ends where the parts go apart: at a commune where all of it is in one, at a province
    where only that is sure, and it is empty where not even the province is.
    """
    return _place_paths(get_stamp(), get_structure(on).on)


@lru_cache(maxsize=16)
def _place_paths(_stamp: int, on: date) -> dict[int, Path]:
    structure = get_structure(on)

    def path_of(unit_id: int) -> Path:
        return tuple(node.id for node in structure.path(unit_id))

    return _decide(get_ways(), structure, path_of, _share_beginning)


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
    placed = _decide(get_ways(), structure, lambda one: 1 if one in inside else 0, _be_one)
    return frozenset(one for one, answer in placed.items() if answer == 1)


@dataclass(frozen=True)
class Trace:
    """Where a unit is on another day: each unit that has something of it, and the sure one.

    `kinds` is by id: a way of one step keeps its kind; of several it is whole, or a part where
    one step was. `sure` is the one unit that has all its people, or None: nothing guesses.
    """

    kinds: dict[int, str]
    sure: int | None


def trace_forward(unit_id: int, on: date) -> Trace:
    """Where a unit is on a day, with the parts that it gave away; nothing before its founding."""
    ways, structure = get_ways(), get_structure(on)
    if ways.days[unit_id][0] > on:
        return Trace({}, None)

    def list_steps(one: int, since: date) -> list[_Step]:
        told = ways.successors.get(one)
        if told is None:
            below = sorted(ways.children.get(one, ())) if one not in structure.nodes else []
            return [(child, SuccessionKind.PART, since) for child in below]
        days = ((new, kind, ways.way_days[one, new]) for new, kind in told)
        return [step for step in days if since <= step[2] <= on]

    def list_sure(one: int) -> list[int]:
        whole = [new for new, kind in ways.successors.get(one, ()) if kind in WHOLE_WAYS]
        return whole if len(whole) == 1 else _list_next(ways, one)

    kinds = _walk(unit_id, date.min, structure, list_steps)
    return Trace(kinds, _find_sure(unit_id, structure, list_sure))


def trace_back(unit_id: int, on: date) -> Trace:
    """What stood on a day where a unit is now, parts given to it too; nothing after its end."""
    ways, structure = get_ways(), get_structure(on)
    if unit_id not in structure.nodes and ways.days[unit_id][0] <= on:
        return Trace({}, None)

    def list_steps(one: int, until: date) -> list[_Step]:
        told = ways.predecessors.get(one, [])
        days = ((old, kind, ways.way_days[old, one]) for old, kind in told)
        return [step for step in days if on < step[2] <= until]

    kinds = _walk(unit_id, date.max, structure, list_steps)
    return Trace(kinds, _find_sure(unit_id, structure, lambda one: _list_previous(ways, one)))


# A unit one way further, the kind of the way, its day.
_Step = tuple[int, str, date]


def _walk(
    unit_id: int,
    start: date,
    structure: Structure,
    list_steps: Callable[[int, date], list[_Step]],
) -> dict[int, str]:
    """Each unit of the day that a walk in the order of time meets, with the kinds joined."""
    kinds: dict[int, str] = {}
    waiting: list[_Step] = [(unit_id, "", start)]
    while waiting:
        one, so_far, day = waiting.pop()
        if one in structure.nodes and kinds.get(one, SuccessionKind.PART) == SuccessionKind.PART:
            kinds[one] = so_far or SuccessionKind.UNCHANGED
        steps = list_steps(one, day)
        waiting += [(step, _join(so_far, kind), then) for step, kind, then in steps]
    return kinds


def _find_sure(
    unit_id: int, structure: Structure, list_sure: Callable[[int], list[int]]
) -> int | None:
    """The one unit of the day to which all ways agree; a unit that stands is sure of itself."""
    if unit_id in structure.nodes:
        return unit_id
    answers = {_find_sure(step, structure, list_sure) for step in list_sure(unit_id)}
    return answers.pop() if len(answers) == 1 else None


def _join(first: str, second: str) -> str:
    if not first or first == second:
        return second
    kinds = {first, second}
    return SuccessionKind.PART if SuccessionKind.PART in kinds else SuccessionKind.WHOLE
