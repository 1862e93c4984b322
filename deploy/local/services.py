"""PostgreSQL and Valkey for as long as somebody needs them.

Whoever needs them holds a shared lock; who leaves last stops them. So `bin/manage` beside
`bin/start` uses the servers that run, and a killed command leaves servers that the next one takes
over. `DATABASE_URL` and `REDIS_URL` put a real server in the place of each.
"""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from deploy.local.console import Console, Step
from deploy.local.identity import Process
from deploy.local.locks import Lock, alone
from deploy.local.paths import ROOT, Paths
from deploy.local.postgres import Postgres
from deploy.local.problem import Stop
from deploy.local.valkey import Valkey, ask

PROBE = """
import json, os, sys, psycopg
try:
    with psycopg.connect(os.environ["DATABASE_URL"], connect_timeout=5) as connection:
        version = connection.execute("SHOW server_version").fetchone()[0]
except psycopg.Error as problem:
    sys.exit(str(problem).strip() or type(problem).__name__)
print(version)
"""


@dataclass(frozen=True)
class Services:
    """Where the two servers are; the database's process and the queue where they are ours."""

    database_url: str
    redis_url: str
    database_process: Process | None
    queue: Valkey | None = None


@dataclass(frozen=True)
class Bundle:
    """The servers of one purpose: `main` keeps data, `test` forgets it for speed."""

    paths: Paths
    for_tests: bool = False

    @property
    def run(self) -> Path:
        return self.paths.run / "test" if self.for_tests else self.paths.run

    @property
    def suffix(self) -> str:
        return "-test" if self.for_tests else ""

    @property
    def postgres(self) -> Postgres:
        home = self.paths.var / f"postgres{self.suffix}"
        return Postgres(self.paths, home, self.run, hasty=self.for_tests)

    @property
    def valkey(self) -> Valkey:
        return Valkey(self.paths, self.run, self.paths.log / f"valkey{self.suffix}.log")

    @contextmanager
    def up(self, console: Console) -> Iterator[Services]:
        """The body runs with both servers answering."""
        self.run.mkdir(parents=True, exist_ok=True)
        users = Lock(self.run / "services.users")
        try:
            with alone(self.run / "services.door"):
                users.wait_shared()
                services = self._start(console)
            yield services
        finally:
            self._leave(users)

    def is_used(self) -> bool:
        users = Lock(self.run / "services.users")
        try:
            return not users.try_alone()
        finally:
            users.close()

    def stop(self) -> None:
        self.valkey.stop()
        self.postgres.stop()

    def _leave(self, users: Lock) -> None:
        with alone(self.run / "services.door"):
            if users.try_alone():
                self.stop()
            users.close()

    def _start(self, console: Console) -> Services:
        with console.step("PostgreSQL") as step:
            database_url, process = self._start_database(step)
        with console.step("Valkey") as step:
            redis_url = self._start_queue(step)
        queue = None if os.environ.get("REDIS_URL") else self.valkey
        return Services(database_url, redis_url, process, queue)

    def _start_database(self, step: Step) -> tuple[str, Process | None]:
        external = os.environ.get("DATABASE_URL")
        if external:
            step.detail = f"{probe_database(self.paths, external)} from DATABASE_URL"
            return external, None
        process = self.postgres.start()
        step.detail = self.postgres.describe()
        return self.postgres.address(), process

    def _start_queue(self, step: Step) -> str:
        external = os.environ.get("REDIS_URL")
        if external:
            probe_queue(external)
            step.detail = "from REDIS_URL"
            return external
        self.valkey.start()
        step.detail = self.valkey.describe()
        return self.valkey.address()


def probe_database(paths: Paths, address: str) -> str:
    """The server's version, or a sentence that says why it cannot be used."""
    asked = subprocess.run(
        [paths.python, "-c", PROBE], env={**os.environ, "DATABASE_URL": address},
        capture_output=True, text=True, cwd=ROOT, check=False,
    )  # fmt: skip
    if asked.returncode:
        raise Stop(f"The database of DATABASE_URL does not answer: {asked.stderr.strip()}")
    return asked.stdout.strip()


def probe_queue(address: str) -> None:
    """Any answer will do: a password or an encrypted line is the worker's affair."""
    parts = urlsplit(address)
    if parts.scheme not in {"redis", "rediss", "unix"}:
        raise Stop(f"REDIS_URL must look like redis://host:6379/0, not {address!r}.")
    if parts.scheme != "redis":
        return
    try:
        ask(parts.hostname or "127.0.0.1", parts.port or 6379, b"PING\r\n")
    except OSError as problem:
        raise Stop(f"The server of REDIS_URL does not answer: {problem}") from None
