"""Marking: pure functions from a question's content and a response to a mark.

A content has `key`, `kind`, `prompt`, and what its kind asks for (`questions.kinds`); perhaps
`format` (`plain`, or `html` for prompt, choices and feedback), `explanation`, `tags`. Fractions
and numbers are texts in JSON and Decimals here. A mark is a fraction from 0 to 1.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import deepcopy
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from common.markup import is_blank, list_assets, sanitise_html
from common.shape import SLUG, Problems, fields, filled, list_of, one_of, text
from questions.errors import QuestionInvalid, ResponseInvalid
from questions.kinds import KINDS, Mark
from questions.kinds.base import ONE, ZERO, Content

__all__ = [
    "Mark",
    "check_content",
    "check_response",
    "clean_content",
    "find_problems",
    "grade_of",
    "hide_answers",
    "list_files",
    "mark_response",
]

_COMMON = fields(
    {"key": SLUG, "kind": text(30), "prompt": filled()},
    {
        "format": one_of("plain", "html"),
        "explanation": text(),
        "title": text(200),
        "tags": list_of(filled(60), most=50),
    },
)


def check_content(content: Content) -> None:
    """Returns when the question can be asked and marked. Raises QuestionInvalid."""
    problems = [f"{where}: {what}" if where else what for where, what in find_problems(content)]
    if problems:
        key = content.get("key", "question") if isinstance(content, Mapping) else "question"
        raise QuestionInvalid(fields={str(key): problems})


def find_problems(content: Any) -> Iterator[tuple[str, str]]:
    """Where the content is wrong, and how; nothing for a question that can be used."""
    found = list(_COMMON(content, ""))
    if found:
        yield from found
        return
    kind = KINDS.get(content["kind"])
    if kind is None:
        yield "kind", _("unknown kind: %(kind)s") % {"kind": content["kind"]}
        return
    found = list(kind.shape(content, ""))
    yield from found or _find_senseless(content)


def _find_senseless(content: Content) -> Problems:
    if content.get("format") == "html" and is_blank(content["prompt"]):
        yield "prompt", _("is empty")
    yield from KINDS[content["kind"]].problems(content)


def check_response(content: Content, response: Any) -> None:
    """Returns when `response` has the shape that the question asks. Raises ResponseInvalid."""
    if not KINDS[content["kind"]].fits(content, response):
        raise ResponseInvalid(fields={str(content["key"]): [_("does not fit the question")]})


def mark_response(content: Content, response: Any | None) -> Mark:
    """The mark of a response; None (not answered) earns nothing. Raises ResponseInvalid."""
    if response is None:
        return Mark(ZERO)
    check_response(content, response)
    return KINDS[content["kind"]].mark(content, response)


def grade_of(marks: Sequence[Mark], weights: Sequence[Decimal] | None = None) -> Decimal:
    """The grade on the scale of 10, to two places. `weights` are equal when not given."""
    weights = weights or [ONE] * len(marks)
    whole = sum(weights, ZERO)
    if not whole:
        return Decimal("0.00")
    earned = sum((m.fraction * w for m, w in zip(marks, weights, strict=True)), ZERO)
    return (earned * 10 / whole).quantize(Decimal("0.01"))


def hide_answers(content: Content, *, seed: str = "") -> dict[str, Any]:
    """What a learner may see before handing in: nothing that gives an answer away.

    `seed` is the attempt's: it decides the order of what is shuffled, the same each time.
    """
    shown = {key: content[key] for key in ("key", "kind", "format", "prompt") if key in content}
    return shown | KINDS[content["kind"]].show(content, seed)


def clean_content(content: Content) -> dict[str, Any]:
    """The content with its HTML made safe; plain texts stay as they are.

    The content is well-formed (`find_problems`). A repeat changes nothing.
    """
    clean = deepcopy(dict(content))
    if clean.get("format") == "html":
        _map_texts(clean, sanitise_html)
    return clean


def list_files(content: Content) -> list[str]:
    """The SHA-256 of each file that the question names, in its texts or beside them."""
    found: list[str] = []

    def note(html: str) -> str:
        found.extend(list_assets(html))
        return html

    if content.get("format") == "html":
        _map_texts(deepcopy(dict(content)), note)
    holders = (content, *content.get("labels", ()))
    found += [holder["image"]["asset"] for holder in holders if "image" in holder]
    return list(dict.fromkeys(found))


def _map_texts(content: dict[str, Any], change: Callable[[str], str]) -> None:
    for name in ("prompt", "explanation"):
        if name in content:
            content[name] = change(content[name])
    KINDS[content["kind"]].map_texts(content, change)
