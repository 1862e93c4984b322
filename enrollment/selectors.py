"""Questions about runs, learners and completions, cut to what the asker may see."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from common.clock import now
from common.compiled import CompiledQuery, Param
from enrollment.errors import (
    AttemptNotFound,
    CompletionNotFound,
    EnrollmentNotFound,
    EntryLinkNotFound,
    EntryLinkRevoked,
    RunNotFound,
)
from enrollment.models import (
    Attempt,
    Completion,
    Enrollment,
    EnrollmentState,
    EntryLink,
    Run,
    Session,
)
from people.models import Person, Role
from people.viewer import Viewer

# One more than a page of a list holds.
LATEST_SIZE = 51
WATCHERS = (Role.TRAINING_MANAGER, Role.CERTIFICATE_OFFICER, Role.INSTRUCTOR)

# The questions of every learner's every request.
_run = CompiledQuery(
    lambda: Run.objects.select_related("course", "organiser").filter(code=Param("code"))
)
_own = CompiledQuery(
    lambda: _live_enrollments().filter(person_id=Param("person"), run_id=Param("run"))
)
_own_by_code = CompiledQuery(
    lambda: _live_enrollments().filter(person_id=Param("person"), run__code=Param("code"))
)
_own_by_uuid = CompiledQuery(
    lambda: _live_enrollments().filter(person_id=Param("person"), uuid=Param("uuid"))
)
_latest = CompiledQuery(
    lambda: (
        _live_enrollments()
        .filter(person_id=Param("person"))
        .order_by("-enrolled_at", "-id")[:LATEST_SIZE]
    )
)
_own_attempt = CompiledQuery(
    lambda: Attempt.objects.filter(
        uuid=Param("uuid"), enrollment__person_id=Param("person")
    ).select_related("enrollment__run__course")
)
_last_attempt = CompiledQuery(
    lambda: Attempt.objects.filter(
        enrollment_id=Param("enrollment"), activity_key=Param("activity_key")
    ).order_by("-number")[:1]
)
_live_completion = CompiledQuery(
    lambda: list_live_completions().filter(enrollment_id=Param("enrollment"))
)


def _live_enrollments() -> QuerySet[Enrollment]:
    return Enrollment.objects.filter(state=EnrollmentState.ACTIVE).select_related("run__course")


def list_runs(*, visible_to: Viewer) -> QuerySet[Run]:
    """The runs in the catalogue, and for managers all, the newest first."""
    runs = Run.objects.select_related("course", "organiser").order_by("-opens_at", "id")
    return runs if visible_to.holds(*WATCHERS) else runs.filter(is_listed=True)


def get_run(code: str, *, visible_to: Viewer) -> Run:  # noqa: ARG001 - as every selector
    """The run of that code, for anyone who knows the code. Raises RunNotFound.

    A run that is not listed stays out of lists; its link hands its code out.
    """
    run = _run.first(code=code.lower())
    if run is None:
        raise RunNotFound
    return run


def list_open_runs(course_id: int) -> QuerySet[Run]:
    """The listed runs of a course that take learners now."""
    instant = now()
    return Run.objects.filter(
        Q(closes_at__isnull=True) | Q(closes_at__gt=instant),
        course_id=course_id,
        is_listed=True,
        opens_at__lte=instant,
    ).order_by("opens_at", "id")


def get_entry_link(code: str) -> EntryLink:
    """The link of that code, however it was typed. Raises EntryLinkNotFound, EntryLinkRevoked."""
    link = EntryLink.objects.select_related("run__course").filter(code=code.upper()).first()
    if link is None:
        raise EntryLinkNotFound
    if link.revoked_at is not None:
        raise EntryLinkRevoked
    return link


def list_entry_links(run: Run, *, visible_to: Viewer) -> QuerySet[EntryLink, Any]:
    """The links of a run with `visit_count`, for its managers. Raises RoleRequired, OutOfScope."""
    visible_to.require_unit(run.organiser, Role.TRAINING_MANAGER)
    return run.entry_links.annotate(visit_count=Count("visits")).order_by("created_at", "id")


def list_own_enrollments(person: Person) -> QuerySet[Enrollment]:
    """The runs that a person is in, the latest first, with run and course."""
    return _live_enrollments().filter(person=person).order_by("-enrolled_at", "-id")


def fetch_latest_enrollments(person: Person) -> list[Enrollment]:
    """The first rows of `list_own_enrollments`, LATEST_SIZE at most."""
    return _latest.fetch(person=person.pk)


def get_own_enrollment(person: Person, run_code: str) -> Enrollment:
    """The person's enrollment in the run of that code, in one query. Raises EnrollmentNotFound."""
    enrollment = _own_by_code.first(person=person.pk, code=run_code.lower())
    if enrollment is None:
        raise EnrollmentNotFound
    return enrollment


