"""The manager's pages of teams: the list, a new one, those that wait for a decision."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from common.clock import today
from common.errors import InvalidInput
from common.paging import read_page
from people.models import Team
from people.selectors.teams import (
    FormerCommune,
    home_on,
    list_former_communes,
    list_teams,
    list_unassigned_teams,
)
from people.services.assignments import TeamAssignment, assign_teams
from people.services.teams import found_team
from territory.models import Unit
from territory.selectors import describe_units
from web.acts import try_act
from web.http import PageRequest, signed_in
from web.team_forms import FoundTeamForm, TeamFilterForm

ROWS, COMMUNES = 50, 20


@require_safe
@signed_in
def teams(request: PageRequest) -> HttpResponse:
    """The teams of the manager's branch that fit, page by page."""
    form = TeamFilterForm(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    found = list_teams(
        visible_to=request.viewer,
        search=asked.get("search", ""),
        level=asked.get("level", ""),
        branch=asked.get("unit"),
        state=asked.get("state") or "active",
    )
    page = read_page(found, cursor=request.GET.get("cursor", ""), size=ROWS)
    context = {
        "form": form,
        "teams": place_teams(page.rows),
        "next": page.next,
        "waiting_count": list_former_communes(visible_to=request.viewer).count(),
    }
    return render(request, "web/manage/teams.html", context)


def place_teams(found: list[Team]) -> list[dict[str, Any]]:
    """Each team with its home of today, or the last, and the name of that place."""
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
    if request.method == "POST" and (team := try_act(form, partial(found_team, by=request.viewer))):
        messages.success(request, _("The team stands."))
        return redirect("web:team", uuid=team.uuid)
    status = 400 if form.errors else 200
    return render(request, "web/manage/team_new.html", {"form": form}, status=status)


@require_http_methods(["GET", "POST"])
@signed_in
def unassigned(request: PageRequest) -> HttpResponse:
    """The teams of split communes, twenty communes a page, each with its successors to choose."""
    communes = list_former_communes(visible_to=request.viewer)
    page = read_page(communes, cursor=request.GET.get("cursor", ""), size=COMMUNES)
    waiting = list_unassigned_teams(page.rows)
    problem = _place_chosen(request, waiting) if request.method == "POST" else None
    if request.method == "POST" and problem is None:
        return redirect(request.get_full_path())
    context = {
        "communes": waiting,
        "problem": problem,
        "commune_count": communes.count(),
        "next": page.next,
    }
    status = 400 if problem else 200
    return render(request, "web/manage/teams_unassigned.html", context, status=status)


def _place_chosen(request: PageRequest, waiting: list[FormerCommune]) -> InvalidInput | None:
    """The teams are at home where chosen; what is wrong when they are not."""
    try:
        decisions = list(_read_decisions(request, waiting))
        count = assign_teams(decisions=decisions, by=request.viewer)
    except InvalidInput as refused:
        return refused
    text = ngettext("%(count)d team is placed.", "%(count)d teams are placed.", count)
    messages.success(request, text % {"count": count})
    return None


def _read_decisions(request: PageRequest, waiting: list[FormerCommune]) -> Iterator[TeamAssignment]:
    """What was chosen for a team, else for all of its commune; what is left empty waits on."""
    for commune in waiting:
        known = {str(unit.uuid): unit.uuid for unit, _name in commune.choices}
        for_all = request.POST.get(f"all-{commune.unit.uuid}", "")
        for one in commune.teams:
            chosen = request.POST.get(f"team-{one.uuid}", "") or for_all
            if chosen in known:
                yield TeamAssignment(one.uuid, known[chosen])
