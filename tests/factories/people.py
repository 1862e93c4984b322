"""Accounts, persons and viewers with roles."""

from typing import Any

from people.models import Account, Category, Role
from people.services import grant_role, register_learner
from people.viewer import Viewer, get_viewer
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
