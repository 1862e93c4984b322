"""The main road under load: what a learner does, and the certificate that comes of it.

Goals stand beside the figures of Moodle 4.5 on two cores (docs/performance.md): CPU time of
application and database together is the sturdiest, requests per second the more familiar.
"""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from bench import acts
from bench.load import Act, Crowd, Load, Round, gather
from bench.report import Better, Measure, Reporter, percentile
from bench.stack import Stack, measuring
from bench.world import World, build_world, enroll_finishers, enroll_users
from certificates.models import CertificateFile
from certificates.services import MOST_BELLS
from certificates.tasks import ring_bell
from enrollment.services.ledger import record_completions

CLIENT_PROCESSES, CLIENT_THREADS = 2, 16
CERTIFICATE_PATIENCE_SECONDS = 120


@dataclass(frozen=True)
class Size:
    """How much is done: `users` learners, `rounds` of `seconds` each, `certificates` a round."""

    users: int
    rounds: int
    seconds: float
    certificates: int


QUICK = Size(users=64, rounds=3, seconds=0.8, certificates=30)
FULL = Size(users=256, rounds=5, seconds=4.0, certificates=200)


@dataclass(frozen=True)
class Scenario:
    """An act and its goals: acts per second, CPU milliseconds an act."""

    name: str
    act: Act
    rate_goal: float | None = None
    cpu_goal: float | None = None
    # How many rows one act brings, where that is more than one.
    rows: int = 1


SCENARIOS = (
    Scenario("floor", acts.floor),
    Scenario("sign_in", acts.sign_in),
    Scenario("my_courses", acts.my_courses, rate_goal=690, cpu_goal=2.7),
    Scenario("course_contents", acts.course_contents, rate_goal=660, cpu_goal=2.9),
    Scenario("completion_status", acts.completion_status, rate_goal=950, cpu_goal=1.9),
    Scenario("course_page", acts.course_page, rate_goal=200, cpu_goal=8.5),
    Scenario("progress_write", acts.progress_write, rate_goal=555, cpu_goal=3.2),
    Scenario("progress_batch", acts.progress_batch, cpu_goal=0.32, rows=acts.FACTS_IN_A_BATCH),
    Scenario("quiz", acts.quiz, rate_goal=156, cpu_goal=11.5),
)


def run(stack: Stack, reporter: Reporter, *, quick: bool) -> None:
    """Every scenario in turn, round by round, so that a slow moment touches all of them."""
    size = QUICK if quick else FULL
    world = build_world()
    users = enroll_users(world, size.users)
    with gather(processes=CLIENT_PROCESSES, threads=CLIENT_THREADS) as crowd:
        results: dict[str, list[tuple[Round, float]]] = {one.name: [] for one in SCENARIOS}
        turns = dict.fromkeys(results, 0)
        _warm(stack, crowd, users)
        for _round in range(size.rounds):
            for scenario in SCENARIOS:
                load = Load(stack.base_url, scenario.act, users, size.seconds, turns[scenario.name])
                with measuring(stack.server, stack.database) as cpu:
                    done = crowd.carry(load)
                results[scenario.name].append((done, cpu.seconds))
                turns[scenario.name] += done.turns
    for scenario in SCENARIOS:
        for measure in _measure(scenario, results[scenario.name]):
            reporter.tell(measure)
    for measure in _measure_certificates(stack, world, size):
        reporter.tell(measure)


def _warm(stack: Stack, crowd: Crowd, users: Sequence[dict[str, object]]) -> None:
    """Each server process has met every page and document once."""
    for act in (acts.my_courses, acts.course_contents, acts.course_page, acts.floor):
        crowd.carry(Load(stack.base_url, act, users, seconds=0.2))


def _measure(scenario: Scenario, rounds: Sequence[tuple[Round, float]]) -> Iterator[Measure]:
    name = scenario.name
    rates = [done.rate * scenario.rows for done, _cpu in rounds]
    unit = "acts/s" if scenario.rows == 1 else "facts/s"
    yield Measure(f"{name}.rate", unit, rates, Better.HIGHER, scenario.rate_goal)
    for percent in (50, 95, 99):
        values = [1000 * percentile(done.act_seconds, percent) for done, _cpu in rounds]
        yield Measure(f"{name}.p{percent}", "ms", values, Better.LOWER)
    used = [1000 * cpu / (len(done.act_seconds) * scenario.rows) for done, cpu in rounds]
    unit = "CPU ms/act" if scenario.rows == 1 else "CPU ms/fact"
    yield Measure(f"{name}.cpu", unit, used, Better.LOWER, scenario.cpu_goal)


def _measure_certificates(stack: Stack, world: World, size: Size) -> Iterator[Measure]:
    """From the completion in the ledger to the PDF in storage, by the running worker."""
    rates, used = [], []
    for _round in range(size.rounds):
        news = enroll_finishers(world, size.certificates)
        with measuring(stack.worker, stack.database) as cpu, _timing() as took:
            done = [row.pk for row in record_completions(news, by=None)]
            for completion_id in done[MOST_BELLS:]:
                ring_bell(completion_id)
            _wait_kept(done)
        rates.append(len(done) / took[0])
        used.append(1000 * cpu.seconds / len(done))
    yield Measure("certificate.rate", "certificates/s", rates, Better.HIGHER)
    yield Measure("certificate.cpu", "CPU ms/certificate", used, Better.LOWER, goal=16.3)


@contextmanager
def _timing() -> Iterator[list[float]]:
    took: list[float] = []
    began = time.perf_counter()
    yield took
    took.append(time.perf_counter() - began)


def _wait_kept(completion_ids: Sequence[int]) -> None:
    """Raises TimeoutError where the worker does not keep every PDF in time."""
    until = time.monotonic() + CERTIFICATE_PATIENCE_SECONDS
    kept = CertificateFile.objects.filter(certificate__completion__in=completion_ids)
    while kept.count() < len(completion_ids):
        if time.monotonic() > until:
            raise TimeoutError(f"{kept.count()} of {len(completion_ids)} certificates are kept")
        time.sleep(0.05)
