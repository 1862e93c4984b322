"""Questions of a bank: saved in versions, found, compared, copied, and kept where in use."""

import threading
from typing import Any

import pytest
from django.db import IntegrityError, InternalError, connection, transaction

from people.models import Role
from people.viewer import EVERYTHING, Viewer
from questions.drawing import draw
from questions.errors import (
    DrawTooSmall,
    QuestionChanged,
    QuestionInUse,
    QuestionInvalid,
    QuestionKeyTaken,
    QuestionNotFound,
)
from questions.models import Bank, BankAccess, Question, QuestionVersion
from questions.selectors import get_versions
from questions.selectors.questions import (
    compare_versions,
    get_question,
    list_pool,
    list_questions,
    list_uses,
    list_versions,
)
from questions.services import freeze_question
from questions.services.banks import create_category
from questions.services.questions import (
    copy_questions,
    create_question,
    delete_question,
    save_question,
    set_state,
)
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def author() -> Viewer:
    return factories.make_viewer(Role.AUTHOR)


@pytest.fixture
def bank(author: Viewer) -> Bank:
    return factories.make_bank(by=author)


def content_of(question: Question) -> dict[str, Any]:
    assert question.current
    content: dict[str, Any] = question.current.content
    return content


def keys(questions: Any) -> list[str]:
    return [one.key for one in questions]


def test_saving_makes_another_version_and_keeps_the_first(bank: Bank, author: Viewer) -> None:
    question = factories.make_question(bank, by=author)

    saved = save_question(
        question=question, content={**content_of(question), "answer": True}, number=1, by=author
    )

    assert saved.current
    assert (saved.current.number, saved.current.content["answer"]) == (2, True)
    assert [one.number for one in list_versions(question)] == [2, 1]
    assert get_versions([content_hash_of(question)])


def content_hash_of(question: Question) -> str:
    assert question.current
    return str(question.current.content_hash)


def test_saving_what_an_older_version_said_goes_back_to_it(bank: Bank, author: Viewer) -> None:
    question = factories.make_question(bank, by=author)
    first = content_of(question)
    save_question(question=question, content={**first, "answer": True}, number=1, by=author)

    saved = save_question(question=question, content=first, number=2, by=author)

    assert saved.current
    assert saved.current.number == 1
    assert list_versions(question).count() == 2


def test_two_authors_do_not_overwrite_each_other(bank: Bank, author: Viewer) -> None:
    question = factories.make_question(bank, by=author)
    other = factories.make_viewer(Role.AUTHOR)
    first = content_of(question)
    save_question(question=question, content={**first, "answer": True}, number=1, by=author)

    with pytest.raises(QuestionChanged) as refused:
        save_question(question=question, content={**first, "prompt": "Khác"}, number=1, by=other)

    assert refused.value.params == {"number": 2}
    assert content_of(get_question(question.uuid, visible_to=author))["answer"] is True


@pytest.mark.django_db(transaction=True)
def test_of_two_authors_at_once_one_saves(author: Viewer, bank: Bank) -> None:
    question = factories.make_question(bank, by=author)
    ends: list[str] = []
    start = threading.Barrier(2)

    def save(prompt: str) -> None:
        start.wait()
        try:
            content = {**content_of(question), "prompt": prompt}
            save_question(question=question, content=content, number=1, by=EVERYTHING)
            ends.append("saved")
        except QuestionChanged:
            ends.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=save, args=(text,)) for text in ("Một?", "Hai?")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(ends) == ["refused", "saved"]


def test_a_question_that_cannot_be_asked_is_not_kept(bank: Bank, author: Viewer) -> None:
    with pytest.raises(QuestionInvalid):
        create_question(
            bank=bank, content={"kind": "single_choice", "prompt": "?", "choices": []}, by=author
        )

    assert not Question.objects.exists()


def test_a_key_stands_once(bank: Bank, author: Viewer) -> None:
    factories.make_question(bank, by=author, key="otp")

    with pytest.raises(QuestionKeyTaken):
        factories.make_question(bank, by=author, key="otp", answer=True)


def test_questions_are_found_by_words_category_kind_tag_and_state(
    bank: Bank, author: Viewer
) -> None:
    top = create_category(bank=bank, name="Mạng", by=author)
    below = create_category(bank=bank, name="Thư rác", parent=top, by=author)
    factories.make_question(bank, by=author, key="a", prompt="Hòa giải ở đâu?", category=below)
    factories.make_question(bank, by=author, key="b", prompt="Hoa nở khi nào?", tags=["cây"])
    essay = factories.make_question(bank, by=author, key="c", kind="essay", prompt="Viết thư")
    set_state(bank=bank, questions=[essay], state="retired", by=author)

    assert keys(list_questions(bank, search="hoa")) == ["a", "b"]
    assert keys(list_questions(bank, search="HOÀ")) == ["a"]
    assert keys(list_questions(bank, search="dau giai")) == ["a"]
    assert keys(list_questions(bank, category=top)) == ["a"]
    assert keys(list_questions(bank, kind="essay")) == ["c"]
    assert keys(list_questions(bank, tags=["cây"])) == ["b"]
    assert keys(list_questions(bank, state="live")) == ["a", "b"]


