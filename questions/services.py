"""The door through which questions are frozen."""

import hashlib
from typing import Any

import orjson
from django.db import transaction
from django.db.models import Max

from common.clock import now
from people.models import Account
from questions.marking import check_content, clean_content
from questions.models import Question, QuestionVersion


def hash_content(bank: str, content: dict[str, Any]) -> str:
    """The name of a version: SHA-256 of its canonical JSON within its bank."""
    canonical = orjson.dumps({"bank": bank, "content": content}, option=orjson.OPT_SORT_KEYS)
    return hashlib.sha256(canonical).hexdigest()


@transaction.atomic
def freeze_question(*, bank: str, content: dict[str, Any], by: Account | None) -> QuestionVersion:
    """The question has a version that says exactly `content`; the same content gives the same one.

    Raises QuestionInvalid. The question's row is locked while a number is given.
    """
    check_content(content)
    content = clean_content(content)
    digest = hash_content(bank, content)
    Question.objects.bulk_create(
        [Question(bank=bank, key=content["key"], created_at=now())], ignore_conflicts=True
    )
    question = Question.objects.select_for_update().get(bank=bank, key=content["key"])
    found = QuestionVersion.objects.filter(content_hash=digest).first()
    if found:
        return found
    last = question.versions.aggregate(last=Max("number"))["last"] or 0
    return QuestionVersion.objects.create(
        question=question,
        number=last + 1,
        kind=content["kind"],
        content=content,
        content_hash=digest,
        created_at=now(),
        created_by=by,
    )
