from django.db import migrations, models

# `people.selectors.search` reads these in their order; it says why there are five. The columns
# behind INCLUDE let it pass over names that do not match without a look at their rows.
_WORDS = [
    migrations.RunSQL(
        f"""
        CREATE INDEX people_person_word_{place} ON people_person (
          (split_part(search_key, ' ', {place}) COLLATE "C"), sort_key, id
        ) INCLUDE (search_key, full_name, merged_into_id)
        WHERE split_part(search_key, ' ', {place}) COLLATE "C" <> ''
        """,
        f"DROP INDEX people_person_word_{place}",
    )
    for place in range(1, 6)
]
# How common a word is at a place, for the choice of the index that leads. ANALYZE keeps it.
_STATISTICS = [
    migrations.RunSQL(
        f"""
        CREATE STATISTICS people_person_words_{place}
          ON (split_part(search_key, ' ', {place}) COLLATE "C") FROM people_person
        """,
        f"DROP STATISTICS people_person_words_{place}",
    )
    for place in range(1, 7)
]
_LONG_NAMES = migrations.RunSQL(
    """
    CREATE INDEX people_person_word_6 ON people_person (sort_key, id)
    WHERE split_part(search_key, ' ', 6) COLLATE "C" <> ''
    """,
    "DROP INDEX people_person_word_6",
)


class Migration(migrations.Migration):
    """Each word of a name has an index in the order of lists; trigrams had to sort what matched."""

    dependencies = [("people", "0003_members_come_after_the_founding")]
    operations = [
        migrations.RemoveIndex("person", "people_person_search"),
        migrations.AddIndex(
            "person",
            models.Index(fields=["search_key", "birth_on"], name="people_person_name_birth"),
        ),
        *_WORDS,
        _LONG_NAMES,
        *_STATISTICS,
    ]
