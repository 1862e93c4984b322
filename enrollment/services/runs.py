"""A course is held."""

from datetime import datetime

from django.db import IntegrityError, transaction

from common.audit import record_audit
from common.clock import now
from courses.errors import CourseNotFound
from courses.models import Course
from enrollment.errors import RunCodeTaken
from enrollment.models import Run
from people.models import Role
from people.viewer import Viewer
from territory.models import Unit


@transaction.atomic
def open_run(
    *,
    course: Course,
    code: str,
    title: str = "",
    opens_at: datetime | None = None,
    closes_at: datetime | None = None,
    organiser: Unit | None = None,
    organiser_name: str = "",
    decision_number: str = "",
    capacity: int | None = None,
    is_listed: bool = True,
    by: Viewer,
) -> Run:
    """A run of the course's newest edition exists under `code`.

    Raises RoleRequired or OutOfScope (a training manager opens runs for units of the own
    branch), CourseNotFound (nothing published), RunCodeTaken.
    """
    by.require_unit(organiser, Role.TRAINING_MANAGER)
    if course.current_edition_id is None:
        raise CourseNotFound
    try:
        with transaction.atomic():
            run = Run.objects.create(
                code=code.lower(),
                course=course,
                edition_id=course.current_edition_id,
                title=title or course.title,
                opens_at=opens_at or now(),
                closes_at=closes_at,
                organiser=organiser,
                organiser_name=organiser_name,
                decision_number=decision_number,
                capacity=capacity,
                is_listed=is_listed,
                created_at=now(),
                created_by=by.account,
            )
    except IntegrityError:
        raise RunCodeTaken from None
    record_audit(by=by.account, act="open_run", subject=f"run:{run.code}")
    return run


@transaction.atomic
def close_run(*, run: Run, by: Viewer) -> Run:
    """The run takes no more learners or facts from now on. A repeat changes nothing."""
    by.require_unit(run.organiser, Role.TRAINING_MANAGER)
    locked = Run.objects.select_for_update().get(pk=run.pk)
    if locked.closes_at is None or locked.closes_at > now():
        locked.closes_at = now()
        locked.save(update_fields=["closes_at"])
        record_audit(by=by.account, act="close_run", subject=f"run:{run.code}")
    return locked
