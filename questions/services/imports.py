"""Files of questions are received, read, shown, and written in steps that can be resumed."""

import hashlib
from io import SEEK_END, BytesIO
from typing import Any, BinaryIO
from uuid import uuid4

from django.core.files import File
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from psycopg.types.json import Jsonb

from common.audit import record_audit
from common.clock import now
from common.db import copy_rows
from common.errors import DomainError
from common.jobs import create_job
from common.models import LIVE_FILES, Job
from common.received import cancel_received, end_received
from media.services import create_asset, read_bytes
from people.viewer import Viewer
from questions.errors import (
    CategoryNotFound,
    FormatUnknown,
    ImportHasProblems,
    ImportNotReady,
    ImportTwice,
    QuestionFileTooLarge,
)
from questions.formats import FORMATS, ReadProblem, ReadQuestion, ReadResult, read_file
from questions.formats.base import give_key
from questions.marking import clean_content, list_files
from questions.models import (
    Bank,
    Category,
    ImportLine,
    ImportState,
    LineState,
    QuestionImport,
    SameKey,
)
from questions.selectors.banks import require_edit
from questions.services.banks import lock_bank
from questions.services.importing import write_lines
from questions.services.versions import hash_content
from questions.texts import split_tags, title_of

READ, WRITE = "read_questions", "write_questions"
STEP = 2_000
MOST_MEGABYTES = 50
MOST_BYTES = MOST_MEGABYTES * 1024 * 1024
MOST_SENT_BYTES = MOST_BYTES + 64 * 1024  # with what a form sends around its file


@transaction.atomic
def receive_questions(
    *,
    bank: Bank,
    file: BinaryIO,
    name: str,
    by: Viewer,
    file_format: str = "",
    category: Category | None = None,
    same_key: str = SameKey.VERSION,
) -> QuestionImport:
    """The file is stored and will be read; its questions go into `category` or below it.

    Raises BankNotEditable, CategoryNotFound, FormatUnknown, QuestionFileTooLarge, ImportTwice.
    """
    require_edit(bank, by)
    if category and category.bank_id != bank.pk:
        raise CategoryNotFound
    if file_format and file_format not in FORMATS:
        raise FormatUnknown
    size = file.seek(0, SEEK_END)
    if size > MOST_BYTES:
        raise QuestionFileTooLarge(most=MOST_MEGABYTES)
    file.seek(0)
    uuid = uuid4()
    batch = QuestionImport(
        uuid=uuid, bank=bank, category=category, format=file_format, same_key=SameKey(same_key),
        file_name=name[-200:], file_hash=hashlib.file_digest(file, "sha256").hexdigest(),  # type: ignore[arg-type]
        file_key=f"question-imports/{uuid}", size_bytes=size, created_at=now(),
        created_by=by.account,
    )  # fmt: skip
    try:
        with transaction.atomic():
            batch.save()
    except IntegrityError:
        _refuse_second(batch)
    file.seek(0)
    default_storage.save(batch.file_key, File(file))
    batch.job = create_job(kind=READ, params={"import": batch.pk}, by=by.account)
    batch.save(update_fields=["job"])
    record_audit(by=by.account, act="receive_questions", subject=f"bank:{bank.slug}", file=name)
    return batch


def _refuse_second(batch: QuestionImport) -> None:
    live = QuestionImport.objects.filter(
        bank=batch.bank, file_hash=batch.file_hash, state__in=LIVE_FILES
    ).first()
    first = live or batch
    raise ImportTwice(name=first.file_name, import_uuid=str(first.uuid) if live else "")


def read_step(job: Job) -> bool:
    """Every question of the file stands as a line, with what is wrong with it.

    The files in it are stored at once: their names come from content, so that harms nothing.
    """
    batch = QuestionImport.objects.select_for_update().get(pk=job.params["import"])
    data = read_bytes(key=batch.file_key)
    found, result = read_file(data, batch.format)
    batch.format = found.code
    staging = _Staging(batch, result)
    columns = (
        "batch_id", "place", "line", "key", "kind", "title", "category", "content",
        "content_hash", "state", "problem",
    )  # fmt: skip
    copy_rows(ImportLine, columns, staging.rows())
    batch.state = ImportState.READY
    batch.save()
    job.done_count = job.total_count = len(result.questions) + len(result.problems)
    return True


