"""A person enters a run."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from common.audit import record_audit
from common.clock import now
from enrollment.errors import EnrollmentClosed, EnrollmentNotOpen, RunFull
from enrollment.models import (
    Enrollment,
    EnrollmentSource,
    EnrollmentState,
    EntryLink,
    Run,
)
from people.models import Account, Person


def check_open(run: Run) -> None:
    """Returns when the run takes learners now. Raises EnrollmentNotOpen, EnrollmentClosed."""
    instant = now()
    if instant < run.opens_at:
        raise EnrollmentNotOpen
    if run.closes_at is not None and instant >= run.closes_at:
        raise EnrollmentClosed


@transaction.atomic
def enroll_learner(
    *,
    run: Run,
    person: Person,
    source: str = EnrollmentSource.SELF,
    entry_link: EntryLink | None = None,
    by: Account | None,
) -> Enrollment:
    """The person learns in the run. A repeat returns the first enrollment; who left is back.

    Where places are limited the run's row is locked while they are counted. Raises
    EnrollmentNotOpen, EnrollmentClosed, RunFull. The caller has checked who may enroll whom.
    """
    if run.capacity is not None:
        run = Run.objects.select_for_update().get(pk=run.pk)
    found = Enrollment.objects.filter(person=person, run=run).first()
    if found and found.state == EnrollmentState.ACTIVE:
        return found
    check_open(run)
    _check_place(run)
    if found:
        found.state = EnrollmentState.ACTIVE
        found.save(update_fields=["state"])
        return found
    return _insert(run, person, source, entry_link, by)


def _check_place(run: Run) -> None:
    if run.capacity is None:
        return
    if run.enrollments.filter(state=EnrollmentState.ACTIVE).count() >= run.capacity:
        raise RunFull


def _insert(
    run: Run, person: Person, source: str, entry_link: EntryLink | None, by: Account | None
) -> Enrollment:
    """Inserts unless another request was quicker, and returns what stands then."""
    Enrollment.objects.bulk_create(
        [
            Enrollment(
                person=person,
                run=run,
                source=source,
                entry_link=entry_link,
                enrolled_at=now(),
            )
        ],
        ignore_conflicts=True,
    )
    enrollment = Enrollment.objects.get(person=person, run=run)
    record_audit(by=by, act="enroll", subject=f"enrollment:{enrollment.uuid}", source=source)
    return enrollment


@dataclass(frozen=True)
class NewEnrollment:
    """An enrollment of an earlier system."""

    person_id: int
    run: Run
    enrolled_at: datetime


@transaction.atomic
def import_enrollments(news: Sequence[NewEnrollment], *, source: str) -> list[Enrollment]:
    """The enrollments stand, in the order given, whether or not their runs are open today.

    Raises IntegrityError, and writes nothing, when one stands already.
    """
    rows = [
        Enrollment(person_id=new.person_id, run=new.run, source=source, enrolled_at=new.enrolled_at)
        for new in news
    ]
    return Enrollment.objects.bulk_create(rows, batch_size=2000)


@transaction.atomic
def leave_run(*, enrollment: Enrollment, by: Account) -> Enrollment:
    """The learner has left; what was learned stays. A repeat changes nothing."""
    locked = Enrollment.objects.select_for_update().get(pk=enrollment.pk)
    if locked.state != EnrollmentState.LEFT:
        locked.state = EnrollmentState.LEFT
        locked.save(update_fields=["state"])
        record_audit(by=by, act="leave", subject=f"enrollment:{enrollment.uuid}")
    return locked
