"""Lines of a file become questions: what would become of each, and the rows that are written."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.models import JSONField, Max, Model
from psycopg.types.json import Jsonb

from common.clock import now
from common.db import copy_rows
from questions.models import (
    Bank,
    ImportLine,
    LineState,
    Question,
    QuestionImport,
    QuestionVersion,
    SameKey,
)
from questions.services.banks import Tree
from questions.services.versions import build_question
from questions.texts import search_keys, split_tags


@dataclass(frozen=True)
class Standing:
    """The questions of a bank that lines meet: by key, with the hashes of what they ever said."""

    questions: dict[str, Question]
    hashes: frozenset[str]

    @classmethod
    def of(cls, bank: Bank, lines: Iterable[ImportLine]) -> "Standing":
        """Two queries."""
        keys = {line.key for line in lines}
        digests = {line.content_hash for line in lines}
        found = Question.objects.filter(bank=bank, key__in=keys).select_related("current")
        known = QuestionVersion.objects.filter(content_hash__in=digests)
        return cls(
            {one.key: one for one in found},
            frozenset(known.values_list("content_hash", flat=True)),
        )


def decide(line: ImportLine, *, standing: Standing, same_key: str) -> str:
    """What becomes of a line that waits."""
    met = standing.questions.get(line.key)
    if met is None:
        return LineState.NEW
    if met.current and met.current.content_hash == line.content_hash:
        return LineState.UNCHANGED
    return LineState.VERSION if same_key == SameKey.VERSION else LineState.SKIPPED


def write_lines(*, batch: QuestionImport, lines: Sequence[ImportLine]) -> None:
    """Each line stands as it was decided, and says so. The bank is locked by the caller."""
    standing = Standing.of(batch.bank, lines)
    fresh: dict[str, ImportLine] = {}
    changed: dict[str, ImportLine] = {}
    for line in lines:
        line.state = decide(line, standing=standing, same_key=batch.same_key)
        if line.state == LineState.NEW:
            if line.key in fresh:  # the same question stands twice in the file
                line.state = LineState.UNCHANGED
            fresh.setdefault(line.key, line)
        elif line.state == LineState.VERSION:
            changed[line.key] = line
    _write_new(batch, list(fresh.values()))
    _write_changed(batch, list(changed.values()), standing)
    _mark(lines)


def _write_new(batch: QuestionImport, lines: Sequence[ImportLine]) -> None:
    tree = Tree(batch.bank)
    question_ids = _reserve_ids("questions_question", len(lines))
    version_ids = _reserve_ids("questions_questionversion", len(lines))
    rows = [
        _place(batch, line, tree, question_id, version_id)
        for line, question_id, version_id in zip(lines, question_ids, version_ids, strict=True)
    ]
    _copy(Question, rows)
    _copy(
        QuestionVersion,
        [
            _build_version(batch, line, question, number=1, pk=question.current_id)
            for line, question in zip(lines, rows, strict=True)
        ],
    )


def _place(
    batch: QuestionImport, line: ImportLine, tree: Tree, question_id: int, version_id: int
) -> Question:
    question = build_question(bank=batch.bank, content=line.said, by=batch.created_by)
    question.pk = question_id
    question.current_id = version_id
    question.category = tree.reach(line.category, batch.category)
    return question


def _reserve_ids(table: str, count: int) -> list[int]:
    """Ids of rows to come, so that a question names its version when it is inserted."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [table, count],
        )
        return [row[0] for row in cursor.fetchall()]


def _copy(model: type[Model], rows: Sequence[Model]) -> None:
    """The rows stand, by COPY, which took half as long as inserts here."""
    fields = model._meta.concrete_fields  # noqa: SLF001 - Django's public name for it
    names = [(field.attname, isinstance(field, JSONField)) for field in fields]
    copy_rows(
        model,
        [str(field.column) for field in fields],
        (
            [
                Jsonb(getattr(row, name)) if is_json else getattr(row, name)
                for name, is_json in names
            ]
            for row in rows
        ),
    )


def _build_version(
    batch: QuestionImport, line: ImportLine, question: Question, *, number: int, pk: int | None
) -> QuestionVersion:
    return QuestionVersion(
        pk=pk,
        question=question,
        number=number,
        kind=line.kind,
        content=split_tags(line.said)[0],
        content_hash=line.content_hash,
        created_at=now(),
        created_by=batch.created_by,
    )


def _write_changed(batch: QuestionImport, lines: Sequence[ImportLine], standing: Standing) -> None:
    """New versions, or old ones that said just that, are what their questions say now."""
    held = {line.key: standing.questions[line.key] for line in lines}
    last = dict(
        QuestionVersion.objects.filter(question__in=held.values())
        .values_list("question")
        .annotate(last=Max("number"))
    )
    fresh = [line for line in lines if line.content_hash not in standing.hashes]
    QuestionVersion.objects.bulk_create(
        _build_version(
            batch, line, held[line.key], number=last.get(held[line.key].pk, 0) + 1, pk=None
        )
        for line in fresh
    )
    digests = [line.content_hash for line in lines]
    ids = dict(
        QuestionVersion.objects.filter(content_hash__in=digests).values_list("content_hash", "pk")
    )
    for line in lines:
        question = held[line.key]
        question.current_id = ids[line.content_hash]
        for name, value in search_keys(line.said).items():
            setattr(question, name, value)
        question.tags = split_tags(line.said)[1] or question.tags
    Question.objects.bulk_update(
        held.values(), ["current", "search_key", "accent_key", "tags"], batch_size=500
    )


def _mark(lines: Sequence[ImportLine]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            """UPDATE questions_importline l SET state = w.state
            FROM unnest(%s::bigint[], %s::text[]) w(id, state) WHERE l.id = w.id""",
            [[line.pk for line in lines], [str(line.state) for line in lines]],
        )
