"""Querysets whose SQL is written once: for the few questions that every request asks.

Django writes the SQL of a queryset anew each time, which costs several times what PostgreSQL
needs to answer by primary key. A `CompiledQuery` is written as a queryset, with a `Param` in the
place of each value that changes, and keeps what the compiler made of it. It rests on the same
pieces of `django.db.models.query` that `ModelIterable` is made of.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Expression, Field, Model, QuerySet
from django.db.models.query import get_related_populators

M = TypeVar("M", bound=Model)


@dataclass(frozen=True)
class _Slot:
    """The place of a parameter among the values of a statement."""

    name: str


class Param(Expression):
    """A value that is given when the query runs, as itself: nothing converts it."""

    def __init__(self, name: str, output_field: "Field[Any, Any] | None" = None) -> None:
        super().__init__(output_field=output_field)
        self.name = name

    def as_sql(self, _compiler: Any, _connection: Any) -> tuple[str, tuple[Any, ...]]:
        return "%s", (_Slot(self.name),)


@dataclass(frozen=True)
class _Plan(Generic[M]):
    """What the compiler made of a queryset: the statement, and how a row becomes an object."""

    sql: str
    values: Sequence[Any]
    model: type[M]
    names: Sequence[str]
    columns: slice
    populators: Sequence[Any]
    annotations: Sequence[tuple[str, int]]
    convert: Callable[[Sequence[Any]], Sequence[Any]]


class CompiledQuery(Generic[M]):
    """Instances by a statement that is written once, with `select_related` and annotations.

    `build` gives the queryset; it is called at the first use, when all models are known.
    """

    def __init__(self, build: Callable[[], QuerySet[M]]) -> None:
        self._build = build

    def fetch(self, **params: Any) -> list[M]:
        """The rows for these parameters, in one statement. Raises KeyError for a missing one."""
        plan = self._plan
        values = [params[one.name] if isinstance(one, _Slot) else one for one in plan.values]
        with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
            cursor.execute(plan.sql, values)
            rows = cursor.fetchall()
        return [_make(plan, row) for row in plan.convert(rows)] if rows else []

    def first(self, **params: Any) -> M | None:
        """The first row: give the queryset an order and a limit."""
        return next(iter(self.fetch(**params)), None)

    @cached_property
    def _plan(self) -> _Plan[M]:
        queryset = self._build()
        compiler = queryset.query.get_compiler(using=DEFAULT_DB_ALIAS)
        sql, values = compiler.as_sql()
        info, select = compiler.klass_info, compiler.select
        places = info["select_fields"]
        columns = slice(places[0], places[-1] + 1)
        converters = compiler.get_converters([expression for expression, *_rest in select])

        def convert(rows: Sequence[Any]) -> Sequence[Any]:
            return list(compiler.apply_converters(rows, converters)) if converters else rows

        return _Plan(
            sql=sql,
            values=tuple(values),
            model=info["model"],
            names=[expression.target.attname for expression, *_rest in select[columns]],
            columns=columns,
            # The stubs describe the next release of Django.
            populators=get_related_populators(info, select, DEFAULT_DB_ALIAS),  # type: ignore[call-arg]
            annotations=tuple((compiler.annotation_col_map or {}).items()),
            convert=convert,
        )


def _make(plan: _Plan[M], row: Sequence[Any]) -> M:
    made = plan.model.from_db(DEFAULT_DB_ALIAS, plan.names, row[plan.columns])
    for populator in plan.populators:
        populator.populate(row, made)
    for name, place in plan.annotations:
        setattr(made, name, row[place])
    return made
