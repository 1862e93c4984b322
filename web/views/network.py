"""The network of community digital teams in figures, for managers."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from common.clock import today
from targets.network import present_network, report_network
from web.days import read_day
from web.http import PageRequest, signed_in

DAYS = ("as_of", "base_on", "structure_on", "known_on")


@require_safe
@signed_in
def network(request: PageRequest) -> HttpResponse:
    """Teams and members as of a day, as known on a day, by the units of a day."""
    days: dict[str, Any] = {name: read_day(request.GET.get(name, "")) for name in DAYS}
    asked = {**days, "as_of": days["as_of"] or today()}
    found = report_network(**asked, visible_to=request.viewer)
    context = {"report": present_network(found), "days": asked, "base_on": days["base_on"]}
    return render(request, "web/manage/network.html", context)
