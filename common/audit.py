"""The one door of the audit log."""

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser

from common.clock import now
from common.models import AuditEntry


def record_audit(
    *, by: AbstractBaseUser | None, act: str, subject: str, **detail: Any
) -> AuditEntry:
    """The act stands in the audit log, in the caller's transaction.

    `subject` is `model:uuid-or-code`; `detail` holds plain JSON values and no secret.
    """
    return AuditEntry.objects.create(at=now(), by=by, act=act, subject=subject, detail=detail)
