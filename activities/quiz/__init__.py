"""A quiz: questions by frozen versions, asked in attempts, marked at once or by a person."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activities.base import LearnerSide
from activities.quiz.learner import describe, hand_in, start
from common.shape import Problems
from courses.document import is_amount
from courses.kinds import Activity, ActivityKind, Preparation
from questions.services import freeze_question

HIGHEST_GRADE = 10


def _find_problems(activity: Activity) -> Problems:
    if not activity.get("questions"):
        yield "questions", _("the quiz has no question")
    if "pass_grade" in activity and not is_amount(activity["pass_grade"], HIGHEST_GRADE):
        yield "pass_grade", _("must lie between %(low)s and %(high)s") % {"low": 0, "high": 10}


def _prepare(activity: dict[str, Any], ready: Preparation) -> dict[str, Any]:
    """Questions that are written out become frozen versions of the course's bank."""
    questions = [
        question
        if "version" in question
        else {
            "key": question["key"],
            "version": freeze_question(
                bank=ready.bank, title=ready.bank_title, content=question, by=ready.by
            ).content_hash,
        }
        for question in activity.get("questions", [])
    ]
    return {**activity, "questions": questions}


def _rule_of(activity: Activity) -> dict[str, Any]:
    return {"rule": "passed", "grade": activity.get("pass_grade", "5.0")}


KIND = ActivityKind(
    code="quiz",
    name=gettext_lazy("Quiz"),
    rules=("passed",),
    problems=_find_problems,
    prepare=_prepare,
    default_rule=_rule_of,
)
SIDE = LearnerSide(describe=describe, actions={"start": start, "hand-in": hand_in})
