"""Quizzes: an attempt is opened, kept, handed in and marked."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction

from common.clock import now
from common.compiled import CompiledQuery, Param
from courses.document import get_activity
from courses.errors import ActivityNotFound
from courses.selectors import get_document
from enrollment.errors import AttemptNotFound, AttemptSubmitted
from enrollment.models import Attempt, Enrollment, FactKind
from enrollment.selectors import find_last_attempt
from enrollment.services.joining import check_open
from enrollment.services.progress import NewFact, ProgressResult, apply_facts, lock_enrollment
from people.models import Account
from questions.errors import ResponseInvalid
from questions.marking import check_response, grade_of, mark_response
from questions.selectors import get_versions

_attempt = CompiledQuery(
    lambda: Attempt.objects.filter(enrollment_id=Param("enrollment"), uuid=Param("uuid"))
)


@transaction.atomic
def start_attempt(*, enrollment: Enrollment, activity_key: str) -> Attempt:
    """The learner has one open attempt at the quiz; a repeat returns it, with its answers.

    Raises ActivityNotFound, EnrollmentNotFound, EnrollmentNotOpen, EnrollmentClosed.
    """
    locked = lock_enrollment(enrollment)
    last = find_last_attempt(locked, activity_key)
    if last and last.submitted_at is None:
        last.enrollment = locked
        return last
    check_open(locked.run)
    quiz = get_activity(get_document(locked.run.edition_id), activity_key)
    if quiz["kind"] != "quiz":
        raise ActivityNotFound
    return Attempt.objects.create(
        enrollment=locked,
        activity_key=activity_key,
        number=last.number + 1 if last else 1,
        questions=[question["version"] for question in quiz["questions"]],
        started_at=now(),
    )


@transaction.atomic
def save_responses(
    *, enrollment: Enrollment, attempt_uuid: UUID, responses: Mapping[str, Any]
) -> Attempt:
    """The attempt holds these answers beside earlier ones; a later answer replaces an earlier.

    Raises AttemptNotFound, AttemptSubmitted, ResponseInvalid; nothing is kept then.
    """
    attempt = _lock_attempt(lock_enrollment(enrollment), attempt_uuid)
    if attempt.submitted_at:
        raise AttemptSubmitted
    attempt.responses = {**attempt.responses, **_checked(attempt, responses)}
    attempt.save(update_fields=["responses"])
    return attempt


@transaction.atomic
def submit_attempt(
    *,
    enrollment: Enrollment,
    attempt_uuid: UUID,
    responses: Mapping[str, Any],
    by: Account | None,
) -> tuple[Attempt, ProgressResult | None]:
    """The attempt is handed in and marked, and its grade is a fact of progress.

    Handing in the same answers again returns the first result, and no progress. Raises
    AttemptNotFound, AttemptSubmitted (with other answers), ResponseInvalid, EnrollmentClosed.
    """
    locked = lock_enrollment(enrollment)
    attempt = _lock_attempt(locked, attempt_uuid)
    answers = {**attempt.responses, **_checked(attempt, responses)}
    if attempt.submitted_at:
        if answers != attempt.responses:
            raise AttemptSubmitted
        return attempt, None
    _mark(attempt, answers)
    fact = NewFact(
        uuid=uuid5(attempt.uuid, "scored"),
        activity_key=attempt.activity_key,
        kind=FactKind.SCORED,
        occurred_at=now(),
        value={"grade": str(attempt.grade), "attempt": str(attempt.uuid)},
    )
    return attempt, apply_facts(enrollment=locked, facts=[fact], source="quiz", by=by)


def _lock_attempt(enrollment: Enrollment, uuid: UUID) -> Attempt:
    """The learner's own attempt. The enrollment's lock already keeps others from it."""
    attempt = _attempt.first(enrollment=enrollment.pk, uuid=uuid)
    if attempt is None:
        raise AttemptNotFound
    attempt.enrollment = enrollment
    return attempt


def _checked(attempt: Attempt, responses: Mapping[str, Any]) -> dict[str, Any]:
    """The responses, each to a question of this attempt and in its shape."""
    by_key = {content["key"]: content for content in get_versions(attempt.questions).values()}
    foreign = [key for key in responses if key not in by_key]
    if foreign:
        raise ResponseInvalid(fields={key: ["no such question"] for key in foreign})
    for key, response in responses.items():
        check_response(by_key[key], response)
    return dict(responses)


def _mark(attempt: Attempt, answers: Mapping[str, Any]) -> None:
    versions = get_versions(attempt.questions)
    contents = [versions[digest] for digest in attempt.questions]
    marks = [mark_response(content, answers.get(content["key"])) for content in contents]
    attempt.responses = dict(answers)
    attempt.submitted_at = now()
    attempt.grade = grade_of(marks)
    attempt.result = {
        content["key"]: {"fraction": str(mark.fraction), "feedback": list(mark.feedback)}
        for content, mark in zip(contents, marks, strict=True)
    }
    attempt.save(update_fields=["responses", "submitted_at", "grade", "result"])
