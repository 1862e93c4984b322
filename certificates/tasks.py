"""Work of the queue: an id in, fetch, already done?, work, mark."""

import logging

from celery import shared_task
from kombu.exceptions import OperationalError

from certificates.errors import PdfUnavailable
from certificates.files import keep_pdf
from certificates.models import Certificate
from certificates.selectors import list_due_completion_ids, list_unrendered
from certificates.services import issue_due_certificate

log = logging.getLogger(__name__)

SWEEP_SIZE = 200
# One paper that cannot be drawn must not stop the others; a storage that is gone stops all.
MOST_FAILURES = 5


def ring_bell(completion_id: int) -> None:
    """Tells a worker of a due certificate. Silence is no loss: the sweep finds the row."""
    try:
        issue_one.delay(completion_id)
    except OperationalError:
        log.warning("the queue does not answer; the certificate of %s waits", completion_id)


@shared_task(name="certificates.tasks.issue_one", acks_late=True)  # type: ignore[untyped-decorator]
def issue_one(completion_id: int) -> None:
    """The promised certificate is issued and its PDF kept; a repeat does nothing."""
    certificate = issue_due_certificate(completion_id=completion_id)
    if certificate is not None:
        _has_pdf(certificate)


@shared_task(name="certificates.tasks.sweep_due_certificates")  # type: ignore[untyped-decorator]
def sweep_due_certificates() -> None:
    """Promises that no bell announced are kept, and PDFs that could not be kept are made."""
    for completion_id in list_due_completion_ids(limit=SWEEP_SIZE):
        issue_one(completion_id)
    failures = 0
    for certificate in list_unrendered(limit=SWEEP_SIZE):
        failures = 0 if _has_pdf(certificate) else failures + 1
        if failures == MOST_FAILURES:
            log.warning("storage or rendering still fails; the sweep stops here")
            return


def _has_pdf(certificate: Certificate) -> bool:
    try:
        keep_pdf(certificate)
    except PdfUnavailable:
        log.warning("certificate %s stands, its PDF waits", certificate.code)
        return False
    return True
