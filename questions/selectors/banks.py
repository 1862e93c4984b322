"""Which banks someone may use and change; their categories and tags."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Func, Q, QuerySet

from common.clock import today
from common.text import alphabet_key
from people.models import Role
from people.viewer import Viewer
from questions.errors import BankNotEditable, BankNotFound, CategoryNotFound, GrantNotFound
from questions.models import Bank, BankAccess, BankGrant, Category, Question, QuestionState

_OPEN = (BankAccess.USE, BankAccess.EDIT)


def _reach(viewer: Viewer, *accesses: str) -> Q:
    """The banks that are open so to the viewer, who is an author."""
    shared = BankGrant.objects.filter(
        account=viewer.account, access__in=accesses, valid__contains=today()
    )
    own = Q(owner=viewer.account) if viewer.account else Q()
    return own | Q(authors_may__in=accesses) | Q(pk__in=shared.values("bank"))


def list_banks(*, visible_to: Viewer) -> QuerySet[Bank]:
    """The banks that the asker may use, by title; who keeps the country sees all.

    Raises RoleRequired.
    """
    visible_to.require(Role.AUTHOR)
    found = Bank.objects.order_by("title", "id")
    return found if visible_to.is_keeper else found.filter(_reach(visible_to, *_OPEN))


def count_questions(banks: QuerySet[Bank]) -> QuerySet[Bank]:
    """The banks with their `question_count`, of those in use."""
    live = Count("questions", filter=Q(questions__state=QuestionState.LIVE))
    return banks.annotate(question_count=live)


def get_bank(slug: str, *, visible_to: Viewer) -> Bank:
    """The bank of that slug. Raises RoleRequired, BankNotFound."""
    found = list_banks(visible_to=visible_to).filter(slug=slug).first()
    if found is None:
        raise BankNotFound
    return found


def can_edit(bank: Bank, viewer: Viewer) -> bool:
    """Whether the viewer may change what is in the bank."""
    if not viewer.holds(Role.AUTHOR):
        return False
    mine = Bank.objects.filter(_reach(viewer, BankAccess.EDIT), pk=bank.pk)
    return viewer.is_keeper or mine.exists()


def require_edit(bank: Bank, viewer: Viewer) -> None:
    """Returns when the viewer may change the bank. Raises RoleRequired, BankNotEditable."""
    viewer.require(Role.AUTHOR)
    if not can_edit(bank, viewer):
        raise BankNotEditable


def owns_bank(bank: Bank, viewer: Viewer) -> bool:
    """Whether the viewer may share the bank."""
    own = viewer.account is not None and bank.owner_id == viewer.account.pk
    return viewer.is_keeper or (own and viewer.holds(Role.AUTHOR))


def list_grants(bank: Bank) -> QuerySet[BankGrant]:
    """Who may use or edit the bank today and later, beside its owner and what it is open for."""
    lasting = Q(valid__endswith=None) | Q(valid__endswith__gt=today())
    found = BankGrant.objects.filter(lasting, bank=bank)
    return found.select_related("account").order_by("id")


def get_grant(uuid: UUID | str, *, visible_to: Viewer) -> BankGrant:
    """A grant of a bank of the asker's. Raises RoleRequired, GrantNotFound."""
    banks = list_banks(visible_to=visible_to)
    found = BankGrant.objects.select_related("bank").filter(uuid=uuid, bank__in=banks).first()
    if found is None or not owns_bank(found.bank, visible_to):
        raise GrantNotFound
    return found


@dataclass(frozen=True)
class Drawer:
    """A category with its place in the tree and the number of questions in use in it and below."""

    category: Category
    path: tuple[str, ...]
    question_count: int

    @property
    def depth(self) -> int:
        return len(self.path) - 1


def list_drawers(bank: Bank) -> list[Drawer]:
    """The tree of a bank, each category before those in it, in Vietnamese order; two queries."""
    categories = list(Category.objects.filter(bank=bank))
    children: dict[int | None, list[Category]] = {}
    for one in categories:
        children.setdefault(one.parent_id, []).append(one)
    counts = _count_by_category(bank)

    def walk(parent: int | None, path: tuple[str, ...]) -> tuple[list[Drawer], int]:
        found, total = [], 0
        for one in sorted(children.get(parent, ()), key=lambda one: alphabet_key(one.name)):
            below, count = walk(one.pk, (*path, one.name))
            count += counts[one.pk]
            found += [Drawer(one, (*path, one.name), count), *below]
            total += count
        return found, total

    return walk(None, ())[0]


def _count_by_category(bank: Bank) -> Counter[int | None]:
    rows = Question.objects.filter(bank=bank, state=QuestionState.LIVE).values_list("category")
    return Counter(dict(rows.annotate(count=Count("id"))))


def get_category(uuid: UUID | str, *, visible_to: Viewer) -> Category:
    """A category of a bank that the asker may use. Raises RoleRequired, CategoryNotFound."""
    banks = list_banks(visible_to=visible_to)
    found = Category.objects.select_related("bank").filter(uuid=uuid, bank__in=banks).first()
    if found is None:
        raise CategoryNotFound
    return found


def list_subtree(category: Category) -> list[int]:
    """The ids of the category and all below it; one query."""
    rows = Category.objects.filter(bank_id=category.bank_id).values_list("id", "parent_id")
    children: dict[int | None, list[int]] = {}
    for pk, parent in rows:
        children.setdefault(parent, []).append(pk)
    found = [category.pk]
    for pk in found:  # it grows as it is walked
        found += children.get(pk, ())
    return found


def list_paths(bank: Bank) -> dict[int | None, tuple[str, ...]]:
    """The path of each category by id; one query."""
    rows = {one.pk: one for one in Category.objects.filter(bank=bank)}

    def path_of(pk: int | None) -> tuple[str, ...]:
        return (*path_of(rows[pk].parent_id), rows[pk].name) if pk is not None else ()

    return {None: (), **{pk: path_of(pk) for pk in rows}}


def list_tags(bank: Bank) -> Sequence[str]:
    """The tags of the bank's questions, in Vietnamese order; one query."""
    tags = Question.objects.filter(bank=bank).annotate(tag=Func("tags", function="unnest"))
    return sorted(set(tags.values_list("tag", flat=True)), key=alphabet_key)
