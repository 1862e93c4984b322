"""The door through which questions are frozen."""

import hashlib
from collections.abc import Iterable
from typing import Any

import orjson
from django.db import transaction
from django.db.models import Max

from common.clock import now
from people.models import Account
from questions.errors import QuestionVersionNotFound
from questions.marking import check_content, clean_content
from questions.models import Bank, BankAccess, Question, QuestionVersion, VersionUse
from questions.texts import search_keys, tidy_tags


def hash_content(bank: str, content: dict[str, Any]) -> str:
    """The name of a version: SHA-256 of its canonical JSON within its bank."""
    canonical = orjson.dumps({"bank": bank, "content": content}, option=orjson.OPT_SORT_KEYS)
    return hashlib.sha256(canonical).hexdigest()


@transaction.atomic
def open_course_bank(*, course_slug: str, title: str = "") -> Bank:
    """The bank of a course stands, for all authors to edit, as the course itself.

    Its slug is the course's, or one like it where another bank has that already.
    """
    found = Bank.objects.filter(course_slug=course_slug).first()
    if found:
        return found
    taken = Bank.objects.filter(slug=course_slug).exists()
    Bank.objects.bulk_create(
        [
            Bank(
                slug=f"{course_slug[:73]}-course" if taken else course_slug,
                course_slug=course_slug,
                title=title or course_slug,
                authors_may=BankAccess.EDIT,
                created_at=now(),
            )
        ],
        ignore_conflicts=True,
    )
    return Bank.objects.get(course_slug=course_slug)


@transaction.atomic
def freeze_question(
    *, bank: str, content: dict[str, Any], by: Account | None, title: str = ""
) -> QuestionVersion:
    """The bank of the course `bank` has a version that says exactly `content`, its current one.

    The same content gives the same version. `title` names a bank that is new. Raises
    QuestionInvalid. The question's row is locked while a number is given.
    """
    check_content(content)
    held = open_course_bank(course_slug=bank, title=title)
    return write_version(bank=held, content=clean_content(content), by=by)


def write_version(*, bank: Bank, content: dict[str, Any], by: Account | None) -> QuestionVersion:
    """The question of that key says `content`, which is checked and clean; within a transaction."""
    Question.objects.bulk_create(
        [build_question(bank=bank, content=content, by=by)], ignore_conflicts=True
    )
    question = Question.objects.select_for_update().get(bank=bank, key=content["key"])
    digest = hash_content(bank.slug, content)
    version = QuestionVersion.objects.filter(content_hash=digest).first()
    if version is None:
        last = question.versions.aggregate(last=Max("number"))["last"] or 0
        version = QuestionVersion.objects.create(
            question=question,
            number=last + 1,
            kind=content["kind"],
            content=content,
            content_hash=digest,
            created_at=now(),
            created_by=by,
        )
    if question.current_id != version.pk:
        Question.objects.filter(pk=question.pk).update(current=version, **search_keys(content))
    return version


def build_question(*, bank: Bank, content: dict[str, Any], by: Account | None) -> Question:
    """A row that is not yet written."""
    return Question(
        bank=bank,
        key=content["key"],
        tags=tidy_tags(content.get("tags", ())),
        created_at=now(),
        created_by=by,
        **search_keys(content),
    )


@transaction.atomic
def note_uses(*, digests: Iterable[str], course_slug: str, title: str, number: int) -> None:
    """A published edition asks these versions, which stay from now on.

    Raises QuestionVersionNotFound. A repeat changes nothing.
    """
    wanted = set(digests)
    found = QuestionVersion.objects.filter(content_hash__in=wanted).values_list("pk", flat=True)
    if len(found) < len(wanted):
        raise QuestionVersionNotFound
    VersionUse.objects.bulk_create(
        [
            VersionUse(version_id=pk, course_slug=course_slug, title=title[:200], number=number)
            for pk in found
        ],
        ignore_conflicts=True,
    )
