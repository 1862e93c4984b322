"""A class in a room; who came is recorded by its organiser."""

from typing import Any

from django.utils.translation import gettext_lazy

from activities.base import LearnerSide, Visit
from courses.kinds import Activity, ActivityKind


def _rule_of(activity: Activity) -> dict[str, Any]:
    return {"rule": "attended", "hours": activity.get("hours", "0.5")}


def _describe(visit: Visit) -> dict[str, Any]:
    return {"attended": list(visit.known.get("attended", {}).values())}


KIND = ActivityKind(
    code="session",
    name=gettext_lazy("Class in a room"),
    rules=("attended",),
    default_rule=_rule_of,
)
SIDE = LearnerSide(describe=_describe)
