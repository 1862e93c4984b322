"""Classes in a room: a list of people becomes attendance, and attendance becomes progress."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from uuid import uuid5

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from common.audit import record_audit
from common.clock import VIETNAM, now, today
from courses.document import iter_activities
from courses.selectors import get_document
from enrollment.attendees import AttendeeRow
from enrollment.errors import AttendeesInvalid, ClassAlreadyRecorded, ClassInvalid
from enrollment.matching import Match, match_attendees
from enrollment.models import (
    Attendance,
    Completion,
    Enrollment,
    EnrollmentSource,
    FactKind,
    Run,
    Session,
)
from enrollment.services.joining import enroll_learner
from enrollment.services.progress import NewFact, apply_facts, lock_enrollment
from people.models import Person, Role
from people.services import create_person
from people.viewer import Viewer
from territory.models import Unit


@dataclass(frozen=True)
class NewClass:
    """A class as a manager writes it down."""

    run: Run
    held_on: date
    place: str
    unit: Unit | None
    hours: Decimal
    decision_number: str = ""
    instructor_name: str = ""


@dataclass(frozen=True)
class ClassReport:
    """What was recorded: the session, the completions it brought, and the lines left out."""

    session: Session
    attendance_count: int
    completions: list[Completion]
    left_out: list[Match]


def preview_class(
    *, new: NewClass, rows: Sequence[AttendeeRow], create_missing: bool, by: Viewer
) -> list[Match]:
    """How each line of the list is understood, without writing anything.

    Raises RoleRequired, OutOfScope, ClassInvalid.
    """
    by.require_unit(new.unit, Role.TRAINING_MANAGER, Role.INSTRUCTOR)
    _check_class(new)
    return match_attendees(
        rows, on=new.held_on, default_unit=new.unit, create_missing=create_missing, visible_to=by
    )


@transaction.atomic
def record_class(
    *,
    new: NewClass,
    rows: Sequence[AttendeeRow],
    create_missing: bool = False,
    skip_problems: bool = False,
    by: Viewer,
) -> ClassReport:
    """The class, its attendance and what follows from it stand, or nothing does.

    Lines that cannot be understood raise AttendeesInvalid with the reason by line, unless
    `skip_problems`, which leaves them out and gives them back. Raises RoleRequired, OutOfScope,
    ClassInvalid, ClassAlreadyRecorded, EnrollmentClosed.
    """
    matches = preview_class(new=new, rows=rows, create_missing=create_missing, by=by)
    good = [match for match in matches if not match.problem]
    bad = [match for match in matches if match.problem]
    if (bad and not skip_problems) or not good:
        raise AttendeesInvalid(
            count=len(bad),
            fields={f"attendees.{match.row.line}": [match.problem] for match in bad}
            or {"attendees": [_("The list is empty.")]},
        )
    session = _create_session(new, by)
    completions = [
        completion for match in good if (completion := _attend(session, new, match, by)) is not None
    ]
    record_audit(
        by=by.account,
        act="record_class",
        subject=f"session:{session.uuid}",
        run=new.run.code,
        attendance_count=len(good),
    )
    return ClassReport(session, len(good), completions, bad)


def _check_class(new: NewClass) -> None:
    problems: dict[str, list[str]] = {}
    if new.held_on > today():
        problems["held_on"] = [_("The day of the class lies in the future.")]
    elif datetime.combine(new.held_on, time.max, VIETNAM) < new.run.opens_at:
        problems["held_on"] = [_("The run had not opened on that day.")]
    if not new.place.strip():
        problems["place"] = [_("Write where the class was held.")]
    if not 0 < new.hours <= 24:  # noqa: PLR2004 - a day has no more
        problems["hours"] = [_("Hours are above 0 and at most 24.")]
    if find_session_key(new.run) is None:
        problems["run"] = [_("This course has no in-person session.")]
    if problems:
        raise ClassInvalid(fields=problems)


def find_session_key(run: Run) -> str | None:
    """The key of the run's in-person activity."""
    activities = iter_activities(get_document(run.edition_id))
    return next((a["key"] for a in activities if a["kind"] == "session"), None)


def _create_session(new: NewClass, by: Viewer) -> Session:
    try:
        with transaction.atomic():
            return Session.objects.create(
                run=new.run,
                activity_key=find_session_key(new.run) or "",
                held_on=new.held_on,
                place=new.place.strip(),
                unit=new.unit,
                hours=new.hours,
                decision_number=new.decision_number.strip(),
                instructor_name=new.instructor_name.strip(),
                recorded_at=now(),
                recorded_by=by.account,
            )
    except IntegrityError:
        raise ClassAlreadyRecorded from None


def _attend(session: Session, new: NewClass, match: Match, by: Viewer) -> Completion | None:
    person = match.person or _create_person(new, match, by)
    enrollment = _enroll(session.run, person, by)
    Attendance.objects.create(
        session=session,
        person=person,
        hours=session.hours,
        recorded_at=now(),
        recorded_by=by.account,
    )
    noon = datetime.combine(session.held_on, time(12), VIETNAM).astimezone(UTC)
    fact = NewFact(
        uuid=uuid5(session.uuid, str(person.uuid)),
        activity_key=session.activity_key,
        kind=FactKind.ATTENDED,
        occurred_at=noon,
        value={"session": str(session.uuid), "hours": str(session.hours)},
    )
    result = apply_facts(enrollment=enrollment, facts=[fact], source="class", by=by.account)
    return result.completion


def _enroll(run: Run, person: Person, by: Viewer) -> Enrollment:
    enrollment = enroll_learner(
        run=run, person=person, source=EnrollmentSource.IN_PERSON, by=by.account
    )
    return lock_enrollment(enrollment)


def _create_person(new: NewClass, match: Match, by: Viewer) -> Person:
    return create_person(
        full_name=match.row.full_name,
        unit=match.unit,
        category=match.category,
        phone=match.row.phone,
        since=new.held_on,
        by=by.account,
    )
