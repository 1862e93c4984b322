"""Facts that the server itself says of an activity."""

from typing import Any
from uuid import UUID

from common.clock import now
from enrollment.models import Enrollment
from enrollment.services.progress import NewFact, ProgressResult, apply_facts
from people.models import Account


def note_fact(
    enrollment: Enrollment,
    activity_key: str,
    kind: str,
    *,
    uuid: UUID,
    source: str,
    by: Account | None,
    value: dict[str, Any] | None = None,
) -> ProgressResult:
    """The fact stands and may complete the run. The caller holds the enrollment's row lock."""
    fact = NewFact(uuid, activity_key, kind, now(), value or {})
    return apply_facts(enrollment=enrollment, facts=[fact], source=source, by=by)
