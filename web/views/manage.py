"""The training manager's pages: targets, runs with their links, classes in a room."""

from decimal import Decimal

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common.clock import today
from common.errors import InvalidInput, Refusal
from enrollment.attendees import AttendeeRow, read_file, read_pasted
from enrollment.models import Run
from enrollment.selectors import (
    WATCHERS,
    get_entry_link,
    get_run,
    list_entry_links,
    list_runs,
    list_sessions,
)
from enrollment.services.classes import NewClass, find_session_key, preview_class, record_class
from enrollment.services.entry import create_entry_link, revoke_entry_link
from people.models import Role
from targets.selectors import get_attainment, get_target, list_targets
from web.charts import bar_rows, curve_chart
from web.days import read_day
from web.forms import ClassForm, EntryLinkForm, show_problem
from web.http import PageRequest, signed_in
from web.links import render_link


@require_safe
@signed_in
def manage(request: PageRequest) -> HttpResponse:
    """The manager's desk: targets with their state, runs, the latest classes."""
    request.viewer.require(*WATCHERS)
    targets = [
        get_attainment(target, as_of=today(), visible_to=request.viewer)
        for target in list_targets(visible_to=request.viewer)[:12]
    ]
    context = {
        "attainments": targets,
        "runs": list_runs(visible_to=request.viewer)[:20],
        "sessions": list_sessions(visible_to=request.viewer)[:10],
    }
    return render(request, "web/manage/desk.html", context)


@require_safe
@signed_in
def target(request: PageRequest, code: str) -> HttpResponse:
    """A target against the ledger: both units of count, a bar per province, a curve."""
    request.viewer.require(*WATCHERS)
    found = get_target(code, visible_to=request.viewer)
    as_of = read_day(request.GET.get("as_of", "")) or today()
    known_on = read_day(request.GET.get("known_on", ""))
    attainment = get_attainment(found, as_of=as_of, known_on=known_on, visible_to=request.viewer)
    context = {
        "target": found,
        "attainment": attainment,
        "bars": bar_rows(attainment),
        "curve": curve_chart(attainment),
        "as_of": as_of,
        "known_on": known_on,
    }
    return render(request, "web/manage/target.html", context)


@require_http_methods(["GET", "POST"])
@signed_in
def run(request: PageRequest, run_code: str) -> HttpResponse:
    """A run with its short links; a new link is made here."""
    found = get_run(run_code, visible_to=request.viewer)
    links = list_entry_links(found, visible_to=request.viewer)
    form = EntryLinkForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        create_entry_link(run=found, campaign=form.cleaned_data["campaign"], by=request.viewer)
        messages.success(request, _("The link is ready to print."))
        return redirect("web:manage_run", run_code=found.code)
    context = {
        "run": found,
        "links": links,
        "form": form,
        "has_session": find_session_key(found) is not None,
    }
    return render(request, "web/manage/run.html", context)


@require_POST
@signed_in
def revoke_link(request: PageRequest, code: str) -> HttpResponse:
    link = revoke_entry_link(link=get_entry_link(code), by=request.viewer)
    messages.success(request, _("The link no longer leads anywhere."))
    return redirect("web:manage_run", run_code=link.run.code)


@require_safe
@signed_in
def link_file(request: PageRequest, code: str, ending: str) -> HttpResponse:
    """The QR code of a link as PNG or SVG, or its A4 poster as PDF."""
    request.viewer.require(*WATCHERS)
    link = get_entry_link(code)
    data, media_type = render_link(link, ending)
    response = HttpResponse(data, content_type=media_type)
    response["Content-Disposition"] = f'inline; filename="{link.code}.{ending}"'
    return response


@require_http_methods(["GET", "POST"])
@signed_in
def record(request: PageRequest, run_code: str) -> HttpResponse:
    """A class is written down: first shown as understood, then recorded."""
    request.viewer.require(Role.TRAINING_MANAGER, Role.INSTRUCTOR)
    found = get_run(run_code, visible_to=request.viewer)
    form = ClassForm(request.POST or None, request.FILES or None, initial={"held_on": today()})
    context = {"run": found, "form": form}
    if request.method == "POST" and form.is_valid():
        try:
            return _preview_or_record(request, found, form, context)
        except InvalidInput as problem:
            show_problem(form, problem)
        except Refusal as problem:
            form.add_error(None, problem.detail)
    status = 400 if form.errors else 200
    return render(request, "web/manage/class.html", context, status=status)


def _preview_or_record(
    request: PageRequest, found: Run, form: ClassForm, context: dict[str, object]
) -> HttpResponse:
    new, rows = _read_class(found, form), _read_rows(form)
    asked = form.cleaned_data
    if "record" not in request.POST:
        matches = preview_class(
            new=new, rows=rows, create_missing=asked["create_missing"], by=request.viewer
        )
        context |= {
            "matches": matches,
            "good_count": sum(not match.problem for match in matches),
            "bad_count": sum(bool(match.problem) for match in matches),
            "rows_text": _write_rows(rows),
        }
        return render(request, "web/manage/class.html", context)
    report = record_class(
        new=new,
        rows=rows,
        create_missing=asked["create_missing"],
        skip_problems=asked["skip_problems"],
        by=request.viewer,
    )
    return render(request, "web/manage/class_recorded.html", {"run": found, "report": report})


def _read_class(found: Run, form: ClassForm) -> NewClass:
    asked = form.cleaned_data
    return NewClass(
        run=found,
        held_on=asked["held_on"],
        place=asked["place"],
        unit=asked["unit"],
        hours=Decimal(asked["hours"]),
        decision_number=asked["decision_number"],
        instructor_name=asked["instructor_name"],
    )


def _read_rows(form: ClassForm) -> list[AttendeeRow]:
    file = form.cleaned_data.get("file")
    if file:
        return read_file(file.read(), file.name)
    return read_pasted(form.cleaned_data["attendees"])


def _write_rows(rows: list[AttendeeRow]) -> str:
    """The rows as pasted text, so that an uploaded file need not be chosen again to record it."""
    return "\n".join(f"{row.full_name}\t{row.phone}\t{row.unit}\t{row.category}" for row in rows)
