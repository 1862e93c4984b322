"""The learner's pages: my courses, a course, an activity, a quiz, certificates."""

import json
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from activities.base import Sent, Visit, describe_visit, get_action, get_side
from certificates.files import read_pdf
from certificates.selectors import (
    find_certificate_of,
    get_certificate,
    is_certificate_due,
    list_own_certificates,
)
from common.clock import now
from common.errors import DomainError, InvalidInput, Refusal
from courses.document import Document, get_activity, iter_activities
from courses.selectors import get_document
from enrollment.criteria import CompletionDecision, activity_statuses, decide_completion
from enrollment.errors import EntryLinkNotFound, EntryLinkRevoked, FactInvalid
from enrollment.models import Enrollment, EnrollmentSource, EntryLink, FactKind
from enrollment.selectors import (
    find_live_completion,
    get_entry_link,
    get_own_enrollment,
    get_run,
    list_own_enrollments,
)
from enrollment.services.joining import enroll_learner
from enrollment.services.progress import NewFact, record_progress
from web.http import PageRequest, account_of, signed_in
from web.played import describe_progress
from web.steps import draw_sections
from web.views.public import ENTRY_COOKIE


@require_safe
@signed_in
def my_courses(request: PageRequest) -> HttpResponse:
    enrollments = list_own_enrollments(request.viewer.require_person())
    cards = [
        {
            "enrollment": enrollment,
            "decision": decide_completion(
                get_document(enrollment.run.edition_id), enrollment.progress
            ),
        }
        for enrollment in enrollments
    ]
    return render(request, "web/my_courses.html", {"cards": cards})


@require_POST
@signed_in
def enroll(request: PageRequest, run_code: str) -> HttpResponse:
    run = get_run(run_code, visible_to=request.viewer)
    link = _find_link(request)
    link = link if link and link.run_id == run.id else None
    enroll_learner(
        run=run,
        person=request.viewer.require_person(),
        source=EnrollmentSource.LINK if link else EnrollmentSource.SELF,
        entry_link=link,
        by=account_of(request),
    )
    return redirect("web:learn", run_code=run.code)


def _find_link(request: HttpRequest) -> EntryLink | None:
    try:
        return get_entry_link(request.COOKIES.get(ENTRY_COOKIE, ""))
    except (EntryLinkNotFound, EntryLinkRevoked):
        return None


@require_safe
@signed_in
def learn(request: PageRequest, run_code: str) -> HttpResponse:
    """The course page: sections, progress, what is left, and the certificate when it is there."""
    enrollment = get_own_enrollment(request.viewer.require_person(), run_code)
    document = get_document(enrollment.run.edition_id)
    decision = decide_completion(document, enrollment.progress)
    context = {
        "enrollment": enrollment,
        "run": enrollment.run,
        "document": document,
        "decision": decision,
        "next": _find_next(document, decision),
        "sections": draw_sections(
            enrollment.run, document, activity_statuses(document, enrollment.progress)
        ),
        **(_completion_context(enrollment) if decision.complete else {}),
    }
    return render(request, "web/learn.html", context)


def _find_next(document: Document, decision: CompletionDecision) -> dict[str, Any] | None:
    """The first activity that completion still waits for."""
    missing = next(iter(decision.missing), None)
    return get_activity(document, missing["activity"]) if missing else None


def _completion_context(enrollment: Enrollment) -> dict[str, Any]:
    completion = find_live_completion(enrollment)
    if completion is None:
        return {}
    return {
        "completion": completion,
        "certificate": find_certificate_of(completion.id),
        "certificate_due": is_certificate_due(completion.id),
    }


@require_safe
@signed_in
def activity(request: PageRequest, run_code: str, key: str) -> HttpResponse:
    """One activity. What is only read counts as viewed when it is opened."""
    enrollment = get_own_enrollment(request.viewer.require_person(), run_code)
    found = get_activity(get_document(enrollment.run.edition_id), key)
    problems = []
    if get_side(found["kind"]).is_seen_on_opening and request.method == "GET":
        problems = _note_viewing(request, enrollment, key)
    return _show_activity(request, enrollment, found, problems)


