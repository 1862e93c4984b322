"""A target against the ledger: as of any day, as known on any day, in the structure of any day.

Occurrences (lượt) and persons are counted side by side and never mixed. Head counts of provinces
do not add up to the head count of the country, since one person may count in two: each is a count
of distinct persons of its own.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from common.clock import end_of, today
from enrollment.selectors import WATCHERS
from people.selectors.merges import list_merges_known_on
from people.viewer import Viewer
from targets.definition import describe_count, describe_scope
from targets.models import Target, UnitOfCount
from territory.selectors import list_provinces, place_in_structure, unit_ids_in_branch


@dataclass(frozen=True)
class ProvinceRow:
    """What was counted in a province of the report's structure."""

    unit_id: int
    uuid: str
    code: str
    name: str
    completion_count: int
    online_count: int
    headcount: int


@dataclass(frozen=True)
class CurvePoint:
    """Cumulative counts at the end of a day on which something was counted."""

    day: date
    completion_count: int
    headcount: int


@dataclass(frozen=True)
class Attainment:
    """The numbers of a target and everything that is needed to compute them again."""

    target: Target
    as_of: date
    known_on: date
    structure_on: date
    completion_count: int
    online_count: int
    headcount: int
    attainment_fraction: Decimal | None
    excess: int
    shortfall: int
    reason_refused: str
    provinces: tuple[ProvinceRow, ...]
    unplaced_count: int
    unplaced_headcount: int
    curve: tuple[CurvePoint, ...]
    definition: str
    scope_name: str

    @property
    def counted(self) -> int:
        """The count in the target's own unit."""
        if self.target.unit_of_count == UnitOfCount.PERSONS:
            return self.headcount
        return self.completion_count


# The rows that count: live as known at %(known)s, inside the period, as the metric filters, each
# for the person that its entry was known to lead to.
# One scan serves the provinces, the total and the curve.
_COUNT = """
WITH place(unit_id, province_id) AS (
  SELECT * FROM unnest(%(units)s::bigint[], %(provinces)s::bigint[])
), same(entry_id, person_id) AS (
  SELECT * FROM unnest(%(entries)s::bigint[], %(persons)s::bigint[])
), counted AS MATERIALIZED (
  SELECT coalesce(same.person_id, c.person_id) AS person_id, c.effective_on, c.mode,
         place.province_id
  FROM enrollment_completion c
  LEFT JOIN place ON place.unit_id = c.unit_id
  LEFT JOIN same ON same.entry_id = c.person_id
  WHERE c.cancels_id IS NULL
    AND c.effective_on >= %(first)s AND c.effective_on <= %(last)s
    AND c.recorded_at < %(known)s
    AND (%(categories)s::text[] IS NULL OR c.category = ANY(%(categories)s))
    AND (%(modes)s::text[] IS NULL OR c.mode = ANY(%(modes)s))
    AND (%(courses)s::text[] IS NULL OR c.course_id IN (
      SELECT id FROM courses_course WHERE slug = ANY(%(courses)s)))
    AND (%(scope)s::bigint[] IS NULL OR c.unit_id = ANY(%(scope)s))
    AND NOT EXISTS (SELECT 1 FROM enrollment_completion x
                    WHERE x.cancels_id = c.id AND x.recorded_at < %(known)s)
), first_days AS (
  SELECT person_id, min(effective_on) AS day FROM counted GROUP BY person_id
)
SELECT 'province', province_id, NULL::date, count(*),
       count(*) FILTER (WHERE mode = 'online'), count(DISTINCT person_id)
  FROM counted GROUP BY province_id
UNION ALL
SELECT 'total', NULL, NULL, count(*), count(*) FILTER (WHERE mode = 'online'),
       (SELECT count(*) FROM first_days)
  FROM counted
UNION ALL
SELECT 'day', NULL, day, sum(n), 0, sum(p) FROM (
  SELECT effective_on AS day, 1 AS n, 0 AS p FROM counted
  UNION ALL SELECT day, 0, 1 FROM first_days) AS events
  GROUP BY day
"""


