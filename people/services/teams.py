"""Teams are founded, corrected and dissolved; persons join, change role and leave.

Days are Viet Nam's; an end is the first day without. A manager acts on the teams whose home, or
former home where nobody has decided, lies in the manager's branch. Each verb holds the team's
lock, so that two people who write at once are one after the other.
"""

from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from common.audit import record_audit
from common.clock import now, today
from common.text import is_same_word, normalize_text, search_key
from people.errors import OutOfScope, TeamAlreadyFounded, TeamDissolved, TeamInvalid
from people.models import Membership, Role, Team, TeamHome, TeamLevel
from people.services.bitemporal import add_like, end_before, restate, supersede
from people.services.homes import carry_homes
from people.viewer import Viewer
from territory.models import Level, Unit

LONGEST_NAME = 120


@transaction.atomic
def found_team(
    *,
    unit: Unit,
    level: str,
    founded_on: date,
    residential_unit: str = "",
    decision_number: str = "",
    by: Viewer,
) -> Team:
    """A team stands in `unit` since `founded_on`; its home follows what became of the unit since.

    `residential_unit` is the village, of a village-level team only. Raises RoleRequired,
    OutOfScope, TeamInvalid (by field), TeamAlreadyFounded.
    """
    by.require_unit(unit, Role.TRAINING_MANAGER)
    # Held so that a change of the territory that ends the unit comes before or after, not between.
    unit = Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)
    name = normalize_text(residential_unit)
    _check_founding(unit, level, name, founded_on)
    team = Team(
        level=TeamLevel(level),
        founding_unit=unit,
        residential_unit=name,
        search_key=search_key(name),
        decision_number=normalize_text(decision_number),
        founded_on=founded_on,
        recorded_at=now(),
        recorded_by=by.account,
    )
    _save_team(team)
    TeamHome.objects.create(
        team=team,
        unit=unit,
        valid=DateRange(founded_on, None),
        recorded_at=team.recorded_at,
        recorded_by=by.account,
    )
    carry_homes(team_ids=[team.pk], by=by.account)
    _audit(by, "found_team", team, unit=str(unit.uuid))
    return team


def _check_founding(unit: Unit, level: str, name: str, founded_on: date) -> None:
    problems: dict[str, list[str]] = {}
    if unit.level != Level.COMMUNE:
        problems["unit"] = [_("A team is founded in a commune, ward, town or special zone.")]
    elif founded_on not in unit.valid:
        problems["unit"] = [_("This unit did not stand on the day of the founding.")]
    if founded_on > today():
        problems["founded_on"] = [_("This day lies in the future.")]
    if level not in TeamLevel.values:
        problems["level"] = [_("Choose the level of the team.")]
    elif (level == TeamLevel.VILLAGE) != bool(name):
        problems["residential_unit"] = [
            _("Name the village of a village-level team, and of no other.")
        ]
    if len(name) > LONGEST_NAME:
        problems["residential_unit"] = [_("Write at most 120 characters.")]
    if problems:
        raise TeamInvalid(fields=problems)


def _save_team(team: Team) -> None:
    """The team is saved, and its village has no other. A name without signs is any with them."""
    same = Team.objects.exclude(pk=team.pk).filter(
        founding_unit=team.founding_unit,
        level=team.level,
        search_key=team.search_key,
        dissolved_on=None,
    )
    if any(is_same_word(team.residential_unit, one.residential_unit) for one in same):
        raise TeamAlreadyFounded
    try:
        with transaction.atomic():
            team.save()
    except IntegrityError as problem:
        if "people_team_once" in str(problem):
            raise TeamAlreadyFounded from None
        raise


@transaction.atomic
def correct_team(
    *,
    team: Team,
    residential_unit: str | None = None,
    decision_number: str | None = None,
    founded_on: date | None = None,
    by: Viewer,
) -> Team:
    """What was written down wrongly is right; what is None stays.

    Raises RoleRequired, OutOfScope, TeamInvalid (also when someone joined before the day of
    founding that is given), TeamAlreadyFounded.
    """
    team = lock_team(team, by=by)
    name = team.residential_unit if residential_unit is None else normalize_text(residential_unit)
    day = founded_on or team.founded_on
    _check_founding(team.founding_unit, team.level, name, day)
    team.residential_unit, team.search_key = name, search_key(name)
    if decision_number is not None:
        team.decision_number = normalize_text(decision_number)
    _refound(team, day, by)
    _audit(by, "correct_team", team, founded_on=str(day))
    return team


