"""How a file on its way in ends: by who gives it up, or with its job."""

from typing import TypeVar

from common.jobs import cancel_job
from common.models import LIVE_FILES, FileState, Job, JobState, ReceivedFile

Received = TypeVar("Received", bound=ReceivedFile)

_ENDS = {JobState.CANCELLED: FileState.CANCELLED, JobState.FAILED: FileState.REFUSED}


def cancel_received(received: Received) -> Received:
    """Nothing more of the file is read or written; what was written stays.

    The caller is in a transaction and has asked whether this may be.
    """
    if received.job:
        cancel_job(received.job)
    held = type(received)._default_manager.select_for_update().get(pk=received.pk)  # noqa: SLF001 - the public way to a model's manager in general code
    if held.state == FileState.READY:
        held.state = FileState.CANCELLED
        held.save(update_fields=["state"])
    return held


def end_received(model: type[ReceivedFile], pk: int, job: Job) -> bool:
    """A file whose job was cancelled or failed is live no more; whether that is so."""
    state = _ENDS.get(JobState(job.state))
    if state is None:
        return False
    live = model._default_manager.filter(pk=pk, state__in=LIVE_FILES)  # noqa: SLF001 - as above
    live.update(state=state, problem=job.problem)
    return True
