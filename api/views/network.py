"""The network of community digital teams in figures, and the rows behind each figure."""

from typing import Any, ClassVar

from django.http import StreamingHttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api.schema import PageQuery, page_of
from api.serializers.network import (
    NetworkExportQuery,
    NetworkMemberOutput,
    NetworkMembershipOutput,
    NetworkOutput,
    NetworkQuery,
    NetworkRowsQuery,
    NetworkTeamOutput,
)
from api.views.base import ApiView
from common.clock import today
from targets.network import (
    KINDS,
    File,
    export_network,
    export_rows,
    get_slice,
    present_network,
    report_network,
)

FILE = {(200, "application/octet-stream"): OpenApiTypes.BINARY}


class Network(ApiView):
    @extend_schema(
        operation_id="report_network",
        summary="Teams and members as of a day, as known on a day, by the units of a day",
        parameters=[NetworkQuery],
        responses=NetworkOutput,
    )
    def get(self, _request: Request) -> Response:
        asked = {"as_of": today(), **self.parse_query(NetworkQuery)}
        shown = {name: asked.pop(name, "") for name in ("down_to", "only")}
        found = report_network(**asked, visible_to=self.viewer)
        return Response(present_network(found, **shown))


class NetworkFile(ApiView):
    @extend_schema(
        operation_id="export_network",
        summary="The same as an Excel file in the layout of state papers",
        parameters=[NetworkQuery],
        responses=FILE,
    )
    def get(self, _request: Request) -> StreamingHttpResponse:
        asked = {"as_of": today(), **self.parse_query(NetworkQuery)}
        shown = {name: asked.pop(name, "") for name in ("down_to", "only")}
        found = report_network(**asked, visible_to=self.viewer)
        return _stream(export_network(found, **shown))


class NetworkRows(ApiView):
    """The rows of one kind that a line counts, for training managers."""

    kind: ClassVar[str]
    output: ClassVar[type[Any]]

    def list_page(self) -> Response:
        asked = {"as_of": today(), **self.parse_query(NetworkRowsQuery)}
        of, layout = get_slice(**asked, visible_to=self.viewer), KINDS[self.kind]
        return self.page(
            layout.list_rows(of),
            self.output,
            present_page=lambda page: list(layout.make_cards(of, page)),
        )


class NetworkTeams(NetworkRows):
    kind, output = "teams", NetworkTeamOutput

    @extend_schema(
        operation_id="list_network_teams",
        summary="The teams that a line of the report counts",
        parameters=[NetworkRowsQuery, PageQuery],
        responses=page_of(NetworkTeamOutput),
    )
    def get(self, _request: Request) -> Response:
        return self.list_page()


class NetworkMembers(NetworkRows):
    kind, output = "members", NetworkMemberOutput

    @extend_schema(
        operation_id="list_network_members",
        summary="The persons that a line counts, each once, by name",
        parameters=[NetworkRowsQuery, PageQuery],
        responses=page_of(NetworkMemberOutput),
    )
    def get(self, _request: Request) -> Response:
        return self.list_page()


class NetworkMemberships(NetworkRows):
    kind, output = "memberships", NetworkMembershipOutput

    @extend_schema(
        operation_id="list_network_memberships",
        summary="The memberships that a line counts",
        parameters=[NetworkRowsQuery, PageQuery],
        responses=page_of(NetworkMembershipOutput),
    )
    def get(self, _request: Request) -> Response:
        return self.list_page()


class NetworkExport(ApiView):
    @extend_schema(
        operation_id="export_network_rows",
        summary="All rows that a line counts, as Excel or CSV, row by row",
        parameters=[NetworkExportQuery],
        responses=FILE,
    )
    def get(self, _request: Request) -> StreamingHttpResponse:
        asked = {"as_of": today(), **self.parse_query(NetworkExportQuery)}
        kind, ending = asked.pop("kind"), asked.pop("ending")
        of = get_slice(**asked, visible_to=self.viewer)
        return _stream(export_rows(of, kind=kind, ending=ending))


def _stream(file: File) -> StreamingHttpResponse:
    response = StreamingHttpResponse(file.pieces, content_type=file.media_type)
    response["Content-Disposition"] = f'attachment; filename="{file.name}"'
    return response
