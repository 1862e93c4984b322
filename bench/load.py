"""A closed loop: each of many clients does its next act as soon as the last one is answered.

The clients are threads in processes of their own, each with one kept-alive connection, so that
what is measured is the server and not the client's lock. This module imports nothing of Django:
it is started anew in each client process.
"""

import http.client
import json
import multiprocessing
import threading
import time
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

TIMEOUT_SECONDS = 60
HEAD_START_SECONDS = 0.15
MOST_PROBLEMS = 5


class BadAnswer(Exception):
    """The server refused what it should have taken."""


@dataclass
class Line:
    """One client's connection to the server."""

    base_url: str
    connection: http.client.HTTPConnection = field(init=False)

    def __post_init__(self) -> None:
        place = urlsplit(self.base_url)
        self.connection = http.client.HTTPConnection(
            place.hostname or "127.0.0.1", place.port, timeout=TIMEOUT_SECONDS
        )

    def call(
        self,
        method: str,
        path: str,
        headers: Mapping[str, str],
        body: object | None = None,
    ) -> bytes:
        """The body of the answer, as sent: maybe compressed. Raises BadAnswer unless 2xx."""
        sent = dict(headers)
        data = None
        if body is not None:
            data = json.dumps(body).encode()
            sent["Content-Type"] = "application/json"
        self.connection.request(method, path, data, sent)
        answer = self.connection.getresponse()
        read = answer.read()
        if not http.HTTPStatus.OK <= answer.status < http.HTTPStatus.MULTIPLE_CHOICES:
            raise BadAnswer(f"{method} {path} answered {answer.status}: {read[:200]!r}")
        return read


# An act: the connection, the user whose turn it is, and how many turns this user had before.
Act = Callable[[Line, Mapping[str, Any], int], None]


@dataclass(frozen=True)
class Load:
    """An act, the users who do it in turn, and how long."""

    base_url: str
    act: Act
    users: Sequence[Mapping[str, Any]]
    seconds: float
    # Turns that the users had in earlier rounds: what is fresh for an act stays fresh.
    turns_before: int = 0


@dataclass(frozen=True)
class Round:
    """What came of a load: the seconds of each act in ascending order, and how long it took."""

    act_seconds: Sequence[float]
    elapsed_seconds: float
    turns: int

    @property
    def rate(self) -> float:
        return len(self.act_seconds) / self.elapsed_seconds


@dataclass
class _Share:
    """The part of a load that one process carries, and what its clients report."""

    seconds: list[float] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    turns: int = 0
    ended_at: float = 0.0


class Crowd:
    """Clients in processes that stay for many loads."""

    def __init__(self, pool: ProcessPoolExecutor, processes: int, threads: int) -> None:
        self.pool = pool
        self.processes = processes
        self.threads = threads

    @property
    def clients(self) -> int:
        return self.processes * self.threads

    def carry(self, load: Load) -> Round:
        """The load done by all clients at once. Raises BadAnswer at the first wrong answer.

        The users are dealt out: no two clients act as the same one. Raises ValueError where
        there are fewer users than clients.
        """
        if len(load.users) < self.clients:
            raise ValueError(f"{len(load.users)} users are too few for {self.clients} clients")
        begin_at = time.time() + HEAD_START_SECONDS
        hands = [
            self.pool.submit(
                _carry_share, _deal(load, place, self.processes), self.threads, begin_at
            )
            for place in range(self.processes)
        ]
        shares = [hand.result() for hand in hands]
        problems = [problem for share in shares for problem in share.problems]
        if problems:
            raise BadAnswer("\n".join(problems[:MOST_PROBLEMS]))
        return Round(
            act_seconds=sorted(second for share in shares for second in share.seconds),
            elapsed_seconds=max(share.ended_at for share in shares) - begin_at,
            turns=max(share.turns for share in shares),
        )


@contextmanager
def gather(*, processes: int, threads: int) -> Iterator[Crowd]:
    """The body has a crowd whose processes are up already."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(max_workers=processes, mp_context=context) as pool:
        # A process takes one task at a time, so that as many sleeping tasks start them all.
        for hand in [pool.submit(time.sleep, 0.3) for _each in range(processes)]:
            hand.result()
        yield Crowd(pool, processes, threads)


def _deal(load: Load, place: int, count: int) -> Load:
    return Load(load.base_url, load.act, load.users[place::count], load.seconds, load.turns_before)


def _carry_share(load: Load, threads: int, begin_at: float) -> _Share:
    share = _Share()
    clients = [
        threading.Thread(target=_be_client, args=(load, place, threads, begin_at, share))
        for place in range(threads)
    ]
    for client in clients:
        client.start()
    for client in clients:
        client.join()
    share.ended_at = time.time()
    return share


def _be_client(load: Load, place: int, threads: int, begin_at: float, share: _Share) -> None:
    line, users = Line(load.base_url), load.users[place::threads]
    line.connection.connect()
    time.sleep(max(begin_at - time.time(), 0))
    until, done = begin_at + load.seconds, 0
    while time.time() < until and not share.problems:
        began = time.perf_counter()
        try:
            load.act(line, users[done % len(users)], load.turns_before + done // len(users))
        except (BadAnswer, OSError, http.client.HTTPException, ValueError, LookupError):
            share.problems.append(traceback.format_exc(limit=-2))
            break
        share.seconds.append(time.perf_counter() - began)
        done += 1
    line.connection.close()
    share.turns = max(share.turns, -(-done // len(users)))
