"""Questions about work handed in, cut to what the asker may see."""

from typing import Any

from django.db.models import Q, QuerySet

from activities.errors import SubmissionNotFound
from activities.models import Submission
from enrollment.models import Enrollment, Run
from people.models import Role
from people.viewer import Viewer

MARKERS = (Role.INSTRUCTOR, Role.TRAINING_MANAGER)


def list_own_submissions(enrollment: Enrollment, activity_key: str) -> QuerySet[Submission]:
    """The learner's own work at an assignment, the newest first."""
    own = Submission.objects.filter(enrollment=enrollment, activity_key=activity_key)
    return own.order_by("-number")


def list_submissions(
    *, visible_to: Viewer, run: Run | None = None, waiting: bool = True
) -> QuerySet[Submission]:
    """Work in the runs of the asker's branch, the oldest first. Raises RoleRequired."""
    visible_to.require(*MARKERS)
    found = Submission.objects.select_related("enrollment__person", "enrollment__run__course")
    scope = visible_to.scope(*MARKERS)
    if scope is not None:
        found = found.filter(Q(enrollment__run__organiser__in=scope))
    if run is not None:
        found = found.filter(enrollment__run=run)
    return found.filter(marked_at__isnull=waiting).order_by("submitted_at", "id")


def get_submission(uuid: Any, *, visible_to: Viewer) -> Submission:
    """That work. Raises RoleRequired, SubmissionNotFound."""
    both = (list_submissions(visible_to=visible_to, waiting=waiting) for waiting in (True, False))
    for found in both:
        if one := found.filter(uuid=uuid).first():
            return one
    raise SubmissionNotFound
