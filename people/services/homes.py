"""Teams follow the territory: a home that outlives its unit passes to the one sure successor.

Nothing guesses. Where no single way takes the whole commune along, the team stands under
“chưa phân bổ” from the day its commune ended, until a person decides.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.db.models import Count, QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from common.clock import now
from people.models import KNOWN, Account, Employment, Membership, TeamHome
from territory.errors import ChangeInUse
from territory.models import WHOLE_WAYS, Change
from territory.outcomes import Touched

# A piece is a stretch of days of one home at one unit, or at none. The first is the home as it was
# held; each next one begins where the unit of the one before it ended.
_PIECES = """
CREATE TEMPORARY TABLE carried ON COMMIT DROP AS
WITH RECURSIVE ended AS (
  SELECT u.id, upper(u.valid) AS ended_on, c.id AS change_id, w.new_id
  FROM territory_unit u
  LEFT JOIN LATERAL (
    SELECT max(c.id) AS id FROM territory_change c
    WHERE c.effective_on = upper(u.valid) AND c.undone_at IS NULL
      AND (
        EXISTS (SELECT 1 FROM territory_succession s WHERE s.old_id = u.id AND s.change_id = c.id)
        OR NOT EXISTS (SELECT 1 FROM territory_succession s WHERE s.old_id = u.id)
      )
  ) c ON true
  LEFT JOIN LATERAL (
    SELECT min(s.new_id) AS new_id FROM territory_succession s
    JOIN territory_unit n ON n.id = s.new_id AND n.valid @> upper(u.valid)
    WHERE s.old_id = u.id AND s.change_id = c.id AND s.kind = ANY(%(whole_ways)s)
    HAVING count(*) = 1
  ) w ON true
  WHERE NOT upper_inf(u.valid)
), pieces AS (
  SELECT h.id AS home_id, h.team_id, h.unit_id, NULL::bigint AS formerly_id,
    lower(h.valid) AS since, upper(h.valid) AS until, h.change_id, 0 AS step
  FROM people_teamhome h JOIN ended e ON e.id = h.unit_id
  WHERE h.superseded_at IS NULL AND (upper_inf(h.valid) OR upper(h.valid) > e.ended_on) {teams}
  UNION ALL
  SELECT p.home_id, p.team_id, e.new_id, CASE WHEN e.new_id IS NULL THEN e.id END,
    greatest(p.since, e.ended_on), p.until, e.change_id, p.step + 1
  FROM pieces p JOIN ended e ON e.id = p.unit_id
  WHERE p.until IS NULL OR p.until > e.ended_on
)
SELECT home_id, team_id, unit_id, formerly_id, change_id, since,
  coalesce(lead(since) OVER of_home, until) AS until,
  lead(step) OVER of_home IS NULL AS is_last
FROM pieces WINDOW of_home AS (PARTITION BY home_id ORDER BY step)
"""
_SUPERSEDE = """
UPDATE people_teamhome SET superseded_at = %(at)s
WHERE id IN (SELECT home_id FROM carried)
"""
_ADD = """
INSERT INTO people_teamhome
  (team_id, unit_id, formerly_id, valid, change_id, recorded_at, recorded_by_id)
SELECT team_id, unit_id, formerly_id, daterange(since, until), change_id, %(at)s, %(by)s
FROM carried WHERE until IS NULL OR since < until
"""

# The homes that a change wrote, each with the stretch before it at the unit that ended.
_BEFORE = """
CREATE TEMPORARY TABLE carried ON COMMIT DROP AS
SELECT h.id AS home_id, p.id AS before_id, h.team_id, p.unit_id, p.change_id,
  lower(p.valid) AS since, upper(h.valid) AS until
FROM people_teamhome h
LEFT JOIN people_teamhome p ON p.team_id = h.team_id AND p.superseded_at IS NULL
  AND p.unit_id IS NOT NULL AND upper(p.valid) = lower(h.valid)
WHERE h.superseded_at IS NULL AND h.change_id = %(change)s
"""
_SUPERSEDE_BOTH = """
UPDATE people_teamhome SET superseded_at = %(at)s
WHERE id IN (SELECT home_id FROM carried UNION SELECT before_id FROM carried)
"""
# The units that the change made are about to be gone. What was known meanwhile of a team that had
# passed into one is told of the unit that it came from, so that a report as known on those days
# counts it where it did; one that stood nowhere goes on to stand nowhere.
_FORGET_UNITS = """
UPDATE people_teamhome h SET
  unit_id = CASE WHEN h.unit_id IS NOT NULL THEN c.unit_id END,
  formerly_id = CASE WHEN h.unit_id IS NULL THEN c.unit_id END
FROM carried c, territory_unit u
WHERE h.team_id = c.team_id AND h.superseded_at IS NOT NULL
  AND u.id = coalesce(h.unit_id, h.formerly_id) AND lower(u.valid) = %(day)s
  AND EXISTS (
    SELECT 1 FROM territory_succession s WHERE s.new_id = u.id AND s.change_id = %(change)s
  )
"""
_RESTORE = """
INSERT INTO people_teamhome
  (team_id, unit_id, valid, change_id, recorded_at, recorded_by_id)
