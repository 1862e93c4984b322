"""An assignment: text or files are handed in, and a person marks them, by a rubric if any."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activities.assignment.handing_in import MOST_FILES, hand_in_work
from activities.assignment.selectors import list_own_submissions
from activities.base import LearnerSide, Sent, Visit, find_addresses
from common.markup import is_blank
from common.shape import FLAG, Problems, decimal, fields, whole
from courses.kinds import Activity, ActivityKind
from questions.kinds.written import RUBRIC, rubric_problems


def _find_problems(activity: Activity) -> Problems:
    if is_blank(activity.get("body_html", "")):
        yield "body", _("say what is to be done")
    if not activity.get("takes_text", True) and not activity.get("most_files", 1):
        yield "most_files", _("nothing could be handed in")
    yield from rubric_problems(activity.get("rubric", []))


def _describe(visit: Visit) -> dict[str, Any]:
    submissions = list(list_own_submissions(visit.enrollment, visit.activity["key"]))
    digests = [file["asset"] for one in submissions for file in one.files]
    is_waiting = bool(submissions) and submissions[0].marked_at is None
    return {
        "submissions": submissions,
        "is_waiting": is_waiting,
        "takes_text": visit.activity.get("takes_text", True),
        "most_files": visit.activity.get("most_files", 1),
        "file_addresses": find_addresses(digests),
    }


def _hand_in(visit: Visit, sent: Sent) -> None:
    hand_in_work(
        enrollment=visit.enrollment,
        activity=visit.activity,
        text=sent.fields.get("text", ""),
        files=sent.files.getlist("files"),
        by=visit.by,
    )


def _rule_of(activity: Activity) -> dict[str, Any]:
    if "pass_grade" in activity:
        return {"rule": "passed", "grade": activity["pass_grade"]}
    return {"rule": "submitted"}


KIND = ActivityKind(
    code="assignment",
    name=gettext_lazy("Assignment"),
    rules=("submitted", "passed"),
    shape=fields(
        {},
        {
            "rubric": RUBRIC,
            "takes_text": FLAG,
            "most_files": whole(0, MOST_FILES),
            "pass_grade": decimal("0.01", "10"),
        },
    ),
    problems=_find_problems,
    default_rule=_rule_of,
)
SIDE = LearnerSide(describe=_describe, actions={"hand-in": _hand_in})
