"""File locks that the kernel lets go of when their holder dies, however it dies."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


class Lock:
    """One open lock file. The descriptor is not inherited, so children do not hold it."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.path = path
        self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)

    def try_alone(self) -> bool:
        return self._take(fcntl.LOCK_EX | fcntl.LOCK_NB)

    def wait_alone(self) -> None:
        self._take(fcntl.LOCK_EX)

    def wait_shared(self) -> None:
        self._take(fcntl.LOCK_SH)

    def _take(self, how: int) -> bool:
        try:
            fcntl.flock(self._descriptor, how)
        except BlockingIOError:
            return False
        return True

    def read(self) -> str:
        return self.path.read_text()

    def write(self, text: str) -> None:
        os.ftruncate(self._descriptor, 0)
        os.pwrite(self._descriptor, text.encode(), 0)

    def close(self) -> None:
        with suppress(OSError):
            os.close(self._descriptor)


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """The body runs while nobody else holds the lock of this path."""
    lock = Lock(path)
    try:
        lock.wait_alone()
        yield
    finally:
        lock.close()
