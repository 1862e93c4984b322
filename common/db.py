"""Pieces of PostgreSQL that Django does not write by itself."""

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
