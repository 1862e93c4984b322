"""Who is in a team: joining, another role, leaving, and what was written down wrongly.

A person may be in two teams; in one team a person is once a day, and one leads it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from common.audit import record_audit
from common.clock import now, today
from people.errors import (
    AlreadyMember,
    MembershipAfterDissolution,
    MembershipBeforeFounding,
    MembershipInvalid,
    MembershipNotFound,
    TeamHasLeader,
)
from people.models import Membership, Person, Team, TeamRole
from people.services.bitemporal import add_like, restate, supersede
from people.services.teams import lock_team
from people.viewer import Viewer


@transaction.atomic
def join_team(
    *,
    team: Team,
    person: Person,
    role: str = TeamRole.MEMBER,
    since: date,
    until: date | None = None,
    by: Viewer,
) -> Membership:
    """The person is in the team from `since` to before `until`; one merged is who it leads to.

    Raises RoleRequired, OutOfScope, MembershipBeforeFounding, MembershipAfterDissolution,
    MembershipInvalid (by field), AlreadyMember, TeamHasLeader.
    """
    team = lock_team(team, by=by)
    valid = _check_days(team, since, until)
    with _refused():
        membership = Membership.objects.create(
            team=team,
            person=person.merged_into or person,
            role=_read_role(role),
            valid=valid,
            recorded_at=now(),
            recorded_by=by.account,
        )
    _audit(by, "join_team", membership, role=role)
    return membership


@transaction.atomic
def leave_team(*, membership: Membership, left_on: date, by: Viewer) -> Membership:
    """The person is in the team to before `left_on`.

    Raises RoleRequired, OutOfScope, MembershipNotFound, MembershipInvalid.
    """
    held = _hold(membership, by)
    upper = held.valid.upper
    if left_on <= held.valid.lower or (upper is not None and left_on > upper):
        problem = _("The person was not in the team on the day before.")
        raise MembershipInvalid(fields={"left_on": [problem]})
    valid = _check_days(held.team, held.valid.lower, left_on)
    ended = restate(held, by=by.account, valid=valid)
    _audit(by, "leave_team", ended, left_on=str(left_on))
    return ended


@transaction.atomic
def change_role(*, membership: Membership, role: str, since: date, by: Viewer) -> Membership:
    """The person has another role in the team from `since` on, and the former one until then.

    Raises RoleRequired, OutOfScope, MembershipNotFound, MembershipInvalid, TeamHasLeader.
    """
    held = _hold(membership, by)
    if since not in held.valid or since > today():
        problem = _("The person is not in the team on that day.")
        raise MembershipInvalid(fields={"since": [problem]})
    if role == held.role:
        raise MembershipInvalid(fields={"role": [_("The person has this role already.")]})
    at = supersede(held)
    if since > held.valid.lower:
        add_like(held, at=at, by=by.account, valid=DateRange(held.valid.lower, since))
    rest = DateRange(since, held.valid.upper)
    with _refused():
        changed = add_like(held, at=at, by=by.account, role=_read_role(role), valid=rest)
    _audit(by, "change_role", changed, role=role, since=str(since))
    return changed


@transaction.atomic
def correct_membership(
    *,
    membership: Membership,
    person: Person | None = None,
    role: str | None = None,
    since: date | None = None,
    until: date | None = None,
    is_open: bool = False,
    by: Viewer,
) -> Membership:
    """What was written down wrongly is right, and the history shows what was held before.

    What is None stays; `is_open` takes an end away. Raises as `join_team`, and MembershipNotFound.
    """
    held = _hold(membership, by)
    end = None if is_open else until or held.valid.upper
    changes = {
        "valid": _check_days(held.team, since or held.valid.lower, end),
        "person": (person.merged_into or person) if person else held.person,
        "role": _read_role(role or held.role),
    }
    with _refused():
        corrected = restate(held, by=by.account, **changes)
    _audit(by, "correct_membership", corrected, former=str(held.uuid))
    return corrected


@transaction.atomic
def retract_membership(*, membership: Membership, by: Viewer) -> Membership:
    """The person was never in the team: it was a mistake. The row that is no longer known.

    Raises RoleRequired, OutOfScope, MembershipNotFound.
    """
    held = _hold(membership, by)
    supersede(held)
    _audit(by, "retract_membership", held)
    return held


def _hold(membership: Membership, by: Viewer) -> Membership:
    """The membership as it is known, with its team held."""
    lock_team(membership.team, by=by)
    held = (
        Membership.objects.filter(pk=membership.pk, superseded_at=None)
        .select_related("team", "person")
        .first()
    )
    if held is None:
        raise MembershipNotFound
    return held


def _check_days(team: Team, since: date, until: date | None) -> DateRange:
    """The days as they are kept: those of a dissolved team end with it at the latest."""
    if since > today() or (until is not None and until > today()):
        field = "since" if since > today() else "until"
        raise MembershipInvalid(fields={field: [_("This day lies in the future.")]})
    if until is not None and until <= since:
        raise MembershipInvalid(fields={"until": [_("The end comes after the beginning.")]})
    if since < team.founded_on:
        raise MembershipBeforeFounding(day=team.founded_on.strftime("%d/%m/%Y"))
    if team.dissolved_on and (until is None or until > team.dissolved_on):
        raise MembershipAfterDissolution(day=team.dissolved_on.strftime("%d/%m/%Y"))
    return DateRange(since, until)


def _read_role(role: str) -> TeamRole:
    if role not in TeamRole.values:
        raise MembershipInvalid(fields={"role": [_("Choose a role.")]})
    return TeamRole(role)


@contextmanager
def _refused() -> Iterator[None]:
    """What the constraints of the table refuse, in words."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as problem:
        if "people_membership_one_leader" in str(problem):
            raise TeamHasLeader from None
        if "people_membership_once_a_day" in str(problem):
            raise AlreadyMember from None
        raise


def _audit(by: Viewer, act: str, membership: Membership, **detail: Any) -> None:
    record_audit(
        by=by.account,
        act=act,
        subject=f"membership:{membership.uuid}",
        team=str(membership.team.uuid),
        **detail,
    )
