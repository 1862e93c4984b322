"""What every operation shares."""

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.parsers import BaseParser
from rest_framework.permissions import AllowAny
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer, Serializer
from rest_framework.views import APIView

from api.pagination import CursorPages
from people.viewer import Viewer, get_viewer

OutputClass = type[BaseSerializer[Any]]


class JsonAlways(BaseContentNegotiation):
    """JSON whatever `Accept` says: a browser or a plain curl gets the answer, not a 406."""

    def select_parser(self, request: Request, parsers: Iterable[BaseParser]) -> BaseParser | None:
        given = (request.content_type or "").partition(";")[0].strip().lower()
        return next((parser for parser in parsers if parser.media_type == given), None)

    def select_renderer(
        self,
        request: Request,  # noqa: ARG002 - the framework's signature
        renderers: Iterable[BaseRenderer],
        format_suffix: str | None = None,  # noqa: ARG002 - the framework's signature
    ) -> tuple[BaseRenderer, str]:
        first = next(iter(renderers))
        return first, first.media_type


class ApiView(APIView):
    """An operation that needs someone signed in."""

    content_negotiation_class = JsonAlways

    @cached_property
    def viewer(self) -> Viewer:
        return get_viewer(self.request.user)

    def parse(self, serializer_class: type[Serializer[Any]]) -> dict[str, Any]:
        """The request's body, checked. Raises ValidationError."""
        return _check(serializer_class(data=self.request.data))

    def parse_query(self, serializer_class: type[Serializer[Any]]) -> dict[str, Any]:
        """The query's parameters, checked. Raises ValidationError."""
        return _check(serializer_class(data=self.request.query_params))

    def page(
        self,
        rows: QuerySet[Any, Any],
        serializer_class: OutputClass,
        *,
        fetch_first: Callable[[], list[Any]] | None = None,
        fetch_page: Callable[[list[Any] | None, int], list[Any]] | None = None,
        present_page: Callable[[list[Any]], list[Any]] | None = None,
        **context: Any,
    ) -> Response:
        """A page of `rows`, in their own order; `fetch_first` is a quicker way to the first.

        `fetch_page` is a quicker way to any; `present_page` makes of its rows what is serialized.
        """
        pages = CursorPages()
        pages.fetch_first, pages.fetch_page = fetch_first, fetch_page
        found = pages.paginate_queryset(rows, self.request)
        if present_page:
            found = present_page(found)
        return pages.get_paginated_response(
            serializer_class(found, many=True, context=context).data
        )


class PublicView(ApiView):
    """An operation that anyone may call, signed in or not."""

    permission_classes = (AllowAny,)


def present(
    serializer_class: OutputClass, thing: Any, *, status: int = 200, **context: Any
) -> Response:
    return Response(serializer_class(thing, context=context).data, status=status)


def file_response(data: bytes, media_type: str, *, name: str = "") -> HttpResponse:
    """Bytes as they are; with a name, to be kept as a file."""
    response = HttpResponse(data, content_type=media_type)
    if name:
        response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _check(serializer: Serializer[Any]) -> dict[str, Any]:
    serializer.is_valid(raise_exception=True)
    checked: Mapping[str, Any] = serializer.validated_data
    return dict(checked)