def get_run_to_read(code: str, *, visible_to: Viewer) -> Run:
    """The run whose material the asker may open: a learner's own, any for authors and watchers.

    Raises RunNotFound, EnrollmentNotFound.
    """
    run = get_run(code, visible_to=visible_to)
    if visible_to.holds(Role.AUTHOR, *WATCHERS):
        return run
    if find_own_enrollment(visible_to.person, run) is None:
        raise EnrollmentNotFound
    return run


def find_own_enrollment(person: Person | None, run: Run) -> Enrollment | None:
    """The person's active enrollment in the run."""
    if person is None:
        return None
    return _own.first(person=person.pk, run=run.pk)


def get_enrollment(uuid: UUID, *, visible_to: Viewer) -> Enrollment:
    """The asker's own enrollment of that uuid. Raises EnrollmentNotFound for any other."""
    person = visible_to.require_person()
    enrollment = _own_by_uuid.first(person=person.pk, uuid=uuid)
    if enrollment is None:
        raise EnrollmentNotFound
    return enrollment


def get_own_attempt(uuid: UUID, *, visible_to: Viewer) -> Attempt:
    """The asker's own attempt. Raises AttemptNotFound."""
    attempt = _own_attempt.first(uuid=uuid, person=visible_to.require_person().pk)
    if attempt is None:
        raise AttemptNotFound
    return attempt


def find_last_attempt(enrollment: Enrollment, activity_key: str) -> Attempt | None:
    """The newest attempt at a quiz, open or handed in."""
    return _last_attempt.first(enrollment=enrollment.pk, activity_key=activity_key)


def list_live_completions() -> QuerySet[Completion]:
    """The completions that no row cancels."""
    return Completion.objects.filter(cancels__isnull=True, cancelled_by__isnull=True)


def find_live_completion(enrollment: Enrollment) -> Completion | None:
    """The completion of an enrollment that no row cancels."""
    return _live_completion.first(enrollment=enrollment.pk)


def list_completions(
    *, visible_to: Viewer, since: date | None = None, until: date | None = None
) -> QuerySet[Completion]:
    """Live completions of the asker's branch, and the asker's own, the newest first."""
    rows = list_live_completions().select_related("person", "course", "run", "unit")
    scope = visible_to.scope(*WATCHERS)
    if scope is not None:
        own = visible_to.person.id if visible_to.person else None
        rows = rows.filter(Q(unit_id__in=scope) | Q(person_id=own))
    if since:
        rows = rows.filter(effective_on__gte=since)
    if until:
        rows = rows.filter(effective_on__lte=until)
    return rows.order_by("-recorded_at", "-id")


def get_completion(uuid: UUID, *, visible_to: Viewer) -> Completion:
    """The live completion of that uuid. Raises CompletionNotFound, also when it may not be seen."""
    completion = list_completions(visible_to=visible_to).filter(uuid=uuid).first()
    if completion is None:
        raise CompletionNotFound
    return completion


def list_sessions(*, visible_to: Viewer) -> QuerySet[Session, Any]:
    """The classes recorded in the asker's branch with `attendance_count`, the newest first."""
    visible_to.require(Role.TRAINING_MANAGER, Role.INSTRUCTOR)
    scope = visible_to.scope(Role.TRAINING_MANAGER, Role.INSTRUCTOR)
    sessions = Session.objects.select_related("run__course", "unit")
    if scope is not None:
        sessions = sessions.filter(unit_id__in=scope)
    return sessions.annotate(attendance_count=Count("attendances")).order_by("-held_on", "-id")
