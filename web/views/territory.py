"""The territory: its changes for those who manage, each unit with its history for everyone."""

import json
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common.clock import today
from common.errors import DomainError, InvalidInput, Refusal
from people.models import Role
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
from web.forms import show_problem
from web.forms_territory import ChangeForm, UndoForm
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
    """A change is filled in or uploaded, shown as understood, then entered."""
    request.viewer.require_country()
    if "enter" in request.POST:
        return _enter(request)
    form = ChangeForm(
        request.POST or None, request.FILES or None, initial={"effective_on": today()}
    )
    if request.method == "POST" and form.is_valid():
        document = form.cleaned_data["document"]
        try:
            report = present_report(preview_change(document, by=request.viewer))
        except InvalidInput as problem:
            _show_in(form, problem)
        except DomainError as problem:
            form.add_error(None, problem.detail)
        else:
            context = {"report": report, "document": json.dumps(document, ensure_ascii=False)}
            return render(request, "web/territory/preview.html", context)
    status = 400 if form.errors else 200
    return render(request, "web/territory/new_change.html", {"form": form}, status=status)


def _show_in(form: ChangeForm, problem: InvalidInput) -> None:
    """What is wrong in the document stands above the form, with its place."""
    known = {name: texts for name, texts in problem.fields.items() if name in form.fields}
    show_problem(form, InvalidInput(problem.detail, fields=known))
    for name, texts in problem.fields.items():
        if name not in form.fields:
            form.add_error(None, f"{name}: {'; '.join(texts[:10])}")


def _enter(request: PageRequest) -> HttpResponse:
    """The change stands, as it was shown."""
    document = _read_json(request.POST.get("document", ""))
    try:
        report = apply_change(document=document, by=request.viewer)
    except Refusal as problem:
        messages.error(request, problem.detail)
    else:
        text = _("The change stands: %(opened)s units opened, %(closed)s closed.")
        messages.success(request, text % report.plan.counts)
    return redirect("web:territory_changes")


def _read_json(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        raise InvalidInput(_("The file is no JSON document.")) from None


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
