"""Real parts that really fail: a worker killed while it issues, a queue that is gone."""

import json
import os
import signal
import socket
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeVar

import psycopg
import pytest

from deploy.local.http_client import Caller
from deploy.local.identity import recall
from deploy.local.ports import LOOPBACK, recall_port
from deploy.local.services import Bundle
from tests.runtime.conftest import PATIENCE_SECONDS, Copy, Installation

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("runtime")]

T = TypeVar("T")

SCHOOL = """
import json
from tests import factories
factories.make_territory()
run = factories.make_run()
factories.make_rule(run)
learners = [factories.make_learner() for _each in range(3)]
print(json.dumps({
    "run": run.code,
    "password": factories.PASSWORD,
    "sign_ins": [learner.account.sign_in for learner in learners],
    "answers": factories.RIGHT_ANSWERS,
}))
"""


@dataclass
class School:
    """A running product with a certified run and three learners who have not begun."""

    installation: Installation
    copy: Copy
    facts: dict[str, Any]

    @property
    def database_url(self) -> str:
        return Bundle(self.installation.paths).postgres.address()

    def learn_all(self, place: int) -> Callable[[], str | None]:
        """The learner of that place has completed; what is returned asks for the certificate."""
        caller = Caller(f"http://{LOOPBACK}:{self.installation.port}")
        given = {"sign_in": self.facts["sign_ins"][place], "password": self.facts["password"]}
        caller.token = caller.post("auth/sign-in/", given)["token"]
        path = f"enrollments/{caller.post('enrollments/', {'run': self.facts['run']})['uuid']}/"
        moment = datetime.now(UTC).isoformat()
        facts: list[dict[str, Any]] = [
            {"activity": "huong-dan", "kind": "viewed"},
            {"activity": "am-thanh", "kind": "played", "value": {"intervals": [[0, 100]]}},
        ]
        caller.post(
            f"{path}facts/",
            {"facts": [{"id": str(uuid.uuid4()), "occurred_at": moment, **one} for one in facts]},
        )
        attempt = caller.post(f"{path}attempts/", {"activity": "kiem-tra"})
        done = caller.post(
            f"attempts/{attempt['uuid']}/submit/", {"responses": self.facts["answers"]}
        )
        assert done["progress"]["complete"] is True

        def find_certificate() -> str | None:
            found = caller.get(path)["certificate"]
            return str(found["code"]) if found else None

        return find_certificate


@pytest.fixture(scope="module")
def school(installation: Installation) -> Iterator[School]:
    copy = installation.begin()
    copy.wait_for("Ctrl-C")
    made = installation.run("manage", "shell", "--no-imports", "-c", SCHOOL)
    assert made.returncode == 0, made.stderr
    yield School(installation, copy, json.loads(made.stdout.splitlines()[-1]))
    copy.stop()


def wait_for(find: Callable[[], T | None]) -> T:
    until = time.monotonic() + PATIENCE_SECONDS
    while (found := find()) is None:
        assert time.monotonic() < until
        time.sleep(0.1)
    return found


def read_register(database_url: str) -> list[tuple[int, int]]:
    """Number and certificate of each entry."""
    with psycopg.connect(database_url) as connection:
        return connection.execute(
            "SELECT number, certificate_id FROM certificates_registerentry ORDER BY number"
        ).fetchall()


def test_worker_killed_while_it_issues_leaves_one_certificate_and_no_gap(school: School) -> None:
    wait_for(school.learn_all(0))
    with psycopg.connect(school.database_url) as holder:
        holder.execute("SELECT FROM certificates_register FOR UPDATE")
        find = school.learn_all(1)
        wait_for(lambda: find_waiting(school.database_url))
        worker = recall(school.installation.paths.run / "worker.json")
        assert worker
        killed = worker.members()
        for pid in killed:
            with suppress(ProcessLookupError):  # a process of the pool may end by itself meanwhile
                os.kill(pid, signal.SIGKILL)
        assert find() is None

    wait_for(find)

    entries = read_register(school.database_url)
    assert [number for number, _certificate in entries] == [1, 2]
    assert len({certificate for _number, certificate in entries}) == 2
    assert "worker" in school.copy.said()


def find_waiting(database_url: str) -> int | None:
    """A server process that waits for a lock."""
    with psycopg.connect(database_url) as connection:
        row = connection.execute(
            "SELECT pid FROM pg_stat_activity WHERE wait_event_type = 'Lock' LIMIT 1"
        ).fetchone()
    return row[0] if row else None


def test_learning_goes_on_without_the_queue_and_the_certificate_comes_when_it_is_back(
    school: School,
) -> None:
    before = len(read_register(school.database_url))
    queue = recall(school.installation.paths.run / "valkey.json")
    port = recall_port(school.installation.paths.run / "ports.json", "valkey")
    assert queue
    assert port
    with socket.socket() as squatter:
        squatter.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        # Whoever watches over the queue would bring it back before its port can be taken.
        os.kill(school.copy.process.pid, signal.SIGSTOP)
        os.kill(queue.pid, signal.SIGKILL)
        wait_for(lambda: True if try_bind(squatter, port) else None)
        os.kill(school.copy.process.pid, signal.SIGCONT)
        find = school.learn_all(2)
        assert find() is None
        assert len(read_register(school.database_url)) == before

    wait_for(find)

    entries = read_register(school.database_url)
    assert [number for number, _certificate in entries] == list(range(1, before + 2))
    assert "Valkey ended by itself and runs again." in school.copy.said()


def try_bind(squatter: socket.socket, port: int) -> bool:
    """Whoever binds the port and does not listen makes every caller's attempt fail at once."""
    try:
        squatter.bind((LOOPBACK, port))
    except OSError:
        return False
    return True
