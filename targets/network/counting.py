"""Teams and members of a day, counted once and added up to every line of a tree.

The database counts by the unit in which a team is seen: some ten thousand sums. Nearly everybody
is in one team, so that persons are memberships less the repeats of the few who are in several,
and those are told one by one. Head counts are exact on every line.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import connection, transaction

from common.clock import end_of
from people.selectors.merges import list_merges_known_on
from targets.network.asking import Question
from targets.network.placing import Line, Path, Placing


class Counts(NamedTuple):
    """Teams, those in them as distinct persons and as memberships, and communes with a team."""

    commune_team_count: int = 0
    village_team_count: int = 0
    member_headcount: int = 0
    membership_count: int = 0
    covered_commune_count: int = 0

    @property
    def team_count(self) -> int:
        return self.commune_team_count + self.village_team_count

    @property
    def members_per_team(self) -> Decimal | None:
        """Persons to a team; None without a team."""
        return Decimal(self.member_headcount) / self.team_count if self.team_count else None


NOTHING = Counts()

# What was so on a day, as known at an instant.
_HOLDS = (
    "{0}.valid @> %({1})s::date AND {0}.recorded_at < %(known)s"
    " AND ({0}.superseded_at IS NULL OR {0}.superseded_at >= %(known)s)"
)
_HOME, _DECIDED, _MEMBER = (
    _HOLDS.format(*one) for one in (("h", "as_of"), ("d", "structure_on"), ("m", "as_of"))
)
_SEEN = "coalesce(h.unit_id, h.formerly_id)"
# Where a team in doubt is by the day of the structure: looked up for each where few are in doubt,
# joined where most are.
_FEW = 1_000
_LOOKED_UP = (
    f"""CASE WHEN {_SEEN} = ANY(%(doubtful)s::bigint[]) THEN (
      SELECT coalesce(d.unit_id, d.formerly_id) FROM people_teamhome d
      WHERE d.team_id = h.team_id AND {_DECIDED}) END""",  # noqa: S608 - our own words alone
    "",
)
_JOINED = (
    "coalesce(d.unit_id, d.formerly_id)",
    f"LEFT JOIN people_teamhome d ON d.team_id = h.team_id AND {_DECIDED}",
)
_IN_SCOPE = f"AND {_SEEN} = ANY(%(scope)s::bigint[])"
_OF_SCOPE = "AND m.team_id IN (SELECT team_id FROM homes)"

# Those in `plural` may count twice: who has two memberships, and merged entries. The laterals
# look the few up one by one, whatever the planner believes of their number.
_COUNT = """
WITH homes AS NOT MATERIALIZED (
  SELECT h.team_id, {seen} AS seen_id, {decided} AS decided_id
  FROM people_teamhome h {join}
  WHERE {home} {in_scope}
), plural(person_id) AS MATERIALIZED (
  SELECT m.person_id FROM people_membership m WHERE {member} {of_scope}
  GROUP BY m.person_id HAVING count(*) > 1
  UNION SELECT unnest(%(merged)s::bigint[])
)
SELECT NULL::bigint, h.seen_id, h.decided_id,
  count(*) FILTER (WHERE t.level = 'commune'), count(*) FILTER (WHERE t.level = 'village'),
  coalesce(sum(m.count), 0)::bigint
