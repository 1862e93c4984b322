import django.db.models.deletion
from django.db import migrations, models

# Until when a work, a membership and a home go on. Bounds are compared and never whole ranges, and
# a column is asked for that other indexes hold (`category`, `recorded_at`): PostgreSQL takes the GiST
# indexes of the exclusion constraints for as quick as these, and they are a thousand times slower
# to look into by their second column.
_ENDS = {name: f"coalesce(upper({name}.valid), 'infinity')" for name in "emhlk"}


def _is_latest(row: str) -> str:
    return f"""NOT EXISTS (
      SELECT 1 FROM people_employment l
      WHERE l.person_id = {row}.person_id AND l.category <> '' AND {_ENDS["l"]} > {_ENDS[row]}
    ) AND NOT EXISTS (
      SELECT 1 FROM people_membership k
      WHERE k.person_id = {row}.person_id AND k.superseded_at IS NULL AND k.recorded_at <= 'infinity'
        AND {_ENDS["k"]} > {_ENDS[row]}
    )"""


_VIEW = f"""
CREATE VIEW people_tie AS
SELECT e.person_id, e.unit_id, e.category, {_ENDS["e"]} AS until, {_is_latest("e")} AS is_latest
FROM people_employment e WHERE e.category <> ''
UNION ALL
SELECT m.person_id, coalesce(h.unit_id, h.formerly_id), '', least({_ENDS["m"]}, {_ENDS["h"]}),
  {_ENDS["h"]} >= {_ENDS["m"]} AND {_is_latest("m")}
FROM people_membership m
JOIN people_teamhome h ON h.team_id = m.team_id AND h.superseded_at IS NULL
  AND lower(h.valid) < {_ENDS["m"]} AND lower(m.valid) < {_ENDS["h"]}
WHERE m.superseded_at IS NULL AND m.recorded_at <= 'infinity'
"""
# Answered from the index alone, without a look at the rows.
_INDEXES = {
    "people_employment_of_unit": (
        "people_employment (unit_id, category) INCLUDE (person_id, valid)"
    ),
    "people_employment_of_person": (
        "people_employment (person_id) INCLUDE (unit_id, category, valid)"
    ),
    "people_teamhome_place": (
        "people_teamhome ((coalesce(unit_id, formerly_id))) INCLUDE (team_id, valid) "
        "WHERE superseded_at IS NULL"
    ),
    "people_person_merged": (
        "people_person (merged_into_id, id) WHERE merged_into_id IS NOT NULL"
    ),
}


class Migration(migrations.Migration):
    """Where persons belong is one view, of work and of teams, and is read from indexes alone."""

    dependencies = [
        ("people", "0006_reports_read_indexes_alone"),
        ("territory", "0001_initial"),
    ]
    operations = [
        *(
            migrations.RunSQL(f"CREATE INDEX {name} ON {what}", f"DROP INDEX {name}")
            for name, what in _INDEXES.items()
        ),
        migrations.AlterField(
            "employment",
            "person",
            models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="employments",
                to="people.person",
            ),
        ),
        migrations.AlterField(
            "employment",
            "unit",
            models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="territory.unit",
            ),
        ),
        migrations.RunSQL(
            "CREATE STATISTICS people_teamhome_places ON (coalesce(unit_id, formerly_id)) "
            "FROM people_teamhome",
            "DROP STATISTICS people_teamhome_places",
        ),
        migrations.RunSQL(_VIEW, "DROP VIEW people_tie"),
        migrations.CreateModel(
            name="Tie",
            fields=[
                (
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="people.person",
                    ),
                ),
                ("category", models.CharField(max_length=30)),
                ("until", models.DateField()),
                ("is_latest", models.BooleanField()),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="territory.unit",
                    ),
                ),
            ],
            options={"db_table": "people_tie", "managed": False},
        ),
    ]
