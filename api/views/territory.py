"""Places."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from api.schema import PageQuery, page_of
from api.serializers.territory import (
    ChangeInput,
    ChangeOutput,
    ChangeReportOutput,
    DayQuery,
    UndoInput,
    UnitDetailOutput,
    UnitHistoryOutput,
    UnitOutput,
    UnitQuery,
)
from api.views.base import ApiView, PublicView, present
from common.clock import today
from territory.models import Level, Unit
from territory.presentation import present_report
from territory.selectors import (
    describe_unit,
    find_former_units,
    find_predecessors,
    find_present_units,
    find_successors,
    get_change,
    get_path,
    get_unit_by_uuid,
    list_changes,
    list_names,
    list_parents,
    list_units,
    search_units,
)
from territory.services import apply_change, preview_change, undo_change
from territory.structure import Structure, get_structure


class Units(PublicView):
    @extend_schema(
        operation_id="list_units",
        summary="The units of a level on a day; with `search`, at most 20 by name",
        parameters=[UnitQuery, PageQuery],
        responses=page_of(UnitOutput),
    )
    def get(self, _request: Request) -> Response:
        query = self.parse_query(UnitQuery)
        on, level = query.get("on") or today(), query.get("level", "")
        structure = get_structure(on)
        if text := query.get("search"):
            found = search_units(text, on=on, level=level)
            rows = UnitOutput(found, many=True, context={"structure": structure}).data
            return Response({"next": None, "results": rows})
        parent = query.get("parent")
        units = list_units(level=level or _level_below(parent, structure), on=on, parent=parent)
        return self.page(units, UnitOutput, structure=structure)


def _level_below(parent: Unit | None, structure: Structure) -> str:
    """The level of what lies right below a unit; provinces below the country."""
    children = structure.children_of.get(parent.id, []) if parent else []
    return children[0].level if children else Level.PROVINCE


class UnitDetail(PublicView):
    @extend_schema(
        operation_id="get_unit",
        summary="A unit with its place in the tree on a day, and what it passed into",
        parameters=[DayQuery],
        responses=UnitDetailOutput,
    )
    def get(self, _request: Request, uuid: UUID) -> Response:
        on = self.parse_query(DayQuery).get("on") or today()
        unit = get_unit_by_uuid(uuid)
        detail = {
            "unit": unit,
            "name": describe_unit(unit, on),
            "path": get_path(unit.id, on),
            "successors": find_successors(unit),
            "predecessors": find_predecessors(unit),
        }
        return present(UnitDetailOutput, detail)


class UnitHistory(PublicView):
    @extend_schema(
        operation_id="get_unit_history",
        summary="A unit's names and parents over time, and where it is on a day",
        parameters=[DayQuery],
        responses=UnitHistoryOutput,
    )
    def get(self, _request: Request, uuid: UUID) -> Response:
        on = self.parse_query(DayQuery).get("on") or today()
        unit = get_unit_by_uuid(uuid)
        history = {
            "names": list_names(unit),
            "parents": list_parents(unit),
            "present": find_present_units(unit, on),
            "former": find_former_units(unit, on),
        }
        return present(UnitHistoryOutput, history, on=on)


class TerritoryChanges(ApiView):
    def get_permissions(self) -> Any:
        """What the law changed anyone may read."""
        return [AllowAny()] if self.request.method == "GET" else super().get_permissions()

    @extend_schema(
        operation_id="list_territory_changes",
        summary="Every change of the territory, those taken back too, the newest first",
        parameters=[PageQuery],
        responses=page_of(ChangeOutput),
    )
    def get(self, _request: Request) -> Response:
        return self.page(list_changes(), ChangeOutput)

    @extend_schema(
        operation_id="apply_territory_change",
        summary="A change stands, as one transaction (administrators of the whole country)",
        request=ChangeInput,
        responses={201: ChangeReportOutput},
    )
    def post(self, request: Request) -> Response:
        report = apply_change(document=request.data, by=self.viewer)
        return present(ChangeReportOutput, present_report(report), status=201)


class TerritoryChangePreview(ApiView):
    @extend_schema(
        operation_id="preview_territory_change",
        summary="What a change would do and touch; nothing is written",
        request=ChangeInput,
        responses=ChangeReportOutput,
    )
    def post(self, request: Request) -> Response:
        report = preview_change(request.data, by=self.viewer)
        return present(ChangeReportOutput, present_report(report))


class TerritoryChangeUndo(ApiView):
    @extend_schema(
        operation_id="undo_territory_change",
        summary="A change is taken back as a whole, while nothing refers to what it made",
        request=UndoInput,
        responses=ChangeOutput,
    )
    def post(self, _request: Request, uuid: UUID) -> Response:
        reason = self.parse(UndoInput)["reason"]
        change = undo_change(change=get_change(uuid), by=self.viewer, reason=reason)
        return present(ChangeOutput, change)
