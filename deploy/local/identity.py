"""Which process is meant: a number alone can be handed to a stranger after its owner died."""

import json
import os
import signal
import subprocess
import time
from dataclasses import asdict, dataclass
from pathlib import Path

PROC = Path("/proc")
SESSION_FIELD, START_FIELD = 3, 19  # of /proc/PID/stat, counted after the command's bracket
POLL_SECONDS = 0.05


@dataclass(frozen=True)
class Process:
    """A process by number and by when it began, so that a reused number is not taken for it."""

    pid: int
    began: str

    def is_alive(self) -> bool:
        return bool(self.began) and read_began(self.pid) == self.began

    def members(self) -> list[int]:
        """Every live process of the session that this one leads or led; stays true once it died."""
        if self.is_alive():
            return [self.pid, *(pid for pid in list_session(self.pid) if pid != self.pid)]
        return [] if read_began(self.pid) else list_session(self.pid)


def identify(pid: int) -> Process:
    return Process(pid=pid, began=read_began(pid))


def read_began(pid: int) -> str:
    """The moment the process began, in the kernel's own words; empty when there is none."""
    if not PROC.joinpath("self/stat").exists():
        return _ask_ps(pid)
    fields = _read_stat(pid)
    if not fields or fields[0] in "ZX":
        return ""
    return f"{_read_boot()}/{fields[START_FIELD]}"


def list_session(leader: int) -> list[int]:
    numbers = (int(entry.name) for entry in PROC.glob("[0-9]*"))
    return [pid for pid in numbers if _has_session(_read_stat(pid), leader)]


def list_inside(folder: Path) -> list[int]:
    """Every process whose working folder this is; empty where the system does not tell."""
    return [int(entry.name) for entry in PROC.glob("[0-9]*") if _read_folder(entry) == str(folder)]


def _read_folder(entry: Path) -> str:
    try:
        return str((entry / "cwd").readlink())
    except OSError:
        return ""


def _has_session(fields: list[str], leader: int) -> bool:
    return bool(fields) and fields[0] not in "ZX" and fields[SESSION_FIELD] == str(leader)


def _read_stat(pid: int) -> list[str]:
    try:
        return (PROC / str(pid) / "stat").read_text(errors="replace").rpartition(")")[2].split()
    except OSError:
        return []


def _read_boot() -> str:
    return (PROC / "sys/kernel/random/boot_id").read_text().strip()


def _ask_ps(pid: int) -> str:
    """For systems without /proc."""
    asked = subprocess.run(
        ["ps", "-o", "lstart=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    return asked.stdout.strip()


def release(child: subprocess.Popen[bytes]) -> None:
    """The process may outlive this command; from here on it is known by its `Process` alone."""
    child.returncode = 0  # else Popen warns that what it started still runs


def remember(path: Path, process: Process) -> None:
    path.write_text(json.dumps(asdict(process)))


def recall(path: Path) -> Process | None:
    try:
        return Process(**json.loads(path.read_text()))
    except (OSError, ValueError, TypeError):
        return None


def end(process: Process, *, first: signal.Signals, patience_seconds: float) -> bool:
    """The process and its session are gone. True when it took more than the first signal."""
    if process.is_alive():
        _send(process.pid, first)
    else:
        _send_all(process.members(), first)
    if _wait_gone(process, patience_seconds):
        return False
    _send_all(process.members(), signal.SIGKILL)
    _wait_gone(process, patience_seconds)
    return True


def _wait_gone(process: Process, patience_seconds: float) -> bool:
    until = time.monotonic() + patience_seconds
    while process.members():
        if time.monotonic() > until:
            return False
        _reap(process.pid)
        time.sleep(POLL_SECONDS)
    _reap(process.pid)
    return True


def _reap(pid: int) -> None:
    try:
        os.waitpid(pid, os.WNOHANG)
    except ChildProcessError:
        return


def _send_all(pids: list[int], number: signal.Signals) -> None:
    for pid in pids:
        _send(pid, number)


def _send(pid: int, number: signal.Signals) -> None:
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return
