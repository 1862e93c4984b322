"""Words of a subject and what they mean, in Vietnamese order."""

from itertools import groupby
from typing import Any

from django.utils.translation import gettext_lazy

from activities.base import LearnerSide, Visit
from common.shape import SLUG, Problems, fields, filled, list_of, repeated_keys
from common.text import alphabet_key
from courses.kinds import Activity, ActivityKind

MOST_TERMS = 1_000


def _find_problems(activity: Activity) -> Problems:
    yield from repeated_keys(activity["terms"], "terms")


def _describe(visit: Visit) -> dict[str, Any]:
    """The terms by their first letter."""
    terms = sorted(visit.activity["terms"], key=lambda one: alphabet_key(one["term"]))
    letters = groupby(terms, key=lambda one: one["term"][:1].upper())
    return {"letters": [(letter, list(group)) for letter, group in letters]}


KIND = ActivityKind(
    code="glossary",
    name=gettext_lazy("Glossary"),
    rules=("viewed",),
    device_facts=frozenset({"viewed"}),
    shape=fields(
        {
            "terms": list_of(
                fields({"key": SLUG, "term": filled(200), "meaning": filled(5_000)}, {}),
                least=1,
                most=MOST_TERMS,
            )
        },
        {},
    ),
    problems=_find_problems,
)
SIDE = LearnerSide(describe=_describe, is_seen_on_opening=True)
