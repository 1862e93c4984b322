"""The network of community digital teams in figures, for managers."""

from decimal import Decimal

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from common.clock import today
from targets.network import report_network
from targets.presentation import present_network
from web.days import read_day
from web.http import PageRequest, signed_in

DAYS = ("as_of", "base_on", "structure_on", "known_on")


@require_safe
@signed_in
def network(request: PageRequest) -> HttpResponse:
    """Teams and members as of a day, as known on a day, by the provinces of a day."""
    days = {name: read_day(request.GET.get(name, "")) for name in DAYS}
    as_of, base_on = days["as_of"] or today(), days["base_on"]
    others = {"structure_on": days["structure_on"], "known_on": days["known_on"]}
    found = report_network(as_of=as_of, **others, visible_to=request.viewer)
    base = report_network(as_of=base_on, **others, visible_to=request.viewer) if base_on else None
    report = present_network(found, base=base)
    growth = report["growth"] or {}
    context = {
        "report": report,
        "days": {**days, "as_of": as_of},
        "base_on": base_on,
        "growth": {name: Decimal(value) for name, value in growth.items() if value is not None},
    }
    return render(request, "web/manage/network.html", context)
