"""Entering a run, bringing facts of progress, answering quizzes."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api.schema import PageQuery, page_of
from api.serializers.learning import (
    AttemptInput,
    AttemptOutput,
    EnrollmentInput,
    EnrollmentOutput,
    EnrollmentStateOutput,
    FactsInput,
    ProgressOutput,
    ResponsesInput,
    SubmittedOutput,
)
from api.views.base import ApiView, present
from certificates.selectors import find_certificate_of, is_certificate_due
from common.errors import InvalidInput
from enrollment.models import Enrollment, EnrollmentSource, EntryLink, Run
from enrollment.selectors import (
    fetch_latest_enrollments,
    find_live_completion,
    find_own_enrollment,
    get_enrollment,
    get_entry_link,
    get_own_attempt,
    get_run,
    list_own_enrollments,
)
from enrollment.services.attempts import save_responses, start_attempt, submit_attempt
from enrollment.services.joining import enroll_learner
from enrollment.services.progress import NewFact, record_progress


class Enrollments(ApiView):
    @extend_schema(
        operation_id="list_enrollments",
        summary="The runs that the asker is in, the latest first",
        parameters=[PageQuery],
        responses=page_of(EnrollmentOutput),
    )
    def get(self, _request: Request) -> Response:
        person = self.viewer.require_person()
        return self.page(
            list_own_enrollments(person),
            EnrollmentOutput,
            fetch_first=lambda: fetch_latest_enrollments(person),
        )

    @extend_schema(
        operation_id="enroll",
        summary="The asker learns in the run; a repeat answers 200 with the first enrollment",
        request=EnrollmentInput,
        responses={201: EnrollmentOutput, 200: EnrollmentOutput},
    )
    def post(self, _request: Request) -> Response:
        given = self.parse(EnrollmentInput)
        person = self.viewer.require_person()
        run = get_run(given["run"], visible_to=self.viewer)
        entry = _find_entry(run, given.get("entry_code", ""))
        found = find_own_enrollment(person, run)
        enrollment = found or enroll_learner(
            run=run, person=person, **entry, by=self.viewer.account
        )
        return present(EnrollmentOutput, enrollment, status=200 if found else 201)


def _find_entry(run: Run, code: str) -> dict[str, Any]:
    """By which way the learner came in. Raises InvalidInput for a link to another run."""
    if not code:
        return {"source": EnrollmentSource.SELF}
    link: EntryLink = get_entry_link(code)
    if link.run_id != run.pk:
        raise InvalidInput(fields={"entry_code": [_("This link leads to another run.")]})
    return {"source": EnrollmentSource.LINK, "entry_link": link}


class EnrollmentDetail(ApiView):
    @extend_schema(
        operation_id="get_enrollment",
        summary="What the learner has done, what is left, and what came of it",
        responses=EnrollmentStateOutput,
    )
    def get(self, _request: Request, uuid: UUID) -> Response:
        return present(
            EnrollmentStateOutput, _state_of(get_enrollment(uuid, visible_to=self.viewer))
        )


def _state_of(enrollment: Enrollment) -> dict[str, Any]:
    completion = find_live_completion(enrollment)
    return {
        "enrollment": enrollment,
        "completion": completion,
        "certificate": find_certificate_of(completion.pk) if completion else None,
        "certificate_due": bool(completion and is_certificate_due(completion.pk)),
    }


class Facts(ApiView):
    @extend_schema(
        operation_id="record_facts",
        summary="Facts of progress, in any order, late or repeated; all are taken or none",
        request=FactsInput,
        responses=ProgressOutput,
    )
    def post(self, _request: Request, uuid: UUID) -> Response:
        facts = _read_facts(self.parse(FactsInput)["facts"])
        enrollment = get_enrollment(uuid, visible_to=self.viewer)
        result = record_progress(enrollment=enrollment, facts=facts, by=self.viewer.account)
        return present(ProgressOutput, result)


def _read_facts(given: Iterable[Mapping[str, Any]]) -> list[NewFact]:
    return [
        NewFact(
            uuid=fact["id"],
            activity_key=fact["activity"],
            kind=fact["kind"],
            occurred_at=fact["occurred_at"],
            value=fact.get("value", {}),
        )
        for fact in given
    ]


class Attempts(ApiView):
    @extend_schema(
        operation_id="start_attempt",
        summary="The one open attempt at a quiz, with its questions; a repeat gives the same",
        request=AttemptInput,
        responses={201: AttemptOutput},
    )
    def post(self, _request: Request, uuid: UUID) -> Response:
        enrollment = get_enrollment(uuid, visible_to=self.viewer)
        activity = self.parse(AttemptInput)["activity"]
        attempt = start_attempt(enrollment=enrollment, activity_key=activity)
        return present(AttemptOutput, attempt, status=201)


class AttemptDetail(ApiView):
    @extend_schema(
        operation_id="get_attempt",
        summary="An attempt with the answers kept so far",
        responses=AttemptOutput,
    )
    def get(self, _request: Request, uuid: UUID) -> Response:
        return present(AttemptOutput, get_own_attempt(uuid, visible_to=self.viewer))


class AttemptResponses(ApiView):
    @extend_schema(
        operation_id="save_responses",
        summary="Answers are kept beside earlier ones, without handing in",
        request=ResponsesInput,
        responses=AttemptOutput,
    )
    def put(self, _request: Request, uuid: UUID) -> Response:
        attempt = get_own_attempt(uuid, visible_to=self.viewer)
        responses = self.parse(ResponsesInput)["responses"]
        kept = save_responses(enrollment=attempt.enrollment, attempt_uuid=uuid, responses=responses)
        return present(AttemptOutput, kept)


class AttemptSubmit(ApiView):
    @extend_schema(
        operation_id="submit_attempt",
        summary="The attempt is handed in and marked; the same answers again give the same result",
        request=ResponsesInput,
        responses=SubmittedOutput,
    )
    def post(self, _request: Request, uuid: UUID) -> Response:
        found = get_own_attempt(uuid, visible_to=self.viewer)
        attempt, progress = submit_attempt(
            enrollment=found.enrollment,
            attempt_uuid=uuid,
            responses=self.parse(ResponsesInput)["responses"],
            by=self.viewer.account,
        )
        return present(SubmittedOutput, {"attempt": attempt, "progress": progress})
