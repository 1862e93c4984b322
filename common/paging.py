"""Pages of a list in its own order: the place after a row is named by the values that order it.

No page is counted and none is skipped: a page deep in a million rows costs what the first costs,
and rows that arrive meanwhile shift nothing.
"""

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import orjson
from django.core.exceptions import ValidationError
from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from common.errors import InvalidInput

Row = TypeVar("Row", bound=Model)


class CursorInvalid(InvalidInput):
    code = "cursor_invalid"
    message = _("This is not a cursor of this list.")


@dataclass(frozen=True)
class Page(Generic[Row]):
    """Some rows, and the cursor behind the last one; empty when there are no more."""

    rows: list[Row]
    next: str = ""


def read_page(queryset: QuerySet[Row, Row], *, cursor: str = "", size: int) -> Page[Row]:
    """The rows behind a cursor, in the queryset's order, which ends in a unique column.

    One query. Raises CursorInvalid.
    """
    ordering = ordering_of(queryset)
    if cursor:
        queryset = queryset.filter(after(ordering, read_cursor(cursor, queryset)))
    rows = list(queryset[: size + 1])
    if len(rows) <= size:
        return Page(rows)
    return Page(rows[:size], cursor_of(rows[size - 1], ordering))


def ordering_of(queryset: QuerySet[Any, Any]) -> tuple[str, ...]:
    ordering = tuple(str(name) for name in queryset.query.order_by)
    if not ordering:
        raise AssertionError("a selector of a list gives its order")
    return ordering


def cursor_of(row: Model, ordering: Sequence[str]) -> str:
    values = [field.value_to_string(row) for field in _fields_of(type(row), ordering)]
    return base64.urlsafe_b64encode(orjson.dumps(values)).decode().rstrip("=")


def read_cursor(cursor: str, queryset: QuerySet[Any, Any]) -> list[Any]:
    """The values in a cursor, each in its column's type. Raises CursorInvalid."""
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        values = orjson.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
        fields = _fields_of(queryset.model, ordering_of(queryset))
        return [_to_value(field, text) for field, text in zip(fields, values, strict=True)]
    except (ValueError, TypeError, ValidationError) as problem:
        raise CursorInvalid from problem


def _fields_of(model: type[Model], ordering: Sequence[str]) -> list[Any]:
    """The columns of the order, which are the model's own."""
    return [model._meta.get_field(name.lstrip("-")) for name in ordering]  # noqa: SLF001 - Django's public name for it


def _to_value(field: Any, text: Any) -> Any:
    if not isinstance(text, str) or "\x00" in text:
        raise TypeError(text)
    return field.to_python(text)


def after(ordering: Sequence[str], values: Sequence[Any]) -> Q:
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
