"""Runs, their files, and the links and QR codes that lead to them."""

from django.http import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api.documents import document_response
from api.schema import PageQuery, page_of
from api.serializers.runs import (
    EntryLinkInput,
    EntryLinkOutput,
    FilesOutput,
    RunInput,
    RunOutput,
    VisitOutput,
    entry_address,
)
from api.views.base import ApiView, PublicView, file_response, present
from api.views.courses import PublicToRead
from courses.document import asset_digests
from courses.selectors import get_course, get_document
from enrollment.selectors import (
    get_entry_link,
    get_run,
    get_run_to_read,
    list_entry_links,
    list_runs,
)
from enrollment.services.entry import count_visit, create_entry_link, revoke_entry_link
from enrollment.services.runs import close_run, open_run
from media.selectors import get_asset_urls


class Runs(PublicToRead):
    @extend_schema(
        operation_id="list_runs",
        summary="The runs in the catalogue, the newest first",
        parameters=[PageQuery],
        responses=page_of(RunOutput),
    )
    def get(self, _request: Request) -> Response:
        runs = list_runs(visible_to=self.viewer).prefetch_related("organiser__names")
        return self.page(runs, RunOutput)

    @extend_schema(
        operation_id="open_run",
        summary="A run of a course's newest edition (training managers)",
        request=RunInput,
        responses={201: RunOutput},
    )
    def post(self, _request: Request) -> Response:
        given = self.parse(RunInput)
        course = get_course(given.pop("course"), visible_to=self.viewer)
        return present(RunOutput, open_run(course=course, **given, by=self.viewer), status=201)


class RunDetail(PublicView):
    @extend_schema(operation_id="get_run", summary="A run", responses=RunOutput)
    def get(self, _request: Request, code: str) -> Response:
        return present(RunOutput, get_run(code, visible_to=self.viewer))


class RunClose(ApiView):
    @extend_schema(
        operation_id="close_run",
        summary="The run takes no more learners or facts; a repeat changes nothing",
        request=None,
        responses=RunOutput,
    )
    def post(self, _request: Request, code: str) -> Response:
        run = get_run(code, visible_to=self.viewer)
        return present(RunOutput, close_run(run=run, by=self.viewer))


class RunEdition(ApiView):
    @extend_schema(
        operation_id="get_run_edition",
        summary="The learner's document of the run's edition, without answers (ETag, 304)",
        responses={200: OpenApiTypes.OBJECT, 304: None},
    )
    def get(self, request: Request, code: str) -> HttpResponseBase:
        run = get_run_to_read(code, visible_to=self.viewer)
        return document_response(request, run.edition_id)


class RunFiles(ApiView):
    @extend_schema(
        operation_id="get_run_files",
        summary="Expiring addresses of the files of the run's edition",
        responses=FilesOutput,
    )
    def get(self, _request: Request, code: str) -> Response:
        run = get_run_to_read(code, visible_to=self.viewer)
        digests = asset_digests(get_document(run.edition_id))
        return present(FilesOutput, {"files": get_asset_urls(digests)})


class RunEntryLinks(ApiView):
    @extend_schema(
        operation_id="list_entry_links",
        summary="The links of a run, with the visits that each brought (its managers)",
        parameters=[PageQuery],
        responses=page_of(EntryLinkOutput),
    )
    def get(self, _request: Request, code: str) -> Response:
        run = get_run(code, visible_to=self.viewer)
        return self.page(list_entry_links(run, visible_to=self.viewer), EntryLinkOutput)

    @extend_schema(
        operation_id="create_entry_link",
        summary="A short link to the run; its code is chosen when none is asked for",
        request=EntryLinkInput,
        responses={201: EntryLinkOutput},
    )
    def post(self, _request: Request, code: str) -> Response:
        run = get_run(code, visible_to=self.viewer)
        link = create_entry_link(run=run, **self.parse(EntryLinkInput), by=self.viewer)
        return present(EntryLinkOutput, link, status=201)


class EntryLinkVisit(PublicView):
    @extend_schema(
        operation_id="visit_entry_link",
        summary="The link was opened: one visit is counted, and the run it leads to is told",
        request=None,
        responses={201: VisitOutput, 410: None},
    )
    def post(self, _request: Request, code: str) -> Response:
        return present(VisitOutput, count_visit(code=code), status=201)


class EntryLinkRevoke(ApiView):
    @extend_schema(
        operation_id="revoke_entry_link",
        summary="The link leads nowhere from now on; its visits stay counted",
        request=None,
        responses={200: EntryLinkOutput, 410: None},
    )
    def post(self, _request: Request, code: str) -> Response:
        link = revoke_entry_link(link=get_entry_link(code), by=self.viewer)
        return present(EntryLinkOutput, link)


class EntryLinkQrPng(PublicView):
    @extend_schema(
        operation_id="get_entry_link_qr_png",
        summary="The link's QR code, to be shown",
        responses={(200, "image/png"): OpenApiTypes.BINARY, 410: None},
    )
    def get(self, _request: Request, code: str) -> HttpResponseBase:
        from common.qr import qr_png

        link = get_entry_link(code)
        return file_response(qr_png(entry_address(link.code)), "image/png")


class EntryLinkQrSvg(PublicView):
    @extend_schema(
        operation_id="get_entry_link_qr_svg",
        summary="The link's QR code, to be printed in any size",
        responses={(200, "image/svg+xml"): OpenApiTypes.BINARY, 410: None},
    )
    def get(self, _request: Request, code: str) -> HttpResponseBase:
        from common.qr import qr_svg

        link = get_entry_link(code)
        return file_response(qr_svg(entry_address(link.code)), "image/svg+xml")


class EntryLinkPoster(PublicView):
    @extend_schema(
        operation_id="get_entry_link_poster",
        summary="An A4 poster with the link's QR code, to be printed",
        responses={(200, "application/pdf"): OpenApiTypes.BINARY, 410: None},
    )
    def get(self, _request: Request, code: str) -> HttpResponseBase:
        from media.posters import render_entry_poster

        link = get_entry_link(code)
        poster = render_entry_poster(
            title=link.run.course.title,
            summary=link.run.course.summary,
            url=entry_address(link.code),
            organiser=link.run.organiser_name,
        )
        return file_response(poster, "application/pdf")
