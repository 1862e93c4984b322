"""A person decides where the teams of a split commune are at home: many at once, or none."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from common.audit import record_audit
from common.clock import now, today
from people.errors import AssignmentsInvalid
from people.models import Role, Team, TeamHome
from people.services.bitemporal import end_before
from people.services.homes import carry_homes
from people.viewer import Viewer
from territory.models import Level, Succession, Unit
from territory.structure import get_structure

BATCH = 2000


@dataclass(frozen=True)
class TeamAssignment:
    """A waiting team is at home in a unit from `since`, or since its commune ended."""

    team: UUID
    unit: UUID
    since: date | None = None


@dataclass
class _Ground:
    """What decisions are judged by, each held or read once."""

    units: dict[UUID, Unit]
    homes: dict[UUID, TeamHome]
    ways: dict[int, list[int]]
    scope: frozenset[int] | None


@transaction.atomic
def assign_teams(*, decisions: Sequence[TeamAssignment], by: Viewer) -> int:
    """The teams are at home where decided, and follow what became of those units; how many.

    A unit is a commune that stood on `since` in a province into which a part of the former one
    passed: usually one of the parts, but a village may have been drawn to another since. All or
    nothing. Raises RoleRequired, and AssignmentsInvalid with the reason at `assignments.INDEX`.
    """
    by.require(Role.TRAINING_MANAGER)
    ground = _hold(decisions, by)
    problems: dict[str, list[str]] = {}
    seen: set[UUID] = set()
    for index, decision in enumerate(decisions):
        problem = _find_problem(decision, ground)
        if decision.team in seen:
            problem = _("This team stands twice in the list.")
        seen.add(decision.team)
        if problem:
            problems[f"assignments.{index}"] = [problem]
    if not decisions:
        problems["assignments"] = [_("Choose a place for at least one team.")]
    if problems:
        raise AssignmentsInvalid(fields=problems)
    _write(decisions, ground, by)
    record_audit(
        by=by.account,
        act="assign_teams",
        subject="teams",
        decisions=[[str(one.team), str(one.unit)] for one in decisions],
    )
    return len(decisions)


def _hold(decisions: Sequence[TeamAssignment], by: Viewer) -> _Ground:
    """Units before teams, each by id: the order in which every verb holds them."""
    units = Unit.objects.filter(uuid__in={one.unit for one in decisions}).order_by("id")
    held = {unit.uuid: unit for unit in units.select_for_update(no_key=True)}
    teams = Team.objects.filter(uuid__in={one.team for one in decisions}).order_by("id")
    ids = [team.pk for team in teams.select_for_update()]
    waiting = TeamHome.objects.filter(team__in=ids, unit=None, superseded_at=None)
    homes = {home.team.uuid: home for home in waiting.select_related("team")}
    ways: dict[int, list[int]] = {}
    former = {home.formerly_id for home in homes.values()}
    for old, new in Succession.objects.filter(old__in=former).values_list("old_id", "new_id"):
        ways.setdefault(old, []).append(new)
    return _Ground(held, homes, ways, by.scope(Role.TRAINING_MANAGER))


def _find_problem(decision: TeamAssignment, ground: _Ground) -> str:
    home, unit = ground.homes.get(decision.team), ground.units.get(decision.unit)
    scope = ground.scope
    if home is None or (scope is not None and home.formerly_id not in scope):
        return _("This team does not wait for a decision in your branch.")
    if unit is None or (scope is not None and unit.pk not in scope):
        return _("There is no such administrative unit in your branch.")
    since = decision.since or home.valid.lower
    if since not in home.valid or since > today():
        return _("The team does not wait for a decision on that day.")
    if unit.level != Level.COMMUNE or since not in unit.valid:
        return _("Choose a commune, ward or special zone that stood on that day.")
    if not _is_near(home, unit, ground):
        return _("No part of the former commune lies in that province.")
    return ""


def _is_near(home: TeamHome, unit: Unit, ground: _Ground) -> bool:
    """Whether the unit lies in a province of the parts; where no way is known, a person knows."""
    parts = ground.ways.get(home.formerly_id or 0, [])
    if not parts or unit.pk in parts:
        return True
    structure = get_structure(home.valid.lower)
    return structure.province_of(unit.pk) in {structure.province_of(part) for part in parts}


def _write(decisions: Sequence[TeamAssignment], ground: _Ground, by: Viewer) -> None:
    at = now()
    homes = [ground.homes[one.team] for one in decisions]
    TeamHome.objects.filter(pk__in=[home.pk for home in homes]).update(superseded_at=at)
    rows = [
        TeamHome(
            team_id=home.team_id,
            unit=unit,
            formerly_id=None if unit else home.formerly_id,
            change_id=None if unit else home.change_id,
            valid=valid,
            recorded_at=at,
            recorded_by=by.account,
        )
        for one, home in zip(decisions, homes, strict=True)
        for unit, valid in _split(home, ground.units[one.unit], one.since)
    ]
    TeamHome.objects.bulk_create(rows, batch_size=BATCH)
    carry_homes(team_ids=[home.team_id for home in homes], by=by.account)


def _split(
    home: TeamHome, unit: Unit, since: date | None
) -> Iterator[tuple[Unit | None, DateRange]]:
    """The days that stay without a place, and those at the unit."""
    day = since or home.valid.lower
    before = end_before(home.valid, day=day)
    if before is not None:
        yield None, before
    yield unit, DateRange(day, home.valid.upper)