def _refound(team: Team, day: date, by: Viewer) -> None:
    """The team and its first home begin on `day`."""
    homes = list(_list_known(TeamHome, team))
    joined = min((row.valid.lower for row in _list_known(Membership, team)), default=day)
    first = homes[0]
    ended = first.valid.upper is not None and first.valid.upper <= day
    if joined < day or ended or (team.dissolved_on and team.dissolved_on <= day):
        text = _("The team was at work before that day.")
        raise TeamInvalid(fields={"founded_on": [text]})
    at = None
    if day != team.founded_on:
        at = supersede(first)
    team.founded_on = day
    _save_team(team)
    if at:
        add_like(first, at=at, by=by.account, valid=DateRange(day, first.valid.upper))


@transaction.atomic
def dissolve_team(*, team: Team, dissolved_on: date, by: Viewer) -> Team:
    """From `dissolved_on` the team is nowhere and nobody is in it.

    Raises RoleRequired, OutOfScope, TeamDissolved, TeamInvalid (also when someone joined on that
    day or later: correct that first).
    """
    team = lock_team(team, by=by)
    _require_standing(team)
    memberships = list(_list_known(Membership, team))
    if dissolved_on > today():
        problem = _("This day lies in the future.")
    elif dissolved_on <= team.founded_on:
        problem = _("A team is dissolved after it was founded.")
    elif any(row.valid.lower >= dissolved_on for row in memberships):
        problem = _("Someone joined on that day or later. Correct that membership first.")
    else:
        problem = ""
    if problem:
        raise TeamInvalid(fields={"dissolved_on": [problem]})
    team.dissolved_on = dissolved_on
    team.save(update_fields=["dissolved_on"])
    for row in [*_list_known(TeamHome, team), *memberships]:
        _end(row, dissolved_on, by)
    _audit(by, "dissolve_team", team, dissolved_on=str(dissolved_on))
    return team


def _end(row: TeamHome | Membership, day: date, by: Viewer) -> None:
    """Nothing of the row is known from `day` on."""
    if row.valid.upper is not None and row.valid.upper <= day:
        return
    valid = end_before(row.valid, day=day)
    if valid is None:
        supersede(row)
    elif isinstance(row, TeamHome):
        restate(row, by=by.account, valid=valid)
    else:
        restate(row, by=by.account, valid=valid)


@transaction.atomic
def move_team(*, team: Team, unit: Unit, since: date, by: Viewer) -> TeamHome:
    """The team's home is `unit` from `since` on, because a person decided so.

    Raises RoleRequired, OutOfScope, TeamDissolved, TeamInvalid.
    """
    by.require_unit(unit, Role.TRAINING_MANAGER)
    unit = Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)
    team = lock_team(team, by=by)
    _require_standing(team)
    problems: dict[str, list[str]] = {}
    if unit.level != Level.COMMUNE or since not in unit.valid:
        problems["unit"] = [_("Choose a commune, ward or special zone that stood on that day.")]
    last = list(_list_known(TeamHome, team))[-1]
    if since > today() or since < last.valid.lower:
        problems["since"] = [_("The day lies in the future, or before the team came to its home.")]
    if problems:
        raise TeamInvalid(fields=problems)
    home = rehome(last, unit=unit, since=since, by=by)
    carry_homes(team_ids=[team.pk], by=by.account)
    _audit(by, "move_team", team, unit=str(unit.uuid), since=str(since))
    return home


def rehome(home: TeamHome, *, unit: Unit, since: date, by: Viewer) -> TeamHome:
    """The rest of a home's days from `since` on is at `unit`."""
    at = supersede(home)
    before = end_before(home.valid, day=since)
    if before is not None:
        add_like(home, at=at, by=by.account, valid=before)
    return add_like(
        home,
        at=at,
        by=by.account,
        unit=unit,
        formerly=None,
        change=None,
        valid=DateRange(since, home.valid.upper),
    )


def lock_team(team: Team, *, by: Viewer) -> Team:
    """The team as it stands, held until the transaction ends. Raises RoleRequired, OutOfScope."""
    by.require(Role.TRAINING_MANAGER)
    held = Team.objects.select_for_update().get(pk=team.pk)
    scope = by.scope(Role.TRAINING_MANAGER)
    if scope is not None:
        last = list(_list_known(TeamHome, held))[-1]
        if (last.unit_id or last.formerly_id) not in scope:
            raise OutOfScope
    return held


def _require_standing(team: Team) -> None:
    if team.dissolved_on:
        raise TeamDissolved(day=team.dissolved_on.strftime("%d/%m/%Y"))


def _list_known(model: Any, team: Team) -> Any:
    return model.objects.filter(team=team, superseded_at=None).order_by("valid", "id")


def _audit(by: Viewer, act: str, team: Team, **detail: Any) -> None:
    record_audit(by=by.account, act=act, subject=f"team:{team.uuid}", **detail)
