"""The network of community digital teams in figures, for managers, and the rows behind each."""

from typing import Any

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from common.clock import today
from common.errors import InvalidInput, NotFound
from common.paging import read_page
from people.models import TeamLevel
from targets.network import (
    KINDS,
    SELECTIONS,
    File,
    NetworkSlice,
    define_network,
    export_network,
    export_rows,
    get_slice,
    present_network,
    report_network,
)
from web.days import read_day
from web.forms_network import NetworkForm
from web.http import PageRequest, signed_in

ROWS = 100
# The kinds of rows as their addresses say them.
NAMES = {"to": "teams", "thanh-vien": "members", "luot-tham-gia": "memberships"}
SHOWN = [
    ("", _("all")),
    ("with_team", _("with a team")),
    ("without_team", _("without a team")),
    ("complete", _("complete")),
    ("incomplete", _("not complete")),
]
# What of an address stays when a figure is opened.
ASKED = ("as_of", "structure_on", "known_on", "unit")


@require_safe
@signed_in
def network(request: PageRequest) -> HttpResponse:
    """Teams and members as of a day, as known on a day, by the units of a day."""
    asked, only = _read_report(request)
    report = present_network(report_network(**asked, visible_to=request.viewer), only=only)
    context = {
        "report": report,
        "only": only,
        "form": NetworkForm(initial=asked),
        "unit": report["path"][-1] if report["path"] else None,
        "unplaced_line": next((line for line in report["lines"] if line["is_unplaced"]), None),
        "lines_level": next((line["level"] for line in report["lines"]), ""),
        "selections": SHOWN,
        "may_open": request.viewer.is_manager,
    }
    return render(request, "web/manage/network.html", context)


@require_safe
@signed_in
def network_file(request: PageRequest) -> StreamingHttpResponse:
    """The report as an Excel file, in the layout of state papers."""
    asked, only = _read_report(request)
    found = report_network(**asked, visible_to=request.viewer)
    return _stream(export_network(found, only=only))


def _read_report(request: PageRequest) -> tuple[dict[str, Any], str]:
    """What is asked for, and the selection of its lines. Raises InvalidInput."""
    only = request.GET.get("only", "")
    if only and only not in SELECTIONS:
        raise InvalidInput
    bases = {name: read_day(request.GET.get(name, "")) for name in ("base_on", "base_known_on")}
    return {**_read_place(request), **bases}, only


def _read_place(request: PageRequest) -> dict[str, Any]:
    """Raises InvalidInput."""
    days: dict[str, Any] = {name: read_day(request.GET.get(name, "")) for name in ASKED[:3]}
    return {**days, "as_of": days["as_of"] or today(), "unit": request.GET.get("unit") or None}


@require_safe
@signed_in
def network_rows(request: PageRequest, name: str) -> HttpResponse:
    """A page of the rows of one kind that a line counts."""
    of, layout = _read_slice(request), KINDS[_read_kind(name)]
    rows = layout.list_rows(of)
    page = read_page(rows, cursor=request.GET.get("cursor", ""), size=ROWS)
    context = {
        "kind": _read_kind(name),
        "name": name,
        "of": of,
        "path": of.asked.placing.structure.path(of.unit.id) if of.unit else [],
        "definition": define_network(of.asked),
        "row_count": rows.order_by().count(),
        "cards": layout.make_cards(of, page.rows),
        "next": page.next,
        "level_name": TeamLevel(of.level).label if of.level else "",
    }
    return render(request, "web/manage/network_rows.html", context)


@require_safe
@signed_in
def network_rows_file(request: PageRequest, name: str, ending: str) -> StreamingHttpResponse:
    """All of them as a file, row by row."""
    return _stream(export_rows(_read_slice(request), kind=_read_kind(name), ending=ending))


def _read_kind(name: str) -> str:
    """Raises NotFound."""
    if name not in NAMES:
        raise NotFound
    return NAMES[name]


def _read_slice(request: PageRequest) -> NetworkSlice:
    """Raises InvalidInput, RoleRequired, UnitNotFound."""
    level = request.GET.get("level", "")
    if level and level not in TeamLevel.values:
        raise InvalidInput
    is_unplaced = request.GET.get("unplaced", "") == "1"
    return get_slice(
        **_read_place(request), is_unplaced=is_unplaced, level=level, visible_to=request.viewer
    )


def _stream(file: File) -> StreamingHttpResponse:
    response = StreamingHttpResponse(file.pieces, content_type=file.media_type)
    response["Content-Disposition"] = f'attachment; filename="{file.name}"'
    return response
