"""The product's own processes: started together, watched, ended in order."""

import http.client
import signal
import subprocess
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from deploy.local.console import Console
from deploy.local.identity import Process, end, identify, recall, remember
from deploy.local.logs import read_tail
from deploy.local.paths import ROOT, Paths
from deploy.local.problem import Stop
from deploy.local.services import Services

WATCH_SECONDS = 0.5
READY_SECONDS = 60
LONGEST_PAUSE_SECONDS = 60
CALM_SECONDS = 60


@dataclass(frozen=True)
class Part:
    """A process of the product. A part that is not vital is started again when it dies."""

    name: str
    command: tuple[str, ...]
    is_vital: bool
    patience_seconds: float


@dataclass
class Child:
    """A part that was started, and what is needed to start it again with growing pauses."""

    part: Part
    popen: subprocess.Popen[bytes]
    process: Process
    began: float
    pause_seconds: float = 1.0


@dataclass
class Supervisor:
    """Starts the parts, notices which one died, and ends them last to first."""

    paths: Paths
    console: Console
    environment: dict[str, str]
    children: list[Child] = field(default_factory=list)
    resting: dict[str, tuple[Child, float]] = field(default_factory=dict)
    asked_to_stop: threading.Event = field(default_factory=threading.Event)

    def start(self, parts: Sequence[Part]) -> None:
        for part in parts:
            self._start(part)

    def wait_ready(self, host: str, port: int) -> None:
        """The web server answers. A part that died meanwhile is told with the end of its log."""
        until = time.monotonic() + READY_SECONDS
        while (status := ask_status(host, port)) is None:
            self._require_all_alive()
            if time.monotonic() > until:
                raise Stop(f"The web server does not answer:\n{read_tail(self._log('web'))}")
            if self.asked_to_stop.wait(0.05):
                raise KeyboardInterrupt
        if status >= http.HTTPStatus.INTERNAL_SERVER_ERROR:
            raise Stop(f"The web server answers {status}:\n{read_tail(self._log('web'))}")

    def watch(self, services: Services) -> None:
        """Returns when somebody asks to stop; raises Stop when a vital part is gone.

        A queue that is gone is no reason to stop: it is started again where it was.
        """
        database = services.database_process
        while not self.asked_to_stop.wait(WATCH_SECONDS):
            for child in list(self.children):
                if child.popen.poll() is not None:
                    self._meet_death(child)
            self._start_rested()
            if services.queue and services.queue.revive():
                self.console.warn("Valkey ended by itself and runs again.")
            if database and not database.is_alive():
                raise Stop(f"PostgreSQL ended by itself. Its log is in {self.paths.log}.")

    def stop(self) -> None:
        for child in reversed(self.children):
            end(child.process, first=signal.SIGTERM, patience_seconds=child.part.patience_seconds)
            self._record(child.part.name).unlink(missing_ok=True)
        self.children.clear()

    def list_pids(self, name: str) -> list[int]:
        found = (child for child in self.children if child.part.name == name)
        return [pid for child in found for pid in child.process.members()]

    def heed_signals(self) -> None:
        """Ctrl-C, a closed terminal and `kill` all ask for the same orderly end."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._hear)

    def _hear(self, _number: int, _frame: FrameType | None) -> None:
        self.asked_to_stop.set()

    def _start(self, part: Part) -> Child:
        with self._log(part.name).open("ab") as log:
            popen = subprocess.Popen(
                part.command,
                cwd=ROOT, env=self.environment, start_new_session=True,
                stdin=subprocess.DEVNULL, stdout=log, stderr=log,
            )  # fmt: skip
        child = Child(part, popen, identify(popen.pid), time.monotonic())
        remember(self._record(part.name), child.process)
        self.children.append(child)
        return child

    def _meet_death(self, child: Child) -> None:
        self.children.remove(child)
        end(child.process, first=signal.SIGTERM, patience_seconds=2)
        sentence = self._describe_death(child)
        if child.part.is_vital:
            raise Stop(sentence)
        if time.monotonic() - child.began > CALM_SECONDS:
            child.pause_seconds = 1.0
        self.console.warn(f"{sentence}\n    It starts again in {child.pause_seconds:.0f} s.")
        self.resting[child.part.name] = (child, time.monotonic() + child.pause_seconds)

    def _start_rested(self) -> None:
        for name, (dead, due) in list(self.resting.items()):
            if time.monotonic() >= due:
                del self.resting[name]
                fresh = self._start(dead.part)
                fresh.pause_seconds = min(dead.pause_seconds * 2, LONGEST_PAUSE_SECONDS)

    def _require_all_alive(self) -> None:
        for child in self.children:
            if child.popen.poll() is not None:
                raise Stop(self._describe_death(child))

    def _describe_death(self, child: Child) -> str:
        log = self._log(child.part.name)
        code = child.popen.returncode
        return f"The {child.part.name} ended by itself (code {code}). {log} ends:\n{read_tail(log)}"

    def _log(self, name: str) -> Path:
        return self.paths.log / f"{name}.log"

    def _record(self, name: str) -> Path:
        return self.paths.run / f"{name}.json"


def end_leftovers(paths: Paths, names: Sequence[str]) -> list[str]:
    """Ends parts that outlived a killed command, known by their number and their beginning."""
    ended = []
    for name in names:
        record = paths.run / f"{name}.json"
        process = recall(record)
        if process and process.members():
            end(process, first=signal.SIGTERM, patience_seconds=5)
            ended.append(name)
        record.unlink(missing_ok=True)
    return ended


def ask_status(host: str, port: int) -> int | None:
    """The status of the health page; None while nothing answers."""
    connection = http.client.HTTPConnection(host, port, timeout=10)
    try:
        connection.request("GET", "/health/")
        return connection.getresponse().status
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()
