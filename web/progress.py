"""How far long work is, in words."""

from dataclasses import dataclass
from datetime import timedelta

from common.clock import now
from common.models import Job, JobState

# Work that has not moved for so long is told to be waiting for a worker.
SILENCE = timedelta(seconds=60)
# Sooner than this nothing is said of how long it will take.
FIRST_ESTIMATE = timedelta(seconds=5)
STEP_TOLD = 25


@dataclass(frozen=True)
class Progress:
    """`percent` is None while nobody knows how much there is, `minutes_left` while it is unsure."""

    job: Job
    percent: int | None
    minutes_left: int | None
    is_silent: bool

    @property
    def is_over(self) -> bool:
        return self.job.state not in {JobState.WAITING, JobState.RUNNING}

    @property
    def told_percent(self) -> int:
        """The quarter that was passed last: what is read aloud, which is not each step."""
        return (self.percent or 0) // STEP_TOLD * STEP_TOLD


def measure_progress(job: Job) -> Progress:
    total = job.total_count
    percent = None if total is None else 100 if not total else job.done_count * 100 // total
    moved_at = job.moved_at or job.created_at
    is_over = job.ended_at is not None
    return Progress(
        job=job,
        percent=None if percent is None else min(percent, 100),
        minutes_left=None if is_over else _estimate(job),
        is_silent=not is_over and now() - moved_at > SILENCE,
    )


def _estimate(job: Job) -> int | None:
    """Whole minutes, rounded up, at the mean pace until now."""
    if not (job.total_count and job.done_count and job.started_at and job.moved_at):
        return None
    taken = job.moved_at - job.started_at
    if taken < FIRST_ESTIMATE:
        return None
    left = taken * (job.total_count - job.done_count) / job.done_count
    return -(-left // timedelta(minutes=1))
