"""`bin/start` as a person meets it: ready, a second copy, a taken port, a killed run, a reset."""

import http.client
import os
import signal
import socket
import time
from contextlib import closing

import pytest

from deploy.local.identity import Process, recall
from deploy.local.ports import LOOPBACK
from tests.runtime.conftest import PATIENCE_SECONDS, Copy, Installation

# One installation serves the group, in this order: hence one worker.
pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("runtime")]

SECOND_START_SECONDS = 30  # 3 on a quiet machine; the other tests run beside this one


def get_part(installation: Installation, name: str) -> Process:
    process = recall(installation.paths.run / f"{name}.json")
    assert process
    return process


def ask_health(installation: Installation) -> int:
    connection = http.client.HTTPConnection(LOOPBACK, installation.port, timeout=10)
    with closing(connection):
        connection.request("GET", "/health/")
        return connection.getresponse().status


def wait_until(is_so: object) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while not is_so():  # type: ignore[operator]
        assert time.monotonic() < until
        time.sleep(0.1)


def begin_ready(installation: Installation) -> Copy:
    copy = installation.begin()
    copy.wait_for("Ctrl-C")
    return copy


def test_start_answers_and_ctrl_c_leaves_nothing_running(installation: Installation) -> None:
    copy = begin_ready(installation)
    status = ask_health(installation)
    parts = [get_part(installation, name) for name in ("web", "worker", "beat", "postgres")]

    code = copy.stop(signal.SIGINT)

    assert (status, code) == (200, 0)
    assert "Data is kept" in copy.said()
    assert not any(part.members() for part in parts)


def test_second_start_repeats_nothing(installation: Installation) -> None:
    began = time.monotonic()
    copy = begin_ready(installation)
    seconds = time.monotonic() - began
    copy.stop(signal.SIGTERM)

    assert copy.said().count("as before") == 3
    assert seconds < SECOND_START_SECONDS


def test_second_copy_is_told_where_the_first_is(installation: Installation) -> None:
    copy = begin_ready(installation)

    second = installation.run("start")
    reset = installation.run("reset", "--yes")
    managed = installation.run("manage", "shell", "--no-imports", "-c", "print(6 * 7)")
    code = copy.stop()

    assert second.returncode == 1
    assert f"already running at http://{LOOPBACK}:{installation.port}" in second.stderr
    assert reset.returncode == 1
    assert managed.stdout.strip() == "42"
    assert code == 0


def test_taken_port_is_named_with_the_way_out(installation: Installation) -> None:
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        other.bind((LOOPBACK, installation.port))
        other.listen()

        refused = installation.run("start")

    assert refused.returncode == 1
    assert f"Port {installation.port} on {LOOPBACK} is in use" in refused.stderr
    assert f"bin/start --port {installation.port + 1}" in refused.stderr


def test_killed_run_is_cleaned_up_by_the_next(installation: Installation) -> None:
    killed = begin_ready(installation)
    left = get_part(installation, "web")
    killed.stop(signal.SIGKILL)
    assert left.is_alive()

    copy = begin_ready(installation)
    code = copy.stop()

    assert "An earlier run was killed" in copy.said()
    assert code == 0
    assert not left.members()


def test_dead_worker_is_started_again_and_dead_web_ends_all(installation: Installation) -> None:
    copy = begin_ready(installation)
    worker, web = get_part(installation, "worker"), get_part(installation, "web")

    os.kill(worker.pid, signal.SIGKILL)
    copy.wait_for("starts again")
    wait_until(lambda: recall(installation.paths.run / "worker.json") not in (None, worker))
    os.kill(web.pid, signal.SIGKILL)
    code = copy.process.wait(PATIENCE_SECONDS)

    assert code == 1
    assert "The web ended by itself" in copy.said()
    assert not installation.list_processes()


def test_check_prints_one_json_line(installation: Installation) -> None:
    checked = installation.run("start", "--check", "--no-demo")

    assert len(checked.stdout.splitlines()) == 1
    assert '"ok"' in checked.stdout


def test_reset_leaves_nothing(installation: Installation) -> None:
    done = installation.run("reset", "--yes")

    assert done.returncode == 0
    assert not installation.paths.var.exists()
