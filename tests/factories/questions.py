"""Banks and their questions."""

from typing import Any

from people.models import Role
from people.viewer import Viewer
from questions.models import Bank, BankAccess, Question
from questions.services.banks import create_bank
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
