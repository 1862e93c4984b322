"""A second installation of this checkout, with state in a folder of its own."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from deploy.local.paths import ROOT, Paths
from deploy.local.ports import find_any
from deploy.local.services import Bundle

PATIENCE_SECONDS = 120
# What the run of the tests itself set, and the product must choose for itself.
FORGOTTEN = ("DATABASE_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE", "PORT", "HOST", "CI")


@dataclass
class Copy:
    """A `bin/start` that was begun; what it says goes to a file."""

    process: subprocess.Popen[bytes]
    output: Path

    def wait_for(self, text: str) -> str:
        until = time.monotonic() + PATIENCE_SECONDS
        while text not in self.said():
            assert self.process.poll() is None, self.said()
            assert time.monotonic() < until, self.said()
            time.sleep(0.1)
        return self.said()

    def said(self) -> str:
        return self.output.read_text()

    def stop(self, number: signal.Signals = signal.SIGINT) -> int:
        self.process.send_signal(number)
        return self.process.wait(PATIENCE_SECONDS)


@dataclass
class Installation:
    """The commands of `bin/`, run as a person would."""

    paths: Paths
    port: int
    output: Path

    @property
    def environment(self) -> dict[str, str]:
        inherited = {name: value for name, value in os.environ.items() if name not in FORGOTTEN}
        return {
            **inherited,
            "HOCSO_VAR": str(self.paths.var),
            "HOCSO_VENV": sys.prefix,
            "PORT": str(self.port),
        }

    def begin(self, *arguments: str) -> Copy:
        with self.output.open("wb") as output:
            process = subprocess.Popen(
                [ROOT / "bin" / "start", "--no-demo", *arguments],
                env=self.environment, stdout=output, stderr=output, start_new_session=True,
            )  # fmt: skip
        return Copy(process, self.output)

    def run(
        self, command: str, *arguments: str, **changes: str
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [ROOT / "bin" / command, *arguments],
            env={**self.environment, **changes}, stdin=subprocess.DEVNULL,
            capture_output=True, text=True, timeout=PATIENCE_SECONDS, check=False,
        )  # fmt: skip

    def list_processes(self) -> list[int]:
        """Every live process that our records name."""
        bundle = Bundle(self.paths)
        found = [bundle.postgres.find_running(), bundle.valkey.find_running()]
        return [process.pid for process in found if process]


@pytest.fixture(scope="session")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """One for all tests of a group: migrating anew for each would take a minute."""
    folder = tmp_path_factory.mktemp("installation")
    installation = Installation(Paths(folder / "var"), find_any(), folder / "output.txt")
    yield installation
    Bundle(installation.paths).stop()


@pytest.fixture
def bundle(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bundle]:
    """PostgreSQL and Valkey alone, in a folder of their own."""
    for name in FORGOTTEN:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOCSO_VENV", sys.prefix)
    paths = Paths(tmp_path / "var")
    paths.make()
    bundle = Bundle(paths)
    yield bundle
    bundle.stop()