def test_a_question_of_a_hidden_bank_is_not_found(author: Viewer) -> None:
    hidden = factories.make_bank("kin", by=author, authors_may=BankAccess.NONE)
    question = factories.make_question(hidden, by=author)

    with pytest.raises(QuestionNotFound):
        get_question(question.uuid, visible_to=factories.make_viewer(Role.AUTHOR))


def test_versions_are_compared_in_words(bank: Bank, author: Viewer) -> None:
    choices = [
        {"key": "a", "text": "114", "correct": True},
        {"key": "b", "text": "113", "correct": False},
    ]
    question = factories.make_question(
        bank, by=author, kind="single_choice", prompt="Báo cháy?", choices=choices
    )
    changed = [
        {"key": "a", "text": "114", "correct": True, "feedback": "Đúng"},
        {"key": "c", "text": "115", "correct": False},
    ]
    content = {**content_of(question), "prompt": "Gọi số nào?", "choices": changed}
    save_question(question=question, content=content, number=1, by=author)

    found = compare_versions(question, 1, 2)

    assert [(one.before, one.after) for one in found] == [
        ("Báo cháy?", "Gọi số nào?"),
        ("113", ""),
        ("không", ""),
        ("", "Đúng"),
        ("", "115"),
        ("", "không"),
    ]
    assert found[0].sentence == "Câu hỏi: “Báo cháy?” đã thành “Gọi số nào?”"
    assert found[3].where == "Phương án 1, phản hồi"


def test_what_an_edition_asks_says_where_and_stays() -> None:
    course = factories.make_course()
    bank = Bank.objects.get(course_slug=course.slug)
    question = Question.objects.get(bank=bank, key="q1")

    with pytest.raises(QuestionInUse) as refused:
        delete_question(question=question, by=EVERYTHING)

    edition = course.current_edition
    assert edition
    assert f"{edition.content['title']} (#1)" in refused.value.detail
    assert [(one.course_slug, one.number) for one in list_uses(question)] == [(course.slug, 1)]
    with pytest.raises(IntegrityError):
        QuestionVersion.objects.filter(question=question).delete()


def test_what_is_saved_later_changes_no_edition() -> None:
    course = factories.make_course()
    question = Question.objects.select_related("bank", "current").get(key="q3")
    asked = content_hash_of(question)

    save_question(
        question=question, content={**content_of(question), "answer": True}, number=1,
        by=EVERYTHING,
    )  # fmt: skip

    edition = course.current_edition
    assert edition
    assert asked in str(edition.content)
    assert get_versions([asked])[asked]["answer"] is False


def test_what_nobody_asks_is_removed_with_its_versions(bank: Bank, author: Viewer) -> None:
    question = factories.make_question(bank, by=author)

    delete_question(question=question, by=author)

    assert not Question.objects.exists()
    assert not QuestionVersion.objects.exists()


def test_a_version_cannot_be_rewritten(bank: Bank, author: Viewer) -> None:
    factories.make_question(bank, by=author)

    with pytest.raises((IntegrityError, InternalError)), transaction.atomic():
        QuestionVersion.objects.update(kind="essay")


def test_copies_take_tags_along_and_are_made_once(bank: Bank, author: Viewer) -> None:
    other = factories.make_bank("khac", by=author)
    question = factories.make_question(bank, by=author, key="otp", tags=["OTP"])
    factories.make_question(other, by=author, key="otp", answer=True)

    first = copy_questions(questions=[question], to=other, by=author)
    second = copy_questions(questions=[question], to=other, by=author)

    assert (first, second) == (1, 0)
    copied = Question.objects.exclude(key="otp").get(bank=other)
    assert (copied.tags, content_of(copied)["answer"]) == (["OTP"], False)


def test_the_bank_of_a_course_does_not_take_anothers_name(author: Viewer) -> None:
    private = factories.make_bank("ky-nang", by=author, authors_may=BankAccess.NONE)
    content = {"key": "q", "kind": "true_false", "prompt": "?", "answer": True}

    version = freeze_question(bank="ky-nang", content=content, by=None, title="Kỹ năng")

    assert version.question.bank != private
    assert version.question.bank.course_slug == "ky-nang"


@pytest.mark.parametrize("count", [1, 25])
def test_a_list_costs_the_same_at_any_size(
    bank: Bank, author: Viewer, count: int, django_assert_num_queries: Any
) -> None:
    for number in range(count):
        factories.make_question(bank, by=author, key=f"q{number}")

    with django_assert_num_queries(1):
        assert [content_of(one)["key"] for one in list_questions(bank)]


def test_a_draw_is_the_same_for_the_same_seed(bank: Bank, author: Viewer) -> None:
    for number in range(8):
        factories.make_question(bank, by=author, key=f"q{number}", tags=["đợt 1"])
    pool = list_pool(bank, count=3, tags=["đợt 1"])

    drawn = {seed: draw(pool, 3, seed) for seed in map(str, range(200))}

    assert all(draw(pool[::-1], 3, seed) == found for seed, found in drawn.items())
    assert all(len(set(found)) == 3 for found in drawn.values())
    assert {digest for found in drawn.values() for digest in found} == set(pool)


def test_a_draw_from_too_few_is_refused(bank: Bank, author: Viewer) -> None:
    retired = factories.make_question(bank, by=author)
    set_state(bank=bank, questions=[retired], state="retired", by=author)

    with pytest.raises(DrawTooSmall):
        list_pool(bank, count=1)
