"""Questions of a bank are saved, moved, tagged, retired, copied and removed."""

from collections.abc import Collection, Sequence
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from common.audit import record_audit
from people.viewer import Viewer
from questions.errors import (
    CategoryNotFound,
    QuestionChanged,
    QuestionInUse,
    QuestionKeyTaken,
)
from questions.formats.base import give_key
from questions.marking import check_content, clean_content
from questions.models import (
    Bank,
    Category,
    Question,
    QuestionState,
    QuestionVersion,
    VersionUse,
)
from questions.selectors.banks import require_edit
from questions.selectors.questions import list_uses
from questions.services.versions import hash_content, write_version
from questions.texts import split_tags, tidy_tags

MOST_USES_TOLD = 5


@transaction.atomic
def create_question(
    *, bank: Bank, content: dict[str, Any], by: Viewer, category: Category | None = None
) -> Question:
    """The bank has the question, in the category. Without a key it gets one of what it says.

    Raises BankNotEditable, QuestionInvalid, QuestionKeyTaken, CategoryNotFound.
    """
    require_edit(bank, by)
    _check_category(bank, category)
    content = content if content.get("key") else {**_give_key(content)}
    check_content(content)
    content, tags = split_tags(clean_content(content))
    if Question.objects.filter(bank=bank, key=content["key"]).exists():
        raise QuestionKeyTaken(key=content["key"])
    version = write_version(bank=bank, content=content, by=by.account)
    question = version.question
    Question.objects.filter(pk=question.pk).update(category=category, tags=tags)
    _note("create_question", question, by)
    return _fresh(question)


def _give_key(content: dict[str, Any]) -> dict[str, Any]:
    bare = {name: value for name, value in content.items() if name != "key"}
    return give_key(bare)


@transaction.atomic
def save_question(
    *, question: Question, content: dict[str, Any], number: int, by: Viewer
) -> Question:
    """The question says `content`, in a new version or in the old one that said just that.

    `number` is of the version that the author loaded. The key stays. Raises BankNotEditable,
    QuestionInvalid, and QuestionChanged when somebody saved meanwhile.
    """
    require_edit(question.bank, by)
    held = _lock(question)
    current = held.current.number if held.current else 0
    if current != number:
        raise QuestionChanged(number=current)
    content = {**content, "key": held.key}
    check_content(content)
    content, tags = split_tags(clean_content(content))
    write_version(bank=held.bank, content=content, by=by.account)
    if tags:
        Question.objects.filter(pk=held.pk).update(tags=tags)
    _note("save_question", held, by)
    return _fresh(held)


def _lock(question: Question) -> Question:
    rows = Question.objects.select_for_update(of=("self",)).select_related("bank", "current")
    return rows.get(pk=question.pk)


def _fresh(question: Question) -> Question:
    return Question.objects.select_related("bank", "current", "category").get(pk=question.pk)


def _check_category(bank: Bank, category: Category | None) -> None:
    if category is not None and category.bank_id != bank.pk:
        raise CategoryNotFound


def _note(act: str, question: Question, by: Viewer) -> None:
    record_audit(by=by.account, act=act, subject=f"question:{question.uuid}")


@transaction.atomic
def move_questions(
    *, bank: Bank, questions: Collection[Question], category: Category | None, by: Viewer
) -> int:
    """These of the bank's questions stand in the category, or in none; how many were moved.

    Raises BankNotEditable, CategoryNotFound.
    """
    require_edit(bank, by)
    _check_category(bank, category)
    return _rows(bank, questions).update(category=category)


@transaction.atomic
def set_state(*, bank: Bank, questions: Collection[Question], state: str, by: Viewer) -> int:
    """These questions are in use, or retired: no longer offered, and asked on where they are.

    Raises BankNotEditable.
    """
    require_edit(bank, by)
    count = _rows(bank, questions).update(state=QuestionState(state))
    record_audit(
        by=by.account, act="set_question_state", subject=f"bank:{bank.slug}", state=state,
        questions=[str(one.uuid) for one in questions],
    )  # fmt: skip
    return count


