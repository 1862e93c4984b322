"""Practical skills that an instructor signs, one by one, when a learner has shown them."""

from typing import Any

from django.utils.translation import gettext_lazy

from activities.base import LearnerSide, Visit
from common.shape import SLUG, Problems, fields, filled, list_of, repeated_keys
from courses.kinds import Activity, ActivityKind


def _find_problems(activity: Activity) -> Problems:
    yield from repeated_keys(activity["skills"], "skills")


def _describe(visit: Visit) -> dict[str, Any]:
    signed = visit.known.get("signed", {})
    skills = [
        {**skill, "signed_at": signed.get(skill["key"])} for skill in visit.activity["skills"]
    ]
    return {"skills": skills, "signed_count": len(signed)}


KIND = ActivityKind(
    code="checklist",
    name=gettext_lazy("Practical skills"),
    rules=("signed",),
    shape=fields(
        {"skills": list_of(fields({"key": SLUG, "title": filled(400)}, {}), least=1, most=60)}, {}
    ),
    problems=_find_problems,
)
SIDE = LearnerSide(describe=_describe)
