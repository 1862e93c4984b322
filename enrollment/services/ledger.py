"""The completion ledger: the only way in. Rows are added, never changed."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction

from common.audit import record_audit
from common.clock import now
from enrollment.errors import CompletionNotLive
from enrollment.models import Completion, Enrollment
from enrollment.outcomes import tell_listeners
from people.models import Account
from people.selectors import NOWHERE, Placement, get_placements


@dataclass(frozen=True)
class NewCompletion:
    """What the ledger is asked to hold. `placement` is looked up when it is not given.

    `recorded_at` is for histories brought from an earlier system, which say themselves when they
    were known; for all others it is the present.
    """

    enrollment: Enrollment
    mode: str
    effective_on: date
    evidence: dict[str, Any] = field(default_factory=dict)
    placement: Placement | None = None
    recorded_at: datetime | None = None


def find_last_row(enrollment: Enrollment) -> Completion | None:
    """The newest row of an enrollment: live when it cancels nothing."""
    return enrollment.completions.order_by("-sequence").first()


@transaction.atomic
def record_completion(*, new: NewCompletion, by: Account | None) -> Completion:
    """The enrollment has a live completion; a repeat returns the one that stands.

    The caller holds the enrollment's row lock; the constraint `enrollment_completion_once`
    stops whoever does not. Listeners run in this transaction.
    """
    last = find_last_row(new.enrollment)
    if last is not None and last.cancels_id is None:
        return last
    sequence = last.sequence + 1 if last else 1
    return record_completions([new], by=by, sequence=sequence)[0]


@transaction.atomic
def record_completions(
    news: Sequence[NewCompletion],
    *,
    by: Account | None,
    sequence: int = 1,
) -> list[Completion]:
    """The ledger holds a row for each of `news`, written together; listeners are told once.

    Raises IntegrityError, and writes nothing, when one is completed already.
    """
    places = _find_placements(news)
    rows = [
        Completion(
            enrollment=new.enrollment,
            sequence=sequence,
            person_id=new.enrollment.person_id,
            course_id=new.enrollment.run.course_id,
            run_id=new.enrollment.run_id,
            edition_id=new.enrollment.run.edition_id,
            mode=new.mode,
            effective_on=new.effective_on,
            recorded_at=new.recorded_at or now(),
            unit_id=place.unit_id,
            category=place.category,
            evidence=new.evidence,
            recorded_by=by,
        )
        for new, place in zip(news, places, strict=True)
    ]
    Completion.objects.bulk_create(rows, batch_size=2000)
    tell_listeners(rows)
    return rows


def _find_placements(news: Sequence[NewCompletion]) -> list[Placement]:
    asked: dict[date, list[int]] = {}
    for new in news:
        if new.placement is None:
            asked.setdefault(new.effective_on, []).append(new.enrollment.person_id)
    found = {on: get_placements(persons, on) for on, persons in asked.items()}
    return [
        new.placement or found[new.effective_on].get(new.enrollment.person_id, NOWHERE)
        for new in news
    ]


@transaction.atomic
def cancel_completion(*, completion: Completion, reason: str, by: Account) -> Completion:
    """A row cancels the completion; both stay in the ledger. Raises CompletionNotLive."""
    enrollment = Enrollment.objects.select_for_update().get(pk=completion.enrollment_id)
    last = find_last_row(enrollment)
    if last is None or last.pk != completion.pk or completion.cancels_id is not None:
        raise CompletionNotLive
    row = Completion.objects.create(
        enrollment=enrollment,
        sequence=completion.sequence + 1,
        cancels=completion,
        person_id=completion.person_id,
        course_id=completion.course_id,
        run_id=completion.run_id,
        edition_id=completion.edition_id,
        mode=completion.mode,
        effective_on=completion.effective_on,
        recorded_at=now(),
        unit_id=completion.unit_id,
        category=completion.category,
        evidence={"reason": reason},
        recorded_by=by,
    )
    record_audit(
        by=by, act="cancel_completion", subject=f"completion:{completion.uuid}", reason=reason
    )
    tell_listeners([row])
    return row
