"""What the player shows after the server took its facts."""

from typing import Any

from django.utils.translation import gettext as _

from courses.document import iter_activities
from courses.selectors import get_document
from enrollment.criteria import activity_statuses
from enrollment.progress import played_fraction
from enrollment.services.progress import ProgressResult


def describe_progress(result: ProgressResult) -> dict[str, Any]:
    """Status and percent played by activity, and whether the run is complete."""
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
