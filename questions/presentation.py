"""What a file brings, as plain values for people and programs."""

from typing import Any

from questions.models import ImportLine, QuestionImport
from questions.selectors.files import Summary

Line = dict[str, Any]


def present_import(batch: QuestionImport, summary: Summary) -> dict[str, Any]:
    """The counts of a file, by outcome, by kind and by category."""
    return {
        "import": str(batch.uuid),
        "state": batch.state,
        "format": batch.format,
        "problem": batch.problem,
        "question_count": summary.question_count,
        "by_outcome": summary.by_outcome,
        "by_kind": summary.by_kind,
        "by_category": {"/".join(path): count for path, count in summary.by_category.items()},
    }


def present_line(line: ImportLine) -> Line:
    """Where a question stood, what it is called, and why it cannot be brought."""
    return {"line": line.line, "title": line.title, "reason": line.problem}
