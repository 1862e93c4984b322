"""Banks are made and shared; their categories are made, renamed, moved and removed."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import ProtectedError

from common.audit import record_audit
from common.clock import now, today
from common.text import accent_key, normalize_text
from people.models import Account, Role
from people.viewer import Viewer
from questions.errors import (
    BankNotYours,
    BankSharedAlready,
    BankSlugTaken,
    CategoriesTooMany,
    CategoryInItself,
    CategoryNotEmpty,
    CategoryNotFound,
    CategoryTaken,
    GrantNotFound,
    NoSuchAuthor,
    ShareSaysNothing,
)
from questions.models import Bank, BankAccess, BankGrant, Category
from questions.selectors.banks import owns_bank, require_edit

MOST_CATEGORIES, MOST_DEEP = 5_000, 20


@transaction.atomic
def create_bank(
    *,
    slug: str,
    title: str,
    by: Viewer,
    description: str = "",
    authors_may: str = BankAccess.NONE,
) -> Bank:
    """An empty bank stands under `slug`, owned by who asks. Raises RoleRequired, BankSlugTaken."""
    by.require(Role.AUTHOR)
    try:
        with transaction.atomic():
            bank = Bank.objects.create(
                slug=slug,
                title=title,
                description=description,
                authors_may=BankAccess(authors_may),
                owner=by.account,
                created_at=now(),
            )
    except IntegrityError:
        raise BankSlugTaken from None
    record_audit(by=by.account, act="create_bank", subject=f"bank:{slug}")
    return bank


@transaction.atomic
def change_bank(*, bank: Bank, by: Viewer, **changes: str) -> Bank:
    """The bank has another `title`, `description` or `authors_may`.

    Raises BankNotEditable, and BankNotYours for what it is open for.
    """
    require_edit(bank, by)
    if "authors_may" in changes and changes["authors_may"] != bank.authors_may:
        _require_own(bank, by)
    held = Bank.objects.select_for_update().get(pk=bank.pk)
    for name, value in changes.items():
        setattr(held, name, value)
    held.save(update_fields=[*changes])
    record_audit(by=by.account, act="change_bank", subject=f"bank:{bank.slug}", **changes)
    return held


@transaction.atomic
def share_bank(
    *, bank: Bank, sign_in: str, access: str, by: Viewer, until: date | None = None
) -> BankGrant:
    """The author who signs in so may use or edit the bank from today, before `until`.

    Raises BankNotYours, NoSuchAuthor, ShareSaysNothing, BankSharedAlready.
    """
    _require_own(bank, by)
    account = _find_author(sign_in)
    if access == BankAccess.NONE or (until and until <= today()):
        raise ShareSaysNothing
    try:
        with transaction.atomic():
            grant = BankGrant.objects.create(
                bank=bank,
                account=account,
                access=BankAccess(access),
                valid=DateRange(today(), until),
                granted_by=by.account,
                created_at=now(),
            )
    except IntegrityError:
        raise BankSharedAlready from None
    record_audit(
        by=by.account, act="share_bank", subject=f"bank:{bank.slug}",
        account=str(account.uuid), access=access,
    )  # fmt: skip
    return grant


@transaction.atomic
def end_grant(*, grant: BankGrant, by: Viewer) -> None:
    """From today the bank is not shared so. A grant of today is removed. Raises BankNotYours."""
    held = BankGrant.objects.select_for_update().select_related("bank").filter(pk=grant.pk).first()
    if held is None:
        raise GrantNotFound
    _require_own(held.bank, by)
    if held.valid.lower >= today():
        held.delete()
    else:
        held.valid = DateRange(held.valid.lower, today())
        held.save(update_fields=["valid"])
    record_audit(by=by.account, act="end_bank_grant", subject=f"bank:{held.bank.slug}")


def _require_own(bank: Bank, by: Viewer) -> None:
    if not owns_bank(bank, by):
        raise BankNotYours


def _find_author(sign_in: str) -> Account:
    from people.signin import normalize_sign_in

    account = Account.objects.filter(sign_in=normalize_sign_in(sign_in), is_active=True).first()
    if account is None or not Viewer(account=account).holds(Role.AUTHOR):
        raise NoSuchAuthor(fields={"sign_in": [NoSuchAuthor.message]})
    return account


# ── Categories


@transaction.atomic
def create_category(
    *, bank: Bank, name: str, by: Viewer, parent: Category | None = None
) -> Category:
    """The bank has the category. Raises BankNotEditable, CategoryTaken, CategoriesTooMany."""
    require_edit(bank, by)
    name = normalize_text(name)
    lock_bank(bank)
    tree = Tree(bank)
    if tree.find(parent, name):
        raise CategoryTaken
    return tree.make(parent, name)


@transaction.atomic
def change_category(
    *, category: Category, by: Viewer, name: str | None = None, **moved: Category | None
) -> Category:
    """The category has another name, or stands under `parent` (None: at the top).

    Raises BankNotEditable, CategoryTaken, CategoryInItself, CategoryNotFound.
    """
    require_edit(category.bank, by)
    lock_bank(category.bank)
    held = Category.objects.select_for_update(of=("self",)).get(pk=category.pk)
    if name is not None:
        held.name = normalize_text(name)
        held.name_key = accent_key(name)
    if "parent" in moved:
        held.parent = _check_parent(held, moved["parent"])
    try:
        with transaction.atomic():
            held.save()
    except IntegrityError:
        raise CategoryTaken from None
    return held


def _check_parent(category: Category, parent: Category | None) -> Category | None:
    if parent is None:
        return None
    if parent.bank_id != category.bank_id:
        raise CategoryNotFound
    by_id = {one.pk: one for one in Category.objects.filter(bank_id=category.bank_id)}
    above: int | None = parent.pk
    while above is not None:
        if above == category.pk:
            raise CategoryInItself
        above = by_id[above].parent_id
    return parent


@transaction.atomic
def delete_category(*, category: Category, by: Viewer) -> None:
    """The category is gone. Raises BankNotEditable, CategoryNotEmpty."""
    require_edit(category.bank, by)
    try:
        category.delete()
    except ProtectedError:
        raise CategoryNotEmpty from None


def lock_bank(bank: Bank) -> None:
    """Whoever changes categories or imports takes turns, within this transaction."""
    Bank.objects.select_for_update().get(pk=bank.pk)


class Tree:
    """The categories of a bank by their place, in one query; the bank is locked by who writes."""

    def __init__(self, bank: Bank) -> None:
        self.bank = bank
        self._by_place: dict[tuple[int | None, str], Category] = {
            (one.parent_id, one.name_key): one for one in Category.objects.filter(bank=bank)
        }

    def find(self, parent: Category | None, name: str) -> Category | None:
        return self._by_place.get((parent.pk if parent else None, accent_key(name)))

    def make(self, parent: Category | None, name: str) -> Category:
        """Raises CategoriesTooMany."""
        if len(self._by_place) >= MOST_CATEGORIES or self._depth(parent) >= MOST_DEEP:
            raise CategoriesTooMany(most=MOST_CATEGORIES, deep=MOST_DEEP)
        made = Category.objects.create(
            bank=self.bank, parent=parent, name=name, name_key=accent_key(name)
        )
        self._by_place[made.parent_id, made.name_key] = made
        return made

    def reach(self, path: Sequence[str], start: Category | None = None) -> Category | None:
        """The category at the path below `start`, made where it did not stand."""
        place = start
        for name in path[:MOST_DEEP]:
            tidy = normalize_text(name)[:200]
            if tidy:
                place = self.find(place, tidy) or self.make(place, tidy)
        return place

    def _depth(self, category: Category | None) -> int:
        parents: dict[Any, int | None] = {one.pk: one.parent_id for one in self._by_place.values()}
        depth, place = 0, category.pk if category else None
        while place is not None:
            depth, place = depth + 1, parents[place]
        return depth
