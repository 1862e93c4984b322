"""Banks and their questions."""

from io import BytesIO
from typing import Any

from common.jobs import run_job
from people.models import Role
from people.viewer import Viewer
from questions.models import Bank, BankAccess, Question, QuestionImport
from questions.services.banks import create_bank
from questions.services.imports import receive_questions
from questions.services.questions import create_question
from tests.factories.people import make_viewer


def make_bank(
    slug: str = "an-toan-so", *, by: Viewer | None = None, authors_may: str = BankAccess.EDIT
) -> Bank:
    """An empty bank that all authors may edit unless said otherwise."""
    owner = by or make_viewer(Role.AUTHOR, full_name="Ma Thị Thơm")
    return create_bank(slug=slug, title="An toàn trên mạng", authors_may=authors_may, by=owner)


def make_question(bank: Bank, *, by: Viewer, category: Any = None, **content: Any) -> Question:
    """A true or false question of the bank, unless its content says otherwise."""
    said = {
        "kind": "true_false",
        "prompt": "Cán bộ có quyền hỏi mã OTP của bạn.",
        "answer": False,
        **content,
    }
    return create_question(bank=bank, content=said, category=category, by=by)


def make_question_import(
    bank: Bank, *, by: Viewer, text: str = "Gọi 114 khi có cháy.{T}", **how: Any
) -> QuestionImport:
    """A file of questions that has been read and can be written."""
    file = BytesIO(text.encode())
    batch = receive_questions(bank=bank, file=file, name="cau-hoi.gift", by=by, **how)
    return finish_import(batch)


def finish_import(batch: QuestionImport) -> QuestionImport:
    """The import, once its job has ended."""
    assert batch.job_id
    run_job(batch.job_id)
    return QuestionImport.objects.select_related("bank", "job").get(pk=batch.pk)
