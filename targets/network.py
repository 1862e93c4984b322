"""The network of community digital teams: as of any day, as known on any day, in any structure.

A person in two teams counts once a line. What no way and no decided home can place is counted
without a province, “chưa phân bổ”, so that totals are equal in every structure.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection

from common.clock import VIETNAM, today
from enrollment.selectors import WATCHERS
from people.selectors.merges import list_merges_known_on
from people.viewer import Viewer
from territory.models import Level
from territory.selectors import place_in_structure, place_units_in_structure
from territory.structure import Node, Structure, get_structure


@dataclass(frozen=True)
class Counts:
    """Teams, and those in them as distinct persons and as memberships."""

    team_count: int = 0
    commune_team_count: int = 0
    village_team_count: int = 0
    member_headcount: int = 0
    membership_count: int = 0

    @property
    def members_per_team(self) -> Decimal | None:
        """Persons to a team; None without a team."""
        return Decimal(self.member_headcount) / self.team_count if self.team_count else None


@dataclass(frozen=True)
class NetworkReport:
    """The figures of a day; `places` is by (province, commune), None for what is not assigned."""

    as_of: date
    known_on: date
    structure_on: date
    is_whole_country: bool
    total: Counts
    provinces: dict[int | None, Counts]
    places: dict[tuple[int | None, int | None], Counts]
    province_count: int
    covered_province_count: int
    complete_province_ids: tuple[int, ...]
    districts_left_out: tuple[str, ...]


_COUNT = """
WITH place(unit_id, province_id, here_id) AS (
  SELECT * FROM unnest(%(units)s::bigint[], %(provinces)s::bigint[], %(here)s::bigint[])
), same(entry_id, person_id) AS (
  SELECT * FROM unnest(%(entries)s::bigint[], %(persons)s::bigint[])
), stands AS MATERIALIZED (
  SELECT t.id, t.level, h.unit_id, coalesce(h.unit_id, h.formerly_id) AS seen_id
  FROM people_team t JOIN people_teamhome h ON h.team_id = t.id
  WHERE h.valid @> %(as_of)s::date AND h.recorded_at < %(known)s
    AND (h.superseded_at IS NULL OR h.superseded_at >= %(known)s)
), team AS MATERIALIZED (
  SELECT s.id, s.level, coalesce(p.province_id, q.province_id) AS province_id,
    coalesce(p.here_id, q.here_id) AS here_id
  FROM stands s
  LEFT JOIN place p ON p.unit_id = s.unit_id
  LEFT JOIN people_teamhome l ON p.here_id IS NULL AND l.team_id = s.id
    AND l.valid @> %(structure)s::date AND l.recorded_at < %(known)s
    AND (l.superseded_at IS NULL OR l.superseded_at >= %(known)s)
  LEFT JOIN place q ON q.unit_id = l.unit_id
  WHERE %(scope)s::bigint[] IS NULL OR s.seen_id = ANY(%(scope)s)
), member AS MATERIALIZED (
  SELECT t.province_id, t.here_id, coalesce(same.person_id, m.person_id) AS person_id
  FROM people_membership m JOIN team t ON t.id = m.team_id
  LEFT JOIN same ON same.entry_id = m.person_id
  WHERE m.valid @> %(as_of)s::date AND m.recorded_at < %(known)s
    AND (m.superseded_at IS NULL OR m.superseded_at >= %(known)s)
)
SELECT 'team', grouping(province_id, here_id), province_id, here_id,
  count(*) FILTER (WHERE level = 'commune'), count(*) FILTER (WHERE level = 'village')
FROM team GROUP BY GROUPING SETS ((), (province_id), (province_id, here_id))
UNION ALL
SELECT 'member', grouping(province_id, here_id), province_id, here_id,
  count(DISTINCT person_id), count(*)
FROM member GROUP BY GROUPING SETS ((), (province_id), (province_id, here_id))
"""
_TOTAL, _BY_PROVINCE = 3, 1


def report_network(
    *,
    as_of: date,
    structure_on: date | None = None,
    known_on: date | None = None,
    visible_to: Viewer,
) -> NetworkReport:
    """The network on `as_of` as known at the end of `known_on`, in the asker's branch.

    Raises RoleRequired.

    `structure_on` is the day whose units are listed, `as_of` when not said.
    """
    visible_to.require(*WATCHERS)
    known_on, structure_on = known_on or today(), structure_on or as_of
    scope = visible_to.scope(*WATCHERS)
    counted = _count(as_of, known_on, structure_on, scope)
    structure = get_structure(structure_on)
    seen = [one for one in structure.provinces() if scope is None or one.id in scope]
    places = {key[1:]: one for key, one in counted.items() if key[0] == 0}
    provinces = {key[1]: one for key, one in counted.items() if key[0] == _BY_PROVINCE}
    with_team = {here for (_province, here), one in places.items() if one.team_count}
    return NetworkReport(
        as_of=as_of,
        known_on=known_on,
        structure_on=structure_on,
        is_whole_country=scope is None,
        total=counted.get((_TOTAL, None, None), Counts()),
        provinces=provinces,
        places=places,
        province_count=len(seen),
        covered_province_count=sum(1 for province in provinces if province),
        complete_province_ids=_list_complete(structure, seen, with_team),
        districts_left_out=tuple(
            node.name
            for province in seen
            for node in structure.children_of.get(province.id, ())
            if node.level == Level.DISTRICT and not structure.children_of.get(node.id)
        ),
    )


def _list_complete(
    structure: Structure, provinces: Sequence[Node], with_team: set[int | None]
) -> tuple[int, ...]:
    """Every commune of the day has a team; districts without communes ask for none."""
    found = []
    for province in provinces:
        below = structure.descendants(province.id)
        communes = {one for one in below if structure.nodes[one].level == Level.COMMUNE}
        if communes and communes <= with_team:
            found.append(province.id)
    return tuple(found)


def _count(
    as_of: date, known_on: date, structure_on: date, scope: frozenset[int] | None
) -> dict[tuple[int, int | None, int | None], Counts]:
    provinces, here = place_in_structure(structure_on), place_units_in_structure(structure_on)
    same = list_merges_known_on(known_on)
    given: dict[str, Any] = {
        "units": list(provinces),
        "provinces": list(provinces.values()),
        "here": [here[unit] for unit in provinces],
        "entries": list(same),
        "persons": list(same.values()),
        "as_of": as_of,
        "structure": structure_on,
        "known": datetime.combine(known_on + timedelta(days=1), time(), VIETNAM),
        "scope": None if scope is None else sorted(scope),
    }
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, given)
        rows = cursor.fetchall()
    members = {row[1:4]: row[4:] for row in rows if row[0] == "member"}
    found = {}
    for _kind, *key, communes, villages in (row for row in rows if row[0] == "team"):
        heads, memberships = members.get(tuple(key), (0, 0))
        found[key[0], key[1], key[2]] = Counts(
            communes + villages, communes, villages, heads, memberships
        )
    return found
