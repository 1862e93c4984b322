"""Single choice, multiple choice, true or false.

`choices` are `{key, text, correct, fraction?, feedback?}`. A response is a list of keys, or a bool.
"""

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.shape import FLAG, SLUG, Problems, decimal, fields, filled, list_of, repeated_keys, text
from questions.kinds.base import (
    ONE,
    ZERO,
    Content,
    Kind,
    Mark,
    fraction_of,
    iter_feedback,
    map_entries,
    pick,
    shuffled,
)

_CHOICE = fields(
    {"key": SLUG, "text": filled()},
    {"correct": FLAG, "fraction": decimal("-1", "1"), "feedback": text()},
)
_CHOICES = fields({"choices": list_of(_CHOICE, least=2, most=100)}, {"shuffle": FLAG})


def _find_single_problems(content: Content) -> Problems:
    yield from repeated_keys(content["choices"], "choices")
    right = [choice for choice in content["choices"] if choice.get("correct")]
    if not right:
        yield "choices", _("no right choice")
    elif len(right) > 1:
        yield "choices", _("more than one right choice")
    elif fraction_of(right[0]) != ONE:
        yield "choices", _("the right choice is worth less than all")


def _find_multiple_problems(content: Content) -> Problems:
    yield from repeated_keys(content["choices"], "choices")
    if not any(choice.get("correct") for choice in content["choices"]):
        yield "choices", _("no right choice")
    if _has_fractions(content):
        worths = [fraction_of(choice, ZERO) for choice in content["choices"]]
        # Thirds are written to a few places, so a hair is missing from the whole.
        if sum(worth for worth in worths if worth > 0) < Decimal("0.99"):
            yield "choices", _("all right choices together are worth less than all")


def _fits_keys(content: Content, response: Any, most: int) -> bool:
    keys = {choice["key"] for choice in content["choices"]}
    return (
        isinstance(response, list)
        and all(isinstance(key, str) for key in response)
        and len(set(response)) == len(response) <= most
        and set(response) <= keys
    )


def _mark_single(content: Content, response: list[str]) -> Mark:
    chosen = [choice for choice in content["choices"] if choice["key"] in response]
    if not chosen:
        return Mark(ZERO)
    worth = fraction_of(chosen[0], ONE if chosen[0].get("correct") else ZERO)
    return Mark(max(ZERO, worth), tuple(iter_feedback(chosen)))


def _mark_multiple(content: Content, response: list[str]) -> Mark:
    """The worths of the chosen, from nothing to all.

    Where none are given, right choices earn equal parts, and a wrong one takes such a part away.
    """
    chosen = [choice for choice in content["choices"] if choice["key"] in response]
    right = [choice["key"] for choice in content["choices"] if choice.get("correct")]
    if _has_fractions(content):
        points = sum((fraction_of(choice, ZERO) for choice in chosen), ZERO)
        # 0.33333 three times is all of it.
        points = points.quantize(Decimal("0.001"))
    else:
        hits = sum(1 if choice.get("correct") else -1 for choice in chosen)
        points = Decimal(hits) / len(right)
    fraction = min(ONE, max(ZERO, points))
    return Mark(fraction, tuple(iter_feedback(chosen)))


def _has_fractions(content: Content) -> bool:
    return any("fraction" in choice for choice in content["choices"])


def _show_choices(content: Content, seed: str) -> dict[str, Any]:
    choices = content["choices"]
    if content.get("shuffle"):
        choices = shuffled(choices, seed)
    return {"choices": [pick(choice, "key", "text") for choice in choices]}


def _map_choices(content: dict[str, Any], change: Any) -> None:
    map_entries(content["choices"], change, "text", "feedback")


def _find_no_problems(_content: Content) -> Problems:
    yield from ()


def _mark_truth(content: Content, response: bool) -> Mark:  # noqa: FBT001 - the response itself
    told = content.get("feedback_true" if response else "feedback_false")
    return Mark(ONE if response is content["answer"] else ZERO, (told,) if told else ())


SINGLE_CHOICE = Kind(
    code="single_choice",
    name=gettext_lazy("One right choice"),
    shape=_CHOICES,
    problems=_find_single_problems,
    fits=lambda content, response: _fits_keys(content, response, 1),
    mark=_mark_single,
    show=_show_choices,
    map_texts=_map_choices,
)
MULTIPLE_CHOICE = Kind(
    code="multiple_choice",
    name=gettext_lazy("Several right choices"),
    shape=_CHOICES,
    problems=_find_multiple_problems,
    fits=lambda content, response: _fits_keys(content, response, len(content["choices"])),
    mark=_mark_multiple,
    show=_show_choices,
    map_texts=_map_choices,
)
TRUE_FALSE = Kind(
    code="true_false",
    name=gettext_lazy("True or false"),
    shape=fields({"answer": FLAG}, {"feedback_true": text(), "feedback_false": text()}),
    problems=_find_no_problems,
    fits=lambda _content, response: isinstance(response, bool),
    mark=_mark_truth,
    show=lambda _content, _seed: {},
    map_texts=lambda content, change: map_entries(
        [content], change, "feedback_true", "feedback_false"
    ),
)
