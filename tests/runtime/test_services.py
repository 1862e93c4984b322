"""PostgreSQL and Valkey from their wheels: taken over, recovered, and stopped by the last user."""

import io
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from deploy.local.console import Console
from deploy.local.identity import Process, identify
from deploy.local.ports import LOOPBACK, choose, find_any, launch_on_port
from deploy.local.problem import Stop
from deploy.local.services import Bundle, probe_database, probe_queue

pytestmark = pytest.mark.slow

KILLED_WITHOUT_LEAVING = """
import io, os, sys
from pathlib import Path
from deploy.local.console import Console
from deploy.local.paths import Paths
from deploy.local.services import Bundle

with Bundle(Paths(Path(sys.argv[1]))).up(Console(io.StringIO())):
    os._exit(9)
"""


def quiet() -> Console:
    return Console(io.StringIO())


def ask(address: str, question: str) -> object:
    with psycopg.connect(address) as connection:
        row = connection.execute(question).fetchone()
    return row[0] if row else None


@contextmanager
def taken_port() -> Iterator[int]:
    with socket.socket() as other:
        other.bind((LOOPBACK, 0))
        other.listen()
        yield other.getsockname()[1]


def test_vietnamese_letters_are_lowered_on_every_server(bundle: Bundle) -> None:
    with bundle.up(quiet()) as services:
        lowered = ask(services.database_url, "SELECT lower('ĐẶNG THỊ ỨNG')")

    assert lowered == "đặng thị ứng"


def test_server_refuses_who_does_not_know_its_password(bundle: Bundle) -> None:
    with bundle.up(quiet()) as services:
        secret = services.database_url.split(":")[2].split("@")[0]
        guessed = services.database_url.replace(secret, "guessed")

        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            psycopg.connect(guessed)


def test_data_outlives_the_servers(bundle: Bundle) -> None:
    with bundle.up(quiet()) as services, psycopg.connect(services.database_url) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS number")
    assert bundle.postgres.find_running() is None

    with bundle.up(quiet()) as services:
        number = ask(services.database_url, "SELECT number FROM kept")

    assert number == 7


def test_last_user_stops_the_servers(bundle: Bundle) -> None:
    with bundle.up(quiet()):
        with bundle.up(quiet()):
            pass
        between = bundle.postgres.find_running()

    assert between is not None
    assert bundle.postgres.find_running() is None
    assert bundle.valkey.find_running() is None


def test_servers_of_a_killed_command_are_taken_over(bundle: Bundle) -> None:
    command = [sys.executable, "-c", KILLED_WITHOUT_LEAVING, str(bundle.paths.var)]
    subprocess.run(command, check=False)
    left = bundle.postgres.find_running()
    assert left is not None

    with bundle.up(quiet()) as services:
        assert services.database_process == left

    assert not left.is_alive()


def test_database_recovers_after_its_server_was_killed(bundle: Bundle) -> None:
    with bundle.up(quiet()) as services, psycopg.connect(services.database_url) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS number")
        connection.commit()
        assert services.database_process
        os.kill(services.database_process.pid, signal.SIGKILL)

    with bundle.up(quiet()) as services:
        number = ask(services.database_url, "SELECT number FROM kept")

    assert number == 7


def test_number_of_a_dead_server_may_belong_to_a_stranger(bundle: Bundle) -> None:
    with bundle.up(quiet()):
        lines = (bundle.postgres.data / "postmaster.pid").read_text().splitlines()
    stale = "\n".join([str(os.getpid()), *lines[1:]])
    (bundle.postgres.data / "postmaster.pid").write_text(stale)

    with bundle.up(quiet()) as services:
        assert ask(services.database_url, "SELECT 1") == 1


def test_half_made_cluster_is_made_anew(bundle: Bundle) -> None:
    half = bundle.postgres.home / "data.new"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18\n")

    with bundle.up(quiet()) as services:
        assert ask(services.database_url, "SELECT 1") == 1


def test_another_port_is_found_and_remembered(bundle: Bundle) -> None:
    memory = bundle.paths.run / "ports.json"
    with taken_port() as usual:
        first = choose(memory, "postgres", "UNSET", usual)

        assert first != usual
        assert choose(memory, "postgres", "UNSET", usual) == first


def test_port_asked_for_and_taken_is_named(bundle: Bundle, monkeypatch: pytest.MonkeyPatch) -> None:
    with taken_port() as taken:
        monkeypatch.setenv("POSTGRES_PORT", str(taken))

        with pytest.raises(Stop, match=rf"Port {taken} \(POSTGRES_PORT\) is in use"):
            bundle.postgres.start()


def test_data_of_another_version_is_not_touched(bundle: Bundle) -> None:
    bundle.postgres.data.mkdir(parents=True)
    (bundle.postgres.data / "PG_VERSION").write_text("99\n")

    with pytest.raises(Stop, match="written by PostgreSQL 99"):
        bundle.postgres.start()


def test_missing_server_is_one_sentence(bundle: Bundle, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POSTGRES_BIN", str(bundle.paths.var))

    with pytest.raises(Stop, match="Install PostgreSQL 15 or newer"):
        bundle.postgres.start()


def test_addresses_that_do_not_answer_are_named(bundle: Bundle) -> None:
    with taken_port() as port:
        pass

    with pytest.raises(Stop, match="DATABASE_URL does not answer"):
        probe_database(bundle.paths, f"postgresql://nobody@{LOOPBACK}:{port}/none")
    with pytest.raises(Stop, match="REDIS_URL does not answer"):
        probe_queue(f"redis://{LOOPBACK}:{port}/0")


def test_reused_number_is_not_taken_for_the_process() -> None:
    own = identify(os.getpid())

    assert own.is_alive()
    assert not Process(own.pid, own.began + "0").is_alive()


def test_port_taken_between_choosing_and_starting_costs_another_try(tmp_path: Path) -> None:
    with socket.socket() as other:
        tried: list[int] = []

        def launch(port: int) -> int:
            tried.append(port)
            if len(tried) == 1:
                other.bind(("127.0.0.1", port))
                other.listen(1)
                raise Stop("the port is in use")
            return port

        port = launch_on_port(tmp_path / "ports.json", "part", "NO_SUCH_PORT", find_any(), launch)

    assert [port] == tried[1:]
    assert port != tried[0]


def test_server_that_fails_on_a_free_port_is_not_tried_again(tmp_path: Path) -> None:
    tried: list[int] = []

    def launch(port: int) -> int:
        tried.append(port)
        raise Stop("its data is broken")

    with pytest.raises(Stop, match="broken"):
        launch_on_port(tmp_path / "ports.json", "part", "NO_SUCH_PORT", find_any(), launch)

    assert len(tried) == 1
