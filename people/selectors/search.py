"""A page of persons by name, in Vietnamese order, out of a million: no match is fetched in vain.

What is typed matches names in which its words begin words of the name, in their order: “nguyen
an” finds Nguyễn Văn An and Nguyễn Thị Ánh. Common words match tens of thousands, so nothing here
collects and then sorts. Each of the first five words of a name has an index of its own that is
already in the order of the list (people_person_word_1 to _5). One of the words typed leads: the
one that PostgreSQL expects least often. The indexes are merged for each word that begins so, read
in order, and left when the page is full. A branch with few people is read from its people instead.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from common.clock import today
from common.text import accent_key, has_accents, search_key
from people.models import Category, Person
from people.selectors.scope import WATCHERS
from people.viewer import Viewer

INDEXED_WORDS = 5
PLACES = range(1, INDEXED_WORDS + 1)
# To reach a name through an employment costs about as much as to pass five in an index.
PEOPLE_ARE_DEARER = 5

Place = tuple[str, int]  # the sort key and the id of the last person before the page


@dataclass(frozen=True)
class _Asked:
    """What a page is asked for, as parameters of the statements."""

    words: tuple[str, ...]
    spelling: str
    scope: frozenset[int] | None
    category: str
    own_id: int | None
    on: date
    after: Place | None
    limit: int

    @property
    def params(self) -> dict[str, Any]:
        after = self.after or ("", 0)
        return {
            "name": _pattern(self.words),
            "spellings": _list_spellings(self.spelling),
            "scope": None if self.scope is None else sorted(self.scope),
            "category": self.category,
            # Who works nowhere is in no category.
            "own": None if self.category else self.own_id,
            "on": self.on,
            "after_key": after[0],
            "after_id": after[1],
        }


def search_persons(
    text: str = "",
    *,
    visible_to: Viewer,
    category: str = "",
    after: Place | None = None,
    limit: int = 50,
) -> list[Person]:
    """The persons in the asker's scope and the asker, in Vietnamese order of names.

    Without text only live persons come. With it, an entry that is merged comes too, when the
    person to whom it leads (`merged_into`) does not match itself. Accents are ignored when none
    are typed. At most four queries.
    """
    if category and category not in Category.values:
        return []
    person = visible_to.person
    asked = _Asked(
        words=tuple(search_key(text).split()),
        spelling=accent_key(text) if has_accents(text) else "",
        scope=visible_to.scope(*WATCHERS),
        category=category,
        own_id=person.pk if person else None,
        on=today(),
        after=after,
        limit=limit,
    )
    ids = _find_ids(asked)
    found = Person.objects.select_related("merged_into").in_bulk(ids)
    return [found[pk] for pk in ids]


def _pattern(words: Sequence[str]) -> str:
    """A pattern of LIKE for a name between spaces: each word begins one of the name's, in order.

    A letter that stands alone is a whole word (Sùng A Dế, Y Moan).
    """
    signs = {"\\": r"\\", "%": r"\%", "_": r"\_"}
    safe = ["".join(signs.get(sign, sign) for sign in word) for word in words]
    if _is_letter(words):
        return f"% {safe[0]} %"
    return "%" + "".join(f" {word}%" for word in safe)


def _is_letter(words: Sequence[str]) -> bool:
    return [len(word) for word in words] == [1]


def _list_spellings(text: str) -> list[str]:
    """Patterns for the ways in which a name is capitalised, for a database of any locale."""
    words = text.split()
    begun = [word[:1].upper() + word[1:] for word in words]
    ways = (words, begun, text.title().split(), text.upper().split())
    return sorted({_pattern(way) for way in ways})


def _find_ids(asked: _Asked) -> list[int]:
    branches: list[str]
    params = asked.params
    lead, from_people = _choose_lead(asked)
    if from_people:
        branches = ["p.id IN (SELECT id FROM employed)"]
    elif lead:
        is_letter = _is_letter(asked.words)
        places = [(place, lead) for place in PLACES] if is_letter else _list_words(lead)
        params |= {f"word_{number}": word for number, (_place, word) in enumerate(places)}
        branches = [
            f"{_word(place)} <> '' AND {_word(place)} = %(word_{number})s"
            for number, (place, _name) in enumerate(places)
        ]
        branches.append(f"{_word(INDEXED_WORDS + 1)} <> ''")
    else:
        branches = ["true"]
    where = " AND ".join(_conditions(asked, is_employed=from_people))
    order = f"ORDER BY p.sort_key, p.id LIMIT {int(asked.limit)}"
    union = " UNION ALL ".join(
        f"(SELECT p.id, p.sort_key FROM people_person p WHERE {branch} AND {where} {order})"  # noqa: S608 - our own texts
        for branch in branches
    )
    with connection.cursor() as cursor:
        cursor.execute(_PAGE.format(union=union, limit=int(asked.limit)), params)
        return [row[0] for row in cursor.fetchall()]


# Read only where a branch asks for them: `joined` are persons who work there by an entry that was
# merged into them, `employed` all entries of those who do.
_PAGE = """
WITH working AS MATERIALIZED (
  SELECT e.person_id AS id FROM people_employment e
  WHERE e.unit_id = ANY(%(scope)s::bigint[]) AND e.valid @> %(on)s::date
    AND (%(category)s = '' OR e.category = %(category)s)
), joined AS MATERIALIZED (
  SELECT m.merged_into_id AS id FROM people_person m
  WHERE m.merged_into_id IS NOT NULL AND EXISTS (
    SELECT 1 FROM people_employment e WHERE e.person_id = m.id AND e.valid @> %(on)s::date
      AND (%(scope)s::bigint[] IS NULL OR e.unit_id = ANY(%(scope)s::bigint[]))
      AND (%(category)s = '' OR e.category = %(category)s))
), employed AS MATERIALIZED (
  SELECT id FROM working
  UNION SELECT id FROM joined
  UNION SELECT m.id FROM people_person m JOIN working w ON w.id = m.merged_into_id
  UNION SELECT %(own)s::bigint
)
SELECT DISTINCT ON (sort_key, id) id, sort_key FROM ({union}) AS found
ORDER BY sort_key, id LIMIT {limit}
"""
# The bounds of the range are compared, so that the index on persons answers: the one on ranges is
# five times as dear to look into. OFFSET keeps PostgreSQL from reading all employments at once.
_EMPLOYED = """(EXISTS (
  SELECT 1 FROM people_employment e
  WHERE e.person_id = coalesce(p.merged_into_id, p.id)
    AND lower(e.valid) <= %(on)s::date AND coalesce(upper(e.valid) > %(on)s::date, true)
    AND (%(scope)s::bigint[] IS NULL OR e.unit_id = ANY(%(scope)s::bigint[]))
    AND (%(category)s = '' OR e.category = %(category)s) OFFSET 0)
  OR p.id IN (SELECT id FROM joined) OR p.id = %(own)s)"""
# In coalesce PostgreSQL expects half of the names to match, and so reads an index in its order.
# For a pattern alone it expects next to none, and would collect and sort.
_NAME = "coalesce((' ' || p.search_key || ' ') LIKE %(name)s, false)"
_SPELLING = "coalesce((' ' || p.full_name || ' ') LIKE ANY(%(spellings)s::text[]), false)"
_LEADS_ELSEWHERE = """(p.merged_into_id IS NULL OR (
  SELECT NOT ((' ' || k.search_key || ' ') LIKE %(name)s
              AND (' ' || k.full_name || ' ') LIKE ANY(%(spellings)s::text[]))
  FROM people_person k WHERE k.id = p.merged_into_id))"""


def _conditions(asked: _Asked, *, is_employed: bool) -> list[str]:
    """What every branch asks of a person, the cheapest first."""
    found = [_NAME, _LEADS_ELSEWHERE] if asked.words else ["p.merged_into_id IS NULL"]
    if asked.spelling:
        found.append(_SPELLING)
    if asked.after:
        found.append("(p.sort_key, p.id) > (%(after_key)s, %(after_id)s)")
    if (asked.scope is not None or asked.category) and not is_employed:
        found.append(_EMPLOYED)
    return found


def _word(place: int) -> str:
    return f"split_part(p.search_key, ' ', {place}) COLLATE \"C\""


def _range(place: int, start: str) -> str:
    """The condition that the word at `place` begins as the parameters `start` say.

    The indexes leave names without that word out, which PostgreSQL must be able to see.
    """
    word = _word(place)
    return f"{word} <> '' AND {word} >= %({start})s AND {word} < %({start}_end)s"


def _bounds(name: str, word: str) -> dict[str, str]:
    return {name: word, f"{name}_end": word + "\U0010ffff"}


def _choose_lead(asked: _Asked) -> tuple[str, bool]:
    """The word typed that the fewest names have, and whether the branch's people are fewer still.

    Counts are what PostgreSQL expects from its statistics: it is asked for plans, runs nothing.
    """
    if len(asked.words) < 2 and asked.scope is None:  # noqa: PLR2004 - nothing to choose from
        return "".join(asked.words), False
    parts: list[str] = []
    params: dict[str, Any] = {"scope": sorted(asked.scope or ()), "on": asked.on}
    for number, word in enumerate(asked.words):
        params |= _bounds(f"word_{number}", word)
        parts += [
            f"SELECT 1 FROM people_person p WHERE {_range(place, f'word_{number}')}"  # noqa: S608 - our own texts
            for place in PLACES
        ]
    parts.append("SELECT 1 FROM people_person")
    parts.append(
        "SELECT 1 FROM people_employment "
        "WHERE unit_id = ANY(%(scope)s::bigint[]) AND valid @> %(on)s::date"
    )
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN (FORMAT JSON) " + " UNION ALL ".join(parts), params)
        answer = cursor.fetchone()[0]
    plan = json.loads(answer) if isinstance(answer, str) else answer
    rows = [one["Plan Rows"] for one in plan[0]["Plan"]["Plans"]]
    *counts, everyone, people = rows
    sums = [sum(counts[at : at + INDEXED_WORDS]) for at in range(0, len(counts), INDEXED_WORDS)]
    least = min(sums, default=everyone)
    lead = asked.words[sums.index(least)] if sums else ""
    passed = least if len(sums) > 1 else min(least, asked.limit * everyone // max(people, 1))
    return lead, asked.scope is not None and people * PEOPLE_ARE_DEARER < passed


def _list_words(start: str) -> list[tuple[int, str]]:
    """The words of names that begin so, with their places: each found by one look at an index."""
    walks = ", ".join(_WALK.format(place=place, word=_word(place)) for place in PLACES)
    union = " UNION ALL ".join(
        f"SELECT {place}, word FROM walk_{place} WHERE word IS NOT NULL"  # noqa: S608 - numbers
        for place in PLACES
    )
    with connection.cursor() as cursor:
        cursor.execute(f"WITH RECURSIVE {walks} {union}", _bounds("start", start))
        return [(place, word) for place, word in cursor.fetchall()]


_WALK = """walk_{place}(word) AS (
  (SELECT {word} FROM people_person p
   WHERE {word} <> '' AND {word} >= %(start)s AND {word} < %(start_end)s ORDER BY 1 LIMIT 1)
  UNION ALL
  SELECT (SELECT {word} FROM people_person p
          WHERE {word} <> '' AND {word} > walk_{place}.word AND {word} < %(start_end)s
          ORDER BY 1 LIMIT 1)
  FROM walk_{place} WHERE walk_{place}.word IS NOT NULL)"""
