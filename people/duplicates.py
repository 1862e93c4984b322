"""The rules by which two entries may be one person: each a code, a weight, a sentence, a join.

All rules but the last compare names that are equal without accents, so that a chunk of names is
compared with itself, each rule in one join over the chunk: a million persons are never compared
each with each, nor looked up one by one. The weights of the rules that hold add up, to 100 at
most; every rule holds by itself only where a clerk would look twice.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

HEAVIEST = 100
# More of one name, year of birth and province than this are compared inside their commune only,
# or a province that knows nobody's birthday would give pairs by the square of its namesakes.
CROWD = 20

# `chunk` are live entries with the names at hand, `seat` where they belong, `living` whom a year
# of birth and a province are known of, with the number of namesakes there.
CHUNK = """
chunk AS MATERIALIZED (
  SELECT id, search_key, lower(full_name) AS spelling, birth_on,
    extract(year FROM birth_on) AS birth_year, birth_precision, citizen_id_hash <> '' AS is_numbered
  FROM people_person
  WHERE merged_into_id IS NULL AND (%(after)s::text IS NULL OR search_key > %(after)s)
    AND (%(last)s::text IS NULL OR search_key <= %(last)s)
), seat AS MATERIALIZED (
  SELECT DISTINCT t.person_id, t.unit_id, place.commune_id, place.province_id,
    t.until > %(on)s AS is_held
  FROM chunk JOIN people_tie t ON t.person_id = chunk.id
  LEFT JOIN place ON place.unit_id = t.unit_id
), living AS MATERIALIZED (
  SELECT chunk.*, seat.province_id, seat.commune_id,
    count(*) OVER (PARTITION BY search_key, birth_year, province_id) AS crowd
  FROM chunk JOIN seat ON seat.person_id = chunk.id
  WHERE seat.is_held AND seat.province_id IS NOT NULL AND birth_on IS NOT NULL
)
"""


@dataclass(frozen=True)
class Rule:
    """`source` gives pairs `p`, `o` out of what CHUNK names; see `people.services.duplicates`."""

    code: str
    weight: int
    sentence: Promise
    source: str


_SAME_NAME_DAY = """chunk p JOIN chunk o ON o.search_key = p.search_key
  AND o.birth_on = p.birth_on AND p.birth_precision = 'day' AND o.birth_precision = 'day'"""

RULES = (
    Rule(
        "same_phone_and_name",
        60,
        _("The same phone number and the same name."),
        """chunk p JOIN people_phone mine ON mine.person_id = p.id
           JOIN people_phone other ON other.number = mine.number
           JOIN chunk o ON o.id = other.person_id AND o.search_key = p.search_key""",
    ),
    Rule(
        "same_name_and_birth_day",
        50,
        _("The same name, accents aside, and the same day of birth."),
        _SAME_NAME_DAY,
    ),
    Rule(
        "same_name_birth_day_and_unit",
        40,
        _("The same name with its accents, the same day of birth, and the same place."),
        f"""{_SAME_NAME_DAY} AND o.spelling = p.spelling
            JOIN seat mine ON mine.person_id = p.id
            JOIN seat other ON other.person_id = o.id AND other.unit_id = mine.unit_id""",
    ),
    Rule(
        "same_name_birth_year_and_province",
        40,
        _("The same name, in the same province, and the year of birth of whom only it is known."),
        """living p JOIN living o ON o.search_key = p.search_key AND o.birth_year = p.birth_year
              AND o.province_id = p.province_id AND 'year' IN (p.birth_precision, o.birth_precision)
              AND (p.crowd <= %(crowd)s OR o.commune_id = p.commune_id)""",
    ),
    Rule(
        "swapped_name_and_birth_day",
        40,
        _("The same words of the name in another order, and the same day of birth."),
        """chunk p CROSS JOIN LATERAL (VALUES
             (regexp_replace(p.search_key, '^(\\S+) (.+)$', '\\2 \\1')),
             (regexp_replace(p.search_key, '^(.+) (\\S+)$', '\\2 \\1'))) AS turned(search_key)
           JOIN (SELECT *, citizen_id_hash <> '' AS is_numbered FROM people_person
                 WHERE merged_into_id IS NULL) o ON o.search_key = turned.search_key
             AND o.search_key <> p.search_key AND o.birth_on = p.birth_on
             AND p.birth_precision = 'day' AND o.birth_precision = 'day'""",
    ),
)
_BY_CODE = {rule.code: rule for rule in RULES}


def describe_reasons(codes: list[str]) -> list[str]:
    """The sentences of the rules that held, in the reader's language."""
    return [str(_BY_CODE[code].sentence) if code in _BY_CODE else code for code in codes]
