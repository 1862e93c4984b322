"""Questions of a bank: found, with their versions, and where each is used."""

from collections.abc import Sequence
from uuid import UUID

from django.db.models import QuerySet

from common.text import accent_key, has_accents, search_key
from people.viewer import Viewer
from questions.differences import Difference, list_differences
from questions.errors import DrawTooSmall, QuestionNotFound, QuestionVersionNotFound
from questions.models import (
    Bank,
    Category,
    Question,
    QuestionState,
    QuestionVersion,
    VersionUse,
)
from questions.selectors.banks import list_banks, list_subtree


def list_questions(
    bank: Bank,
    *,
    search: str = "",
    category: Category | None = None,
    kind: str = "",
    tags: Sequence[str] = (),
    state: str = "",
) -> QuerySet[Question]:
    """The questions of a bank that the asker may use, with what they say now, as they came in.

    Words are found without accents where none were typed; a category holds all below it.
    """
    found = Question.objects.filter(bank=bank).select_related("current", "category")
    if search.strip():
        for word in search_key(search).split():
            found = found.filter(search_key__contains=word)
        if has_accents(search):
            for word in accent_key(search).split():
                found = found.filter(accent_key__contains=word)
    if category:
        found = found.filter(category__in=list_subtree(category))
    if kind:
        found = found.filter(current__kind=kind)
    if tags:
        found = found.filter(tags__contains=list(tags))
    if state:
        found = found.filter(state=state)
    return found.order_by("id")


def list_reachable(uuids: Sequence[UUID | str], *, visible_to: Viewer) -> QuerySet[Question]:
    """Those of the questions that stand in banks that the asker may use. Raises RoleRequired."""
    found = Question.objects.filter(uuid__in=uuids, bank__in=list_banks(visible_to=visible_to))
    return found.select_related("current", "category", "bank").order_by("id")


def get_question(uuid: UUID | str, *, visible_to: Viewer) -> Question:
    """The question, with its bank and what it says now. Raises RoleRequired, QuestionNotFound."""
    found = list_reachable([uuid], visible_to=visible_to).first()
    if found is None:
        raise QuestionNotFound
    return found


def list_versions(question: Question) -> QuerySet[QuestionVersion]:
    """What the question said through time, the newest first."""
    found = QuestionVersion.objects.filter(question=question).select_related("created_by")
    return found.order_by("-number")


def get_version(question: Question, number: int) -> QuestionVersion:
    """The version of that number. Raises QuestionVersionNotFound."""
    found = QuestionVersion.objects.filter(question=question, number=number).first()
    if found is None:
        raise QuestionVersionNotFound
    return found


def compare_versions(question: Question, first: int, second: int) -> list[Difference]:
    """What the second version says otherwise than the first. Raises QuestionVersionNotFound."""
    old, new = get_version(question, first), get_version(question, second)
    return list_differences(old.content, new.content)


def list_uses(question: Question) -> QuerySet[VersionUse]:
    """The published editions that ask a version of the question, with the version of each."""
    found = VersionUse.objects.filter(version__question=question).select_related("version")
    return found.order_by("course_slug", "number", "version__number")


def list_pool(
    bank: Bank, *, count: int, category: Category | None = None, tags: Sequence[str] = ()
) -> list[str]:
    """The versions that a rule of drawing chooses from, by hash, as they stand at publication.

    An edition keeps the list, and `questions.drawing.draw` draws from it for each attempt; what
    is saved or retired later changes no edition. Raises DrawTooSmall.
    """
    live = list_questions(bank, category=category, tags=tags, state=QuestionState.LIVE)
    found = list(live.values_list("current__content_hash", flat=True))
    if len(found) < count:
        raise DrawTooSmall(found=len(found), count=count)
    return [digest for digest in found if digest]
