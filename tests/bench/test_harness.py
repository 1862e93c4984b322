"""The measuring itself: percentiles, goals, CPU time, and a loop that notices wrong answers."""

import io
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from bench import __main__ as command
from bench.load import BadAnswer, Line, Load, gather
from bench.processes import Group
from bench.report import Better, Measure, Reporter, percentile
from bench.stack import Stack

ONE_SECOND_OF_WORK = """
import time
until = time.process_time() + 1
while time.process_time() < until: pass
print("done", flush=True)
input()
"""


class Answers(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        status = 500 if self.path == "/wrong" else 200
        self.send_response(status)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"ok")

    def log_message(self, *_arguments: Any) -> None:
        pass


@pytest.fixture
def address() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Answers) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def ask(line: Line, user: Mapping[str, Any], turn: int) -> None:
    line.call("GET", user["path"], {})


def test_percentile_is_a_value_that_was_measured() -> None:
    values = [1.0, 2.0, 3.0, 4.0]

    assert [percentile(values, part) for part in (0, 25, 50, 75, 99, 100)] == [1, 1, 2, 3, 4, 4]


def test_percentile_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="no value"):
        percentile([], 50)


@pytest.mark.parametrize(
    ("better", "goal", "holds"),
    [
        (Better.HIGHER, 20, True),
        (Better.HIGHER, 21, False),
        (Better.LOWER, 20, True),
        (Better.LOWER, 19, False),
        (Better.LOWER, None, None),
    ],
)
def test_median_is_held_against_the_goal(
    better: Better,
    goal: float,
    holds: bool,  # noqa: FBT001 - a parameter of the test
) -> None:
    measure = Measure("rate", "acts/s", [10, 20, 90], better, goal)

    assert (measure.value, measure.holds) == (20, holds)


def test_report_is_a_json_object_a_line_and_a_missed_goal_is_the_exit_code() -> None:
    stream = io.StringIO()
    reporter = Reporter(stream, as_json=True)
    reporter.begin(["about"])

    reporter.tell(Measure("rate", "acts/s", [10, 20, 90], Better.HIGHER, 30))
    reporter.tell(Measure("cpu", "ms", [1, 2, 3], Better.LOWER))

    rows = [json.loads(line) for line in stream.getvalue().splitlines()]
    assert rows[0]["spread"] == {"min": 10, "median": 20, "max": 90, "rounds": 3}
    assert [(row["name"], row["value"], row["holds"]) for row in rows] == [
        ("rate", 20, False),
        ("cpu", 2, None),
    ]
    assert reporter.end() == 1


def test_report_for_people_names_goal_and_mark() -> None:
    stream = io.StringIO()
    reporter = Reporter(stream, as_json=False)

    reporter.begin(["about"])
    reporter.tell(Measure("rate", "acts/s", [1234.5], Better.HIGHER, 1000))
    code = reporter.end()

    assert "1,234" in stream.getvalue()
    assert "≥ 1,000 ✓  acts/s" in stream.getvalue()
    assert code == 0


def test_cpu_time_of_a_child_counts_while_it_lives_and_after() -> None:
    group = Group((os.getpid(),))
    before = group.cpu_seconds()

    with subprocess.Popen(
        [sys.executable, "-c", ONE_SECOND_OF_WORK], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as child:
        assert child.stdout
        assert child.stdin
        child.stdout.readline()
        living = group.cpu_seconds() - before
        child.stdin.close()
    after = group.cpu_seconds() - before

    assert 0.9 < living <= after


def test_cpu_time_of_a_process_that_is_gone_is_none() -> None:
    assert Group((2**22 + 1,)).cpu_seconds() == 0


@pytest.mark.slow
def test_crowd_counts_every_act_of_every_client(address: str) -> None:
    users = [{"path": "/right"} for _each in range(4)]

    with gather(processes=2, threads=2) as crowd:
        # The clients are new processes: on a busy machine they take their time to begin.
        crowd.carry(Load(address, ask, users, seconds=0.3))
        done = crowd.carry(Load(address, ask, users, seconds=2.0))

    assert len(done.act_seconds) > 4
    assert list(done.act_seconds) == sorted(done.act_seconds)
    assert done.elapsed_seconds >= 2.0


@pytest.mark.slow
def test_wrong_answer_ends_the_load_and_is_told(address: str) -> None:
    users = [{"path": "/wrong"}, {"path": "/right"}]

    with (
        gather(processes=1, threads=2) as crowd,
        pytest.raises(BadAnswer, match="GET /wrong answered 500"),
    ):
        crowd.carry(Load(address, ask, users, seconds=5))


@pytest.mark.slow
def test_two_clients_never_act_as_one_user(address: str) -> None:
    with (
        gather(processes=1, threads=2) as crowd,
        pytest.raises(ValueError, match="too few"),
    ):
        crowd.carry(Load(address, ask, [{"path": "/right"}], seconds=0.1))


def test_unknown_benchmark_is_met_with_the_known_ones(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        command.main(["no-such"])

    assert left.value.code == 2
    assert "road" in capsys.readouterr().err


def test_stack_is_found_only_where_its_parts_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BASE_URL", raising=False)

    with pytest.raises(LookupError):
        Stack.find()
