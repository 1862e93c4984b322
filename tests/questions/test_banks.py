"""Banks: who may use and change them, their categories, and what holds them together."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from common.clock import now, today
from people.models import Role
from people.viewer import EVERYTHING, Viewer
from questions.errors import (
    BankNotEditable,
    BankNotFound,
    BankNotYours,
    BankSharedAlready,
    BankSlugTaken,
    CategoryInItself,
    CategoryNotEmpty,
    CategoryNotFound,
    CategoryTaken,
    NoSuchAuthor,
    ShareSaysNothing,
)
from questions.models import Bank, BankAccess, BankGrant, Category, Question
from questions.selectors.banks import (
    can_edit,
    count_questions,
    get_bank,
    list_banks,
    list_drawers,
    list_grants,
    list_tags,
)
from questions.services.banks import (
    change_bank,
    change_category,
    create_bank,
    create_category,
    delete_category,
    end_grant,
    share_bank,
)
from questions.services.questions import move_questions, set_state, tag_questions
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner() -> Viewer:
    return factories.make_viewer(Role.AUTHOR)


@pytest.fixture
def other() -> Viewer:
    return factories.make_viewer(Role.AUTHOR)


def sign_in_of(viewer: Viewer) -> str:
    assert viewer.account
    return viewer.account.sign_in


def test_a_bank_of_ones_own_is_hidden_from_other_authors(owner: Viewer, other: Viewer) -> None:
    bank = factories.make_bank(by=owner, authors_may=BankAccess.NONE)

    assert get_bank(bank.slug, visible_to=owner) == bank
    assert can_edit(bank, owner)
    with pytest.raises(BankNotFound):
        get_bank(bank.slug, visible_to=other)
    assert get_bank(bank.slug, visible_to=EVERYTHING) == bank


def test_a_bank_open_for_use_is_seen_and_not_changed(owner: Viewer, other: Viewer) -> None:
    bank = factories.make_bank(by=owner, authors_may=BankAccess.USE)

    assert list(list_banks(visible_to=other)) == [bank]
    with pytest.raises(BankNotEditable):
        factories.make_question(bank, by=other)
    with pytest.raises(BankNotEditable):
        create_category(bank=bank, name="Mật khẩu", by=other)


def test_a_bank_is_shared_with_one_author_until_a_day(owner: Viewer, other: Viewer) -> None:
    bank = factories.make_bank(by=owner, authors_may=BankAccess.NONE)

    grant = share_bank(
        bank=bank, sign_in=sign_in_of(other), access="edit", by=owner,
        until=today() + timedelta(days=3),
    )  # fmt: skip

    assert can_edit(get_bank(bank.slug, visible_to=other), other)
    assert list(list_grants(bank)) == [grant]
    with pytest.raises(BankSharedAlready):
        share_bank(bank=bank, sign_in=sign_in_of(other), access="use", by=owner)


def test_a_share_of_the_past_opens_nothing(owner: Viewer, other: Viewer) -> None:
    bank = factories.make_bank(by=owner, authors_may=BankAccess.NONE)
    assert other.account
    BankGrant.objects.create(
        bank=bank, account=other.account, access="edit", created_at=now(),
        valid=DateRange(today() - timedelta(days=9), today()),
    )  # fmt: skip

    assert not can_edit(bank, other)
    assert list(list_grants(bank)) == []


def test_an_ended_share_opens_nothing(owner: Viewer, other: Viewer) -> None:
    bank = factories.make_bank(by=owner, authors_may=BankAccess.NONE)
    grant = share_bank(bank=bank, sign_in=sign_in_of(other), access="use", by=owner)

    end_grant(grant=grant, by=owner)

    with pytest.raises(BankNotFound):
        get_bank(bank.slug, visible_to=other)


@pytest.mark.parametrize("how", [{"access": "none"}, {"access": "use", "until": today()}])
def test_a_share_that_would_open_nothing_is_refused(
    owner: Viewer, other: Viewer, how: dict[str, Any]
) -> None:
    bank = factories.make_bank(by=owner)

    with pytest.raises(ShareSaysNothing):
        share_bank(bank=bank, sign_in=sign_in_of(other), by=owner, **how)


def test_only_the_owner_shares(owner: Viewer, other: Viewer) -> None:
    bank = factories.make_bank(by=owner, authors_may=BankAccess.EDIT)

    with pytest.raises(BankNotYours):
        share_bank(bank=bank, sign_in=sign_in_of(owner), access="use", by=other)
    with pytest.raises(BankNotYours):
        change_bank(bank=bank, authors_may=BankAccess.NONE, by=other)
    assert change_bank(bank=bank, title="Tên khác", by=other).title == "Tên khác"


def test_a_bank_is_not_shared_with_who_is_no_author(owner: Viewer) -> None:
    bank = factories.make_bank(by=owner)
    learner = factories.make_learner()

    with pytest.raises(NoSuchAuthor):
        share_bank(bank=bank, sign_in=sign_in_of(learner), access="use", by=owner)


def test_a_short_name_is_given_once(owner: Viewer) -> None:
    factories.make_bank("mat-khau", by=owner)

    with pytest.raises(BankSlugTaken):
        create_bank(slug="mat-khau", title="Khác", by=owner)


def test_categories_stand_in_a_tree_with_what_is_below_them(owner: Viewer) -> None:
    bank = factories.make_bank(by=owner)
    top = create_category(bank=bank, name="Mạng", by=owner)
    below = create_category(bank=bank, name="Lừa đảo", parent=top, by=owner)
    factories.make_question(bank, by=owner, category=below, key="a")
    gone = factories.make_question(bank, by=owner, category=top, key="b")
    set_state(bank=bank, questions=[gone], state="retired", by=owner)

    drawers = list_drawers(bank)
    counted: Any = count_questions(list_banks(visible_to=owner))

    assert [(one.path, one.depth, one.question_count) for one in drawers] == [
        (("Mạng",), 0, 1),
        (("Mạng", "Lừa đảo"), 1, 1),
    ]
    assert [one.question_count for one in counted] == [1]


def test_a_name_stands_once_under_its_parent_however_it_is_typed(owner: Viewer) -> None:
    bank = factories.make_bank(by=owner)
    top = create_category(bank=bank, name="Hòa", by=owner)
    create_category(bank=bank, name="Hòa", parent=top, by=owner)

    with pytest.raises(CategoryTaken):
        create_category(bank=bank, name="HOÀ", by=owner)
    second = create_category(bank=bank, name="Hoa", by=owner)
    with pytest.raises(CategoryTaken):
        change_category(category=second, name="hoà", by=owner)


def test_a_category_does_not_go_into_itself(owner: Viewer) -> None:
    bank = factories.make_bank(by=owner)
    top = create_category(bank=bank, name="Trên", by=owner)
    below = create_category(bank=bank, name="Dưới", parent=top, by=owner)

    with pytest.raises(CategoryInItself):
        change_category(category=top, parent=below, by=owner)
    assert change_category(category=below, parent=None, by=owner).parent is None


def test_a_category_with_something_in_it_is_not_removed(owner: Viewer) -> None:
    bank = factories.make_bank(by=owner)
    full = create_category(bank=bank, name="Đầy", by=owner)
    question = factories.make_question(bank, by=owner, category=full)

    with pytest.raises(CategoryNotEmpty):
        delete_category(category=full, by=owner)
    move_questions(bank=bank, questions=[question], category=None, by=owner)
    delete_category(category=full, by=owner)
    assert list_drawers(bank) == []


def test_a_category_of_another_bank_is_refused_by_service_and_database(owner: Viewer) -> None:
    bank, foreign = factories.make_bank(by=owner), factories.make_bank("khac", by=owner)
    category = create_category(bank=foreign, name="Khác", by=owner)
    question = factories.make_question(bank, by=owner)

    with pytest.raises(CategoryNotFound):
        move_questions(bank=bank, questions=[question], category=category, by=owner)
    with pytest.raises(IntegrityError):
        put_into(question, category)


@transaction.atomic
def put_into(question: Question, category: Category) -> None:
    """Goes round the services; the database looks before the end of the transaction."""
    Question.objects.filter(pk=question.pk).update(category=category)
    connection.check_constraints()


def test_tags_are_given_and_taken_without_a_new_version(owner: Viewer) -> None:
    bank = factories.make_bank(by=owner)
    question = factories.make_question(bank, by=owner, tags=["OTP", "otp", " mật  khẩu "])
    assert question.current

    tag_questions(bank=bank, questions=[question], add=["Ngân hàng"], remove=["OTP"], by=owner)

    question.refresh_from_db()
    assert question.tags == ["mật khẩu", "Ngân hàng"]
    assert "tags" not in question.current.content
    assert question.versions.count() == 1
    assert list_tags(bank) == ["mật khẩu", "Ngân hàng"]


@pytest.mark.parametrize("count", [1, 30])
def test_the_tree_costs_the_same_at_any_size(
    owner: Viewer, count: int, django_assert_num_queries: object
) -> None:
    bank = factories.make_bank(by=owner)
    for number in range(count):
        create_category(bank=bank, name=f"Mục {number}", by=owner)

    with django_assert_num_queries(2):  # type: ignore[operator]
        list_drawers(bank)


def test_the_database_keeps_one_name_at_the_top(owner: Viewer) -> None:
    bank: Bank = factories.make_bank(by=owner)
    create_category(bank=bank, name="Một", by=owner)

    with pytest.raises(IntegrityError), transaction.atomic():
        Category.objects.create(bank=bank, name="Một", name_key="một")