def _show_activity(
    request: PageRequest, enrollment: Enrollment, found: dict[str, Any], problems: list[str]
) -> HttpResponse:
    """The page of an activity; what a refused form said stands in it again."""
    document = get_document(enrollment.run.edition_id)
    key = found["key"]
    keys = [one["key"] for one in iter_activities(document)]
    place = keys.index(key)
    page = request.GET.get("page", "1")
    context = {
        "enrollment": enrollment,
        "run": enrollment.run,
        "document": document,
        "problems": problems,
        "sent": request.POST,
        "status": activity_statuses(document, enrollment.progress)[key],
        "previous_key": keys[place - 1] if place else None,
        "next_key": keys[place + 1] if place + 1 < len(keys) else None,
        "number": place + 1,
        "activity_count": len(keys),
        **describe_visit(Visit(found, enrollment, account_of(request), page)),
    }
    status = 400 if request.method == "POST" else 200
    return render(request, f"{found['kind']}/learn.html", context, status=status)


@require_POST
@signed_in
def act(request: PageRequest, run_code: str, key: str, action: str) -> HttpResponse:
    """What a learner does at an activity: the kind of it says what that can be."""
    enrollment = get_own_enrollment(request.viewer.require_person(), run_code)
    found = get_activity(get_document(enrollment.run.edition_id), key)
    visit = Visit(found, enrollment, account_of(request))
    do = get_action(visit, action)
    try:
        do(visit, Sent(request.POST, request.FILES))
    except (InvalidInput, Refusal) as problem:
        return _show_activity(request, enrollment, found, _list_problems(problem))
    return redirect("web:activity", run_code=run_code, key=key)


def _list_problems(problem: DomainError) -> list[str]:
    by_field = problem.fields.values() if isinstance(problem, InvalidInput) else ()
    return [problem.detail, *(str(text) for texts in by_field for text in texts)]


def _note_viewing(request: PageRequest, enrollment: Enrollment, key: str) -> list[str]:
    """Records the viewing once; a closed run still shows its pages, and says why nothing counts."""
    if "viewed" in enrollment.progress.get(key, {}):
        return []
    fact = NewFact(uuid4(), key, FactKind.VIEWED, now())
    try:
        result = record_progress(
            enrollment=enrollment, facts=[fact], source="page", by=account_of(request)
        )
    except DomainError as problem:
        return [problem.detail]
    enrollment.progress = result.enrollment.progress
    return []


@require_POST
@signed_in
def declare_played(request: PageRequest, run_code: str, key: str) -> HttpResponse:
    """Without script nothing measures what was heard: the learner says it, and it is noted so."""
    enrollment = get_own_enrollment(request.viewer.require_person(), run_code)
    found = get_activity(get_document(enrollment.run.edition_id), key)
    whole = {"intervals": [[0, float(found.get("duration_seconds", 1))]]}
    fact = NewFact(uuid4(), key, FactKind.PLAYED, now(), whole)
    record_progress(enrollment=enrollment, facts=[fact], source="declared", by=account_of(request))
    return redirect("web:activity", run_code=run_code, key=key)


@require_POST
def record_facts(request: PageRequest, run_code: str) -> HttpResponse:
    """Facts that the player measured, as JSON. Their ids make sending again safe."""
    if not request.viewer.is_authenticated:
        return JsonResponse({"code": "not_signed_in"}, status=401)
    enrollment = get_own_enrollment(request.viewer.require_person(), run_code)
    try:
        result = record_progress(
            enrollment=enrollment, facts=_read_facts(request.body), by=account_of(request)
        )
    except DomainError as problem:
        return JsonResponse({"code": problem.code, "detail": problem.detail}, status=400)
    return JsonResponse(describe_progress(result))


def _read_facts(body: bytes) -> list[NewFact]:
    try:
        return [
            NewFact(
                uuid=UUID(fact["id"]),
                activity_key=str(fact["activity"]),
                kind=str(fact["kind"]),
                occurred_at=datetime.fromisoformat(fact["occurred_at"]),
                value=dict(fact.get("value", {})),
            )
            for fact in json.loads(body)["facts"]
        ]
    except (ValueError, KeyError, TypeError, AttributeError):
        raise FactInvalid(fields={"facts": [_("The facts cannot be read.")]}) from None


@require_safe
@signed_in
def my_certificates(request: PageRequest) -> HttpResponse:
    rows = list_own_certificates(request.viewer.require_person())
    return render(request, "web/my_certificates.html", {"certificates": rows})


@require_safe
@signed_in
def certificate_pdf(request: PageRequest, code: str) -> HttpResponse:
    certificate = get_certificate(code, visible_to=request.viewer)
    response = HttpResponse(read_pdf(certificate), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="giay-chung-nhan-{certificate.code}.pdf"'
    response["Cache-Control"] = "private, max-age=3600"
    return response
