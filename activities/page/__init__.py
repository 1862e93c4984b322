"""A page to read: Markdown or HTML made safe."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activities.base import LearnerSide
from common.markup import is_blank
from common.shape import Problems
from courses.kinds import Activity, ActivityKind


def _find_problems(activity: Activity) -> Problems:
    if is_blank(activity.get("body_html", "")):
        yield "body", _("the page is empty")


KIND = ActivityKind(
    code="page",
    name=gettext_lazy("Page"),
    rules=("viewed",),
    device_facts=frozenset({"viewed"}),
    problems=_find_problems,
)
SIDE = LearnerSide(is_seen_on_opening=True)
