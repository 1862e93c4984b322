"""The running parts that a benchmark presses, as `bin/bench` names them in the environment."""

import os
import platform
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bench.processes import Group


@dataclass(frozen=True)
class Stack:
    """Where the product answers, and which processes it is made of."""

    base_url: str
    server: Group
    worker: Group
    database: Group

    @classmethod
    def find(cls) -> "Stack":
        """Raises LookupError outside of `bin/bench`."""
        named = os.environ
        return cls(
            base_url=named["BASE_URL"],
            server=Group.parse(named["BENCH_SERVER_PIDS"]),
            worker=Group.parse(named["BENCH_WORKER_PIDS"]),
            database=Group.parse(named["BENCH_POSTGRES_PID"]),
        )


@dataclass
class CpuTime:
    """CPU seconds of some parts, known once the body of `measuring` has ended."""

    seconds: float = field(default=0.0)


@contextmanager
def measuring(*groups: Group) -> Iterator[CpuTime]:
    used = CpuTime()
    before = sum(group.cpu_seconds() for group in groups)
    yield used
    used.seconds = sum(group.cpu_seconds() for group in groups) - before


def describe_machine() -> str:
    """Cores, processor, memory, Python: what a number without them does not mean."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    cores = len(os.sched_getaffinity(0))
    return f"{cores} cores ({_read_model()}), {memory:.0f} GiB, Python {platform.python_version()}"


def _read_model() -> str:
    for line in Path("/proc/cpuinfo").read_text(errors="replace").splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()
