"""Targets against the ledger."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api.schema import PageQuery, page_of
from api.serializers.targets import AttainmentOutput, AttainmentQuery, TargetRowOutput
from api.views.base import ApiView
from common.clock import today
from targets.presentation import present_attainment
from targets.selectors import get_attainment, get_target, list_targets


class Targets(ApiView):
    @extend_schema(
        operation_id="list_targets",
        summary="The targets that the asker may see (training managers)",
        parameters=[PageQuery],
        responses=page_of(TargetRowOutput),
    )
    def get(self, _request: Request) -> Response:
        targets = list_targets(visible_to=self.viewer)
        return self.page(targets.prefetch_related("branch__names"), TargetRowOutput)


class TargetAttainment(ApiView):
    @extend_schema(
        operation_id="get_attainment",
        summary="What was attained: as of a day, as known on a day, by the provinces of a day",
        parameters=[AttainmentQuery],
        responses=AttainmentOutput,
    )
    def get(self, _request: Request, code: str) -> Response:
        target = get_target(code, visible_to=self.viewer)
        asked = {"as_of": today(), **self.parse_query(AttainmentQuery)}
        return Response(present_attainment(get_attainment(target, **asked, visible_to=self.viewer)))
