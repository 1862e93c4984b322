"""Pieces of PostgreSQL that Django's migrations do not write by themselves."""

from django.contrib.postgres.fields import RangeOperators
from django.db import migrations

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
