"""The rules by which two entries may be one person: each a code, a weight, a sentence, a join.

A rule joins each person `p` of a chunk with the persons `o` entered before, over an index, so that
a million persons are compared without comparing each with each. The weights of the rules that hold
add up, to 100 at most; every rule holds by itself only where a clerk would look twice.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

HEAVIEST = 100


@dataclass(frozen=True)
class Rule:
    """`join` gives `p` and `o` beside `chunk p`; see `people.services.duplicates`."""

    code: str
    weight: int
    sentence: Promise
    join: str


_BOTH_DAYS = "p.birth_precision = 'day' AND o.birth_precision = 'day'"
_SAME_NAME_DAY = f"o.search_key = p.search_key AND o.birth_on = p.birth_on AND {_BOTH_DAYS}"

RULES = (
    Rule(
        "same_phone_and_name",
        60,
        _("The same phone number and the same name."),
        """JOIN people_phone mine ON mine.person_id = p.id
           JOIN people_phone other ON other.number = mine.number
           JOIN people_person o ON o.id = other.person_id AND o.search_key = p.search_key""",
    ),
    Rule(
        "same_name_and_birth_day",
        50,
        _("The same name, accents aside, and the same day of birth."),
        f"JOIN people_person o ON {_SAME_NAME_DAY}",
    ),
    Rule(
        "same_name_birth_day_and_unit",
        40,
        _("The same name with its accents, the same day of birth, and the same place of work."),
        f"""JOIN people_person o ON {_SAME_NAME_DAY} AND lower(o.full_name) = lower(p.full_name)
            JOIN people_employment mine ON mine.person_id = p.id
            JOIN people_employment other
              ON other.person_id = o.id AND other.unit_id = mine.unit_id""",
    ),
    Rule(
        "same_name_birth_year_and_province",
        40,
        _("The same name, in the same province, and the year of birth of whom only it is known."),
        """JOIN people_person o ON o.search_key = p.search_key
             AND o.birth_on BETWEEN date_trunc('year', p.birth_on)::date
                            AND (date_trunc('year', p.birth_on) + interval '1 year - 1 day')::date
             AND 'year' IN (p.birth_precision, o.birth_precision)
           JOIN people_employment mine ON mine.person_id = p.id AND mine.valid @> %(on)s::date
           JOIN people_employment other ON other.person_id = o.id AND other.valid @> %(on)s::date
           JOIN place here ON here.unit_id = mine.unit_id
           JOIN place there ON there.unit_id = other.unit_id
             AND there.province_id = here.province_id""",
    ),
    Rule(
        "swapped_name_and_birth_day",
        40,
        _("The same words of the name in another order, and the same day of birth."),
        f"""JOIN people_person o ON o.search_key IN (
               regexp_replace(p.search_key, '^(\\S+) (.+)$', '\\2 \\1'),
               regexp_replace(p.search_key, '^(.+) (\\S+)$', '\\2 \\1'))
             AND o.search_key <> p.search_key AND o.birth_on = p.birth_on AND {_BOTH_DAYS}""",
    ),
)
_BY_CODE = {rule.code: rule for rule in RULES}


def describe_reasons(codes: list[str]) -> list[str]:
    """The sentences of the rules that held, in the reader's language."""
    return [str(_BY_CODE[code].sentence) if code in _BY_CODE else code for code in codes]
