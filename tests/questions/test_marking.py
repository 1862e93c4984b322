"""Marking: pure, between nothing and all, the same for every order of the same answers."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questions.errors import QuestionInvalid, ResponseInvalid
from questions.marking import (
    Mark,
    check_content,
    check_response,
    grade_of,
    hide_answers,
    mark_response,
)

KEYS = "abcdef"


def choices_of(right: set[str], keys: str = KEYS) -> list[dict[str, Any]]:
    return [{"key": key, "text": key.upper(), "correct": key in right} for key in keys]


def multiple(right: set[str]) -> dict[str, Any]:
    return {"key": "q", "kind": "multiple_choice", "prompt": "?", "choices": choices_of(right)}


SINGLE = {"key": "q", "kind": "single_choice", "prompt": "?", "choices": choices_of({"b"})}
TRUE_FALSE = {"key": "q", "kind": "true_false", "prompt": "?", "answer": True}
some_keys = st.sets(st.sampled_from(KEYS))
some_right = st.sets(st.sampled_from(KEYS), min_size=1)


@given(some_right, some_keys)
def test_mark_lies_between_nothing_and_all(right: set[str], chosen: set[str]) -> None:
    mark = mark_response(multiple(right), sorted(chosen))

    assert 0 <= mark.fraction <= 1
    assert mark.is_right == (chosen == right)


@given(some_right, some_keys, st.randoms())
def test_order_of_the_answers_is_nothing(right: set[str], chosen: set[str], random: Any) -> None:
    shuffled = sorted(chosen)
    random.shuffle(shuffled)

    assert mark_response(multiple(right), shuffled) == mark_response(
        multiple(right), sorted(chosen)
    )


@given(some_right, some_keys, st.sampled_from(KEYS))
def test_one_more_wrong_choice_never_helps(right: set[str], chosen: set[str], wrong: str) -> None:
    if wrong in right:
        return
    before = mark_response(multiple(right), sorted(chosen - {wrong}))

    after = mark_response(multiple(right), sorted(chosen | {wrong}))

    assert after.fraction <= before.fraction


@pytest.mark.parametrize(
    ("content", "response", "fraction"),
    [
        (SINGLE, ["b"], 1),
        (SINGLE, ["a"], 0),
        (SINGLE, [], 0),
        (SINGLE, None, 0),
        (TRUE_FALSE, True, 1),
        (TRUE_FALSE, False, 0),
        (multiple({"a", "b"}), ["a"], Decimal("0.5")),
        (multiple({"a", "b"}), ["a", "c"], 0),
        (multiple({"a", "b"}), ["a", "b", "c"], Decimal("0.5")),
    ],
)
def test_parts_are_earned_and_lost(content: Any, response: Any, fraction: Any) -> None:
    assert mark_response(content, response).fraction == fraction


@pytest.mark.parametrize(
    ("content", "response"),
    [
        (SINGLE, "b"),
        (SINGLE, ["a", "b"]),
        (SINGLE, ["x"]),
        (SINGLE, [1]),
        (SINGLE, {"b": True}),
        (multiple({"a"}), ["a", "a"]),
        (TRUE_FALSE, 1),
        (TRUE_FALSE, "true"),
        (TRUE_FALSE, ["true"]),
    ],
)
def test_response_of_another_shape_is_refused(content: Any, response: Any) -> None:
    with pytest.raises(ResponseInvalid) as refused:
        check_response(content, response)

    assert refused.value.fields.keys() == {"q"}


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "riddle"},
        {"prompt": "  "},
        {"choices": choices_of({"a"}, "a")},
        {"choices": choices_of(set())},
        {"choices": choices_of({"a", "b"})},
        {"choices": [*choices_of({"a"}, "ab"), *choices_of(set(), "a")]},
    ],
)
def test_question_that_cannot_be_marked_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(QuestionInvalid):
        check_content({**SINGLE, **change})


@given(st.lists(st.fractions(0, 1, max_denominator=12), max_size=30))
def test_grade_is_the_mean_on_the_scale_of_ten(parts: list[Any]) -> None:
    marks = [Mark(Decimal(part.numerator) / part.denominator, ()) for part in parts]

    grade = grade_of(marks)

    mean = float(sum(parts) / len(parts)) if parts else 0
    assert abs(float(grade) - 10 * mean) <= 0.0051
    assert grade.as_tuple().exponent == -2


def test_nothing_that_gives_the_answer_away_is_shown_before() -> None:
    content = {**multiple({"a"}), "explanation": "vì a", "answer": True}
    content["choices"][0]["feedback"] = "đúng"

    shown = hide_answers(content)

    assert shown == {
        "key": "q",
        "kind": "multiple_choice",
        "prompt": "?",
        "choices": [{"key": key, "text": key.upper()} for key in KEYS],
    }
