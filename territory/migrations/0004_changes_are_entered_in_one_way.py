from django.db import migrations, models

# A way leads from a unit that stood the day before its change to one that stands on the day; only
# a part may leave a unit that goes on, or reach one that stood already.
_WAY_ON_ITS_DAY = """
SELECT 1 FROM rows r JOIN territory_change c ON c.id = r.change_id
JOIN territory_unit o ON o.id = r.old_id JOIN territory_unit n ON n.id = r.new_id
WHERE NOT (o.valid @> (c.effective_on - 1) AND n.valid @> c.effective_on)
   OR (r.kind NOT IN ('part', 'part_all_people')
       AND (upper(o.valid) IS DISTINCT FROM c.effective_on OR lower(n.valid) <> c.effective_on))
"""
_WAY_BEFORE = """
SELECT 1 FROM rows r JOIN territory_unit o ON o.id = r.old_id
JOIN territory_unit n ON n.id = r.new_id
WHERE upper(o.valid) IS DISTINCT FROM lower(n.valid)
  AND NOT (r.kind IN ('part', 'part_all_people') AND n.valid @> upper(o.valid))
"""
# Two walks that meet would never end: placing a unit follows the ways.
_WAY_NO_LOOP = """
WITH RECURSIVE walk (start, at) AS (
  SELECT r.old_id, r.new_id FROM rows r
  UNION
  SELECT w.start, s.new_id FROM walk w JOIN territory_succession s ON s.old_id = w.at
  WHERE w.at <> w.start
)
SELECT 1 FROM walk WHERE at = start
"""
_ON_ITS_DAY = "territory_succession_old_ends_where_new_begins"
_NO_LOOP = "territory_succession_never_leads_back"


def _function(name: str, broken: str) -> str:
    return f"""
    CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF EXISTS ({broken}) THEN
        RAISE EXCEPTION '{name}' USING ERRCODE = 'check_violation', CONSTRAINT = '{name}';
      END IF;
      RETURN NULL;
    END $$;
    """


def _trigger(name: str, event: str) -> str:
    return f"""
    CREATE TRIGGER {name}_{event.lower()} AFTER {event} ON territory_succession
      REFERENCING NEW TABLE AS rows FOR EACH STATEMENT EXECUTE FUNCTION {name}();
    """


class Migration(migrations.Migration):
    """Changes keep their counts and why they were taken back; ways never lead back."""

    dependencies = [("territory", "0003_changes_can_be_taken_back")]
    operations = [
        migrations.AddField(
            model_name="change",
            name="counts",
            field=models.JSONField(
                default=dict, help_text="opened, closed, renamed, moved, ways"
            ),
        ),
        migrations.AddField(
            model_name="change",
            name="undo_reason",
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddField(
            model_name="change",
            name="undo_stamp",
            field=models.BigIntegerField(
                blank=True,
                help_text="drawn from the sequence of the ids: never the same twice",
                null=True,
            ),
        ),
        migrations.RunSQL(_function(_ON_ITS_DAY, _WAY_ON_ITS_DAY), _function(_ON_ITS_DAY, _WAY_BEFORE)),
        migrations.RunSQL(
            _function(_NO_LOOP, _WAY_NO_LOOP) + _trigger(_NO_LOOP, "INSERT") + _trigger(_NO_LOOP, "UPDATE"),
            f"DROP FUNCTION {_NO_LOOP}() CASCADE",
        ),
    ]