def get_attainment(
    target: Target,
    *,
    as_of: date,
    known_on: date | None = None,
    structure_on: date | None = None,
    visible_to: Viewer,
) -> Attainment:
    """The target's numbers for what happened to `as_of` and was recorded to the end of `known_on`.

    `known_on` is today when it is not said; `structure_on`, the day whose provinces are listed,
    is `as_of`. Counts are cut to the asker's branch, and `scope_name` says so. Four queries.
    """
    known_on = known_on or today()
    structure_on = structure_on or as_of
    scope = _find_scope(target, visible_to)
    counts = _count(target, as_of, known_on, structure_on, scope)
    total = next(row for row in counts if row[0] == "total")
    by_province = {row[1]: row[3:] for row in counts if row[0] == "province"}
    completion_count, online_count, headcount = total[3:]
    counted = headcount if target.unit_of_count == UnitOfCount.PERSONS else completion_count
    comparable = _is_whole(target, scope)
    unplaced = by_province.get(None, (0, 0, 0))
    return Attainment(
        target=target,
        as_of=as_of,
        known_on=known_on,
        structure_on=structure_on,
        completion_count=completion_count,
        online_count=online_count,
        headcount=headcount,
        attainment_fraction=Decimal(counted) / target.value if comparable else None,
        excess=max(counted - target.value, 0) if comparable else 0,
        shortfall=max(target.value - counted, 0) if comparable else 0,
        reason_refused=""
        if comparable
        else _(
            "You see a part of the territory; the target is set for more, so no ratio is shown."
        ),
        provinces=_rows(structure_on, by_province, scope),
        unplaced_count=unplaced[0],
        unplaced_headcount=unplaced[2],
        curve=_curve(counts),
        definition=describe_count(target, as_of, known_on, structure_on),
        scope_name=describe_scope(target, visible_to, WATCHERS, as_of),
    )


def _find_scope(target: Target, visible_to: Viewer) -> frozenset[int] | None:
    """The units whose rows count: the target's branch cut to what the asker may see."""
    seen = visible_to.scope(*WATCHERS)
    if target.branch is None:
        return seen
    branch = unit_ids_in_branch(target.branch, _branch_day(target))
    return branch if seen is None else branch & seen


def _branch_day(target: Target) -> date:
    """A day on which the target's branch stood: within its period where that is possible."""
    if target.branch is None:
        raise AssertionError("a target of the whole country has no branch")
    day: date = max(target.branch.valid.lower, target.period.lower)
    return day


def _is_whole(target: Target, scope: frozenset[int] | None) -> bool:
    """Whether the asker sees all that the target is set for: a ratio of less would mislead."""
    if target.branch is None:
        return scope is None
    return scope is not None and scope >= unit_ids_in_branch(target.branch, _branch_day(target))


def _count(
    target: Target,
    as_of: date,
    known_on: date,
    structure_on: date,
    scope: frozenset[int] | None,
) -> list[tuple[Any, ...]]:
    definition = target.metric.definition
    places = [(unit, place) for unit, place in place_in_structure(structure_on).items() if place]
    same = list_merges_known_on(known_on)
    with connection.cursor() as cursor:
        cursor.execute(
            _COUNT,
            {
                "units": [unit for unit, _place in places],
                "provinces": [place for _unit, place in places],
                "entries": list(same.keys()),
                "persons": list(same.values()),
                "first": target.period.lower,
                "last": min(as_of, target.period.upper - timedelta(days=1)),
                "known": end_of(known_on),
                "categories": definition.get("categories") or None,
                "modes": definition.get("modes") or None,
                "courses": definition.get("courses") or None,
                "scope": None if scope is None else sorted(scope),
            },
        )
        return [(*row[:3], *(int(number) for number in row[3:])) for row in cursor.fetchall()]


def _rows(
    structure_on: date,
    by_province: dict[int | None, tuple[int, int, int]],
    scope: frozenset[int] | None,
) -> tuple[ProvinceRow, ...]:
    """A row for each province, those without any included; only those in scope are listed."""
    rows = []
    for node in list_provinces(structure_on):
        count, online, heads = by_province.get(node.id, (0, 0, 0))
        if scope is None or node.id in scope or count:
            rows.append(ProvinceRow(node.id, node.uuid, node.code, node.name, count, online, heads))
    return tuple(rows)


def _curve(counts: list[tuple[Any, ...]]) -> tuple[CurvePoint, ...]:
    points: list[CurvePoint] = []
    total = heads = 0
    for day, count, new_heads in sorted(
        (row[2], row[3], row[5]) for row in counts if row[0] == "day"
    ):
        total, heads = total + count, heads + new_heads
        points.append(CurvePoint(day, total, heads))
    return tuple(points)
