"""The territory: its changes for those who manage, each unit with its history for everyone."""

import json

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common.clock import today
from common.errors import DomainError, InvalidInput, Refusal
from people.models import Role
from territory.everyday import Document, check_document
from territory.presentation import present_report
from territory.selectors import (
    describe_unit,
    find_predecessors,
    find_present_units,
    find_successors,
    get_change,
    get_path,
    get_unit_by_uuid,
    list_changes,
    list_children,
    list_names,
    list_parents,
    list_provinces,
)
from territory.services import apply_change, preview_change, undo_change
from web.forms_territory import FORMS, ChangeForm, DocumentForm, UndoForm, read_json
from web.http import PageRequest, signed_in

MOST_SHOWN = 60


@require_safe
def country(request: PageRequest) -> HttpResponse:
    """The provinces of today, each a way into its history."""
    return render(request, "web/territory/country.html", {"provinces": list_provinces(today())})


@require_safe
def unit(request: PageRequest, uuid: str) -> HttpResponse:
    """One unit: where it lies, how it was called, what it came from and what it became."""
    found, on = get_unit_by_uuid(uuid), today()
    stands = on in found.valid
    shown_on = on if stands else found.valid.lower
    context = {
        "unit": found,
        "stands": stands,
        "name": describe_unit(found, on).split(",")[0],
        "path": get_path(found.id, shown_on)[:-1],
        "names": list_names(found),
        "parents": list_parents(found),
        "predecessors": find_predecessors(found),
        "successors": find_successors(found),
        "now": find_present_units(found, on),
        "children": list_children(found.id, shown_on),
    }
    return render(request, "web/territory/unit.html", context)


@require_safe
@signed_in
def changes(request: PageRequest) -> HttpResponse:
    """Every change, the newest first; whoever may, takes one back here."""
    request.viewer.require(Role.TRAINING_MANAGER)
    context = {
        "changes": list_changes()[:MOST_SHOWN],
        "may_enter": request.viewer.is_keeper,
        "form": UndoForm(),
    }
    return render(request, "web/territory/changes.html", context)


@require_http_methods(["GET", "POST"])
@signed_in
def new_change(request: PageRequest) -> HttpResponse:
    """A change is chosen by its kind, filled in or uploaded, shown as understood, then entered."""
    request.viewer.require_country()
    if "enter" in request.POST:
        return _enter(request)
    sort = request.POST.get("sort") or request.POST.get("choose") or request.GET.get("sort", "")
    return _fill_in(request, sort) if sort in FORMS else _choose(request)


def _choose(request: PageRequest) -> HttpResponse:
    """The kinds of change, and the upload; `add` brings what was said so far along."""
    is_sent = request.method == "POST" and "add" not in request.POST
    form = DocumentForm(request.POST if is_sent else None, request.FILES or None)
    if is_sent and form.is_valid() and (shown := _preview(request, form)):
        return shown
    sorts = [(name, one.title) for name, one in FORMS.items()]
    so_far = _read_so_far(request.POST.get("document", ""))
    context = {"form": form, "sorts": sorts, "so_far": so_far, "packed": _pack(so_far)}
    status = 400 if form.errors else 200
    return render(request, "web/territory/choose_change.html", context, status=status)


def _fill_in(request: PageRequest, sort: str) -> HttpResponse:
    so_far = _read_so_far(request.POST.get("so_far", ""))
    sent = request.POST if "sort" in request.POST else None
    form = FORMS[sort](sent, so_far=so_far, initial={"effective_on": today()})
    if sent and form.is_valid() and (shown := _preview(request, form)):
        return shown
    context = {"form": form, "sort": sort, "so_far": so_far}
    status = 400 if form.errors else 200
    return render(request, "web/territory/new_change.html", context, status=status)


def _read_so_far(text: str) -> Document | None:
    return check_document(read_json(text)) if text else None


def _pack(document: Document | None) -> str:
    return json.dumps(document, ensure_ascii=False) if document else ""


def _preview(request: PageRequest, form: ChangeForm | DocumentForm) -> HttpResponse | None:
    """What the form's change would do; None when it cannot be, which the form then says."""
    document = form.cleaned_data["document"]
    try:
        report = preview_change(document, by=request.viewer)
    except InvalidInput as problem:
        _show_in(form, problem)
    except DomainError as problem:
        form.add_error(None, problem.detail)
    else:
        on = report.plan.document.effective_on
        context = {"report": present_report(report), "on": on, "document": _pack(document)}
        return render(request, "web/territory/preview.html", context)
    return None


def _show_in(form: ChangeForm | DocumentForm, problem: InvalidInput) -> None:
    """What is wrong stands above the form; in an uploaded document it has a place."""
    for name, texts in problem.fields.items():
        place = f"{name}: " if isinstance(form, DocumentForm) else ""
        field = name if name in form.fields and not form[name].is_hidden else None
        form.add_error(field, f"{'' if field else place}{'; '.join(texts[:10])}")


def _enter(request: PageRequest) -> HttpResponse:
    """The change stands, as it was shown."""
    document = read_json(request.POST.get("document", ""))
    try:
        report = apply_change(document=document, by=request.viewer)
    except Refusal as problem:
        messages.error(request, problem.detail)
    else:
        text = _("The change stands: %(opened)s units opened, %(closed)s closed.")
        messages.success(request, text % report.plan.counts)
    return redirect("web:territory_changes")


@require_POST
@signed_in
def undo(request: PageRequest, uuid: str) -> HttpResponse:
    form = UndoForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    try:
        undo_change(change=get_change(uuid), by=request.viewer, reason=reason)
        messages.success(request, _("The change was taken back."))
    except InvalidInput:
        messages.error(request, _("Say why the change is taken back."))
    except Refusal as problem:
        messages.error(request, problem.detail)
    return redirect("web:territory_changes")
