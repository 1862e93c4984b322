"""The catalogue; writing and publishing."""

from django.http import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.parsers import MultiPartParser
from rest_framework.permissions import SAFE_METHODS, AllowAny, BasePermission, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from api.documents import document_response
from api.schema import PageQuery, page_of
from api.serializers.courses import (
    AssetInput,
    AssetOutput,
    CourseDetailOutput,
    CourseInput,
    CourseOutput,
    CourseQuery,
    DraftInput,
    DraftOutput,
    EditionOutput,
    PublishInput,
)
from api.views.base import ApiView, PublicView, present
from courses.errors import CourseNotFound
from courses.selectors import find_draft, get_course, list_courses
from courses.services import create_course, publish_draft, save_draft
from enrollment.selectors import list_open_runs
from media.services import create_asset
from people.models import Role

NO_DRAFT = {"document": None, "lock_version": 0, "updated_at": None}


class PublicToRead(ApiView):
    """Anyone may read; who writes is signed in."""

    def get_permissions(self) -> list[BasePermission]:
        return [AllowAny() if self.request.method in SAFE_METHODS else IsAuthenticated()]


class Courses(PublicToRead):
    @extend_schema(
        operation_id="list_courses",
        summary="The catalogue, by title",
        parameters=[CourseQuery, PageQuery],
        responses=page_of(CourseOutput),
    )
    def get(self, _request: Request) -> Response:
        search = self.parse_query(CourseQuery).get("search", "")
        return self.page(list_courses(visible_to=self.viewer, search=search), CourseOutput)

    @extend_schema(
        operation_id="create_course",
        summary="An empty course (authors)",
        request=CourseInput,
        responses={201: CourseOutput},
    )
    def post(self, _request: Request) -> Response:
        course = create_course(**self.parse(CourseInput), by=self.viewer)
        return present(CourseOutput, course, status=201)


class CourseDetail(PublicView):
    @extend_schema(
        operation_id="get_course",
        summary="A course with its open runs",
        responses=CourseDetailOutput,
    )
    def get(self, _request: Request, slug: str) -> Response:
        course = get_course(slug, visible_to=self.viewer)
        return present(CourseDetailOutput, course, open_runs=list_open_runs(course.pk))


class CurrentEdition(ApiView):
    @extend_schema(
        operation_id="get_current_edition",
        summary="The learner's document of the newest edition, without answers (ETag, 304)",
        responses={200: OpenApiTypes.OBJECT, 304: None},
    )
    def get(self, request: Request, slug: str) -> HttpResponseBase:
        course = get_course(slug, visible_to=self.viewer)
        if course.current_edition_id is None:
            raise CourseNotFound
        return document_response(request, course.current_edition_id)


class CourseDraft(ApiView):
    @extend_schema(
        operation_id="get_draft", summary="What is being written (authors)", responses=DraftOutput
    )
    def get(self, _request: Request, slug: str) -> Response:
        course = get_course(slug, visible_to=self.viewer)
        return present(DraftOutput, find_draft(course, visible_to=self.viewer) or NO_DRAFT)

    @extend_schema(
        operation_id="save_draft",
        summary="The draft says this, when nobody saved since it was loaded (authors)",
        request=DraftInput,
        responses=DraftOutput,
    )
    def put(self, _request: Request, slug: str) -> Response:
        course = get_course(slug, visible_to=self.viewer)
        draft = save_draft(course=course, **self.parse(DraftInput), by=self.viewer)
        return present(DraftOutput, draft)


class Editions(ApiView):
    @extend_schema(
        operation_id="publish_draft",
        summary="The draft becomes the newest edition (a second author)",
        request=PublishInput,
        responses={201: EditionOutput},
    )
    def post(self, _request: Request, slug: str) -> Response:
        course = get_course(slug, visible_to=self.viewer)
        edition = publish_draft(course=course, **self.parse(PublishInput), by=self.viewer)
        return present(EditionOutput, edition, status=201)


class Assets(ApiView):
    parser_classes = (MultiPartParser,)

    @extend_schema(
        operation_id="create_asset",
        summary="A file, named by its content; the same bytes give the same asset (authors)",
        request={"multipart/form-data": AssetInput},
        responses={201: AssetOutput},
    )
    def post(self, _request: Request) -> Response:
        self.viewer.require(Role.AUTHOR)
        file = self.parse(AssetInput)["file"]
        asset = create_asset(file=file, name=file.name, by=self.viewer.account)
        return present(AssetOutput, asset, status=201)
