"""Imports and exports: whose they are, what a file would bring, and what became of it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Case, Count, F, OuterRef, Q, QuerySet, Subquery, Value, When

from people.viewer import Viewer
from questions.errors import ExportNotFound, ImportNotFound
from questions.models import (
    Bank,
    ImportLine,
    ImportState,
    LineState,
    Question,
    QuestionExport,
    QuestionImport,
    QuestionState,
    SameKey,
)
from questions.selectors.banks import list_banks
from questions.selectors.questions import list_questions


def list_imports(bank: Bank) -> QuerySet[QuestionImport]:
    """The imports of a bank that the asker may use, the newest first."""
    found = QuestionImport.objects.filter(bank=bank).select_related("job", "category", "bank")
    return found.order_by("-created_at", "-id")


def get_import(uuid: UUID | str, *, visible_to: Viewer) -> QuestionImport:
    """An import into a bank that the asker may use. Raises RoleRequired, ImportNotFound."""
    found = QuestionImport.objects.filter(uuid=uuid, bank__in=list_banks(visible_to=visible_to))
    batch = found.select_related("job", "category", "bank").first()
    if batch is None:
        raise ImportNotFound
    return batch


def list_lines(batch: QuestionImport, *, state: str = "") -> QuerySet[ImportLine]:
    """The questions of the file in its order, with `outcome`: what became of each, or would."""
    # Any: the outcome is an annotation of one of two kinds.
    lines: Any = ImportLine.objects.filter(batch=batch)
    if batch.state in {ImportState.READY, ImportState.WRITING}:
        lines = lines.annotate(outcome=_outcome_of(batch))
    else:
        lines = lines.annotate(outcome=F("state"))
    if state:
        lines = lines.filter(outcome=state)
    found: QuerySet[ImportLine] = lines.order_by("place")
    return found


def _outcome_of(batch: QuestionImport) -> Case:
    """As `questions.services.importing.decide` decides, for many lines at once."""
    met = Question.objects.filter(bank=batch.bank_id, key=OuterRef("key"))
    says = Subquery(met.values("current__content_hash")[:1])
    other = LineState.VERSION if batch.same_key == SameKey.VERSION else LineState.SKIPPED
    return Case(
        When(~Q(state=LineState.WAITING), then=F("state")),
        When(content_hash=says, then=Value(LineState.UNCHANGED.value)),
        When(key__in=Question.objects.filter(bank=batch.bank_id).values("key"),
             then=Value(other.value)),
        default=Value(LineState.NEW.value),
    )  # fmt: skip


@dataclass(frozen=True)
class Summary:
    """What a file brings: by outcome, and what can be brought by kind and by category."""

    by_outcome: dict[str, int]
    by_kind: dict[str, int]
    by_category: dict[tuple[str, ...], int]

    @property
    def question_count(self) -> int:
        return sum(self.by_outcome.values())

    @property
    def problem_count(self) -> int:
        return self.by_outcome.get(LineState.PROBLEM, 0)

    @property
    def good_count(self) -> int:
        return self.question_count - self.problem_count

    def of(self, state: str) -> int:
        return self.by_outcome.get(state, 0)


def summarise_import(batch: QuestionImport) -> Summary:
    """The counts of a file that has been read; three queries."""
    lines: Any = list_lines(batch).order_by()
    good = ImportLine.objects.filter(batch=batch).exclude(state=LineState.PROBLEM)
    return Summary(
        dict(lines.values_list("outcome").annotate(count=Count("id"))),
        dict(Counter(dict(good.values_list("kind").annotate(count=Count("id")))).most_common()),
        {
            tuple(path): count
            for path, count in good.values_list("category")
            .annotate(count=Count("id"))
            .order_by("category")
        },
    )


def get_export(uuid: UUID | str, *, visible_to: Viewer) -> QuestionExport:
    """An export from a bank that the asker may use. Raises RoleRequired, ExportNotFound."""
    found = QuestionExport.objects.filter(uuid=uuid, bank__in=list_banks(visible_to=visible_to))
    export = found.select_related("job", "bank", "category").first()
    if export is None:
        raise ExportNotFound
    return export


def list_exported(export: QuestionExport) -> Sequence[Question]:
    """The questions that an export holds: of the category and below, or chosen; else all in use."""
    state = "" if export.chosen else QuestionState.LIVE
    found = list_questions(export.bank, category=export.category, state=state)
    return list(found.filter(uuid__in=export.chosen) if export.chosen else found)
