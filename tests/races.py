"""Several acts at once, each on a database connection of its own."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from django.db import DatabaseError, connection

from common.errors import DomainError


def race(acts: Sequence[Callable[[], Any]]) -> list[str]:
    """The code of each act's refusal, or “done”, in alphabetical order."""
    start = Barrier(len(acts))

    def go(act: Callable[[], Any]) -> str:
        start.wait(timeout=10)
        try:
            act()
        except DomainError as refused:
            return refused.code
        except DatabaseError as error:
            return type(error).__name__
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(len(acts)) as pool:
        return sorted(pool.map(go, acts))
