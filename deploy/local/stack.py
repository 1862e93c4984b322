"""The whole product on one machine: set-up, servers, processes, and the way back down."""

import json
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from deploy.local.console import Console
from deploy.local.environment import build_environment
from deploy.local.locks import Lock
from deploy.local.machine import TO_RUN, provide_machine
from deploy.local.parts import NAMES, list_parts
from deploy.local.paths import ROOT, Paths
from deploy.local.ports import LOOPBACK, is_free
from deploy.local.prepare import Preparation
from deploy.local.problem import Stop
from deploy.local.services import Bundle, Services
from deploy.local.supervisor import Supervisor, end_leftovers
from deploy.local.venv import provide_packages

USUAL_PORT = 8000


@dataclass(frozen=True)
class Stack:
    """The running product. `base_url` is where this machine reaches it."""

    base_url: str
    environment: dict[str, str]
    services: Services
    supervisor: Supervisor


@dataclass(frozen=True)
class Address:
    """Where the web server listens."""

    host: str
    port: int

    @property
    def near(self) -> str:
        """The name under which this machine itself reaches the server."""
        return LOOPBACK if self.host in {"0.0.0.0", "::"} else self.host  # noqa: S104 - compared

    @property
    def base_url(self) -> str:
        return f"http://{self.near}:{self.port}"


@contextmanager
def running_stack(
    paths: Paths, console: Console, address: Address, *, with_demo: bool = True
) -> Iterator[Stack]:
    """The body runs with the product up; afterwards every process has ended and data is kept."""
    paths.make()
    lock = hold_alone(paths)
    try:
        set_up(paths, console)
        _require_free(paths, console, address)
        with (
            Bundle(paths).up(console) as services,
            _running_parts(paths, console, address, services, with_demo=with_demo) as stack,
        ):
            lock.write(stack.base_url)
            yield stack
    finally:
        lock.write("")
        lock.close()


def set_up(paths: Paths, console: Console) -> None:
    provide_machine(paths, console, TO_RUN)
    provide_packages(paths, console, for_tests=False)


def hold_alone(paths: Paths) -> Lock:
    """The lock of the one stack per `var/`; a second copy is told where the first one is."""
    lock = Lock(paths.run / "start.lock")
    if not lock.try_alone():
        where = f"running at {lock.read()}" if lock.read() else "starting"
        lock.close()
        raise Stop(f"Học Số is already {where} from {paths.var}. Stop it there with Ctrl-C first.")
    return lock


def find_running(paths: Paths) -> str | None:
    """The address of the stack that is up; None where none is."""
    lock = Lock(paths.run / "start.lock")
    try:
        return None if lock.try_alone() else lock.read() or None
    finally:
        lock.close()


def _require_free(paths: Paths, console: Console, address: Address) -> None:
    ended = end_leftovers(paths, NAMES)
    if ended:
        console.warn(f"An earlier run was killed; ended what it left: {', '.join(ended)}.")
    if not is_free(address.port, address.host):
        raise Stop(
            f"Port {address.port} on {address.host} is in use by another program. "
            f"Choose another: bin/start --port {address.port + 1}, or PORT={address.port + 1}."
        )


@contextmanager
def _running_parts(
    paths: Paths, console: Console, address: Address, services: Services, *, with_demo: bool
) -> Iterator[Stack]:
    environment = build_environment(paths, services)
    environment.setdefault("PUBLIC_URL", address.base_url)
    is_foreign = "DATABASE_URL" in os.environ
    preparation = Preparation(paths, environment, console, is_foreign=is_foreign)
    preparation.prepare(with_demo=with_demo)
    supervisor = Supervisor(paths, console, environment)
    supervisor.heed_signals()
    try:
        with console.step("processes") as step:
            supervisor.start(list_parts(paths, address.host, address.port))
            supervisor.wait_ready(address.near, address.port)
            step.detail = ", ".join(NAMES)
        yield Stack(address.base_url, environment, services, supervisor)
    finally:
        supervisor.stop()


def list_demo_accounts(paths: Paths, environment: dict[str, str]) -> list[dict[str, str]]:
    """Role, title, sign-in and password of each demo account; empty where there is no demo."""
    asked = subprocess.run(
        [paths.python, "manage.py", "show_demo_accounts", "--json"],
        cwd=ROOT, env=environment, capture_output=True, check=False,
    )  # fmt: skip
    accounts: list[dict[str, str]] = json.loads(asked.stdout) if asked.returncode == 0 else []
    return accounts
