"""Rosters: sent, shown as understood, written, and their refused lines given back."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from api.schema import PageQuery, page_of
from api.serializers.rosters import (
    PreviewOutput,
    PreviewQuery,
    RosterDetailOutput,
    RosterInput,
    RosterLineOutput,
    RosterLineQuery,
    RosterOutput,
)
from api.views.base import ApiView, present
from people.errors import RosterTooLarge
from people.models import Role
from people.presentation import show_preview
from people.selectors.rosters import get_roster, list_roster_lines, list_rosters
from people.services.rosters import (
    MOST_MEGABYTES,
    MOST_SENT_BYTES,
    cancel_roster,
    preview_roster,
    receive_roster,
    start_writing,
)


class Rosters(ApiView):
    parser_classes = (MultiPartParser,)

    @extend_schema(
        operation_id="list_rosters",
        summary="The asker's rosters, the newest first (training managers)",
        parameters=[PageQuery],
        responses=page_of(RosterOutput),
    )
    def get(self, _request: Request) -> Response:
        return self.page(list_rosters(visible_to=self.viewer), RosterOutput)

    @extend_schema(
        operation_id="send_roster",
        summary="A file that will be read; nothing of it is written before `write/`",
        request={"multipart/form-data": RosterInput},
        responses={201: RosterDetailOutput},
    )
    def post(self, request: Request) -> Response:
        self.viewer.require(Role.TRAINING_MANAGER)
        if int(request.META.get("CONTENT_LENGTH") or 0) > MOST_SENT_BYTES:
            raise RosterTooLarge(most=MOST_MEGABYTES)  # before a byte of it is read
        given = self.parse(RosterInput)
        file = given["file"]
        roster = receive_roster(
            file=file.file, name=file.name, kind=given["kind"], on=given.get("on"), by=self.viewer
        )
        return present(RosterDetailOutput, roster, status=201)


class RosterView(ApiView):
    """An operation on one roster of the asker's."""

    def find(self, uuid: UUID) -> Any:
        return get_roster(uuid, visible_to=self.viewer)


class RosterDetail(RosterView):
    @extend_schema(
        operation_id="get_roster",
        summary="A roster: its state, its counts, and how its columns were understood",
        responses=RosterDetailOutput,
    )
    def get(self, _request: Request, uuid: UUID) -> Response:
        return present(RosterDetailOutput, self.find(uuid))


class RosterPreview(RosterView):
    @extend_schema(
        operation_id="preview_roster",
        summary="What would become of the first 2,000 lines; nothing is written",
        parameters=[PreviewQuery],
        responses=PreviewOutput,
    )
    def get(self, _request: Request, uuid: UUID) -> Response:
        roster, asked = self.find(uuid), self.parse_query(PreviewQuery)
        preview = preview_roster(roster=roster, by=self.viewer)
        states = {asked["state"]} if "state" in asked else None
        shown = show_preview(roster, preview, states=states, limit=asked["limit"])
        return present(PreviewOutput, shown)


class RosterWrite(RosterView):
    @extend_schema(
        operation_id="write_roster",
        summary="The good lines will be written, by a job",
        request=None,
        responses={202: RosterDetailOutput},
    )
    def post(self, _request: Request, uuid: UUID) -> Response:
        roster = start_writing(roster=self.find(uuid), by=self.viewer)
        return present(RosterDetailOutput, roster, status=202)


class RosterCancel(RosterView):
    @extend_schema(
        operation_id="cancel_roster",
        summary="Nothing more is read or written; what was written stays",
        request=None,
        responses=RosterDetailOutput,
    )
    def post(self, _request: Request, uuid: UUID) -> Response:
        return present(RosterDetailOutput, cancel_roster(roster=self.find(uuid), by=self.viewer))


class RosterLines(RosterView):
    @extend_schema(
        operation_id="list_roster_lines",
        summary="The lines as they were sent, with what became of each and the rows it wrote",
        parameters=[RosterLineQuery, PageQuery],
        responses=page_of(RosterLineOutput),
    )
    def get(self, _request: Request, uuid: UUID) -> Response:
        roster, asked = self.find(uuid), self.parse_query(RosterLineQuery)
        return self.page(list_roster_lines(roster, **asked), RosterLineOutput, roster=roster)
