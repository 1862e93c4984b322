"""Merging facts: any order, split or repeat of the same facts ends in the same state."""

from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from enrollment.progress import join_intervals, merge_facts, played_fraction


@dataclass(frozen=True)
class PlainFact:
    activity_key: str
    kind: str
    occurred_iso: str
    value: dict[str, Any] = field(default_factory=dict)


MOMENTS = st.sampled_from([f"2026-03-{day:02d}T08:00:00+00:00" for day in range(1, 9)])
GRADES = st.sampled_from(["0.00", "5.00", "8.50", "10.00"])
HOURS = st.sampled_from(["0.5", "2.0", "4.0"])
PAIRS = st.tuples(st.integers(0, 90), st.integers(1, 30)).map(lambda p: [p[0], p[0] + p[1]])


def facts() -> st.SearchStrategy[PlainFact]:
    values: dict[str, st.SearchStrategy[dict[str, Any]]] = {
        "viewed": st.just({}),
        "played": st.fixed_dictionaries({"intervals": st.lists(PAIRS, min_size=1, max_size=3)}),
        "scored": st.fixed_dictionaries({"grade": GRADES}),
        "attended": st.fixed_dictionaries({"session": st.sampled_from("xyz"), "hours": HOURS}),
    }
    return st.one_of(
        [
            st.builds(PlainFact, st.sampled_from("abc"), st.just(kind), MOMENTS, value)
            for kind, value in values.items()
        ]
    )


@given(st.lists(facts(), max_size=12), st.randoms(use_true_random=False))
def test_order_does_not_matter(some: list[PlainFact], chance: Any) -> None:
    shuffled = list(some)
    chance.shuffle(shuffled)
    assert merge_facts({}, shuffled) == merge_facts({}, some)


@given(st.lists(facts(), max_size=12), st.integers(0, 12))
def test_a_split_does_not_matter(some: list[PlainFact], at: int) -> None:
    in_two = merge_facts(merge_facts({}, some[:at]), some[at:])
    assert in_two == merge_facts({}, some)


@given(st.lists(facts(), max_size=12))
def test_a_repeat_is_harmless(some: list[PlainFact]) -> None:
    once = merge_facts({}, some)
    assert merge_facts(once, some) == once


@given(st.lists(PAIRS, max_size=12))
def test_joined_intervals_cover_the_same_seconds_and_never_touch(pairs: list[list[float]]) -> None:
    joined = join_intervals(pairs)
    assert {x for a, b in joined for x in range(int(a), int(b))} == {
        x for a, b in pairs for x in range(int(a), int(b))
    }
    assert all(left[1] < right[0] for left, right in pairwise(joined))


def test_seeing_one_part_twice_is_not_seeing_it_all() -> None:
    known = merge_facts(
        {},
        [PlainFact("a", "played", "2026-03-01T08:00:00+00:00", {"intervals": [[0, 40]]})] * 3,
    )["a"]
    assert played_fraction(known, 80.0) == Decimal("0.5")
