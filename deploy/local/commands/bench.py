"""`bin/bench NAME [--quick] [--json]`: a benchmark against the running product.

The product that is measured has data of its own under `var/bench`, kept from run to run: what a
benchmark writes never meets the data of `bin/start`.
"""

import os
import sys
from pathlib import Path

from deploy.local.console import Console
from deploy.local.foreground import call
from deploy.local.identity import recall
from deploy.local.paths import Paths, find_paths
from deploy.local.ports import LOOPBACK, find_any
from deploy.local.problem import Stop
from deploy.local.stack import Address, running_stack, set_up

PIDS = {"BENCH_SERVER_PIDS": "web", "BENCH_WORKER_PIDS": "worker", "BENCH_POSTGRES_PID": "postgres"}
ASKED_ONLY = {"-h", "--help"}


def main(arguments: list[str]) -> int:
    """The benchmark's own exit code. Help is given without bringing anything up."""
    console = Console(sys.stderr)
    usual = find_paths()
    usual.make()
    command = [str(usual.python), "-m", "bench", *arguments]
    if not arguments or ASKED_ONLY & set(arguments):
        set_up(usual, Console.quiet())
        return call(command, os.environ)
    if "DATABASE_URL" in os.environ:
        raise Stop("bin/bench fills its own database; run it without DATABASE_URL.")
    paths = _find_bench_paths(usual)
    with running_stack(paths, console, Address(LOOPBACK, find_any()), with_demo=False) as stack:
        pids = {name: _list_pids(paths.run / f"{part}.json") for name, part in PIDS.items()}
        return call(command, {**stack.environment, "BASE_URL": stack.base_url, **pids})


def _find_bench_paths(usual: Paths) -> Paths:
    """A `var/` inside `var/`, with the packages of the usual one."""
    os.environ["HOCSO_VENV"] = str(usual.venv)
    return Paths(usual.var / "bench")


def _list_pids(record: Path) -> str:
    """The leader of the part's processes; empty where the part is not ours."""
    process = recall(record)
    return str(process.pid) if process else ""
