"""Long work in steps: each a transaction of its own, resumed where the last one ended.

A room registers how one step of a kind is done. The row of the job is locked while a step runs,
so two workers never do the same step, and what a step writes stands or falls with the progress
that it notes. The queue is only the bell; a sweep finds jobs whose bell nobody heard.
"""

import logging
from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from common.clock import now
from common.errors import DomainError, NotFound
from common.models import Job, JobState

log = logging.getLogger(__name__)

UNFINISHED = (JobState.WAITING, JobState.RUNNING)
MOST_FAILURES = 5

# One step: reads and moves `job.cursor`, `done_count`, `total_count` and `result`, which are saved
# with what it wrote. True when nothing is left. A DomainError ends the job as failed.
Step = Callable[[Job], bool]
# What a room does when its job ends, in the transaction that ends it.
AtEnd = Callable[[Job], None]

_kinds: dict[str, tuple[Step, AtEnd | None]] = {}


class JobNotFound(NotFound):
    code = "job_not_found"
    message = _("There is no such job.")


def register_job_kind(kind: str, step: Step, at_end: AtEnd | None = None) -> None:
    """Jobs of `kind` are done by `step`. Called when the application starts."""
    _kinds[kind] = (step, at_end)


def create_job(*, kind: str, params: dict[str, Any], total: int | None = None, by: Any) -> Job:
    """The job waits, and a worker is told after the commit."""
    if kind not in _kinds:
        raise AssertionError(f"no room does jobs of kind {kind}")
    job = Job.objects.create(
        kind=kind, params=params, total_count=total, created_at=now(), created_by=by
    )
    transaction.on_commit(lambda: ring_bell(job.pk))
    return job


def ring_bell(job_id: int) -> None:
    """Tells a worker of a job. Silence is no loss: the sweep finds the row."""
    from kombu.exceptions import OperationalError

    from common.tasks import work_on_job

    try:
        work_on_job.delay(job_id)
    except OperationalError:
        log.warning("the queue does not answer; job %s waits", job_id)


def run_job(job_id: int) -> JobState:
    """The job is done to its end, or to where it was cancelled or failed; its state then.

    A step that breaks, by the database, the machine or a mistake of ours, is tried again by a
    later sweep, five times at most; a DomainError ends the job at once with its sentence.
    """
    while True:
        try:
            state = _do_step(job_id)
        except DomainError as problem:
            return _fail(job_id, problem.detail)
        except Exception:  # or the sweep would ring for it without end
            log.exception("job %s broke", job_id)
            return _note_failure(job_id)
        if state not in UNFINISHED:
            return state


@transaction.atomic
def _do_step(job_id: int) -> JobState:
    job = Job.objects.select_for_update().get(pk=job_id)
    if job.state not in UNFINISHED:
        return JobState(job.state)
    step, at_end = _kinds[job.kind]
    job.state = JobState.RUNNING
    job.started_at = job.started_at or now()
    if job.cancel_asked_at:
        job.state = JobState.CANCELLED
    elif step(job):
        job.state = JobState.DONE
    job.moved_at = now()
    if job.state != JobState.RUNNING:
        _end(job, at_end)
    job.save()
    return JobState(job.state)


def _end(job: Job, at_end: AtEnd | None) -> None:
    job.ended_at = now()
    if at_end:
        at_end(job)


@transaction.atomic
def _fail(job_id: int, problem: str) -> JobState:
    job = Job.objects.select_for_update().get(pk=job_id)
    job.state, job.problem = JobState.FAILED, problem
    _end(job, _kinds[job.kind][1])
    job.save()
    return JobState.FAILED


def _note_failure(job_id: int) -> JobState:
    """What broke stands in the log; who waits for the job reads a sentence."""
    problem = _now("The work broke on our side. Nothing is lost; it is tried five times.")
    with transaction.atomic():
        job = Job.objects.select_for_update().get(pk=job_id)
        job.failure_count += 1
        job.problem = problem
        job.save(update_fields=["failure_count", "problem"])
    if job.failure_count >= MOST_FAILURES:
        return _fail(job_id, problem)
    return JobState(job.state)


@transaction.atomic
def cancel_job(job: Job) -> Job:
    """The job ends before its next step; what it wrote stays. One that has ended stays as it is."""
    found = Job.objects.select_for_update().get(pk=job.pk)
    if found.state in UNFINISHED and not found.cancel_asked_at:
        found.cancel_asked_at = now()
        found.save(update_fields=["cancel_asked_at"])
        transaction.on_commit(lambda: ring_bell(found.pk))
    return found


def get_job(uuid: Any) -> Job:
    """The job of that uuid. Raises JobNotFound. Who may see it is the asking room's matter."""
    job = Job.objects.filter(uuid=uuid).first()
    if job is None:
        raise JobNotFound
    return job


def list_unfinished_jobs() -> QuerySet[Job]:
    """Jobs that wait or run, the oldest first."""
    return Job.objects.filter(state__in=UNFINISHED).order_by("id")
