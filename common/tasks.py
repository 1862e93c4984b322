"""Work of the queue that every room shares."""

from datetime import timedelta

from celery import shared_task
from django.db.models import Q

from common.clock import now
from common.jobs import list_unfinished_jobs, run_job

# A job that moved within this time has a worker; its bell need not be rung again.
SILENCE = timedelta(seconds=30)


@shared_task(name="common.tasks.work_on_job", acks_late=True)  # type: ignore[untyped-decorator]
def work_on_job(job_id: int) -> None:
    """The job is done as far as it goes; a job that has ended is left alone."""
    run_job(job_id)


@shared_task(name="common.tasks.sweep_jobs")  # type: ignore[untyped-decorator]
def sweep_jobs() -> None:
    """Jobs that no bell announced, or whose worker died, go on."""
    silent = Q(moved_at=None, created_at__lt=now() - SILENCE) | Q(moved_at__lt=now() - SILENCE)
    for job_id in list_unfinished_jobs().filter(silent).values_list("id", flat=True)[:20]:
        work_on_job.delay(job_id)
