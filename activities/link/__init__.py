"""A page elsewhere, opened beside this one."""

from urllib.parse import urlsplit

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activities.base import LearnerSide
from common.shape import Problems, fields, filled
from courses.kinds import Activity, ActivityKind


def _find_problems(activity: Activity) -> Problems:
    parts = urlsplit(activity["address"])
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        yield "address", _("must be an address that begins with https:// or http://")


KIND = ActivityKind(
    code="link",
    name=gettext_lazy("Page elsewhere"),
    rules=("viewed",),
    device_facts=frozenset({"viewed"}),
    shape=fields({"address": filled(2_000)}, {}),
    problems=_find_problems,
)
SIDE = LearnerSide(is_seen_on_opening=True)
