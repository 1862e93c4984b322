"""The shape of an edition document: which kind of JSON value stands where."""

import re
from typing import Any

from django.utils.translation import gettext_lazy

from common.shape import NUMBER, SLUG, fields, list_of, match, text
from courses.errors import DocumentInvalid

AMOUNT = match(
    re.compile(r"\d{1,3}(\.\d{1,2})?"),
    gettext_lazy("must be a number with at most two decimals, as text"),
)
HOURS = match(
    re.compile(r"\d{1,3}(\.\d)?"),
    gettext_lazy("must be a number with at most one decimal, as text"),
)

# What its kind asks for is looked at by the kind.
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
        "duration_seconds": NUMBER,
        "pass_grade": AMOUNT,
        # A question's own room looks at the rest.
        "questions": list_of(fields({"key": SLUG}, {"version": text(64), "kind": text(30)})),
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
