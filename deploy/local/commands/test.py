"""`bin/test [--no-lint] [PYTEST ARGUMENT...]`: every check of the project, the tests last."""

import os
import subprocess
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from deploy.local.console import Console
from deploy.local.environment import build_environment
from deploy.local.foreground import call
from deploy.local.machine import TO_RUN, TO_TEST, provide_machine
from deploy.local.node import provide_node_packages
from deploy.local.paths import ROOT, Paths, find_paths
from deploy.local.prepare import Preparation
from deploy.local.services import Bundle, Services
from deploy.local.venv import provide_packages


@dataclass(frozen=True)
class Lane:
    """A check that says nothing while it holds."""

    name: str
    command: tuple[str, ...]


@dataclass(frozen=True)
class Outcome:
    lane: Lane
    is_held: bool
    said: str
    seconds: float


def main(arguments: list[str]) -> int:
    """0 where every lane and every test holds. pytest's own summary is the last thing said."""
    paths, console = find_paths(), Console()
    paths.make()
    console.title("Học Số: tests")
    provide_machine(paths, console, (*TO_RUN, *TO_TEST))
    provide_packages(paths, console, for_tests=True)
    provide_node_packages(paths, console)
    with Bundle(paths, for_tests=True).up(console) as services:
        environment = _build_test_environment(paths, services)
        Preparation(paths, environment, console).compile_messages()
        wants_lint = "--no-lint" not in arguments
        holds = not wants_lint or _lint(paths, console, environment)
        rest = [argument for argument in arguments if argument != "--no-lint"]
        code = _run_pytest(paths, environment, rest)
    return code or int(not holds)


def _build_test_environment(paths: Paths, services: Services) -> dict[str, str]:
    caches = {
        "RUFF_CACHE_DIR": "ruff",
        "MYPY_CACHE_DIR": "mypy",
        "HYPOTHESIS_STORAGE_DIRECTORY": "hypothesis",
    }
    return {
        **build_environment(paths, services),
        **{name: str(paths.cache / folder) for name, folder in caches.items()},
        "DJANGO_SETTINGS_MODULE": "config.settings.test",
        "HOCSO_NODE": str(paths.node),
    }


def _list_lanes(paths: Paths) -> list[Lane]:
    python, imports = str(paths.python), str(paths.venv / "bin" / "lint-imports")
    return [
        Lane("ruff", (python, "-m", "ruff", "check", "--quiet", ".")),
        Lane("format", (python, "-m", "ruff", "format", "--check", "--quiet", ".")),
        Lane("types", (python, "-m", "mypy", "--no-error-summary", ".")),
        Lane("floors", (imports, "--cache-dir", str(paths.cache / "import-linter"))),
        Lane("migrations", (python, "manage.py", "makemigrations", "--check", "--dry-run")),
    ]


def _lint(paths: Paths, console: Console, environment: dict[str, str]) -> bool:
    """Every lane is run, two at a time; what a broken one says is shown in full."""
    with ThreadPoolExecutor(max_workers=2) as pool:
        outcomes = list(pool.map(lambda lane: _run_lane(lane, environment), _list_lanes(paths)))
    for outcome in outcomes:
        _tell(console, outcome)
    return all(outcome.is_held for outcome in outcomes)


def _run_lane(lane: Lane, environment: dict[str, str]) -> Outcome:
    began = time.monotonic()
    done = subprocess.run(
        lane.command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    said = (done.stdout + done.stderr).strip()
    return Outcome(lane, done.returncode == 0, said, time.monotonic() - began)


def _tell(console: Console, outcome: Outcome) -> None:
    verdict = "holds" if outcome.is_held else "broken"
    console.line(outcome.lane.name, verdict, outcome.seconds, is_good=outcome.is_held)
    if not outcome.is_held:
        console.say(outcome.said)


def _run_pytest(paths: Paths, environment: dict[str, str], arguments: Sequence[str]) -> int:
    command: list[str] = [
        str(paths.python), "-m", "pytest", f"-n{_count_cores()}", "--dist=loadgroup", "--create-db",
        "-o", f"cache_dir={paths.cache / 'pytest'}", *arguments,
    ]  # fmt: skip
    return call(command, environment)


def _count_cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
