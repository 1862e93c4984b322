"""`bin/bench NAME [--quick] [--json]`: a benchmark against the running product."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from deploy.local.console import Console
from deploy.local.environment import build_environment
from deploy.local.foreground import call
from deploy.local.identity import recall
from deploy.local.paths import Paths, find_paths
from deploy.local.ports import LOOPBACK, find_any, is_free
from deploy.local.services import Bundle
from deploy.local.stack import USUAL_PORT, Address, find_running, running_stack

PIDS = {"BENCH_SERVER_PIDS": "web", "BENCH_WORKER_PIDS": "worker", "BENCH_POSTGRES_PID": "postgres"}


def main(arguments: list[str]) -> int:
    """The benchmark's own exit code. Uses the stack that is up, or brings one up for the time."""
    paths = find_paths()
    with _stack_environment(paths, Console(sys.stderr)) as environment:
        return call([str(paths.python), "-m", "bench", *arguments], environment)


@contextmanager
def _stack_environment(paths: Paths, console: Console) -> Iterator[dict[str, str]]:
    base_url = find_running(paths)
    if base_url:
        with Bundle(paths).up(Console.quiet()) as services:
            yield _name_parts(paths, base_url, build_environment(paths, services))
        return
    port = USUAL_PORT if is_free(USUAL_PORT) else find_any()
    with running_stack(paths, console, Address(LOOPBACK, port)) as stack:
        yield _name_parts(paths, stack.base_url, stack.environment)


def _name_parts(paths: Paths, base_url: str, environment: dict[str, str]) -> dict[str, str]:
    pids = {name: _list_pids(paths.run / f"{part}.json") for name, part in PIDS.items()}
    return {**environment, "BASE_URL": base_url, **pids}


def _list_pids(record: Path) -> str:
    """Numbers separated by commas; empty where the part is not ours."""
    process = recall(record)
    return ",".join(map(str, process.members())) if process else ""
