"""What the machine itself must have. Root on Debian gets it by apt; others get the line to run."""

import ctypes
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from deploy.local.console import Console
from deploy.local.logs import read_tail
from deploy.local.paths import Paths
from deploy.local.problem import Stop


@dataclass(frozen=True)
class Need:
    """A Debian package and the question whether what it brings is there."""

    package: str
    is_met: Callable[[], bool]


def _has_library(name: str) -> Callable[[], bool]:
    """By the file name that the Linux loader, and so WeasyPrint, opens."""

    def look() -> bool:
        try:
            ctypes.CDLL(name)
        except OSError:
            return sys.platform != "linux"
        return True

    return look


def _has_program(*names: str) -> Callable[[], bool]:
    return lambda: any(shutil.which(name) for name in names)


def _has_ensurepip() -> bool:
    return importlib.util.find_spec("ensurepip") is not None


TO_RUN = (
    Need("libpango-1.0-0", _has_library("libpango-1.0.so.0")),
    Need("libpangoft2-1.0-0", _has_library("libpangoft2-1.0.so.0")),
    Need("libharfbuzz-subset0", _has_library("libharfbuzz-subset.so.0")),
    Need("python3-venv", _has_ensurepip),
)
TO_TEST = (
    Need("chromium", _has_program("chromium", "chromium-browser", "google-chrome")),
    Need("npm", _has_program("npm")),
    Need("poppler-utils", _has_program("pdftoppm")),
)


def provide_machine(paths: Paths, console: Console, needs: tuple[Need, ...]) -> None:
    """Every need is met, or the command has stopped with the one line that meets them."""
    with console.step("machine") as step:
        missing = [need.package for need in needs if not need.is_met()]
        if not missing:
            step.detail = "has what is needed"
            return
        line = f"apt-get install --no-install-recommends {' '.join(missing)}"
        if os.geteuid() != 0 or not shutil.which("apt-get"):
            raise Stop(
                f"This machine lacks {', '.join(missing)}. Run this once:\n\n  sudo {line}\n"
            )
        _install(paths, missing)
        step.detail = f"installed {', '.join(missing)}"


def _install(paths: Paths, packages: list[str]) -> None:
    """Asks the package lists the machine has; they are renewed only where that is not enough."""
    log = paths.log / "apt.log"
    if _run_apt(log, "install", packages):
        return
    _run_apt(log, "update", [])
    if not _run_apt(log, "install", packages):
        raise Stop(
            f"apt-get could not install {', '.join(packages)}. {log} ends:\n{read_tail(log)}"
        )


def _run_apt(log: Path, verb: str, packages: list[str]) -> bool:
    options = ["-y", "--no-install-recommends"] if packages else []
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    with log.open("ab") as file:
        done = subprocess.run(
            ["apt-get", verb, "-q", *options, *packages],
            stdin=subprocess.DEVNULL, stdout=file, stderr=file, env=environment, check=False,
        )  # fmt: skip
    return done.returncode == 0
