"""The one door of the audit log."""

from typing import Any

from common.clock import now
from common.models import AuditEntry


def record_audit(*, by: Any, act: str, subject: str, **detail: Any) -> AuditEntry:
    """The act stands in the audit log, in the caller's transaction.

    `by` is the account that acts (a model of a floor above) or None for the system.
    `subject` is `model:uuid-or-code`; `detail` holds plain JSON values and no secret.
    """
    return AuditEntry.objects.create(at=now(), by=by, act=act, subject=subject, detail=detail)
