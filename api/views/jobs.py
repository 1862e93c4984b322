"""Long work: how far it is, and its end on request."""

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api.serializers.jobs import JobOutput
from api.views.base import ApiView, present
from people.selectors.jobs import get_job
from people.services.jobs import stop_job


class JobDetail(ApiView):
    @extend_schema(
        operation_id="get_job",
        summary="Long work, as far as it is, to who began it",
        responses=JobOutput,
    )
    def get(self, _request: Request, uuid: UUID) -> Response:
        return present(JobOutput, get_job(uuid, visible_to=self.viewer))


class JobCancel(ApiView):
    @extend_schema(
        operation_id="cancel_job",
        summary="The work ends before its next step; what it wrote stays",
        request=None,
        responses=JobOutput,
    )
    def post(self, _request: Request, uuid: UUID) -> Response:
        job = stop_job(job=get_job(uuid, visible_to=self.viewer), by=self.viewer)
        return present(JobOutput, job)
