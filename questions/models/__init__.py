"""Question banks, what is in them and who may use them; files of questions on their way."""

from questions.models.banks import Bank, BankAccess, BankGrant, Category
from questions.models.files import (
    ImportLine,
    ImportState,
    LineState,
    QuestionExport,
    QuestionImport,
    SameKey,
)
from questions.models.questions import Question, QuestionState, QuestionVersion, VersionUse

__all__ = [
    "Bank",
    "BankAccess",
    "BankGrant",
    "Category",
    "ImportLine",
    "ImportState",
    "LineState",
    "Question",
    "QuestionExport",
    "QuestionImport",
    "QuestionState",
    "QuestionVersion",
    "SameKey",
    "VersionUse",
]
