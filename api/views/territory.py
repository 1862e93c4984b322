"""Places."""

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api.schema import PageQuery, page_of
from api.serializers.territory import DayQuery, UnitDetailOutput, UnitOutput, UnitQuery
from api.views.base import PublicView, present
from common.clock import today
from territory.models import Level, Unit
from territory.selectors import (
    describe_unit,
    find_predecessors,
    find_successors,
    get_path,
    get_unit_by_uuid,
    list_units,
    search_units,
)
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
