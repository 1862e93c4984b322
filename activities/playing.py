"""What audio and video share: a length, and how much of it was played."""

from typing import Any

from django.utils.translation import gettext as _

from activities.base import Visit
from common.shape import Problems
from courses.document import is_amount
from courses.kinds import Activity
from enrollment.progress import played_fraction

LONGEST_SECONDS = 86_400
FACTS = frozenset({"viewed", "played"})


def find_length_problems(activity: Activity) -> Problems:
    if not is_amount(activity.get("duration_seconds"), LONGEST_SECONDS):
        yield "duration_seconds", _("is missing")


def describe_playing(visit: Visit) -> dict[str, Any]:
    fraction = played_fraction(visit.known, float(visit.activity["duration_seconds"]))
    return {"played_percent": int(fraction * 100)}
