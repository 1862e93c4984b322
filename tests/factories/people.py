"""Accounts, persons and viewers with roles."""

from datetime import date
from typing import Any

from people.models import Account, Category, Membership, Person, Role, Team, TeamLevel, TeamRole
from people.services import create_person, grant_role, register_learner
from people.services.memberships import join_team
from people.services.teams import found_team
from people.viewer import EVERYTHING, Viewer, get_viewer
from territory.models import Unit
from tests.factories.places import LONG_AGO

PASSWORD = "Hoc-So-2026"


def make_account(
    *,
    full_name: str = "Nguyễn Thị Hòa",
    sign_in: str = "",
    unit: Unit | None = None,
    category: str = "",
) -> Account:
    """An account that acts as a person, with the password PASSWORD."""
    return register_learner(
        full_name=full_name,
        sign_in=sign_in or f"09120{Account.objects.count():05d}",
        password=PASSWORD,
        unit=unit,
        category=category or (Category.CIVIL_SERVANT if unit else Category.CITIZEN),
    )


def make_learner(**fields: Any) -> Viewer:
    """A viewer without any role."""
    return get_viewer(make_account(**fields))


def make_viewer(role: Role | None = None, branch: Unit | None = None, **fields: Any) -> Viewer:
    """A viewer who holds `role` in `branch`; no branch is the whole country."""
    account = make_account(**fields)
    if role:
        grant_role(account=account, role=role, branch=branch, since=LONG_AGO, by=None)
    return get_viewer(account)


FOUNDED_ON = date(2022, 5, 26)


def make_team(
    unit: Unit, *, village: str = "", founded_on: date = FOUNDED_ON, by: Viewer = EVERYTHING
) -> Team:
    """A team of the commune, or of a village in it when one is named."""
    level = TeamLevel.VILLAGE if village else TeamLevel.COMMUNE
    return found_team(
        unit=unit, level=level, residential_unit=village, founded_on=founded_on, by=by
    )


def make_person(full_name: str = "Lò Thị Ăm", unit: Unit | None = None) -> Person:
    return create_person(
        full_name=full_name, unit=unit, category=Category.CITIZEN, since=FOUNDED_ON, by=None
    )


def make_membership(
    team: Team,
    person: Person | None = None,
    *,
    role: str = TeamRole.MEMBER,
    since: date = FOUNDED_ON,
    by: Viewer = EVERYTHING,
) -> Membership:
    return join_team(team=team, person=person or make_person(), role=role, since=since, by=by)