@transaction.atomic
def tag_questions(
    *,
    bank: Bank,
    questions: Collection[Question],
    by: Viewer,
    add: Sequence[str] = (),
    remove: Sequence[str] = (),
) -> int:
    """These questions have the tags of `add` and none of `remove`. Raises BankNotEditable."""
    require_edit(bank, by)
    gone = set(tidy_tags(remove))
    rows = list(_rows(bank, questions).select_for_update())
    for one in rows:
        one.tags = [tag for tag in tidy_tags([*one.tags, *add]) if tag not in gone]
    return Question.objects.bulk_update(rows, ["tags"])


@transaction.atomic
def change_questions(
    *,
    bank: Bank,
    questions: Collection[Question],
    by: Viewer,
    state: str = "",
    add_tags: Sequence[str] = (),
    remove_tags: Sequence[str] = (),
    **moved: Category | None,
) -> int:
    """These of the bank's questions are moved to `category`, retired and tagged, as is said.

    How many they are. Raises BankNotEditable, CategoryNotFound; nothing is changed then.
    """
    require_edit(bank, by)
    if "category" in moved:
        move_questions(bank=bank, questions=questions, category=moved["category"], by=by)
    if state:
        set_state(bank=bank, questions=questions, state=state, by=by)
    if add_tags or remove_tags:
        tag_questions(bank=bank, questions=questions, add=add_tags, remove=remove_tags, by=by)
    return _rows(bank, questions).count()


def _rows(bank: Bank, questions: Collection[Question]) -> QuerySet[Question]:
    return Question.objects.filter(bank=bank, pk__in=[one.pk for one in questions])


@transaction.atomic
def delete_question(*, question: Question, by: Viewer) -> None:
    """The question and its versions are gone, when no published edition asks one of them.

    Raises BankNotEditable, QuestionInUse with the editions.
    """
    require_edit(question.bank, by)
    held = _lock(question)
    list(QuestionVersion.objects.select_for_update().filter(question=held))  # no edition meanwhile
    uses = list(list_uses(held))
    if uses:
        raise QuestionInUse(where=_say_where(uses))
    Question.objects.filter(pk=held.pk).update(current=None)
    QuestionVersion.objects.filter(question=held).delete()
    held.delete()
    _note("delete_question", question, by)


def _say_where(uses: Sequence[VersionUse]) -> str:
    editions = list(dict.fromkeys(f"{one.title} (#{one.number})" for one in uses))
    more = "…" if len(editions) > MOST_USES_TOLD else ""
    return "; ".join(editions[:MOST_USES_TOLD]) + more


@transaction.atomic
def copy_questions(
    *,
    questions: Collection[Question],
    to: Bank,
    by: Viewer,
    category: Category | None = None,
) -> int:
    """The bank `to` has a copy of what each question says now, with its tags; how many are new.

    A copy keeps its key; where that stands in `to` with another content, it gets another. The
    same content is not copied twice. The caller was given the questions by a selector. Raises
    BankNotEditable, CategoryNotFound.
    """
    require_edit(to, by)
    _check_category(to, category)
    count = 0
    for one in questions:
        if one.current is None:
            continue
        content = _free_key(to, one.current.content)
        digest = hash_content(to.slug, content)
        if QuestionVersion.objects.filter(content_hash=digest).exists():
            continue
        version = write_version(bank=to, content=content, by=by.account)
        Question.objects.filter(pk=version.question_id).update(category=category, tags=one.tags)
        count += 1
    record_audit(by=by.account, act="copy_questions", subject=f"bank:{to.slug}", count=count)
    return count


def _free_key(bank: Bank, content: dict[str, Any]) -> dict[str, Any]:
    """The content, under a key of what it says where its own stands with another content."""
    other = Question.objects.filter(bank=bank, key=content["key"]).first()
    if other is None:
        return content
    same = QuestionVersion.objects.filter(content_hash=hash_content(bank.slug, content))
    return content if same.exists() else _give_key(content)
