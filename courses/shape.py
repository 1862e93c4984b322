"""The shape of an edition document: which kind of JSON value stands where. Pure functions.

Comes before the checks of sense in `courses.document`, which can then read the document freely.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from courses.errors import DocumentInvalid

Problems = Iterator[tuple[str, str]]
Check = Callable[[Any, str], Problems]

_SLUG = re.compile(r"[-a-zA-Z0-9_]{1,80}")
_AMOUNT = re.compile(r"\d{1,3}(\.\d{1,2})?")
_HOURS = re.compile(r"\d{1,3}(\.\d)?")


def text(most: int = 100_000) -> Check:
    def check(value: Any, where: str) -> Problems:
        if not isinstance(value, str):
            yield where, "must be text"
        elif len(value) > most:
            yield where, f"is longer than {most} characters"

    return check


def match(pattern: re.Pattern[str], what: str) -> Check:
    def check(value: Any, where: str) -> Problems:
        if not isinstance(value, str) or not pattern.fullmatch(value):
            yield where, f"must be {what}, as text"

    return check


def of_type(*types: type, what: str) -> Check:
    def check(value: Any, where: str) -> Problems:
        if type(value) not in types:  # a bool is no number here
            yield where, f"must be {what}"

    return check


def list_of(inner: Check) -> Check:
    def check(value: Any, where: str) -> Problems:
        if not isinstance(value, list):
            yield where, "must be a list"
            return
        for place, one in enumerate(value):
            yield from inner(one, f"{where}.{place}")

    return check


def fields(required: Mapping[str, Check], optional: Mapping[str, Check]) -> Check:
    """An object; what it holds beside these fields is not looked at."""

    def check(value: Any, where: str) -> Problems:
        if not isinstance(value, Mapping):
            yield where, "must be an object"
            return
        for name in required:
            if name not in value:
                yield f"{where}.{name}".lstrip("."), "is missing"
        for name, inner in {**required, **optional}.items():
            if name in value:
                yield from inner(value[name], f"{where}.{name}".lstrip("."))

    return check


SLUG = match(_SLUG, "letters, digits, - and _")
AMOUNT = match(_AMOUNT, "a number with at most two decimals")
HOURS = match(_HOURS, "a number with at most one decimal")
FLAG = of_type(bool, what="true or false")
COUNT = of_type(int, what="a whole number")
NUMBER = of_type(int, float, what="a number")

FILE = fields({"asset": text(64)}, {"name": text(200), "type": text(100), "size": COUNT})
CHOICE = fields({"key": SLUG, "text": text()}, {"correct": FLAG, "feedback": text()})
QUESTION = fields(
    {"key": SLUG},
    {
        "version": text(64),
        "kind": text(30),
        "prompt": text(),
        "choices": list_of(CHOICE),
        "answer": FLAG,
        "explanation": text(),
    },
)
ACTIVITY = fields(
    {"key": SLUG, "kind": text(30), "title": text(200)},
    {
        "minutes": NUMBER,
        "hours": HOURS,
        "alt": text(),
        "body_markdown": text(),
        "body_html": text(),
        "transcript_markdown": text(),
        "transcript_html": text(),
        "pdf": FILE,
        "image": FILE,
        "audio": FILE,
        "video": FILE,
        "poster": FILE,
        "captions": FILE,
        "duration_seconds": NUMBER,
        "pass_grade": AMOUNT,
        "questions": list_of(QUESTION),
    },
)
SECTION = fields(
    {"key": SLUG, "title": text(200)}, {"summary": text(), "activities": list_of(ACTIVITY)}
)
RULE = fields(
    {"activity": SLUG, "rule": text(30)}, {"fraction": AMOUNT, "grade": AMOUNT, "hours": HOURS}
)
WAY = fields({"mode": text(30), "rules": list_of(RULE)}, {})
DOCUMENT = fields(
    {},
    {
        "schema": text(60),
        "title": text(200),
        "summary": text(),
        "description_markdown": text(),
        "description_html": text(),
        "kind": text(30),
        "language": text(10),
        "hours": HOURS,
        "audience": list_of(text(200)),
        "sections": list_of(SECTION),
        "completion": fields({}, {"ways": list_of(WAY)}),
    },
)


def check_shape(document: Any) -> None:
    """Returns when every value is of the kind that stands there. Raises DocumentInvalid."""
    problems: dict[str, list[str]] = {}
    for where, what in DOCUMENT(document, ""):
        problems.setdefault(where or "document", []).append(what)
    if problems:
        raise DocumentInvalid(fields=problems)
