"""Long work goes on where it was, ends once, and is never done twice."""

import threading
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError, connection

from common import jobs, tasks
from common.clock import now
from common.errors import Refusal
from common.jobs import cancel_job, create_job, get_job, register_job_kind, run_job
from common.models import AuditEntry, Job, JobState

STEPS = 3


class Work:
    """A job of three steps that notes what it did, and breaks where it is told to."""

    def __init__(self) -> None:
        self.breaks: list[BaseException] = []
        self.ends: list[str] = []
        self.before_step: Any = None

    def step(self, job: Job) -> bool:
        place = job.cursor.get("at", 0)
        AuditEntry.objects.create(at=now(), act="job.step", subject=f"{job.pk}:{place}")
        if self.before_step:
            self.before_step(job)
        if self.breaks:
            raise self.breaks.pop()
        job.cursor = {"at": place + 1}
        job.done_count = place + 1
        return bool(job.done_count == STEPS)

    def at_end(self, job: Job) -> None:
        self.ends.append(job.state)


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> Iterator[Work]:
    monkeypatch.setattr(jobs, "_kinds", dict(jobs._kinds))
    made = Work()
    register_job_kind("test", made.step, made.at_end)
    yield made
    connection.close_if_unusable_or_obsolete()


def list_steps(job: Job) -> list[str]:
    acts = AuditEntry.objects.filter(act="job.step", subject__startswith=f"{job.pk}:")
    return [entry.subject.partition(":")[2] for entry in acts.order_by("id")]


def make_job() -> Job:
    return create_job(kind="test", params={}, total=STEPS, by=None)


@pytest.mark.django_db
def test_a_job_is_done_step_by_step_and_ends_once(work: Work) -> None:
    job = make_job()

    states = [run_job(job.pk), run_job(job.pk)]

    assert states == [JobState.DONE, JobState.DONE]
    assert list_steps(job) == ["0", "1", "2"]
    assert work.ends == ["done"]


@pytest.mark.django_db(transaction=True)
def test_a_crash_loses_its_own_step_and_nothing_else(work: Work) -> None:
    job = make_job()
    work.before_step = lambda job: work.breaks.append(SystemExit()) if job.cursor else None

    with pytest.raises(SystemExit):
        run_job(job.pk)

    assert list_steps(job) == ["0"]
    assert get_job(job.uuid).cursor == {"at": 1}
    work.before_step = None
    assert run_job(job.pk) == JobState.DONE
    assert list_steps(job) == ["0", "1", "2"]


@pytest.mark.django_db(transaction=True)
def test_two_workers_do_no_step_twice(work: Work) -> None:
    job = make_job()
    start = threading.Barrier(2)

    def run() -> None:
        start.wait()
        run_job(job.pk)
        connection.close()

    workers = [threading.Thread(target=run) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert list_steps(job) == ["0", "1", "2"]
    assert work.ends == ["done"]


@pytest.mark.django_db
def test_a_cancelled_job_keeps_what_it_wrote(work: Work) -> None:
    job = make_job()

    def cancel_in_the_second(running: Job) -> None:
        if running.cursor == {"at": 1}:
            raise OperationalError

    work.before_step = cancel_in_the_second
    run_job(job.pk)
    cancel_job(job)

    assert run_job(job.pk) == JobState.CANCELLED
    assert list_steps(job) == ["0"]
    assert work.ends == ["cancelled"]
    assert cancel_job(job).state == JobState.CANCELLED


@pytest.mark.django_db
def test_a_refusal_ends_the_job_with_its_sentence(work: Work) -> None:
    job = make_job()
    work.breaks.append(Refusal("No."))

    assert run_job(job.pk) == JobState.FAILED
    assert get_job(job.uuid).problem == "No."
    assert list_steps(job) == []
    assert work.ends == ["failed"]


@pytest.mark.django_db
@pytest.mark.parametrize("problem", [OperationalError("gone"), OSError("full"), KeyError("ours")])
def test_what_breaks_is_tried_again_five_times(work: Work, problem: Exception) -> None:
    job = make_job()
    work.breaks += [problem] * 9

    states = [run_job(job.pk) for _ in range(7)]

    assert states[:4] == [JobState.WAITING] * 4
    assert set(states[4:]) == {JobState.FAILED}
    assert work.ends == ["failed"]
    assert str(problem) not in get_job(job.uuid).problem


@pytest.mark.django_db
def test_the_sweep_rings_for_silent_jobs_only(work: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    silent, fresh, ended = make_job(), make_job(), make_job()
    run_job(ended.pk)
    past = now() - timedelta(minutes=5)
    Job.objects.filter(pk__in=[silent.pk, ended.pk]).update(created_at=past, moved_at=past)
    rung: list[int] = []
    monkeypatch.setattr(tasks.work_on_job, "delay", rung.append)

    tasks.sweep_jobs()

    assert rung == [silent.pk]
    assert fresh.pk not in rung
