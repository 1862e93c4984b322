"""Marking: pure functions from a question's content and a response to a mark.

A response is a list of choice keys (single and multiple choice) or a bool (true or false).
A mark is a Decimal fraction from 0 to 1.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from questions.errors import QuestionInvalid, ResponseInvalid

Content = Mapping[str, Any]
ZERO, ONE = Decimal(0), Decimal(1)


@dataclass(frozen=True)
class Mark:
    """How a response was judged: the fraction earned and what the learner is told."""

    fraction: Decimal
    feedback: tuple[str, ...]

    @property
    def is_right(self) -> bool:
        return self.fraction == ONE


def check_content(content: Content) -> None:
    """Returns when the question can be asked and marked. Raises QuestionInvalid."""
    problems = _find_problems(content)
    if problems:
        raise QuestionInvalid(fields={str(content.get("key", "question")): problems})


def _find_problems(content: Content) -> list[str]:
    kind = content.get("kind")
    if kind not in _MARKERS:
        return [f"unknown kind: {kind}"]
    if not str(content.get("prompt", "")).strip():
        return ["the prompt is empty"]
    if kind == "true_false":
        return [] if isinstance(content.get("answer"), bool) else ["answer is not true or false"]
    choices = content.get("choices")
    if not isinstance(choices, list) or len(choices) < 2:  # noqa: PLR2004 - a choice needs two
        return ["fewer than two choices"]
    keys = [choice.get("key") for choice in choices]
    right = [choice for choice in choices if choice.get("correct")]
    problems = [] if len(set(keys)) == len(keys) and all(keys) else ["choice keys repeat"]
    if not right or (kind == "single_choice" and len(right) != 1):
        problems.append("no right choice" if not right else "more than one right choice")
    return problems


def check_response(content: Content, response: Any) -> None:
    """Returns when `response` has the shape that the question asks. Raises ResponseInvalid."""
    if content["kind"] == "true_false":
        fits = isinstance(response, bool)
    else:
        keys = {choice["key"] for choice in content["choices"]}
        most = 1 if content["kind"] == "single_choice" else len(keys)
        fits = (
            isinstance(response, list)
            and all(isinstance(key, str) for key in response)
            and len(set(response)) == len(response) <= most
            and set(response) <= keys
        )
    if not fits:
        raise ResponseInvalid(fields={str(content["key"]): ["does not fit the question"]})


def mark_response(content: Content, response: Any | None) -> Mark:
    """The mark of a response; None (not answered) earns nothing."""
    if response is None:
        return Mark(ZERO, ())
    check_response(content, response)
    return _MARKERS[content["kind"]](content, response)


def _mark_single(content: Content, response: list[str]) -> Mark:
    chosen = [choice for choice in content["choices"] if choice["key"] in response]
    right = bool(chosen) and bool(chosen[0].get("correct"))
    return Mark(ONE if right else ZERO, _feedback(chosen))


def _mark_multiple(content: Content, response: list[str]) -> Mark:
    """Right choices earn equal parts, a wrong one takes such a part away; never below zero."""
    right = {choice["key"] for choice in content["choices"] if choice.get("correct")}
    chosen = set(response)
    points = len(chosen & right) - len(chosen - right)
    fraction = max(ZERO, Decimal(points) / len(right)) if right else ZERO
    return Mark(fraction, _feedback([c for c in content["choices"] if c["key"] in chosen]))


def _mark_true_false(content: Content, response: bool) -> Mark:  # noqa: FBT001 - the response itself
    return Mark(ONE if response is content["answer"] else ZERO, ())


def _feedback(chosen: list[dict[str, Any]]) -> tuple[str, ...]:
    return tuple(choice["feedback"] for choice in chosen if choice.get("feedback"))


_MARKERS: dict[str, Callable[[Content, Any], Mark]] = {
    "single_choice": _mark_single,
    "multiple_choice": _mark_multiple,
    "true_false": _mark_true_false,
}


def grade_of(marks: list[Mark]) -> Decimal:
    """The grade on the scale of 10, to two places, of equally weighted questions."""
    if not marks:
        return Decimal("0.00")
    total = sum((mark.fraction for mark in marks), ZERO)
    return (total * 10 / len(marks)).quantize(Decimal("0.01"))


def hide_answers(content: Content) -> dict[str, Any]:
    """What a learner may see before submitting: no `correct`, `answer`, feedback, explanation."""
    shown = {key: content[key] for key in ("key", "kind", "prompt")}
    if "choices" in content:
        shown["choices"] = [{"key": c["key"], "text": c["text"]} for c in content["choices"]]
    return shown