FROM homes h JOIN people_team t ON t.id = h.team_id
LEFT JOIN (
  SELECT m.team_id, count(*) AS count FROM people_membership m
  WHERE {member} {of_scope} GROUP BY m.team_id
) m ON m.team_id = h.team_id
GROUP BY h.seen_id, h.decided_id
UNION ALL
SELECT plural.person_id, h.seen_id, h.decided_id, 0, 0, 0
FROM plural
CROSS JOIN LATERAL (
  SELECT m.team_id FROM people_membership m
  WHERE m.person_id = plural.person_id AND {member} OFFSET 0
) m
CROSS JOIN LATERAL (
  SELECT h.seen_id, h.decided_id FROM homes h WHERE h.team_id = m.team_id OFFSET 0
) h
"""
# The plans that pass once over the indexes in the order of teams and of persons. By its own costs,
# of a disk that seeks, the planner sorts or hashes all memberships; in parallel, each worker would
# pass over them all.
_PLANNED = """
SET LOCAL random_page_cost = 1.1; SET LOCAL work_mem = '64MB';
SET LOCAL max_parallel_workers_per_gather = 0; SET LOCAL plan_cache_mode = force_custom_plan
"""


def count_lines(asked: Question) -> dict[Line, Counts]:
    """The counts of every line that has a team; four queries."""
    same = list_merges_known_on(asked.known_on)
    placing = asked.placing
    sums: dict[Path, list[int]] = {}
    paths_of: dict[int, list[Path]] = defaultdict(list)
    for person, seen, decided, communes, villages, memberships in _fetch(asked, same):
        path = placing.place(seen, decided)
        if person is not None:
            paths_of[same.get(person, person)].append(path)
        elif path in sums:
            mine = sums[path]
            mine[0] += communes
            mine[1] += villages
            mine[2] += memberships
        else:
            sums[path] = [communes, villages, memberships]
    return _add_up(asked, sums, _count_repeats(placing, paths_of.values()))


def _count_repeats(placing: Placing, persons: Iterable[list[Path]]) -> Counter[Line]:
    """How many memberships of a line are not the first of their person there."""
    repeats: Counter[Line] = Counter()
    for paths in persons:
        if len(paths) > 1:
            met = Counter(line for path in paths for line in placing.list_lines(path))
            repeats.update({line: count - 1 for line, count in met.items()})
    return repeats


def _add_up(
    asked: Question, sums: dict[Path, list[int]], repeats: Counter[Line]
) -> dict[Line, Counts]:
    totals: dict[Line, list[int]] = {}
    for path, (communes, villages, memberships) in sums.items():
        covered = int(bool(path) and _is_asked_for(asked, path[-1]))
        for line in asked.placing.list_lines(path):
            total = totals.get(line)
            if total is None:
                totals[line] = [communes, villages, memberships, covered]
            else:
                total[0] += communes
                total[1] += villages
                total[2] += memberships
                total[3] += covered
    return {
        line: Counts(communes, villages, memberships - repeats[line], memberships, covered)
        for line, (communes, villages, memberships, covered) in totals.items()
    }


def _is_asked_for(asked: Question, unit_id: int) -> bool:
    """Whether a team is expected there: in each commune that the asker sees."""
    in_scope = asked.scope is None or unit_id in asked.scope
    return in_scope and asked.placing.is_commune(unit_id)


def _fetch(asked: Question, same: dict[int, int]) -> list[tuple[Any, ...]]:
    """Sums by the unit seen and the one decided, with no person; and the plural one by one."""
    # On the day itself a decided home says nothing new.
    is_same_day = asked.as_of == asked.structure_on
    doubtful = [] if is_same_day else asked.placing.list_doubtful(asked.as_of)
    scope = asked.scope
    given: dict[str, Any] = {
        "as_of": asked.as_of,
        "structure_on": asked.structure_on,
        "known": end_of(asked.known_on),
        "doubtful": doubtful,
        "scope": None if scope is None else sorted(scope),
        "merged": sorted({*same, *same.values()}),
    }
    decided, join = _LOOKED_UP if len(doubtful) < _FEW else _JOINED
    statement = _COUNT.format(
        seen=_SEEN,
        decided=decided,
        join=join,
        home=_HOME,
        member=_MEMBER,
        in_scope="" if scope is None else _IN_SCOPE,
        of_scope="" if scope is None else _OF_SCOPE,
    )
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_PLANNED)
        cursor.execute(statement, given)
        return list(cursor.fetchall())
