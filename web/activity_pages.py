"""What the template of an activity needs beyond the document: file addresses, quiz state."""

from collections.abc import Callable
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from courses.document import FILES_OF_KIND, iter_activities
from courses.selectors import get_document
from enrollment.criteria import activity_statuses
from enrollment.models import Attempt, Enrollment
from enrollment.progress import played_fraction
from enrollment.services.progress import ProgressResult
from media.selectors import get_file_url, list_asset_keys
from questions.marking import hide_answers
from questions.selectors import get_versions

FindAttempt = Callable[[Enrollment, str], Attempt | None]


def describe_activity(
    activity: dict[str, Any], enrollment: Enrollment, find_attempt: FindAttempt
) -> dict[str, Any]:
    """The context of one activity's page by its kind. Raises StorageUnavailable."""
    known = enrollment.progress.get(activity["key"], {})
    match activity["kind"]:
        case "quiz":
            return _describe_quiz(activity, find_attempt(enrollment, activity["key"]), known)
        case "audio" | "video":
            fraction = played_fraction(known, float(activity["duration_seconds"]))
            return {"files": _file_urls(activity), "played_percent": int(fraction * 100)}
        case "poster":
            return {"files": _file_urls(activity)}
        case "session":
            return {"attended": list(known.get("attended", {}).values())}
    return {}


def describe_progress(result: ProgressResult) -> dict[str, Any]:
    """What the player shows after the server took its facts: status and percent by activity."""
    document = get_document(result.enrollment.run.edition_id)
    progress = result.enrollment.progress
    statuses = activity_statuses(document, progress)
    labels = {"done": _("done"), "in_progress": _("begun"), "not_started": _("not begun")}
    played = {
        activity["key"]: int(
            played_fraction(progress.get(activity["key"], {}), float(activity["duration_seconds"]))
            * 100
        )
        for activity in iter_activities(document)
        if "duration_seconds" in activity
    }
    return {
        "statuses": statuses,
        "labels": {key: labels[status] for key, status in statuses.items()},
        "played": played,
        "complete": result.decision.complete,
    }


def _file_urls(activity: dict[str, Any]) -> dict[str, str]:
    """Signed addresses of the activity's files by field, one query for all."""
    named = {
        field: activity[field]["asset"]
        for field in FILES_OF_KIND[activity["kind"]]
        if activity.get(field)
    }
    keys = list_asset_keys(named.values())
    return {field: get_file_url(keys[digest]) for field, digest in named.items()}


def _describe_quiz(
    activity: dict[str, Any], attempt: Attempt | None, known: dict[str, Any]
) -> dict[str, Any]:
    """An open attempt shows questions without answers; a marked one shows what was right."""
    context = {"attempt": attempt, "best_grade": known.get("grade", {}).get("value")}
    if attempt is None:
        return {**context, "question_count": len(activity["questions"])}
    versions = get_versions(attempt.questions)
    contents = [versions[digest] for digest in attempt.questions]
    if attempt.submitted_at is None:
        return {
            **context,
            "questions": [
                {**hide_answers(content), "response": attempt.responses.get(content["key"])}
                for content in contents
            ],
        }
    return {**context, "questions": [_show_result(content, attempt) for content in contents]}


def _show_result(content: dict[str, Any], attempt: Attempt) -> dict[str, Any]:
    result = (attempt.result or {}).get(content["key"], {})
    response = attempt.responses.get(content["key"])
    chosen = response if isinstance(response, list) else []
    return {
        **content,
        "response": response,
        "fraction": result.get("fraction", "0"),
        "is_right": result.get("fraction") == "1",
        "choices": [
            {**choice, "chosen": choice["key"] in chosen} for choice in content.get("choices", [])
        ],
    }


def read_answers(post: QueryDict) -> dict[str, Any]:
    """The answers of a quiz form: `answer.KEY` for choices, `truth.KEY` for true or false."""
    answers: dict[str, Any] = {}
    for name in post:
        kind, _dot, key = name.partition(".")
        if kind == "answer":
            answers[key] = post.getlist(name)
        elif kind == "truth" and post[name] in {"true", "false"}:
            answers[key] = post[name] == "true"
    return answers
