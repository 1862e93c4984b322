"""Questions leave as a file of any format, with a list of what it could not hold."""

from collections.abc import Collection
from uuid import UUID

from django.db import transaction

from common.audit import record_audit
from common.clock import now
from common.jobs import create_job
from common.models import Job
from media.errors import AssetNotFound
from media.selectors import get_asset
from media.services import read_bytes, store_bytes
from people.viewer import Viewer
from questions.errors import CategoryNotFound, FormatUnknown
from questions.formats import FORMATS, Writable
from questions.formats.base import QuestionNotWritten
from questions.models import Bank, Category, Question, QuestionExport
from questions.selectors.banks import list_paths
from questions.selectors.files import list_exported
from questions.texts import title_of

EXPORT = "export_questions"


@transaction.atomic
def start_export(
    *,
    bank: Bank,
    file_format: str,
    by: Viewer,
    category: Category | None = None,
    chosen: Collection[UUID] = (),
) -> QuestionExport:
    """The file will be written: of what is in use in the bank or category, or of the chosen.

    The caller was given the bank by a selector. Raises FormatUnknown, CategoryNotFound.
    """
    if file_format not in FORMATS:
        raise FormatUnknown
    if category and category.bank_id != bank.pk:
        raise CategoryNotFound
    export = QuestionExport.objects.create(
        bank=bank,
        category=category,
        chosen=list(chosen),
        format=file_format,
        created_at=now(),
        created_by=by.account,
    )
    export.job = create_job(kind=EXPORT, params={"export": export.pk}, by=by.account)
    export.save(update_fields=["job"])
    record_audit(by=by.account, act="export_questions", subject=f"bank:{bank.slug}")
    return export


def export_step(job: Job) -> bool:
    """The file lies in storage, and the export says what it does not hold."""
    export = QuestionExport.objects.select_related("bank", "category").get(pk=job.params["export"])
    chosen_format = FORMATS[export.format]
    questions = {one.key: one for one in list_exported(export) if one.current}
    paths = list_paths(export.bank)
    writable = [Writable(_content_of(one), paths[one.category_id]) for one in questions.values()]
    result = chosen_format.write(writable, find_file)
    export.left_out = [
        [key, title_of(_content_of(questions[key])), reason] for key, reason in result.left_out
    ]
    export.written_count = len(writable) - len(export.left_out)
    export.file_key = f"question-exports/{export.uuid}{chosen_format.suffix}"
    store_bytes(key=export.file_key, data=result.data)
    export.save(update_fields=["left_out", "written_count", "file_key"])
    job.done_count = job.total_count = len(writable)
    return True


def _content_of(question: Question) -> dict[str, object]:
    if question.current is None:
        raise AssertionError("the export chose what has a version")
    content: dict[str, object] = dict(question.current.content)
    return {**content, "tags": question.tags} if question.tags else content


def find_file(digest: str) -> tuple[str, bytes]:
    """The name and bytes of a file of ours. Raises QuestionNotWritten, StorageUnavailable."""
    try:
        asset = get_asset(sha256=digest)
    except AssetNotFound as problem:
        raise QuestionNotWritten(problem.detail) from problem
    return asset.name, read_bytes(key=asset.key)
