"""A marked question: what was answered, what was right, and why."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from activities.quiz.asking import Texts, show_text
from enrollment.models import Attempt
from questions.kinds.gaps import GAP
from questions.marking import mark_response

Content = Mapping[str, Any]


@dataclass(frozen=True)
class Line:
    """A part of a question: what it is, what was given there, what is right."""

    label: str
    given: str
    right: str
    is_right: bool


def show_result(content: Content, attempt: Attempt, addresses: Mapping[str, str]) -> dict[str, Any]:
    """What the page of a marked attempt says of one question."""
    response = attempt.responses.get(content["key"])
    result = (attempt.result or {}).get(content["key"], {})
    mark = mark_response(content, response)
    show = Texts(content, addresses)
    prompt = show_text(content, content["prompt"], addresses)
    gap_numbers = {gap["key"]: str(n) for n, gap in enumerate(content.get("gaps", ()), 1)}
    shown = {
        "kind": content["kind"],
        "prompt": SafeString(
            GAP.sub(lambda found: f"({gap_numbers.get(found[1], '…')}) ____", prompt)
        ),
        "is_right": mark.is_right,
        "is_waiting": mark.is_waiting,
        "is_partly": not mark.is_right and mark.fraction > 0,
        "feedback": [show(told) for told in result.get("feedback", ())],
        "explanation": show_text(content, content.get("explanation", ""), addresses),
    }
    if "choices" in content:
        chosen = response if isinstance(response, list) else []
        shown["choices"] = [
            {
                "shown": show(one["text"]),
                "correct": one.get("correct"),
                "chosen": one["key"] in chosen,
                "feedback": show(one.get("feedback", "")),
            }
            for one in content["choices"]
        ]
    elif describe := _LINES.get(content["kind"]):
        shown["lines"] = list(describe(content, response, mark.parts, show))
    elif content["kind"] == "essay":
        shown["written"] = (response or {}).get("text", "")
    return shown


Describe = Callable[[Content, Any, Mapping[str, bool], Texts], Iterator[Line]]


def _truth(
    content: Content, response: Any, _parts: Mapping[str, bool], _show: Texts
) -> Iterator[Line]:
    words = {True: _("True"), False: _("False")}
    right = content["answer"]
    yield Line("", words.get(response, ""), words[right], response is right)


def _written(
    content: Content, response: Any, _parts: Mapping[str, bool], _show: Texts
) -> Iterator[Line]:
    best = max(content["answers"], key=lambda one: float(one.get("fraction", "1")))
    right = best.get("text") or best["value"].replace(".", ",")
    if content.get("units"):
        right = f"{right} {content['units'][0]['unit']}"
    yield Line("", response or "", right, mark_response(content, response).is_right)


def _matched(
    content: Content, response: Any, parts: Mapping[str, bool], show: Texts
) -> Iterator[Line]:
    text_of = {one["key"]: show(one["text"]) for one in content["options"]}
    for stem in content["stems"]:
        given = text_of.get((response or {}).get(stem["key"], ""), "")
        right = text_of[stem["answer"]]
        yield Line(show(stem["text"]), given, right, parts.get(stem["key"], False))


def _ordered(
    content: Content, response: Any, parts: Mapping[str, bool], show: Texts
) -> Iterator[Line]:
    text_of = {one["key"]: show(one["text"]) for one in content["items"]}
    given = response or []
    for place, one in enumerate(content["items"]):
        there = given[place] if place < len(given) else ""
        is_right = parts.get(one["key"], there == one["key"])
        yield Line(str(place + 1), text_of.get(there, ""), text_of[one["key"]], is_right)


def _labelled(
    content: Content, response: Any, parts: Mapping[str, bool], show: Texts
) -> Iterator[Line]:
    text_of = {one["key"]: show(one["text"]) for one in content["labels"]}
    for number, zone in enumerate(content["zones"], 1):
        given = text_of.get((response or {}).get(zone["key"], ""), "")
        yield Line(str(number), given, text_of[zone["answer"]], parts.get(zone["key"], False))


def _filled(
    content: Content, response: Any, parts: Mapping[str, bool], show: Texts
) -> Iterator[Line]:
    text_of = {one["key"]: show(one["text"]) for one in content["options"]}
    for number, gap in enumerate(content["gaps"], 1):
        given = text_of.get((response or {}).get(gap["key"], ""), "")
        yield Line(str(number), given, text_of[gap["answer"]], parts.get(gap["key"], False))


def _clozed(
    content: Content, response: Any, parts: Mapping[str, bool], show: Texts
) -> Iterator[Line]:
    for number, gap in enumerate(content["gaps"], 1):
        given = (response or {}).get(gap["key"])
        if gap["kind"] == "single_choice":
            text_of = {one["key"]: show(one["text"]) for one in gap["choices"]}
            right: str = next(show(one["text"]) for one in gap["choices"] if one.get("correct"))
            shown = text_of.get(given[0], "") if given else ""
        else:
            line = next(_written(gap, given, {}, show))
            right, shown = line.right, line.given
        yield Line(str(number), shown, right, parts.get(gap["key"], False))


_LINES: dict[str, Describe] = {
    "true_false": _truth,
    "short_answer": _written,
    "numerical": _written,
    "matching": _matched,
    "ordering": _ordered,
    "image_labels": _labelled,
    "missing_words": _filled,
    "cloze": _clozed,
}
