"""Pieces of PostgreSQL that Django does not write by itself."""

import re
from collections.abc import Iterable, Sequence

from django.contrib.postgres.fields import RangeOperators
from django.db import connection, migrations
from django.db.models import Model

OVERLAPS = RangeOperators.OVERLAPS
EQUAL = RangeOperators.EQUAL

REFUSE_CHANGE = migrations.RunSQL(
    """
    CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      RAISE EXCEPTION '% is append-only: rows are added, never changed or removed', TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
    END $$
    """,
    "DROP FUNCTION IF EXISTS refuse_change() CASCADE",
)


def append_only(table: str) -> migrations.RunSQL:
    """Rows of `table` can be inserted, and neither updated, deleted nor truncated, by anyone.

    The ledger, the register, facts and editions rest on it: what was signed stays as it was.
    """
    return migrations.RunSQL(
        f"""
        CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}
          FOR EACH ROW EXECUTE FUNCTION refuse_change();
        """,
        f"DROP TRIGGER {table}_append_only ON {table}",
    )


def copy_rows(model: type[Model], columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """The rows stand in the model's table: COPY, four times as quick as inserts.

    `columns` are column names (`unit_id`), not fields; defaults of Django do not apply.
    """
    names = ", ".join(columns)
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY {model._meta.db_table} ({names}) FROM STDIN") as copy,  # noqa: SLF001
    ):
        for row in rows:
            copy.write_row(row)


def never_changed(table: str) -> migrations.RunSQL:
    """Rows of `table` are never updated. What may be removed is said by foreign keys."""
    return migrations.RunSQL(
        f"""
        CREATE TRIGGER {table}_never_changed BEFORE UPDATE ON {table}
          FOR EACH ROW EXECUTE FUNCTION refuse_change();
        """,
        f"DROP TRIGGER {table}_never_changed ON {table}",
    )


# Stands for no value in a block of text; no cell has it, for control characters are cleaned away.
_NOTHING = "\x01"
_UNSAFE = re.compile(r"[\\\n\r\t]")
_ESCAPES = str.maketrans({"\\": r"\\", "\n": r"\n", "\r": r"\r", "\t": r"\t"})


def copy_texts(
    model: type[Model], columns: Sequence[str], rows: Iterable[Sequence[str | None]]
) -> None:
    """As `copy_rows`, of values that are PostgreSQL's texts of them: twice as quick again."""
    names = ", ".join(columns)
    block = "".join(_write_line(row) for row in rows)
    if not block:
        return
    table = model._meta.db_table  # noqa: SLF001 - Django's public name for it
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY {table} ({names}) FROM STDIN WITH (NULL E'\\001')") as copy,
    ):
        copy.write(block)


def _write_line(row: Sequence[str | None]) -> str:
    values = [_NOTHING if value is None else value for value in row]
    line = "\t".join(values)
    if "\\" in line or "\n" in line or "\r" in line or line.count("\t") >= len(values):
        line = "\t".join(
            [value.translate(_ESCAPES) if _UNSAFE.search(value) else value for value in values]
        )
    return f"{line}\n"


def take_ids(model: type[Model], count: int) -> list[int]:
    """As many ids of the table that nobody else gets; one query."""
    if not count:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [model._meta.db_table, count],  # noqa: SLF001
        )
        return [pk for (pk,) in cursor.fetchall()]