SELECT team_id, unit_id, daterange(since, until), change_id, %(at)s, %(by)s FROM carried
"""
# Teams whose home after the change is not the one that the change gave them, teams founded in a
# unit that it made, and homes of which nobody could say what they were before.
_DECIDED = """
SELECT (
  SELECT count(DISTINCT k.team_id) FROM people_teamhome k
  WHERE k.superseded_at IS NULL AND k.change_id IS DISTINCT FROM %(change)s
    AND (upper_inf(k.valid) OR upper(k.valid) > %(day)s)
    AND k.team_id IN (SELECT w.team_id FROM people_teamhome w WHERE w.change_id = %(change)s)
), (
  SELECT count(*) FROM people_team t JOIN territory_unit u ON u.id = t.founding_unit_id
  WHERE lower(u.valid) = %(day)s AND EXISTS (
    SELECT 1 FROM territory_succession s WHERE s.new_id = u.id AND s.change_id = %(change)s
  )
), (SELECT count(*) FROM carried WHERE before_id IS NULL)
"""


@dataclass(frozen=True)
class CarryReport:
    """Of the teams whose home ended under them, how many moved and how many stand nowhere."""

    team_count: int
    moved_count: int
    unplaced_count: int


@transaction.atomic
def carry_homes(
    *,
    change: Change | None = None,
    team_ids: Sequence[int] | None = None,
    by: Account | None = None,
) -> CarryReport:
    """No known home outlives its unit, however many changes lie between; a repeat does nothing.

    Each is superseded by its days at the old unit and the days after at the one unit that took all
    of it, else at none, “chưa phân bổ”. `change` says on whose behalf; `team_ids` narrows to teams
    that the caller holds. Four statements for any number of teams; without `team_ids` no other
    transaction writes homes meanwhile.
    """
    teams = "" if team_ids is None else "AND h.team_id = ANY(%(teams)s)"
    with connection.cursor() as cursor:
        if team_ids is None:
            cursor.execute("LOCK TABLE people_teamhome IN SHARE ROW EXCLUSIVE MODE")
        given = {
            "at": now(),
            "by": _pk_of(by or (change.recorded_by if change else None)),
            "teams": list(team_ids or ()),
            "whole_ways": [str(way) for way in WHOLE_WAYS],
        }
        cursor.execute(_PIECES.format(teams=teams), given)
        cursor.execute("SELECT count(*), count(unit_id) FROM carried WHERE is_last")
        team_count, moved_count = cursor.fetchone()
        if team_count:
            cursor.execute(_SUPERSEDE, given)
            cursor.execute(_ADD, given)
        cursor.execute("DROP TABLE carried")
    return CarryReport(team_count, moved_count, team_count - moved_count)


@transaction.atomic
def carry_back(*, change: Change, by: Account | None = None) -> int:
    """Teams are at home where they were before the change; how many that concerned.

    What was known meanwhile stays in the history; a unit that the change made, which is gone, is
    told as the one before it. Raises ChangeInUse when a person has decided on top of it, or has
    founded a team in one of those units.
    """
    given: dict[str, Any] = {"change": change.pk, "day": change.effective_on, "by": _pk_of(by)}
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE people_teamhome IN SHARE ROW EXCLUSIVE MODE")
        given["at"] = now()
        cursor.execute(_BEFORE, given)
        cursor.execute(_DECIDED, given)
        decided_count = sum(cursor.fetchone())
        if decided_count:
            raise ChangeInUse(what=_("%(count)d decided teams") % {"count": decided_count})
        cursor.execute(_SUPERSEDE_BOTH, given)
        cursor.execute(_FORGET_UNITS, given)
        cursor.execute(_RESTORE, given)
        restored_count = int(cursor.rowcount)
        cursor.execute("DROP TABLE carried")
    return restored_count


def _pk_of(account: Account | None) -> int | None:
    return account.pk if account else None


class TeamsFollow:
    """The people room as the territory knows it: homes follow, whoever is met is counted."""

    def follow(self, change: Change) -> Sequence[Touched]:
        report = carry_homes(change=change)
        ended, sure, met = _find_met(change)
        day = change.effective_on
        at_home = TeamHome.objects.filter(KNOWN, valid__contains=day)
        stay = at_home.filter(unit__in=met - ended)
        carried = at_home.filter(change=change)
        members = Membership.objects.filter(
            KNOWN, valid__contains=day, team__in=carried.union(stay).values("team")
        )
        works = Employment.objects.filter(valid__contains=day)
        return [
            Touched(
                _("teams"),
                report.team_count + stay.count(),
                report.moved_count,
                report.unplaced_count,
            ),
            Touched(_("members of these teams"), _count_persons(members)),
            Touched(
                _("persons who work there"),
                _count_persons(works.filter(unit__in=met)),
                _count_persons(works.filter(unit__in=sure)),
                _count_persons(works.filter(unit__in=ended - sure)),
            ),
        ]

    def unfollow(self, change: Change) -> None:
        carry_back(change=change)


def _find_met(change: Change) -> tuple[set[int], set[int], set[int]]:
    """The units that ended, of these those that one way takes whole, and all that gave anything."""
    ended = set(change.effects.get("closed", ()))
    whole: Counter[int] = Counter()
    met = set(ended)
    for old, kind in change.successions.values_list("old_id", "kind"):
        met.add(old)
        whole[old] += kind in WHOLE_WAYS
    return ended, {unit for unit in ended if whole[unit] == 1}, met


def _count_persons(rows: QuerySet[Any]) -> int:
    """How many are in the rows; a merged entry is the person it leads to."""
    person = Coalesce("person__merged_into_id", "person_id")
    return int(rows.aggregate(count=Count(person, distinct=True))["count"])
