"""The manager's page of one team and of one membership, and what is done there."""

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from common.clock import today
from people.models import Membership, Team
from people.selectors import get_person
from people.selectors.search import search_persons
from people.selectors.teams import get_membership, get_team, list_memberships
from people.services.memberships import (
    change_role,
    correct_membership,
    join_team,
    leave_team,
    retract_membership,
)
from people.services.teams import correct_team, dissolve_team, move_team
from people.viewer import Viewer
from territory.selectors import describe_units
from web.acts import try_act
from web.http import PageRequest, signed_in
from web.team_forms import (
    CorrectMembershipForm,
    CorrectTeamForm,
    DissolveForm,
    JoinForm,
    LeaveForm,
    MoveForm,
    RetractForm,
    RoleForm,
)
from web.views.teams import place_teams

Act = Callable[..., Any]


@require_safe
@signed_in
def team(request: PageRequest, uuid: UUID) -> HttpResponse:
    """A team with its homes and members; persons are looked for here to join it."""
    return _render_team(request, get_team(uuid, visible_to=request.viewer))


def _render_team(request: PageRequest, shown: Team, form: forms.Form | None = None) -> HttpResponse:
    """The page of the team; `form` is the one that was refused."""
    search = request.GET.get("q", "").strip()
    homes: list[Any] = shown.known_homes  # type: ignore[attr-defined]  # prefetched
    names = describe_units([home.unit or home.formerly for home in homes], today())
    context = {
        "team": shown,
        "place": place_teams([shown])[0]["place"],
        "homes": [(home, names[home.unit_id or home.formerly_id]) for home in homes],
        "members": sorted(list_memberships(shown), key=_rank),
        "search": search,
        "persons": search_persons(search, visible_to=request.viewer, limit=10) if search else [],
        "form": form,
        "forms": _make_team_forms(shown, form),
    }
    return render(request, "web/manage/team.html", context, status=400 if form else 200)


def _rank(row: Membership) -> tuple[bool, bool, int]:
    """Those who are in the team before those who were, the leader first."""
    return row.valid.upper is not None, row.role != "team_leader", row.pk


def _make_team_forms(shown: Team, refused: forms.Form | None) -> dict[str, forms.Form]:
    written = {
        "residential_unit": shown.residential_unit,
        "decision_number": shown.decision_number,
        "founded_on": shown.founded_on,
    }
    made: dict[str, forms.Form] = {
        "join": JoinForm(initial={"since": today(), "role": "team_member"}),
        "move": MoveForm(initial={"since": today()}),
        "correct": CorrectTeamForm(initial=written),
        "dissolve": DissolveForm(),
    }
    return {name: refused if type(refused) is type(one) else one for name, one in made.items()}


@require_POST
@signed_in
def join(request: PageRequest, uuid: UUID) -> HttpResponse:
    shown = get_team(uuid, visible_to=request.viewer)
    form = JoinForm(request.POST)
    if joined := try_act(form, partial(_join, shown, request.viewer)):
        text = _("%(name)s is in the team.") % {"name": joined.person.full_name}
        return _done(request, shown, text)
    return _render_team(request, shown, form)


def _join(shown: Team, by: Viewer, *, person: UUID, **given: Any) -> Membership:
    found = get_person(person, visible_to=by)
    return join_team(team=shown, person=found, **given, by=by)


@require_POST
@signed_in
def move(request: PageRequest, uuid: UUID) -> HttpResponse:
    return _act_on_team(request, uuid, MoveForm, move_team, _("The team is at home there."))


@require_POST
@signed_in
def correct(request: PageRequest, uuid: UUID) -> HttpResponse:
    return _act_on_team(request, uuid, CorrectTeamForm, correct_team, _("The team is corrected."))


@require_POST
@signed_in
def dissolve(request: PageRequest, uuid: UUID) -> HttpResponse:
    return _act_on_team(request, uuid, DissolveForm, dissolve_team, _("The team is dissolved."))


def _act_on_team(
    request: PageRequest, uuid: UUID, form_class: type[forms.Form], act: Act, told: str
) -> HttpResponse:
    """What the form asks is done and told; a refusal stands in the form again."""
    shown = get_team(uuid, visible_to=request.viewer)
    form = form_class(request.POST)
    if try_act(form, partial(act, team=shown, by=request.viewer)):
        return _done(request, shown, told)
    return _render_team(request, shown, form)


def _done(request: PageRequest, shown: Team, text: str) -> HttpResponse:
    messages.success(request, text)
    return redirect("web:team", uuid=shown.uuid)


@require_safe
@signed_in
def membership(request: PageRequest, uuid: UUID) -> HttpResponse:
    """A person in a team: another role, the end, what was written down wrongly."""
    return _render_membership(request, get_membership(uuid, visible_to=request.viewer))


def _render_membership(
    request: PageRequest, shown: Membership, form: forms.Form | None = None
) -> HttpResponse:
    days = {"since": shown.valid.lower, "until": shown.valid.upper}
    made: dict[str, forms.Form] = {
        "role": RoleForm(initial={"since": today(), "role": shown.role}),
        "leave": LeaveForm(initial={"left_on": today()}),
        "correct": CorrectMembershipForm(initial={"role": shown.role, **days}),
        "retract": RetractForm(),
    }
    context = {
        "membership": shown,
        "team": shown.team,
        "form": form,
        "forms": {name: form if type(form) is type(one) else one for name, one in made.items()},
    }
    return render(request, "web/manage/membership.html", context, status=400 if form else 200)


@require_POST
@signed_in
def change(request: PageRequest, uuid: UUID) -> HttpResponse:
    """Another role from a day on."""
    return _act_on_membership(request, uuid, RoleForm, change_role, _("The role is changed."))


@require_POST
@signed_in
def leave(request: PageRequest, uuid: UUID) -> HttpResponse:
    told = _("The membership has ended.")
    return _act_on_membership(request, uuid, LeaveForm, leave_team, told)


@require_POST
@signed_in
def correct_member(request: PageRequest, uuid: UUID) -> HttpResponse:
    """The role and the days are as they should have been written."""
    told = _("The membership is corrected.")
    return _act_on_membership(request, uuid, CorrectMembershipForm, correct_membership, told)


@require_POST
@signed_in
def retract(request: PageRequest, uuid: UUID) -> HttpResponse:
    """The person was never in the team."""
    told = _("The membership is taken out: it never was.")
    return _act_on_membership(request, uuid, RetractForm, retract_membership, told)


def _act_on_membership(
    request: PageRequest, uuid: UUID, form_class: type[forms.Form], act: Act, told: str
) -> HttpResponse:
    """As `_act_on_team`, for one membership."""
    shown = get_membership(uuid, visible_to=request.viewer)
    form = form_class(request.POST)
    if try_act(form, partial(act, membership=shown, by=request.viewer)):
        return _done(request, shown.team, told)
    return _render_membership(request, shown, form)
