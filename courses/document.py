"""The edition document: its shape, its checks, its name. Pure functions over JSON.

Schema `hocso.course/1`: title, summary, kind, hours, sections of activities, and `completion`, the
ways in which a learner completes (docs/editions.md describes every field).
"""

import hashlib
from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

import orjson

from courses.errors import ActivityNotFound, DocumentInvalid
from courses.models import CourseKind

SCHEMA = "hocso.course/1"

Document = Mapping[str, Any]

# kind of activity → the completion rules that may name it
RULES_OF_KIND: dict[str, frozenset[str]] = {
    "page": frozenset({"viewed"}),
    "poster": frozenset({"viewed"}),
    "audio": frozenset({"viewed", "played"}),
    "video": frozenset({"viewed", "played"}),
    "quiz": frozenset({"passed"}),
    "session": frozenset({"attended"}),
}
FILES_OF_KIND: dict[str, tuple[str, ...]] = {
    "poster": ("pdf", "image"),
    "audio": ("audio",),
    "video": ("video", "poster", "captions"),
}
AMOUNT_OF_RULE = {"played": "fraction", "passed": "grade", "attended": "hours"}
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
    return [
        activity[field]["asset"]
        for activity in iter_activities(document)
        for field in FILES_OF_KIND.get(activity["kind"], ())
        if activity.get(field)
    ]


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
        yield "schema", f"must be {SCHEMA}"
    for field in ("slug", "title", "summary"):
        if not isinstance(document.get(field), str) or not document[field].strip():
            yield field, "is missing"
    if document.get("kind") not in CourseKind.values:
        yield "kind", f"must be one of {', '.join(CourseKind.values)}"
    if not _is_amount(document.get("hours"), 999):
        yield "hours", "must be a number of hours above 0, as text"
    if not isinstance(document.get("sections"), list) or not document["sections"]:
        yield "sections", "there is none"


def _activity_problems(document: Document) -> Iterator[tuple[str, str]]:
    seen: set[str] = set()
    for place, section in enumerate(document["sections"]):
        if not section.get("key") or not section.get("title"):
            yield f"sections.{place}", "key or title is missing"
        for activity in section.get("activities", []):
            key = str(activity.get("key", ""))
            where = f"activities.{key or place}"
            if not key or key in seen:
                yield where, "key is missing or stands twice"
            seen.add(key)
            if activity.get("kind") not in RULES_OF_KIND:
                yield where, f"unknown kind: {activity.get('kind')}"
            if not activity.get("title"):
                yield where, "title is missing"
            yield from _content_problems(where, activity)


def _content_problems(where: str, activity: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    kind = activity.get("kind", "")
    for field in FILES_OF_KIND.get(kind, ())[:1]:
        if not isinstance(activity.get(field), Mapping) or "asset" not in activity[field]:
            yield where, f"{field} names no file"
    if kind == "page" and not activity.get("body_html"):
        yield where, "the page is empty"
    if kind == "quiz" and not activity.get("questions"):
        yield where, "the quiz has no question"
    if kind in {"audio", "video"} and not _is_amount(activity.get("duration_seconds"), 86_400):
        yield where, "duration_seconds is missing"


def _completion_problems(document: Document) -> Iterator[tuple[str, str]]:
    kinds = {a.get("key"): a.get("kind", "") for a in iter_activities(document)}
    ways = document.get("completion", {}).get("ways", [])
    if not ways:
        yield "completion", "there is no way to complete"
    for place, way in enumerate(ways):
        where = f"completion.{place}"
        if way.get("mode") not in MODES:
            yield where, f"unknown mode: {way.get('mode')}"
        if not way.get("rules"):
            yield where, "has no rules"
        for rule in way.get("rules", []):
            yield from _rule_problems(where, rule, kinds)


def _rule_problems(
    where: str, rule: Mapping[str, Any], kinds: Mapping[Any, str]
) -> Iterator[tuple[str, str]]:
    key, name = rule.get("activity"), rule.get("rule")
    if key not in kinds:
        yield where, f"no activity {key}"
    elif name not in RULES_OF_KIND.get(kinds[key], frozenset()):
        yield where, f"{key} is a {kinds[key]}; rule {name} does not fit it"
    amount = AMOUNT_OF_RULE.get(str(name))
    if amount and not _is_amount(rule.get(amount), 1 if amount == "fraction" else 100):
        yield where, f"{amount} of {key} is missing or out of range"


def _is_amount(value: Any, most: int) -> bool:
    try:
        return 0 < Decimal(str(value)) <= most
    except InvalidOperation:
        return False
