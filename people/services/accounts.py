"""The doors through which accounts and roles come into being."""

from datetime import date

from django.contrib.auth import authenticate, password_validation
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from common.audit import record_audit
from common.clock import now, today
from common.errors import InvalidInput
from people.errors import RoleAlreadyHeld, SignInInvalid, SignInTaken, WrongCredentials
from people.models import Account, AccountPerson, Category, Grant, Role
from people.services.persons import create_person
from people.signin import normalize_sign_in
from territory.models import Unit


@transaction.atomic
def register_learner(
    *,
    full_name: str,
    sign_in: str,
    password: str,
    unit: Unit | None,
    category: str,
) -> Account:
    """A person and an account that acts as that person exist, or nothing does.

    Raises InvalidInput (by field), SignInInvalid, SignInTaken.
    """
    name = normalize_sign_in(sign_in)
    if category not in Category.values:
        raise InvalidInput(fields={"category": [_("Choose a category.")]})
    if unit is None and category != Category.CITIZEN:
        raise InvalidInput(fields={"unit": [_("Choose the unit where you work.")]})
    account = Account(sign_in=name, created_at=now())
    _set_password(account, password)
    try:
        with transaction.atomic():
            account.save()
    except IntegrityError:
        raise SignInTaken from None
    phone = "" if "@" in name else name
    person = create_person(
        full_name=full_name, unit=unit, category=category, phone=phone, by=account
    )
    AccountPerson.objects.create(account=account, person=person, is_default=True)
    return account


def _set_password(account: Account, password: str) -> None:
    try:
        password_validation.validate_password(password, account)
    except ValidationError as problem:
        raise InvalidInput(fields={"password": problem.messages}) from None
    account.set_password(password)


def check_credentials(*, sign_in: str, password: str) -> Account:
    """The active account that signs in with these. Raises WrongCredentials, not saying which."""
    try:
        name = normalize_sign_in(sign_in)
    except SignInInvalid:
        raise WrongCredentials from None
    account = authenticate(None, username=name, password=password)
    if not isinstance(account, Account):
        raise WrongCredentials
    return account


@transaction.atomic
def grant_role(
    *,
    account: Account,
    role: Role,
    branch: Unit | None,
    since: date | None = None,
    until: date | None = None,
    by: Account | None,
) -> Grant:
    """`account` holds `role` in `branch` (None: the whole country) from `since` to before `until`.

    Raises RoleAlreadyHeld. The caller has checked that `by` may grant.
    """
    try:
        with transaction.atomic():
            grant = Grant.objects.create(
                account=account,
                role=role,
                branch=branch,
                valid=DateRange(since or today(), until),
                granted_by=by,
                created_at=now(),
            )
    except IntegrityError:
        raise RoleAlreadyHeld from None
    record_audit(
        by=by, act="grant_role", subject=f"account:{account.uuid}", role=role, grant=str(grant.uuid)
    )
    return grant
