"""The network of community digital teams in figures."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api.serializers.network import NetworkOutput, NetworkQuery
from api.views.base import ApiView
from common.clock import today
from targets.network import present_network, report_network


class Network(ApiView):
    @extend_schema(
        operation_id="report_network",
        summary="Teams and members as of a day, as known on a day, by the units of a day",
        parameters=[NetworkQuery],
        responses=NetworkOutput,
    )
    def get(self, _request: Request) -> Response:
        asked = {"as_of": today(), **self.parse_query(NetworkQuery)}
        down_to = asked.pop("down_to", "")
        found = report_network(**asked, visible_to=self.viewer)
        return Response(present_network(found, down_to=down_to))
