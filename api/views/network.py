"""The network of community digital teams in figures."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api.serializers.network import NetworkOutput, NetworkQuery
from api.views.base import ApiView
from common.clock import today
from targets.network import report_network
from targets.presentation import present_network


class Network(ApiView):
    @extend_schema(
        operation_id="report_network",
        summary="Teams and members as of a day, as known on a day, by the provinces of a day",
        parameters=[NetworkQuery],
        responses=NetworkOutput,
    )
    def get(self, _request: Request) -> Response:
        asked = {"as_of": today(), **self.parse_query(NetworkQuery)}
        base_on, with_communes = asked.pop("base_on", None), asked.pop("with_communes")
        found = report_network(**asked, visible_to=self.viewer)
        base = (
            report_network(**{**asked, "as_of": base_on}, visible_to=self.viewer)
            if base_on
            else None
        )
        return Response(present_network(found, base=base, with_communes=with_communes))