class _Staging:
    """What a file gave, as rows of lines in the order of the file."""

    def __init__(self, batch: QuestionImport, result: ReadResult) -> None:
        self.batch, self.result = batch, result
        self.slug = batch.bank.slug
        self.refused = self._store_files()
        self.hashes: dict[str, str] = {}

    def _store_files(self) -> dict[str, str]:
        """Why each file that may not be stored may not, by its SHA-256."""
        refused = {}
        for digest, (name, data) in self.result.files.items():
            try:
                create_asset(file=BytesIO(data), name=name, by=self.batch.created_by)
            except DomainError as problem:
                refused[digest] = problem.detail
        return refused

    def rows(self) -> Any:
        read: list[ReadQuestion | ReadProblem] = sorted(
            [*self.result.questions, *self.result.problems], key=lambda one: one.line
        )
        for place, one in enumerate(read, 1):
            if isinstance(one, ReadQuestion):
                yield self._row_of(place, one)
            else:
                yield (self.batch.pk, place, one.line, "", "", one.title[:200], [], None, "",
                       str(LineState.PROBLEM), one.reason)  # fmt: skip

    def _row_of(self, place: int, read: ReadQuestion) -> tuple[Any, ...]:
        content = clean_content(read.content)
        why = next((self.refused[one] for one in self._files(content) if one in self.refused), "")
        said, _tags = split_tags(content)
        digest = hash_content(self.slug, said)
        if self.hashes.setdefault(content["key"], digest) != digest:
            # Two questions of one key in a file: the second gets a key of what it says.
            content = give_key({k: v for k, v in content.items() if k != "key"})
            digest = hash_content(self.slug, split_tags(content)[0])
        state = LineState.PROBLEM if why else LineState.WAITING
        return (
            self.batch.pk, place, read.line, content["key"], content["kind"], title_of(content),
            list(read.category), Jsonb(content), digest, str(state), why,
        )  # fmt: skip

    def _files(self, content: dict[str, Any]) -> list[str]:
        return list_files(content) if self.refused else []


@transaction.atomic
def start_writing(*, batch: QuestionImport, by: Viewer, rest: bool = False) -> QuestionImport:
    """The import is being written. With problems it stops here, unless the rest is asked for.

    Raises BankNotEditable, ImportNotReady, ImportHasProblems.
    """
    require_edit(batch.bank, by)
    held = QuestionImport.objects.select_for_update().get(pk=batch.pk)
    if held.state != ImportState.READY:
        raise ImportNotReady
    lines = ImportLine.objects.filter(batch=held)
    problems = lines.filter(state=LineState.PROBLEM).count()
    if problems and not rest:
        raise ImportHasProblems(count=problems)
    held.state = ImportState.WRITING
    held.job = create_job(
        kind=WRITE,
        params={"import": held.pk},
        total=lines.filter(state=LineState.WAITING).count(),
        by=by.account,
    )
    held.save(update_fields=["state", "job"])
    record_audit(by=by.account, act="write_questions", subject=f"bank:{held.bank.slug}")
    return held


def write_step(job: Job) -> bool:
    """The next 2,000 lines stand, or are left out as the import says."""
    batch = QuestionImport.objects.select_related("bank").get(pk=job.params["import"])
    lock_bank(batch.bank)
    lines = list(
        ImportLine.objects.filter(
            batch=batch, place__gt=job.cursor.get("place", 0), state=LineState.WAITING
        ).order_by("place")[:STEP]
    )
    write_lines(batch=batch, lines=lines)
    job.done_count += len(lines)
    if lines:
        job.cursor = {"place": lines[-1].place}
    is_last = len(lines) < STEP
    if is_last:
        QuestionImport.objects.filter(pk=batch.pk).update(state=ImportState.DONE)
    return is_last


@transaction.atomic
def cancel_import(*, batch: QuestionImport, by: Viewer) -> QuestionImport:
    """Nothing more is read or written; what was written stays. Raises BankNotEditable."""
    require_edit(batch.bank, by)
    held = cancel_received(batch)
    record_audit(by=by.account, act="cancel_question_import", subject=f"bank:{held.bank.slug}")
    return held


def end_import(job: Job) -> None:
    """An import whose job was cancelled or failed is live no more."""
    end_received(QuestionImport, job.params["import"], job)
