"""The edition document: its shape, its checks, its name. Pure functions over JSON.

Schema `hocso.course/1`: title, summary, kind, hours, sections of activities, and `completion`, the
ways in which a learner completes (docs/editions.md describes every field).
"""

import hashlib
from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

import orjson
from django.utils.translation import gettext as _

from courses.errors import ActivityNotFound, DocumentInvalid
from courses.kinds import AMOUNT_OF_RULE, find_activity_kind, iter_assets
from courses.models import CourseKind

SCHEMA = "hocso.course/1"

Document = Mapping[str, Any]

MODES = frozenset({"online", "in_person", "blended"})


def iter_activities(document: Document) -> Iterator[dict[str, Any]]:
    """The activities of a document in the order in which they are shown."""
    for section in document.get("sections", []):
        yield from section.get("activities", [])


def get_activity(document: Document, key: str) -> dict[str, Any]:
    """The activity of that key. Raises ActivityNotFound."""
    for activity in iter_activities(document):
        if activity["key"] == key:
            return activity
    raise ActivityNotFound


def asset_digests(document: Document) -> list[str]:
    """The SHA-256 of every file that the document names."""
    return [digest for one in iter_activities(document) for digest in iter_assets(one)]


def question_digests(document: Document) -> list[str]:
    """The hash of every version of a question that the document asks."""
    return [
        question["version"]
        for activity in iter_activities(document)
        for question in activity.get("questions", [])
    ]


def hash_document(document: Document) -> str:
    """The name of an edition: SHA-256 of its canonical JSON."""
    return hashlib.sha256(orjson.dumps(document, option=orjson.OPT_SORT_KEYS)).hexdigest()


def check_document(document: Document) -> None:
    """Returns when an edition can be made of `document`. Raises DocumentInvalid, all at once."""
    problems: dict[str, list[str]] = {}

    def note(where: str, what: str) -> None:
        problems.setdefault(where, []).append(what)

    for where, what in _head_problems(document):
        note(where, what)
    if isinstance(document.get("sections"), list):
        for where, what in (*_activity_problems(document), *_completion_problems(document)):
            note(where, what)
    if problems:
        raise DocumentInvalid(fields=problems)


def _head_problems(document: Document) -> Iterator[tuple[str, str]]:
    if document.get("schema") != SCHEMA:
        yield "schema", _("must be %(value)s") % {"value": SCHEMA}
    for field in ("slug", "title", "summary"):
        if not isinstance(document.get(field), str) or not document[field].strip():
            yield field, _("is missing")
    if document.get("kind") not in CourseKind.values:
        yield "kind", _("must be one of %(values)s") % {"values": ", ".join(CourseKind.values)}
    if not is_amount(document.get("hours"), 999):
        yield "hours", _("must be a number of hours above 0, as text")
    if not isinstance(document.get("sections"), list) or not document["sections"]:
        yield "sections", _("there is none")


def _activity_problems(document: Document) -> Iterator[tuple[str, str]]:
    seen: set[str] = set()
    for place, section in enumerate(document["sections"]):
        if not section.get("key") or not section.get("title"):
            yield f"sections.{place}", _("key or title is missing")
        for activity in section.get("activities", []):
            key = str(activity.get("key", ""))
            where = f"activities.{key or place}"
            if not key or key in seen:
                yield where, _("key is missing or stands twice")
            seen.add(key)
            if not activity.get("title"):
                yield where, _("title is missing")
            yield from _content_problems(where, activity)


def _content_problems(where: str, activity: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    kind = find_activity_kind(str(activity.get("kind")))
    if kind is None:
        yield where, _("unknown kind: %(kind)s") % {"kind": activity.get("kind")}
        return
    for name in kind.files[:1]:
        if not isinstance(activity.get(name), Mapping) or "asset" not in activity[name]:
            yield where, _("%(field)s names no file") % {"field": name}
            return
    found = list(kind.shape(activity, "")) or list(kind.problems(activity))
    for place, what in found:
        yield f"{where}.{place}".rstrip("."), what


def _completion_problems(document: Document) -> Iterator[tuple[str, str]]:
    kinds = {a.get("key"): a.get("kind", "") for a in iter_activities(document)}
    ways = document.get("completion", {}).get("ways", [])
    if not ways:
        yield "completion", _("there is no way to complete")
    for place, way in enumerate(ways):
        where = f"completion.{place}"
        if way.get("mode") not in MODES:
            yield where, _("unknown mode: %(mode)s") % {"mode": way.get("mode")}
        if not way.get("rules"):
            yield where, _("has no rules")
        for rule in way.get("rules", []):
            yield from _rule_problems(where, rule, kinds)


def _rule_problems(
    where: str, rule: Mapping[str, Any], kinds: Mapping[Any, str]
) -> Iterator[tuple[str, str]]:
    key, name = rule.get("activity"), str(rule.get("rule"))
    kind = find_activity_kind(kinds.get(key, ""))
    if kind is None:
        yield where, _("there is no activity %(key)s") % {"key": key}
    elif name not in kind.rules:
        words = {"key": key, "kind": kind.name, "rule": name}
        yield where, _("%(key)s is of the kind “%(kind)s”; the rule %(rule)s does not fit") % words
    amount = AMOUNT_OF_RULE.get(name)
    if amount and not is_amount(rule.get(amount), 1 if amount == "fraction" else 100):
        problem = _("%(amount)s of %(key)s is missing or out of range")
        yield where, problem % {"amount": amount, "key": key}


def is_amount(value: Any, most: int) -> bool:
    """Whether it is a number above 0, as text or not, and at most `most`."""
    try:
        return 0 < Decimal(str(value)) <= most
    except InvalidOperation:
        return False
