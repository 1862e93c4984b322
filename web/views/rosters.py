"""Rosters: the list, a new one, and one of them from the file to its outcome."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common.clock import today
from common.errors import DomainError, Refusal
from common.paging import read_page
from people.errors import RosterNotFound, RosterTooLarge
from people.models import LineState, Roster, RosterKind, RosterState
from people.presentation import list_columns, list_missing, mask_cells, show_preview
from people.selectors.rosters import get_roster, list_roster_lines, list_rosters
from people.services.rosters import (
    MOST_MEGABYTES,
    MOST_SENT_BYTES,
    cancel_roster,
    preview_roster,
    receive_roster,
    start_writing,
)
from web.forms import show_refusal
from web.forms_rosters import RosterForm
from web.http import PageRequest, signed_in
from web.uploads import is_upload_too_large, limit_upload

ROWS = 50
SHOWN_LINES, SHOWN_PROBLEMS = 5, 30


@require_safe
@signed_in
def rosters(request: PageRequest) -> HttpResponse:
    """The manager's rosters, the newest first, page by page."""
    found = list_rosters(visible_to=request.viewer)
    page = read_page(found, cursor=request.GET.get("cursor", ""), size=ROWS)
    context = {"rosters": page.rows, "next": page.next}
    return render(request, "web/rosters/rosters.html", context)


@csrf_exempt  # the check reads the form, and comes once the file in it has its limit
def send(request: PageRequest) -> HttpResponse:
    limit_upload(request, most_bytes=MOST_SENT_BYTES)
    return _send(request)


@csrf_protect
@require_http_methods(["GET", "POST"])
@signed_in
def _send(request: PageRequest) -> HttpResponse:
    """A file is sent; what the form said stays when it is refused."""
    list_rosters(visible_to=request.viewer)  # the door: managers only
    form, live = _build_form(request), None
    if request.method == "POST" and form.is_valid():
        try:
            roster = _receive(request, form)
        except DomainError as problem:
            show_refusal(form, problem, field="file")
            live = _find_live(request, problem)
        else:
            return redirect("web:roster", uuid=roster.uuid)
    context = {"form": form, "live": live}
    return render(request, "web/rosters/new.html", context, status=400 if form.errors else 200)


def _build_form(request: PageRequest) -> RosterForm:
    start = {"on": today(), "kind": request.GET.get("kind", RosterKind.MEMBERSHIPS)}
    form = RosterForm(request.POST or None, request.FILES or None, initial=start)
    if is_upload_too_large(request):
        too_large = RosterTooLarge(most=MOST_MEGABYTES).detail
        form.fields["file"].error_messages["required"] = too_large
    return form


def _receive(request: PageRequest, form: RosterForm) -> Roster:
    given = form.cleaned_data
    file = given["file"]
    return receive_roster(
        file=file.file, name=file.name, kind=given["kind"], on=given["on"], by=request.viewer
    )


def _find_live(request: PageRequest, problem: DomainError) -> Roster | None:
    """The roster that stands in the way, to who may see it."""
    uuid = problem.params.get("roster")
    try:
        return get_roster(uuid, visible_to=request.viewer) if uuid else None
    except RosterNotFound:
        return None


@require_safe
@signed_in
def roster(request: PageRequest, uuid: UUID) -> HttpResponse:
    """A roster as far as it is: read, shown as understood, written, ended."""
    found = get_roster(uuid, visible_to=request.viewer)
    context: dict[str, Any] = {"roster": found, "job": found.job}
    if found.layout:
        context["columns"] = list_columns(found.layout)
        context["missing"] = list_missing(found.layout, found.kind)
    if found.state == RosterState.READY:
        context |= _preview(request, found)
    return render(request, "web/rosters/roster.html", context)


def _preview(request: PageRequest, found: Roster) -> dict[str, Any]:
    """The first lines that can stand, and the first of those that would be refused."""
    tried = preview_roster(roster=found, by=request.viewer)
    refused = show_preview(found, tried, states={LineState.REFUSED}, limit=SHOWN_PROBLEMS)
    good = {LineState.WRITTEN, LineState.UNCHANGED}
    return {
        "preview": show_preview(found, tried, states=good, limit=SHOWN_LINES),
        "refused": refused.lines,
    }


@require_POST
@signed_in
def write(request: PageRequest, uuid: UUID) -> HttpResponse:
    try:
        start_writing(roster=get_roster(uuid, visible_to=request.viewer), by=request.viewer)
    except Refusal as problem:  # pressed twice, or in two tabs
        messages.error(request, problem.detail)
    return redirect("web:roster", uuid=uuid)


@require_POST
@signed_in
def cancel(request: PageRequest, uuid: UUID) -> HttpResponse:
    cancel_roster(roster=get_roster(uuid, visible_to=request.viewer), by=request.viewer)
    return redirect("web:roster", uuid=uuid)


@require_safe
@signed_in
def lines(request: PageRequest, uuid: UUID) -> HttpResponse:
    """The lines with what became of each, page by page."""
    found = get_roster(uuid, visible_to=request.viewer)
    state = request.GET.get("state", "")
    state = state if state in LineState.values else ""
    asked = list_roster_lines(found, state=state)
    page = read_page(asked, cursor=request.GET.get("cursor", ""), size=ROWS)
    context = {
        "roster": found,
        "state": state,
        "lines": [(line, mask_cells(found, line.cells)) for line in page.rows],
        "next": page.next,
    }
    return render(request, "web/rosters/lines.html", context)
