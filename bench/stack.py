"""The running parts that a benchmark presses, as `bin/bench` names them in the environment."""

import os
import platform
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from django.db.backends.postgresql.base import DatabaseWrapper

from bench.processes import Group

NOBODYS_QUEUE = "9"


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


@contextmanager
def own_database(name: str, *, template: str = "template1") -> Iterator[dict[str, str]]:
    """In the body Django is connected to a new database beside the product's, gone afterwards.

    Yields the environment in which another process is connected to it too, and in which what it
    tells its queue reaches nobody.
    """
    from django.db import connection

    usual = str(connection.settings_dict["NAME"])
    _leave_database()
    _administer(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    _administer(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    connection.settings_dict["NAME"] = name
    try:
        yield {
            **os.environ,
            "DATABASE_URL": _rename_last(os.environ["DATABASE_URL"], name),
            "REDIS_URL": _rename_last(os.environ["REDIS_URL"], NOBODYS_QUEUE),
        }
    finally:
        _leave_database()
        connection.settings_dict["NAME"] = usual
        _administer(f'DROP DATABASE "{name}" WITH (FORCE)')


def _administer(statement: str) -> None:
    """Done by a session of its own, in the product's database."""
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as session:
        session.execute(statement.encode())


def _leave_database() -> None:
    """Nobody of this process is connected: a database with guests is neither copied nor dropped."""
    from django.db import connections

    wrapper = connections["default"]
    wrapper.close()
    if isinstance(wrapper, DatabaseWrapper):
        wrapper.close_pool()


def _rename_last(address: str, name: str) -> str:
    """The address of another database of the same server."""
    return urlsplit(address)._replace(path=f"/{name}").geturl()


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
