from django.db import migrations

# A check constraint sees one row; these rules look across two tables.
_RULES = {
    "people_membership": """
        SELECT 1 FROM rows r JOIN people_team t ON t.id = r.team_id
        WHERE r.superseded_at IS NULL AND NOT r.valid <@ daterange(t.founded_on, t.dissolved_on)
    """,
    "people_teamhome": """
        SELECT 1 FROM rows r JOIN people_team t ON t.id = r.team_id
        WHERE r.superseded_at IS NULL AND NOT r.valid <@ daterange(t.founded_on, t.dissolved_on)
    """,
}


def _guard(table: str) -> migrations.RunSQL:
    name = f"{table}_while_the_team_stands"
    triggers = "".join(
        f"""
        CREATE TRIGGER {name}_{event.lower()} AFTER {event} ON {table}
          REFERENCING NEW TABLE AS rows FOR EACH STATEMENT EXECUTE FUNCTION {name}();
        """
        for event in ("INSERT", "UPDATE")
    )
    return migrations.RunSQL(
        f"""
        CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF EXISTS ({_RULES[table]}) THEN
            RAISE EXCEPTION '{name}' USING ERRCODE = 'check_violation', CONSTRAINT = '{name}';
          END IF;
          RETURN NULL;
        END $$;
        {triggers}
        """,
        f"DROP FUNCTION {name}() CASCADE",
    )


class Migration(migrations.Migration):
    """Nobody is in a team, and no team is anywhere, before its founding or after its end."""

    dependencies = [("people", "0002_teams_merges_and_rosters")]
    operations = [_guard(table) for table in _RULES]
