"""Classes in a room, and the ledger that they and the learners fill."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api.schema import PageQuery, page_of
from api.serializers.classes import (
    ClassInput,
    ClassPreviewOutput,
    ClassReportOutput,
    CompletionOutput,
    CompletionQuery,
    SessionOutput,
    read_class,
)
from api.views.base import ApiView, present
from enrollment.selectors import get_run, list_completions, list_sessions
from enrollment.services.classes import preview_class, record_class

CLASS_REQUEST = {"application/json": ClassInput, "multipart/form-data": ClassInput}


class ClassPreview(ApiView):
    @extend_schema(
        operation_id="preview_class",
        summary="How each line of the list is understood; nothing is written",
        request=CLASS_REQUEST,
        responses=ClassPreviewOutput,
    )
    def post(self, _request: Request, code: str) -> Response:
        run = get_run(code, visible_to=self.viewer)
        given = self.parse(ClassInput)
        new, rows = read_class(given, run)
        lines = preview_class(
            new=new, rows=rows, create_missing=given["create_missing"], by=self.viewer
        )
        bad = sum(1 for line in lines if line.problem)
        counts = {"good_count": len(lines) - bad, "problem_count": bad}
        return present(ClassPreviewOutput, {**counts, "lines": lines})


class Classes(ApiView):
    @extend_schema(
        operation_id="record_class",
        summary="The class, its attendance and the completions that follow, or nothing",
        request=CLASS_REQUEST,
        responses={201: ClassReportOutput},
    )
    def post(self, _request: Request, code: str) -> Response:
        run = get_run(code, visible_to=self.viewer)
        given = self.parse(ClassInput)
        new, rows = read_class(given, run)
        options = {name: given[name] for name in ("create_missing", "skip_problems")}
        report = record_class(new=new, rows=rows, **options, by=self.viewer)
        return present(ClassReportOutput, report, status=201)


class Sessions(ApiView):
    @extend_schema(
        operation_id="list_sessions",
        summary="The classes of the asker's branch, the newest first",
        parameters=[PageQuery],
        responses=page_of(SessionOutput),
    )
    def get(self, _request: Request) -> Response:
        sessions = list_sessions(visible_to=self.viewer)
        return self.page(sessions.prefetch_related("unit__names"), SessionOutput)


class Completions(ApiView):
    @extend_schema(
        operation_id="list_completions",
        summary="The ledger's live rows of the asker's branch, and the asker's own",
        parameters=[CompletionQuery, PageQuery],
        responses=page_of(CompletionOutput),
    )
    def get(self, _request: Request) -> Response:
        rows = list_completions(visible_to=self.viewer, **self.parse_query(CompletionQuery))
        return self.page(rows.prefetch_related("unit__names"), CompletionOutput)
