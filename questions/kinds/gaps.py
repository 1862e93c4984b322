"""Texts with gaps. The prompt holds `{{key}}` for each gap.

In a cloze each gap is a small question of its own (`single_choice`, `short_answer`, `numerical`)
with its `points`. Where words are missing, each gap takes one of the `options` of its group.
"""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.shape import (
    FLAG,
    SLUG,
    Check,
    Problems,
    decimal,
    fields,
    filled,
    list_of,
    one_of,
    repeated_keys,
    text,
    whole,
)
from questions.kinds.base import (
    ZERO,
    Content,
    Kind,
    Mark,
    map_entries,
    pick,
    shuffled,
)
from questions.kinds.choice import SINGLE_CHOICE
from questions.kinds.placed import fits_places, mark_places, unknown_answers
from questions.kinds.written import NUMERICAL, SHORT_ANSWER

GAP = re.compile(r"\{\{([-a-zA-Z0-9_]{1,80})\}\}")
PARTS = {kind.code: kind for kind in (SINGLE_CHOICE, SHORT_ANSWER, NUMERICAL)}


def gap_problems(content: Content) -> Problems:
    """Each gap stands once in the prompt, and once in the list."""
    yield from repeated_keys(content["gaps"], "gaps")
    placed = GAP.findall(content["prompt"])
    listed = {gap["key"] for gap in content["gaps"]}
    for key in dict.fromkeys(placed):
        if key not in listed:
            yield "prompt", _("the gap %(key)s is not described") % {"key": key}
        if placed.count(key) > 1:
            yield "prompt", _("the gap %(key)s stands twice") % {"key": key}
    for key in sorted(listed - set(placed)):
        yield "prompt", _("the gap %(key)s is not in the text") % {"key": key}


# ── Cloze

_PART = fields(
    {"key": SLUG, "kind": one_of(*PARTS)},
    {"points": decimal("0.01", "1000"), "layout": one_of("list", "rows", "columns")},
)


def _check_part(value: Any, where: str) -> Problems:
    found = list(_PART(value, where))
    yield from found
    if not found:
        yield from PARTS[value["kind"]].shape(value, where)


_CLOZE: Check = fields({"gaps": list_of(_check_part, least=1, most=100)}, {})


def _find_cloze_problems(content: Content) -> Problems:
    yield from gap_problems(content)
    for number, gap in enumerate(content["gaps"]):
        for where, what in PARTS[gap["kind"]].problems(gap):
            yield f"gaps.{number}.{where}", what


def _fits_cloze(content: Content, response: Any) -> bool:
    by_key = {gap["key"]: gap for gap in content["gaps"]}
    return isinstance(response, dict) and all(
        key in by_key and PARTS[by_key[key]["kind"]].fits(by_key[key], value)
        for key, value in response.items()
    )


def _mark_cloze(content: Content, response: Mapping[str, Any]) -> Mark:
    earned = whole_ = ZERO
    feedback: list[str] = []
    parts = {}
    for gap in content["gaps"]:
        key, points = gap["key"], Decimal(gap.get("points", "1"))
        mark = PARTS[gap["kind"]].mark(gap, response[key]) if key in response else Mark(ZERO)
        earned, whole_ = earned + points * mark.fraction, whole_ + points
        parts[key] = mark.is_right
        feedback += mark.feedback
    return Mark(earned / whole_, tuple(feedback), parts)


def _show_cloze(content: Content, seed: str) -> dict[str, Any]:
    return {
        "gaps": [
            {**pick(gap, "key", "kind", "layout"), **PARTS[gap["kind"]].show(gap, seed)}
            for gap in content["gaps"]
        ]
    }


def _map_cloze(content: dict[str, Any], change: Callable[[str], str]) -> None:
    for gap in content["gaps"]:
        PARTS[gap["kind"]].map_texts(gap, change)


# ── Missing words

_WORDS = fields(
    {
        "gaps": list_of(fields({"key": SLUG, "answer": SLUG}, {}), least=1, most=100),
        "options": list_of(
            fields({"key": SLUG, "text": filled(400)}, {"group": whole(1, 100), "repeat": FLAG}),
            least=2,
            most=200,
        ),
    },
    {"input": one_of("select", "drag"), "feedback": text()},
)


def _find_word_problems(content: Content) -> Problems:
    yield from gap_problems(content)
    yield from repeated_keys(content["options"], "options")
    yield from unknown_answers(content["gaps"], content["options"], "gaps")


def options_of_gap(content: Content, gap: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """What may be put into a gap: the options of the group of its answer."""
    groups = {option["key"]: option.get("group", 1) for option in content["options"]}
    own = groups.get(gap["answer"], 1)
    return [option for option in content["options"] if option.get("group", 1) == own]


def _fits_words(content: Content, response: Any) -> bool:
    allowed = {
        gap["key"]: {option["key"] for option in options_of_gap(content, gap)}
        for gap in content["gaps"]
    }
    return fits_places(content["gaps"], allowed.__getitem__, response)


def _show_words(content: Content, seed: str) -> dict[str, Any]:
    return {
        **pick(content, "input"),
        "gaps": [
            {
                "key": gap["key"],
                "options": [
                    pick(option, "key", "text")
                    for option in shuffled(options_of_gap(content, gap), seed)
                ],
            }
            for gap in content["gaps"]
        ],
    }


CLOZE = Kind(
    code="cloze",
    name=gettext_lazy("Text with gaps"),
    shape=_CLOZE,
    problems=_find_cloze_problems,
    fits=_fits_cloze,
    mark=_mark_cloze,
    show=_show_cloze,
    map_texts=_map_cloze,
)
MISSING_WORDS = Kind(
    code="missing_words",
    name=gettext_lazy("Choose the missing words"),
    shape=_WORDS,
    problems=_find_word_problems,
    fits=_fits_words,
    mark=lambda content, response: mark_places(content["gaps"], response),
    show=_show_words,
    map_texts=lambda content, change: map_entries(content["options"], change, "text"),
)
