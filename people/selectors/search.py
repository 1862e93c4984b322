"""A page of persons by name, in Vietnamese order, out of a million: no match is fetched in vain.

What is typed matches names in which its words begin words of the name, in their order: “nguyen
an” finds Nguyễn Văn An and Nguyễn Thị Ánh. Common words match tens of thousands, so nothing here
collects and then sorts. Each of the first five words of a name has an index of its own that is
already in the order of the list (people_person_word_1 to _5). One of the words typed leads: the
one that PostgreSQL expects least often. The indexes are merged for each word that begins so, read
in order, and left when the page is full.

Inside a branch there are three ways, and the cheapest is chosen from what PostgreSQL expects: the
people of a commune are read and sorted; those of a small province are known first, and the names
are looked up among them; in a large one each name is asked whether it belongs there.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from math import prod
from typing import Any

from django.db import connection

from common.clock import today
from common.text import accent_key, has_accents, search_key
from people.models import Category, Person
from people.selectors.scope import HOLDS, WATCHERS
from people.viewer import Viewer

INDEXED_WORDS = 5
PLACES = range(1, INDEXED_WORDS + 1)
MEMBERS_OF_A_TEAM = 5


class Way(Enum):
    """How names and the branch come together."""

    PEOPLE = "the branch's people are read, and their names compared"
    KNOWN = "the branch's people are known first, and looked up for each name"
    ASKED = "each name is asked whether it belongs to the branch"


# Microseconds, measured among a million persons: to know one of the branch's people, to read the
# name as well, to pass a name in an index, and to ask where one belongs.
KNOW, READ, PASS, ASK = 1.5, 5.0, 0.5, 10.0
# Added to the cost of a way, where a test or a measurement shuts it.
SURCHARGE: dict[Way, int] = {}

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
    lead, way = _choose(asked)
    names, found = _list_branches(asked, lead) if way != Way.PEOPLE else (["true"], {})
    where = " AND ".join(_conditions(asked))
    source = _PEOPLE if way == Way.PEOPLE else "people_person p"
    union = " UNION ALL ".join(
        f"(SELECT p.id, p.sort_key, p.merged_into_id FROM {source} "  # noqa: S608 - our own texts
        f"WHERE {name} AND {where} ORDER BY p.sort_key, p.id)"
        for name in names
    )
    tied = _TIED.format(tie=_write_tie(asked, "t.person_id", _INDEXED))
    page = _PAGE.format(
        tied="" if way == Way.ASKED else tied,
        union=union,
        belongs=_write_belongs(asked, way),
        limit=int(asked.limit),
    )
    with connection.cursor() as cursor:
        cursor.execute(page, {**asked.params, **found})
        return [row[0] for row in cursor.fetchall()]


def _list_branches(asked: _Asked, lead: int | None) -> tuple[list[str], dict[str, str]]:
    """The parts of the union, each the names in one index behind one word; their parameters."""
    if lead is None:
        return ["true"], {}
    word = asked.words[lead]
    places = [(place, word) for place in PLACES]
    if not _is_letter(asked.words):
        places = _list_words(word, _places_of(lead))
    branches = [
        f"{_word(place)} <> '' AND {_word(place)} = %(word_{number})s"
        for number, (place, _name) in enumerate(places)
    ]
    branches.append(f"{_word(INDEXED_WORDS + 1)} <> ''")
    return branches, {f"word_{number}": name for number, (_place, name) in enumerate(places)}


def _places_of(number: int) -> range:
    """Where the word of that number, from 0, can stand: others are before it."""
    return range(min(number + 1, INDEXED_WORDS), INDEXED_WORDS + 1)


# What belongs is asked behind the union, or PostgreSQL would plan it anew for each of its parts.
_PAGE = """
{tied}
SELECT DISTINCT ON (sort_key, id) id, sort_key FROM ({union}) AS p
WHERE {belongs} ORDER BY sort_key, id LIMIT {limit}
"""
_TIED = "WITH tied AS MATERIALIZED ({tie})"
# Entries with a tie, the persons whom they lead to, and all entries of these; some come twice.
# OFFSET keeps PostgreSQL from reading all persons or all ties at once.
_PEOPLE = """(
  WITH heads AS MATERIALIZED (
    SELECT id FROM tied
    UNION ALL SELECT m.merged_into_id FROM people_person m JOIN tied ON tied.id = m.id
      WHERE m.merged_into_id IS NOT NULL
    UNION ALL SELECT %(own)s::bigint
  )
  SELECT id FROM heads
  UNION ALL SELECT m.id FROM people_person m JOIN heads ON heads.id = m.merged_into_id
) AS known CROSS JOIN LATERAL (SELECT * FROM people_person WHERE id = known.id OFFSET 0) AS p"""
_BELONGS = """({head} OR EXISTS (
    SELECT 1 FROM people_person m
    WHERE m.merged_into_id = coalesce(p.merged_into_id, p.id) AND {entry} OFFSET 0)
  OR %(own)s IN (p.id, p.merged_into_id))"""
_IS_TIED = "({who} IN (SELECT id FROM tied)) IS TRUE"
_HAS_TIE = "EXISTS ({tie} AND t.person_id = {who} OFFSET 0)"
# In coalesce PostgreSQL expects half of the names to match, and so reads an index in its order.
# For a pattern alone it expects next to none, and would collect and sort.
_NAME = "coalesce((' ' || p.search_key || ' ') LIKE %(name)s, false)"
_SPELLING = "coalesce((' ' || p.full_name || ' ') LIKE ANY(%(spellings)s::text[]), false)"
_LEADS_ELSEWHERE = """(p.merged_into_id IS NULL OR (
  SELECT NOT ((' ' || k.search_key || ' ') LIKE %(name)s
              AND (' ' || k.full_name || ' ') LIKE ANY(%(spellings)s::text[]))
  FROM people_person k WHERE k.id = p.merged_into_id))"""


# With few rows in hand a hash of the units is asked, which also spares planning by their number.
_INDEXED = "t.unit_id = ANY(%(scope)s::bigint[])"
_HASHED = "(t.unit_id IN (SELECT unnest(%(scope)s::bigint[]))) IS TRUE"


def _write_tie(asked: _Asked, selected: str, in_scope: str) -> str:
    """The ties that let a person be seen, inside the branch and the category asked for."""
    where = [HOLDS]
    if asked.scope is not None:
        where.append(in_scope)
    if asked.category:
        where.append("t.category = %(category)s")
    return f"SELECT {selected} AS id FROM people_tie t WHERE {' AND '.join(where)}"  # noqa: S608 - our own texts


def _write_belongs(asked: _Asked, way: Way) -> str:
    if way == Way.PEOPLE or (asked.scope is None and not asked.category):
        return "true"
    rule = _IS_TIED if way == Way.KNOWN else _HAS_TIE
    tie = _write_tie(asked, "1", _HASHED)
    head, entry = (
        rule.format(tie=tie, who=who) for who in ("coalesce(p.merged_into_id, p.id)", "m.id")
    )
    return _BELONGS.format(head=head, entry=entry)


def _conditions(asked: _Asked) -> list[str]:
    """What is asked of a name, the cheapest first."""
    found = [_NAME, _LEADS_ELSEWHERE] if asked.words else ["p.merged_into_id IS NULL"]
    if asked.spelling:
        found.append(_SPELLING)
    if asked.after:
        found.append("(p.sort_key, p.id) > (%(after_key)s, %(after_id)s)")
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


def _choose(asked: _Asked) -> tuple[int | None, Way]:
    """The number of the word typed that the fewest names have, and the cheapest way.

    Counts are what PostgreSQL expects from its statistics: it is asked for plans, runs nothing.
    """
    if len(asked.words) < 2 and asked.scope is None:  # noqa: PLR2004 - nothing to choose from
        return 0 if asked.words else None, Way.ASKED
    counts, everyone, people = _expect(asked)
    lead = counts.index(min(counts)) if counts else None
    if asked.scope is None:
        return lead, Way.ASKED
    passed = float(min(counts, default=everyone))
    matching = everyone * prod(count / everyone for count in counts)
    # The page is full after so many that match; then nothing more is passed.
    asked_of = min(matching, asked.limit * everyone / people)
    passed *= asked_of / max(matching, 1)
    costs = {
        Way.PEOPLE: people * READ,
        Way.KNOWN: people * KNOW + passed * PASS,
        Way.ASKED: passed * PASS + asked_of * ASK,
    }
    return lead, min(costs, key=lambda way: costs[way] + SURCHARGE.get(way, 0))


_EVERYONE = "SELECT 1 FROM people_person"
_WORK = "SELECT 1 FROM people_employment WHERE unit_id = ANY(%(scope)s::bigint[])"
_WORK_OF_CATEGORY = f"{_WORK} AND category = %(category)s"
_HOMES = """SELECT 1 FROM people_teamhome
WHERE superseded_at IS NULL AND coalesce(unit_id, formerly_id) = ANY(%(scope)s::bigint[])"""


def _expect(asked: _Asked) -> tuple[list[int], int, int]:
    """How many names have each word, how many there are, how many people the branch has."""
    parts: list[str] = []
    params: dict[str, Any] = {"scope": sorted(asked.scope or ()), "category": asked.category}
    for number, word in enumerate(asked.words):
        params |= _bounds(f"word_{number}", word)
        parts += [
            f"SELECT 1 FROM people_person p WHERE {_range(place, f'word_{number}')}"  # noqa: S608 - our own texts
            for place in _places_of(number)
        ]
    parts += [_EVERYONE, _WORK_OF_CATEGORY if asked.category else _WORK, _HOMES]
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN (FORMAT JSON) " + " UNION ALL ".join(parts), params)
        answer = cursor.fetchone()[0]
    plan = json.loads(answer) if isinstance(answer, str) else answer
    *counts, everyone, employments, homes = (one["Plan Rows"] for one in plan[0]["Plan"]["Plans"])
    people = employments + (0 if asked.category else homes * MEMBERS_OF_A_TEAM)
    each = iter(counts)
    sums = [sum(next(each) for _place in _places_of(at)) for at in range(len(asked.words))]
    return [max(one, 1) for one in sums], max(everyone, 1), max(people, 1)


def _list_words(start: str, places: range) -> list[tuple[int, str]]:
    """The words of names that begin so, with their places: each found by one look at an index."""
    walks = ", ".join(_WALK.format(place=place, word=_word(place)) for place in places)
    union = " UNION ALL ".join(
        f"SELECT {place}, word FROM walk_{place} WHERE word IS NOT NULL"  # noqa: S608 - numbers
        for place in places
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
