"""An attempt as a learner sees it: not begun, open, or marked."""

from typing import Any
from uuid import UUID

from activities.base import Sent, Visit, find_addresses
from activities.quiz.asking import ask, read_responses
from activities.quiz.results import show_result
from enrollment.models import Attempt
from enrollment.selectors import find_last_attempt
from enrollment.services.attempts import start_attempt, submit_attempt
from questions.marking import list_files
from questions.selectors import get_versions


def describe(visit: Visit) -> dict[str, Any]:
    """An open attempt shows questions without answers; a marked one shows what was right."""
    attempt = find_last_attempt(visit.enrollment, visit.activity["key"])
    context = {"attempt": attempt, "best_grade": visit.known.get("grade", {}).get("value")}
    if attempt is None:
        return {**context, "question_count": len(visit.activity["questions"])}
    contents = _list_contents(attempt)
    addresses = find_addresses([digest for content in contents for digest in list_files(content)])
    if attempt.submitted_at is None:
        asked = [ask(content, attempt, addresses) for content in contents]
        return {**context, "questions": asked}
    shown = [show_result(content, attempt, addresses) for content in contents]
    return {**context, "questions": shown}


def _list_contents(attempt: Attempt) -> list[dict[str, Any]]:
    versions = get_versions(attempt.questions)
    return [versions[digest] for digest in attempt.questions]


def start(visit: Visit, _sent: Sent) -> None:
    start_attempt(enrollment=visit.enrollment, activity_key=visit.activity["key"])


def hand_in(visit: Visit, sent: Sent) -> None:
    """The answers are handed in; the same form sent twice shows the first result."""
    attempt = find_last_attempt(visit.enrollment, visit.activity["key"])
    contents = _list_contents(attempt) if attempt else []
    submit_attempt(
        enrollment=visit.enrollment,
        attempt_uuid=_read_uuid(sent.fields.get("attempt", "")),
        responses=read_responses(contents, sent.fields),
        by=visit.by,
    )


def _read_uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return UUID(int=0)
