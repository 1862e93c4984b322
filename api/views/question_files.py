"""Files of questions: sent, shown as understood, written; and written out."""

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from api.schema import PageQuery, page_of
from api.serializers.questions import (
    ExportInput,
    ExportOutput,
    ImportDetailOutput,
    ImportInput,
    ImportLineOutput,
    ImportOutput,
    LineQuery,
    WriteInput,
)
from api.views.base import ApiView, present
from api.views.questions import BankView, find_category
from people.models import Role
from questions.errors import QuestionFileTooLarge
from questions.models import ImportState, QuestionImport
from questions.selectors.files import (
    get_export,
    get_import,
    list_imports,
    list_lines,
    summarise_import,
)
from questions.services.exports import start_export
from questions.services.imports import (
    MOST_MEGABYTES,
    MOST_SENT_BYTES,
    cancel_import,
    receive_questions,
    start_writing,
)


def show(batch: QuestionImport, *, status: int = 200) -> Response:
    summary = None if batch.state == ImportState.READING else summarise_import(batch)
    return present(ImportDetailOutput, batch, status=status, summary=summary)


class Imports(BankView):
    parser_classes = (MultiPartParser,)

    @extend_schema(
        operation_id="list_question_imports",
        summary="The files that were brought into a bank, the newest first",
        parameters=[PageQuery],
        responses=page_of(ImportOutput),
    )
    def get(self, _request: Request, slug: str) -> Response:
        return self.page(list_imports(self.find(slug)), ImportOutput)

    @extend_schema(
        operation_id="send_questions",
        summary="A file that will be read; nothing of it is written before `write/`",
        request={"multipart/form-data": ImportInput},
        responses={201: ImportDetailOutput},
    )
    def post(self, request: Request, slug: str) -> Response:
        self.viewer.require(Role.AUTHOR)
        if int(request.META.get("CONTENT_LENGTH") or 0) > MOST_SENT_BYTES:
            raise QuestionFileTooLarge(most=MOST_MEGABYTES)  # before a byte of it is read
        bank, given = self.find(slug), self.parse(ImportInput)
        file, category = given["file"], find_category(given.get("category"), self.viewer)
        batch = receive_questions(
            bank=bank, file=file.file, name=file.name, file_format=given.get("format", ""),
            category=category, same_key=given.get("same_key", "version"), by=self.viewer,
        )  # fmt: skip
        return show(batch, status=201)


class ImportView(ApiView):
    """An operation on an import into a bank that the asker may use."""

    def find(self, uuid: UUID) -> QuestionImport:
        return get_import(uuid, visible_to=self.viewer)


class ImportDetail(ImportView):
    @extend_schema(
        operation_id="get_question_import",
        summary="An import: its state, and what became of the questions, or would",
        responses=ImportDetailOutput,
    )
    def get(self, _request: Request, uuid: UUID) -> Response:
        return show(self.find(uuid))


class ImportLines(ImportView):
    @extend_schema(
        operation_id="list_question_import_lines",
        summary="The questions of the file in its order, with what became of each, or would",
        parameters=[LineQuery, PageQuery],
        responses=page_of(ImportLineOutput),
    )
    def get(self, _request: Request, uuid: UUID) -> Response:
        batch, asked = self.find(uuid), self.parse_query(LineQuery)
        return self.page(list_lines(batch, **asked), ImportLineOutput)


class ImportWrite(ImportView):
    @extend_schema(
        operation_id="write_question_import",
        summary="The questions will be written, by a job; problems stop it unless told otherwise",
        request=WriteInput,
        responses={202: ImportDetailOutput},
    )
    def post(self, _request: Request, uuid: UUID) -> Response:
        batch = self.find(uuid)
        started = start_writing(batch=batch, **self.parse(WriteInput), by=self.viewer)
        return show(started, status=202)


class ImportCancel(ImportView):
    @extend_schema(
        operation_id="cancel_question_import",
        summary="Nothing more is read or written; what was written stays",
        request=None,
        responses=ImportDetailOutput,
    )
    def post(self, _request: Request, uuid: UUID) -> Response:
        return show(cancel_import(batch=self.find(uuid), by=self.viewer))


class Exports(BankView):
    @extend_schema(
        operation_id="export_questions",
        summary="A file will be written of what is in use in the bank, or of what is chosen",
        request=ExportInput,
        responses={202: ExportOutput},
    )
    def post(self, _request: Request, slug: str) -> Response:
        bank, given = self.find(slug), self.parse(ExportInput)
        export = start_export(
            bank=bank,
            file_format=given["format"],
            category=find_category(given.get("category"), self.viewer),
            chosen=given.get("questions", ()),
            by=self.viewer,
        )
        return present(ExportOutput, export, status=202)


class ExportDetail(ApiView):
    @extend_schema(
        operation_id="get_question_export",
        summary="An export: its file, and what the format could not hold",
        responses=ExportOutput,
    )
    def get(self, _request: Request, uuid: UUID) -> Response:
        return present(ExportOutput, get_export(uuid, visible_to=self.viewer))
