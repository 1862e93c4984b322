"""Rows with two times: what is restated is superseded, and its successor stands from that instant.

`valid` is when it was so; `recorded_at` to `superseded_at` is when we held it to be so. The caller
holds the team's lock, so that instants follow the order in which things became known.
"""

from datetime import date, datetime
from typing import Any, TypeVar

from django.db.backends.postgresql.psycopg_any import DateRange

from common.clock import now
from people.models import Account, Membership, TeamHome

Row = TypeVar("Row", Membership, TeamHome)


def supersede(*rows: Membership | TeamHome) -> datetime:
    """The rows are no longer what we hold to be so; the instant since which they are not."""
    at = now()
    for row in rows:
        row.superseded_at = at
        row.save(update_fields=["superseded_at"])
    return at


def restate(row: Row, *, by: Account | None, **changes: Any) -> Row:
    """The row is superseded, and one like it but for `changes` is known from that instant on."""
    return add_like(row, at=supersede(row), by=by, **changes)


def add_like(row: Row, *, at: datetime, by: Account | None, **changes: Any) -> Row:
    """A row like a superseded one but for `changes` is known from `at` on."""
    fixed = {"id", "uuid", "recorded_at", "recorded_by", "superseded_at"}
    names = [field.name for field in row._meta.concrete_fields if field.name not in fixed]  # noqa: SLF001 - Django's public name for it
    kept = {name: getattr(row, name) for name in names}
    return type(row).objects.create(**{**kept, **changes}, recorded_at=at, recorded_by=by)


def end_before(valid: DateRange, *, day: date) -> DateRange | None:
    """The days of `valid` before `day`; None when there are none."""
    if valid.lower >= day:
        return None
    until = day if valid.upper is None else min(day, valid.upper)
    return DateRange(valid.lower, until)
