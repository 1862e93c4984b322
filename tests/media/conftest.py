"""A bucket in an S3 emulator that checks signatures, on the loopback, for the whole run."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from deploy.local.ports import LOOPBACK, find_any, is_free
from media.storage import _presigner

KEY_ID, SECRET = "AKIAHOCSOTEST0000001", "hoc-so-secret-for-the-emulator-alone"
BUCKET = "hocso-test"
PATIENCE_SECONDS = 30


@dataclass
class Emulator:
    """The emulator's process; `stop` and `start` keep its address."""

    folder: Path
    port: int
    process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        return f"http://{LOOPBACK}:{self.port}"

    def start(self) -> None:
        environment = {
            **os.environ,
            "AUTH": "true",
            "BIND_HOST": LOOPBACK,
            "GATEWAY_PORT": str(self.port),
            "SERVICES": "s3,iam,sts",
            "AWS_ACCESS_KEY_ID": KEY_ID,
            "AWS_SECRET_ACCESS_KEY": SECRET,
            "TMPDIR": str(self.folder),
            "HOME": str(self.folder),
        }
        with (self.folder / "emulator.log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "ministack"], env=environment, stdout=log, stderr=log
            )
        until = time.monotonic() + PATIENCE_SECONDS
        while is_free(self.port):
            log_text = (self.folder / "emulator.log").read_text()
            assert self.process.poll() is None, log_text
            assert time.monotonic() < until, log_text
            time.sleep(0.1)

    def stop(self) -> None:
        if self.process:
            self.process.terminate()
            self.process.wait(PATIENCE_SECONDS)
            self.process = None


@pytest.fixture(scope="session")
def emulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Emulator]:
    emulator = Emulator(tmp_path_factory.mktemp("s3"), find_any())
    emulator.start()
    yield emulator
    emulator.stop()


@pytest.fixture
def bucket(emulator: Emulator, settings: Any) -> Iterator[str]:
    """The product keeps its files in the emulator's bucket, by the settings of an operator."""
    settings.S3_BUCKET = BUCKET
    settings.S3_ENDPOINT_URL = emulator.address
    settings.S3_REGION = "us-east-1"
    settings.S3_ACCESS_KEY_ID = KEY_ID
    settings.S3_SECRET_ACCESS_KEY = SECRET
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {"BACKEND": "media.storage.S3Files"},
    }
    client = _presigner(emulator.address, "us-east-1", KEY_ID, SECRET)
    known = {one["Name"] for one in client.list_buckets()["Buckets"]}
    if BUCKET not in known:
        client.create_bucket(Bucket=BUCKET)
    yield BUCKET
    client.close()
