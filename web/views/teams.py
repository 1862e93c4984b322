"""The manager's pages of teams: the list, one team, a new one, those that wait for a decision."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common.clock import today
from common.errors import DomainError, InvalidInput
from people.models import Team
from people.selectors import get_person
from people.selectors.search import search_persons
from people.selectors.teams import (
    FormerCommune,
    get_membership,
    get_team,
    home_on,
    list_former_communes,
    list_memberships,
    list_teams,
    list_unassigned_teams,
)
from people.services.assignments import TeamAssignment, assign_teams
from people.services.memberships import join_team, leave_team
from people.services.teams import dissolve_team, found_team
from territory.models import Unit
from territory.selectors import describe_units
from web.forms import show_problem
from web.http import PageRequest, signed_in
from web.team_forms import DissolveForm, FoundTeamForm, JoinForm, LeaveForm, TeamFilterForm

ROWS = 100
COMMUNES = 50


@require_safe
@signed_in
def teams(request: PageRequest) -> HttpResponse:
    """The teams of the manager's branch, the first hundred that fit."""
    form = TeamFilterForm(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    found = list(
        list_teams(
            visible_to=request.viewer,
            search=asked.get("search", ""),
            level=asked.get("level", ""),
            state=asked.get("state") or "active",
        )[: ROWS + 1]
    )
    context = {
        "form": TeamFilterForm(initial={"state": "active", **asked}),
        "teams": _place(found[:ROWS]),
        "has_more": len(found) > ROWS,
        "waiting_count": list_former_communes(visible_to=request.viewer).count(),
    }
    return render(request, "web/manage/teams.html", context)


def _place(found: list[Team]) -> list[dict[str, Any]]:
    """Each team with the name of where it is."""
    homes = {team.pk: home_on(team, today()) for team in found}
    units: list[Unit] = [u for home in homes.values() if home and (u := home.unit or home.formerly)]
    names = describe_units(units, today())
    return [
        {"team": team, "home": home, "place": names[home.unit_id or home.formerly_id or 0]}
        for team in found
        if (home := homes[team.pk])
    ]


@require_http_methods(["GET", "POST"])
@signed_in
def found(request: PageRequest) -> HttpResponse:
    """A team is founded."""
    list_teams(visible_to=request.viewer)  # the door: managers only
    form = FoundTeamForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            team = found_team(**form.cleaned_data, by=request.viewer)
        except DomainError as problem:
            _show(form, problem)
        else:
            messages.success(request, _("The team stands."))
            return redirect("web:team", uuid=team.uuid)
    status = 400 if form.errors else 200
    return render(request, "web/manage/team_new.html", {"form": form}, status=status)


@require_safe
@signed_in
def team(request: PageRequest, uuid: UUID) -> HttpResponse:
    """A team with its homes and members; persons are looked for here to join it."""
    return _render_team(request, get_team(uuid, visible_to=request.viewer))


def _render_team(
    request: PageRequest, shown: Team, *, form: forms.Form | None = None
) -> HttpResponse:
    search = request.GET.get("q", "").strip()
    persons = search_persons(search, visible_to=request.viewer, limit=10) if search else []
    homes: list[Any] = shown.known_homes  # type: ignore[attr-defined]  # prefetched
    names = describe_units([home.unit or home.formerly for home in homes], today())
    members = sorted(
        list_memberships(shown),
        key=lambda row: (row.valid.upper is not None, row.role != "team_leader", row.pk),
    )
    context = {
        "team": shown,
        "place": _place([shown])[0]["place"],
        "homes": [(home, names[home.unit_id or home.formerly_id]) for home in homes],
        "members": members,
        "search": search,
        "persons": persons,
        "form": form,
        "join": JoinForm(initial={"since": today(), "role": "team_member"}),
        "leave": LeaveForm(initial={"left_on": today()}),
        "dissolve": DissolveForm(),
    }
    status = 400 if form and form.errors else 200
    return render(request, "web/manage/team.html", context, status=status)


@require_POST
@signed_in
def join(request: PageRequest, uuid: UUID) -> HttpResponse:
    shown = get_team(uuid, visible_to=request.viewer)
    form = JoinForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        try:
            person = get_person(given.pop("person"), visible_to=request.viewer)
            join_team(team=shown, person=person, **given, by=request.viewer)
        except DomainError as problem:
            _show(form, problem)
        else:
            messages.success(request, _("%(name)s is in the team.") % {"name": person.full_name})
            return redirect("web:team", uuid=shown.uuid)
    return _render_team(request, shown, form=form)


@require_POST
@signed_in
def leave(request: PageRequest, uuid: UUID) -> HttpResponse:
    membership = get_membership(uuid, visible_to=request.viewer)
    shown = get_team(membership.team.uuid, visible_to=request.viewer)
    form = LeaveForm(request.POST)
    if form.is_valid():
        try:
            leave_team(membership=membership, **form.cleaned_data, by=request.viewer)
        except DomainError as problem:
            _show(form, problem)
        else:
            messages.success(request, _("The membership has ended."))
            return redirect("web:team", uuid=shown.uuid)
    return _render_team(request, shown, form=form)


@require_POST
@signed_in
def dissolve(request: PageRequest, uuid: UUID) -> HttpResponse:
    shown = get_team(uuid, visible_to=request.viewer)
    form = DissolveForm(request.POST)
    if form.is_valid():
        try:
            dissolve_team(team=shown, **form.cleaned_data, by=request.viewer)
        except DomainError as problem:
            _show(form, problem)
        else:
            messages.success(request, _("The team is dissolved."))
            return redirect("web:team", uuid=shown.uuid)
    return _render_team(request, shown, form=form)


def _show(form: forms.Form, problem: DomainError) -> None:
    """The problem stands in the form; what is not allowed or not there is the page's answer."""
    if isinstance(problem, InvalidInput):
        show_problem(form, problem)
    else:
        form.add_error(None, problem.detail)


@require_http_methods(["GET", "POST"])
@signed_in
def unassigned(request: PageRequest) -> HttpResponse:
    """The teams of split communes, fifty communes at a time, each with its successors to choose."""
    communes = list_former_communes(visible_to=request.viewer)
    waiting = list_unassigned_teams(communes[:COMMUNES])
    problem = None
    if request.method == "POST":
        decisions = list(_read_decisions(request, waiting))
        try:
            count = assign_teams(decisions=decisions, by=request.viewer)
        except InvalidInput as refused:
            problem = refused
        else:
            text = ngettext("%(count)d team is placed.", "%(count)d teams are placed.", count)
            messages.success(request, text % {"count": count})
            return redirect("web:unassigned_teams")
    context = {"communes": waiting, "problem": problem, "commune_count": communes.count()}
    status = 400 if problem else 200
    return render(request, "web/manage/teams_unassigned.html", context, status=status)


def _read_decisions(request: PageRequest, waiting: list[FormerCommune]) -> Iterator[TeamAssignment]:
    """What was chosen for a team, else for all of its commune; what is left empty waits on."""
    for commune in waiting:
        known = {str(unit.uuid): unit.uuid for unit, _name in commune.choices}
        for_all = request.POST.get(f"all-{commune.unit.uuid}", "")
        for one in commune.teams:
            chosen = request.POST.get(f"team-{one.uuid}", "") or for_all
            if chosen in known:
                yield TeamAssignment(one.uuid, known[chosen])
