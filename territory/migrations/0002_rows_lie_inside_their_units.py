from django.db import migrations

# A check constraint sees one row; these rules look across two tables. Statement triggers with
# transition tables keep the loading of 14,000 rows quick.
_RULES = {
    "territory_unitname": (
        "territory_unitname_inside_its_unit",
        "SELECT 1 FROM rows r JOIN territory_unit u ON u.id = r.unit_id WHERE NOT r.valid <@ u.valid",
    ),
    "territory_unitparent": (
        "territory_unitparent_inside_both_one_level_up",
        """
        SELECT 1 FROM rows r JOIN territory_unit u ON u.id = r.unit_id
        JOIN territory_unit p ON p.id = r.parent_id
        WHERE NOT r.valid <@ (u.valid * p.valid)
          OR array_position(ARRAY['province', 'district', 'commune'], p.level::text)
             >= array_position(ARRAY['province', 'district', 'commune'], u.level::text)
        """,
    ),
    "territory_succession": (
        "territory_succession_old_ends_where_new_begins",
        """
        SELECT 1 FROM rows r JOIN territory_unit o ON o.id = r.old_id
        JOIN territory_unit n ON n.id = r.new_id
        WHERE upper(o.valid) IS DISTINCT FROM lower(n.valid)
          AND NOT (r.kind IN ('part', 'part_all_people') AND n.valid @> upper(o.valid))
        """,
    ),
    "territory_unit": (
        "territory_unit_covers_its_rows",
        """
        SELECT 1 FROM rows u JOIN territory_unitname r ON r.unit_id = u.id WHERE NOT r.valid <@ u.valid
        UNION ALL
        SELECT 1 FROM rows u JOIN territory_unitparent r ON u.id IN (r.unit_id, r.parent_id)
        WHERE NOT r.valid <@ u.valid
        """,
    ),
}


def _guard(table: str) -> migrations.RunSQL:
    name, broken = _RULES[table]
    events = ["UPDATE"] if table == "territory_unit" else ["INSERT", "UPDATE"]
    triggers = "".join(
        f"""
        CREATE TRIGGER {name}_{event.lower()} AFTER {event} ON {table}
          REFERENCING NEW TABLE AS rows FOR EACH STATEMENT EXECUTE FUNCTION {name}();
        """
        for event in events
    )
    return migrations.RunSQL(
        f"""
        CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF EXISTS ({broken}) THEN
            RAISE EXCEPTION '{name}' USING ERRCODE = 'check_violation', CONSTRAINT = '{name}';
          END IF;
          RETURN NULL;
        END $$;
        {triggers}
        """,
        f"DROP FUNCTION {name}() CASCADE",
    )


class Migration(migrations.Migration):
    """Names, parents and successions agree with the days of the units they speak of."""

    dependencies = [("territory", "0001_initial")]
    operations = [_guard(table) for table in _RULES]
