"""Work is handed in by a learner, and marked by a person who may."""

from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import IO, Any, Protocol
from uuid import uuid5

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from activities.errors import WorkInvalid, WorkMarked, WorkWaiting
from activities.facts import note_fact
from activities.models import Submission
from common.audit import record_audit
from common.clock import now
from courses.document import get_activity
from courses.selectors import get_document
from enrollment.models import Enrollment, FactKind
from enrollment.services.joining import check_open
from enrollment.services.progress import lock_enrollment
from media.services import create_asset
from people.models import Account, Role
from people.viewer import Viewer
from questions.kinds.written import rubric_fraction

MOST_FILES = 10
LONGEST_TEXT = 50_000
MARKERS = (Role.INSTRUCTOR, Role.TRAINING_MANAGER)


class Uploaded(Protocol):
    @property
    def name(self) -> str | None: ...
    @property
    def file(self) -> IO[bytes]: ...


@transaction.atomic
def hand_in_work(
    *,
    enrollment: Enrollment,
    activity: Mapping[str, Any],
    text: str,
    files: Sequence[Uploaded],
    by: Account | None,
) -> Submission:
    """The work waits to be marked, and is a fact of progress.

    Raises WorkInvalid, WorkWaiting, EnrollmentClosed, EnrollmentNotOpen, and for a file
    FileTypeRefused, FileTooLarge, StorageUnavailable; nothing is kept then.
    """
    locked = lock_enrollment(enrollment)
    check_open(locked.run)
    _check_work(activity, text, files)
    own = Submission.objects.filter(enrollment=locked, activity_key=activity["key"])
    if own.filter(marked_at=None).exists():
        raise WorkWaiting
    submission = Submission.objects.create(
        enrollment=locked,
        activity_key=activity["key"],
        number=(own.aggregate(last=Max("number"))["last"] or 0) + 1,
        text=text.strip(),
        files=[_store(file, by) for file in files],
        submitted_at=now(),
    )
    note_fact(
        locked,
        activity["key"],
        FactKind.SUBMITTED,
        uuid=uuid5(submission.uuid, "submitted"),
        source="assignment",
        by=by,
    )
    return submission


def _check_work(activity: Mapping[str, Any], text: str, files: Sequence[Uploaded]) -> None:
    most = activity.get("most_files", 1)
    problems: dict[str, list[str]] = {}
    if not text.strip() and not files:
        problems["text"] = [_("Write something or choose a file.")]
    if text.strip() and not activity.get("takes_text", True):
        problems["text"] = [_("Here only files are handed in.")]
    if len(text) > LONGEST_TEXT or "\x00" in text:
        problems["text"] = [_("The text is too long: at most %d characters.") % LONGEST_TEXT]
    if len(files) > most:
        problems["files"] = [_("At most %d files.") % most]
    if problems:
        raise WorkInvalid(fields=problems)


def _store(file: Uploaded, by: Account | None) -> dict[str, Any]:
    asset = create_asset(file=file.file, name=file.name or "", by=by)
    return {
        "asset": asset.sha256,
        "name": (file.name or asset.name)[-200:],
        "type": asset.media_type,
        "size": asset.size_bytes,
    }


@transaction.atomic
def mark_work(
    *,
    submission: Submission,
    chosen: Mapping[str, str] | None = None,
    grade: str = "",
    comment: str = "",
    by: Viewer,
) -> Submission:
    """The work has a grade of 10, by the levels of its rubric or as given; it is a fact.

    Raises RoleRequired, OutOfScope, WorkInvalid, WorkMarked.
    """
    by.require_unit(submission.enrollment.run.organiser, *MARKERS)
    locked = lock_enrollment(submission.enrollment)
    found = Submission.objects.select_for_update().get(pk=submission.pk)
    if found.marked_at:
        raise WorkMarked
    activity = get_activity(get_document(locked.run.edition_id), found.activity_key)
    rubric = activity.get("rubric", [])
    found.grade = _grade_by(rubric, chosen or {}) if rubric else _read_grade(grade)
    found.chosen = dict(chosen or {})
    found.comment, found.marked_at, found.marked_by = comment.strip(), now(), by.account
    found.save(update_fields=["grade", "chosen", "comment", "marked_at", "marked_by"])
    note_fact(
        locked,
        found.activity_key,
        FactKind.SCORED,
        uuid=uuid5(found.uuid, "scored"),
        source="assignment",
        by=by.account,
        value={"grade": str(found.grade), "submission": str(found.uuid)},
    )
    subject = f"submission:{found.uuid}"
    record_audit(by=by.account, act="mark_work", subject=subject, grade=str(found.grade))
    return found


def _grade_by(rubric: list[dict[str, Any]], chosen: Mapping[str, str]) -> Decimal:
    try:
        return (rubric_fraction(rubric, chosen) * 10).quantize(Decimal("0.01"))
    except KeyError:
        raise WorkInvalid(fields={"chosen": [_("Choose a level for each criterion.")]}) from None


def _read_grade(text: str) -> Decimal:
    problem = WorkInvalid(fields={"grade": [_("Give a grade from 0 to 10.")]})
    try:
        grade = Decimal(text.strip().replace(",", "."))
    except InvalidOperation:
        raise problem from None
    if not grade.is_finite() or not 0 <= grade <= 10:  # noqa: PLR2004 - the scale
        raise problem
    return grade.quantize(Decimal("0.01"))
