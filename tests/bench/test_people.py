"""The benchmark of the people room measures all that is asked of it and leaves no database."""

import json
import os
import subprocess
import sys

import psycopg
import pytest

from bench.people import ROOT
from bench.report import Better
from bench.stack import _rename_last

ASKED = {
    "nation.make": 180,
    "reform.whole_country": 30,
    "search.country.p95": 30,
    "search.province.p95": 30,
    "search.commune.p95": 30,
    "report.country": 300,
    "report.communes": 1000,
    "roster.rate": 5000,
    "roster.memory": 500,
}


def test_another_database_of_the_same_server_has_another_name_alone() -> None:
    address = "postgresql://hocso:word@/hocso?host=/run/folder"

    assert _rename_last(address, "other") == "postgresql://hocso:word@/other?host=/run/folder"


@pytest.mark.slow
def test_quick_measure_has_every_goal_and_leaves_no_database() -> None:
    stack = dict.fromkeys(("BENCH_SERVER_PIDS", "BENCH_WORKER_PIDS", "BENCH_POSTGRES_PID"), "")

    done = subprocess.run(
        [sys.executable, "-m", "bench", "people", "--quick", "--json"],
        cwd=ROOT,
        env={**os.environ, **stack, "BASE_URL": "http://127.0.0.1:1"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode in {0, 1}, done.stderr
    rows = {row["name"]: row for row in map(json.loads, done.stdout.splitlines())}
    assert {name: rows[name]["goal"] for name in ASKED} == ASKED
    assert rows["roster.rate"]["better"] == Better.HIGHER.value
    assert all(row["spread"]["rounds"] > 0 for row in rows.values())
    lists = [row for name, row in rows.items() if name.startswith("list.")]
    assert lists
    assert all(row["holds"] for row in lists)
    assert rows["roster.refused"]["value"] == 0
    with psycopg.connect(os.environ["DATABASE_URL"]) as session:
        left = session.execute("SELECT datname FROM pg_database WHERE datname LIKE 'bench%'")
        assert left.fetchall() == []
