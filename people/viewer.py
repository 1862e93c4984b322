"""Who is asking, and what that person may see.

Every selector whose rows are not public takes `visible_to=` a Viewer. A scope is a branch of the
territory; `None` in place of unit ids means the whole country.
"""

from dataclasses import dataclass
from functools import cached_property

from django.db.models import DateField

from common.clock import today
from common.compiled import CompiledQuery, Param
from people.errors import NoPerson, OutOfScope, RoleRequired
from people.models import Account, AccountPerson, Grant, Person, Role
from territory.models import Unit
from territory.selectors import unit_ids_in_branch

_default_link = CompiledQuery(
    lambda: AccountPerson.objects.filter(
        account_id=Param("account"), is_default=True
    ).select_related("person")
)
_grants = CompiledQuery(
    lambda: Grant.objects.filter(
        account_id=Param("account"), valid__contains=Param("on", DateField())
    ).select_related("branch")
)


@dataclass(frozen=True)
class Viewer:
    """An account with its person and the roles that it holds today. Cheap to make: it asks late."""

    account: Account | None

    @property
    def is_authenticated(self) -> bool:
        return self.account is not None

    @cached_property
    def person(self) -> Person | None:
        """The person acted as; one query, once."""
        if self.account is None:
            return None
        link = _default_link.first(account=self.account.pk)
        return link.person if link else None

    def require_person(self) -> Person:
        """The person acted as. Raises NoPerson."""
        if self.person is None:
            raise NoPerson
        return self.person

    @cached_property
    def grants(self) -> tuple[Grant, ...]:
        """The roles in force today; one query, once."""
        if self.account is None:
            return ()
        return tuple(_grants.fetch(account=self.account.pk, on=today()))

    @property
    def display_name(self) -> str:
        if self.person:
            return self.person.full_name
        return self.account.sign_in if self.account else ""

    def holds(self, *roles: Role) -> bool:
        """Whether one of `roles` is held anywhere. An administrator holds every role."""
        wanted = {*roles, Role.ADMINISTRATOR}
        return any(grant.role in wanted for grant in self.grants)

    @property
    def is_manager(self) -> bool:
        return self.holds(Role.TRAINING_MANAGER)

    @property
    def is_author(self) -> bool:
        return self.holds(Role.AUTHOR)

    @property
    def is_officer(self) -> bool:
        return self.holds(Role.CERTIFICATE_OFFICER)

    def require(self, *roles: Role) -> None:
        """Returns when one of `roles` is held. Raises RoleRequired."""
        if not self.holds(*roles):
            raise RoleRequired(role=Role(roles[0]).label)

    def scope(self, *roles: Role) -> frozenset[int] | None:
        """The ids of the units in which one of `roles` is held; None is the whole country."""
        wanted = {*roles, Role.ADMINISTRATOR}
        branches = [grant.branch for grant in self.grants if grant.role in wanted]
        if any(branch is None for branch in branches):
            return None
        ids = (unit_ids_in_branch(branch, today()) for branch in branches if branch)
        return frozenset().union(*ids)

    def require_unit(self, unit: Unit | None, *roles: Role) -> None:
        """Returns when `unit` lies in the scope of `roles`. Raises RoleRequired, OutOfScope.

        No unit means an act for the whole country.
        """
        self.require(*roles)
        scope = self.scope(*roles)
        if scope is not None and (unit is None or unit.id not in scope):
            raise OutOfScope

    @property
    def is_keeper(self) -> bool:
        """Whether changes of the territory are entered by this one."""
        return self.holds(Role.ADMINISTRATOR) and self.scope(Role.ADMINISTRATOR) is None

    def require_country(self) -> None:
        """Returns for an administrator of the whole country. Raises RoleRequired, OutOfScope."""
        self.require_unit(None, Role.ADMINISTRATOR)


class _Operator(Viewer):
    """Who runs a command on the server holds every role everywhere, and is no person."""

    def holds(self, *_roles: Role) -> bool:
        return True

    def scope(self, *_roles: Role) -> frozenset[int] | None:
        return None


NOBODY = Viewer(account=None)
EVERYTHING = _Operator(account=None)


def get_viewer(account: object) -> Viewer:
    """The viewer behind `request.user`, signed in or not."""
    return Viewer(account=account) if isinstance(account, Account) else NOBODY
