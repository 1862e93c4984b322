"""Cursor pages of the API, in the order that the selector gave (`common.paging`)."""

from collections.abc import Callable, Sequence
from typing import Any

from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

from common.paging import CursorInvalid, after, cursor_of, ordering_of, read_cursor

PAGE_SIZE = 50
LARGEST_PAGE = 200


class CursorPages(BasePagination):
    """Pages in the order that the selector gave, which ends in a unique column."""

    next_url: str | None = None
    # The first rows of the list, one more than a page holds, where there is a quicker way to them.
    fetch_first: Callable[[], list[Any]] | None = None
    # So many rows behind the place that the values of the order name, where a page has its own way.
    fetch_page: Callable[[list[Any] | None, int], list[Any]] | None = None

    def paginate_queryset(
        self,
        queryset: Any,
        request: Request,
        view: Any = None,  # noqa: ARG002 - the framework's signature
    ) -> list[Any]:
        """The rows of the page asked for, in one query. Raises ValidationError."""
        ordering = ordering_of(queryset)
        size = _read_size(request)
        cursor = request.query_params.get("cursor")
        place = _read_place(cursor, queryset) if cursor else None
        if self.fetch_page:
            rows = self.fetch_page(place, size + 1)
        elif self.fetch_first and place is None and size == PAGE_SIZE:
            rows = self.fetch_first()
        else:
            behind = queryset.filter(after(ordering, place)) if place else queryset
            rows = list(behind[: size + 1])
        if len(rows) > size:
            rows.pop()
            address = request.build_absolute_uri()
            self.next_url = replace_query_param(address, "cursor", cursor_of(rows[-1], ordering))
        return rows

    def get_paginated_response(self, data: Sequence[Any]) -> Response:
        return Response({"next": self.next_url, "results": data})


def _read_size(request: Request) -> int:
    text = request.query_params.get("page_size", str(PAGE_SIZE))
    if (
        len(text) > len(str(LARGEST_PAGE))
        or not text.isdecimal()
        or not 1 <= int(text) <= LARGEST_PAGE
    ):
        problem = _("A page has 1 to %d rows.") % LARGEST_PAGE
        raise ValidationError({"page_size": [problem]})
    return int(text)


def _read_place(cursor: str, queryset: Any) -> list[Any]:
    """One of another list is refused."""
    try:
        return read_cursor(cursor, queryset)
    except CursorInvalid as problem:
        raise ValidationError({"cursor": [problem.detail]}) from problem
