"""Targets against the ledger."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api.schema import PageQuery, page_of
from api.serializers.targets import (
    AttainmentOutput,
    AttainmentQuery,
    MetricInput,
    MetricOutput,
    TargetInput,
    TargetRowOutput,
)
from api.views.base import ApiView, present
from common.clock import today
from targets.presentation import present_attainment
from targets.selectors import (
    get_attainment,
    get_metric,
    get_target,
    list_metrics,
    list_targets,
)
from targets.services import define_metric, set_target


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

    @extend_schema(
        operation_id="set_target",
        summary="A target for a unit of the asker's branch, or for the whole country",
        request=TargetInput,
        responses={201: TargetRowOutput},
    )
    def post(self, _request: Request) -> Response:
        given = self.parse(TargetInput)
        version = given.pop("metric_version", None)
        metric = get_metric(given.pop("metric"), version=version, visible_to=self.viewer)
        target = set_target(metric=metric, **given, by=self.viewer)
        return present(TargetRowOutput, target, status=201)


class TargetDetail(ApiView):
    @extend_schema(operation_id="get_target", summary="A target", responses=TargetRowOutput)
    def get(self, _request: Request, code: str) -> Response:
        return present(TargetRowOutput, get_target(code, visible_to=self.viewer))


class Metrics(ApiView):
    @extend_schema(
        operation_id="list_metrics",
        summary="Every version of every metric (training managers)",
        parameters=[PageQuery],
        responses=page_of(MetricOutput),
    )
    def get(self, _request: Request) -> Response:
        return self.page(list_metrics(visible_to=self.viewer), MetricOutput)

    @extend_schema(
        operation_id="define_metric",
        summary="What is counted; another definition under a known code is its next version",
        request=MetricInput,
        responses={201: MetricOutput},
    )
    def post(self, _request: Request) -> Response:
        metric = define_metric(**self.parse(MetricInput), by=self.viewer)
        return present(MetricOutput, metric, status=201)


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
