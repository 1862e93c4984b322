"""Cursor pages: the place after a row is named by the values that order it.

No page is counted and none is skipped: a page deep in a million rows costs what the first costs,
and rows that arrive meanwhile shift nothing.
"""

import base64
from collections.abc import Callable, Sequence
from typing import Any

import orjson
from django.core.exceptions import ValidationError as InvalidValue
from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

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
        ordering = _ordering_of(queryset)
        size = _read_size(request)
        cursor = request.query_params.get("cursor")
        after = _read_cursor(cursor, queryset, ordering) if cursor else None
        if self.fetch_page:
            rows = self.fetch_page(after, size + 1)
        elif self.fetch_first and after is None and size == PAGE_SIZE:
            rows = self.fetch_first()
        else:
            behind = queryset.filter(_after(ordering, after)) if after else queryset
            rows = list(behind[: size + 1])
        if len(rows) > size:
            rows.pop()
            address = request.build_absolute_uri()
            self.next_url = replace_query_param(address, "cursor", _cursor_of(rows[-1], ordering))
        return rows

    def get_paginated_response(self, data: Sequence[Any]) -> Response:
        return Response({"next": self.next_url, "results": data})


def _ordering_of(queryset: QuerySet[Any, Any]) -> tuple[str, ...]:
    ordering = tuple(str(name) for name in queryset.query.order_by)
    if not ordering:
        raise AssertionError("a selector of a list gives its order")
    return ordering


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


def _cursor_of(row: Model, ordering: Sequence[str]) -> str:
    values = [field.value_to_string(row) for field in _fields_of(type(row), ordering)]
    return base64.urlsafe_b64encode(orjson.dumps(values)).decode().rstrip("=")


def _fields_of(model: type[Model], ordering: Sequence[str]) -> list[Any]:
    """The columns of the order, which are the model's own."""
    return [model._meta.get_field(name.lstrip("-")) for name in ordering]  # noqa: SLF001 - Django's public name for it


def _read_cursor(cursor: str, queryset: QuerySet[Any, Any], ordering: Sequence[str]) -> list[Any]:
    """The values in a cursor, each in its column's type; one of another list is refused."""
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        values = orjson.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
        fields = _fields_of(queryset.model, ordering)
        return [_to_value(field, text) for field, text in zip(fields, values, strict=True)]
    except (ValueError, TypeError, InvalidValue) as problem:
        raise ValidationError({"cursor": [_("This is not a cursor of this list.")]}) from problem


def _to_value(field: Any, text: Any) -> Any:
    if not isinstance(text, str) or "\x00" in text:
        raise TypeError(text)
    return field.to_python(text)


def _after(ordering: Sequence[str], values: Sequence[Any]) -> Q:
    """What stands after the row of `values`: greater in one column and equal in those before.

    The bound on the first column stands alone too, so that an index on it can be used.
    """
    found, equal = Q(), Q()
    for name, value in zip(ordering, values, strict=True):
        column = name.lstrip("-")
        comparison = "lt" if name.startswith("-") else "gt"
        found |= equal & Q(**{f"{column}__{comparison}": value})
        equal &= Q(**{column: value})
    first = ordering[0]
    bound = "lte" if first.startswith("-") else "gte"
    return Q(**{f"{first.lstrip('-')}__{bound}": values[0]}) & found
