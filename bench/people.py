"""The people room at the size of the country, in databases of its own that are gone afterwards.

A nation is made as it stood before the reform of 1 July 2025; its members are written to a roster
and imported where there is nobody; the reform is tried and entered; then it is searched, counted
and listed as of today.
"""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.core.management import call_command
from django.db import connection, transaction

from bench import asking
from bench.report import Better, Measure, Reporter, percentile
from bench.roster import write_roster
from bench.stack import Stack, own_database
from people.viewer import EVERYTHING
from targets.network import present_network, report_network
from territory.services import apply_reform, load_territory

ROOT = Path(__file__).resolve().parents[1]
BASE, NATION, ROSTER = "bench_people_base", "bench_people", "bench_people_roster"
ROSTER_DAY = date(2023, 2, 15)
ROSTER_ROWS = 323_802
REPORT_DAYS = [
    date(*day)
    for day in (
        (2022, 5, 26),
        (2022, 9, 5),
        (2023, 2, 15),
        (2025, 3, 1),
        (2025, 7, 1),
        (2026, 1, 1),
    )
]
PEOPLE_TABLES = "people_person, people_employment, people_team, people_teamhome, people_membership"


@dataclass(frozen=True)
class Size:
    """The scale of the nation, and how often each of the long acts and the short ones is done.

    The last of the reforms stays; those before are tried and taken back.
    """

    scale: float
    reforms: int
    imports: int
    rounds: int


QUICK = Size(scale=0.002, reforms=1, imports=1, rounds=1)
FULL = Size(scale=1.0, reforms=3, imports=2, rounds=5)


def run(stack: Stack, reporter: Reporter, *, quick: bool) -> None:  # noqa: ARG001 - as all benchmarks
    """Every measure in turn, with its goal. Goals are those of a whole nation."""
    size = QUICK if quick else FULL
    with TemporaryDirectory() as folder, own_database(BASE):
        call_command("migrate", verbosity=0)
        load_territory(before_reform=True)
        roster = Path(folder) / "thanh-vien.csv"
        with own_database(NATION, template=BASE) as environment:
            for measure in _measure_nation(size, environment, roster):
                reporter.tell(measure)
        for measure in _measure_roster(size, roster):
            reporter.tell(measure)


def _measure_nation(size: Size, environment: Mapping[str, str], roster: Path) -> Iterator[Measure]:
    made = _run_child(environment, "manage.py", "make_nation", f"--scale={size.scale}", "--json")
    yield Measure("nation.make", "s", [made["seconds"]], Better.LOWER, 180)
    yield Measure("nation.memory", "MB", [made["peak_megabytes"]], Better.LOWER)
    write_roster(roster, on=ROSTER_DAY, count=round(ROSTER_ROWS * size.scale))
    merged = [*(_time(_try_reform) for _round in range(size.reforms - 1)), _time(apply_reform)]
    yield Measure("reform.whole_country", "s", merged, Better.LOWER, 30)
    _settle()
    yield from _measure_searches(size)
    yield from _measure_reports(size)
    yield from _measure_lists()


def _run_child(environment: Mapping[str, str], *arguments: str) -> dict[str, Any]:
    """What a process of its own, with a memory of its own, says as its last line."""
    done = subprocess.run(  # noqa: S603 - our own modules
        [sys.executable, *arguments],
        cwd=ROOT,
        env=dict(environment),
        check=True,
        capture_output=True,
        text=True,
    )
    said: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return said


def _time(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def _try_reform() -> None:
    with transaction.atomic():
        apply_reform()
        transaction.set_rollback(True)


def _settle() -> None:
    """What autovacuum does within minutes of such a change: indexes answer by themselves."""
    with connection.cursor() as cursor:
        cursor.execute(f"VACUUM ANALYZE {PEOPLE_TABLES}")


def _measure_searches(size: Size) -> Iterator[Measure]:
    for name, viewer in asking.list_viewers().items():
        asking.search_all(viewer)
        rounds = [asking.search_all(viewer) for _round in range(size.rounds)]
        for percent, goal in ((50, None), (95, 30)):
            values = [1000 * percentile(sorted(seconds), percent) for seconds in rounds]
            yield Measure(f"search.{name}.p{percent}", "ms", values, Better.LOWER, goal)


def _measure_reports(size: Size) -> Iterator[Measure]:
    for name, down_to, goal in (("country", "", 300), ("communes", "commune", 1000)):
        acts = [partial(_report, day, down_to) for day in REPORT_DAYS]
        for act in acts:
            act()
        values = [1000 * _time(act) for _round in range(size.rounds) for act in acts]
        yield Measure(f"report.{name}", "ms", values, Better.LOWER, goal)


def _report(day: date, down_to: str) -> None:
    present_network(report_network(as_of=day, visible_to=EVERYTHING), down_to=down_to)


def _measure_lists() -> Iterator[Measure]:
    """Queries of a page of 200 rows; the goal is what a page of 50 costs."""
    token = asking.issue_token()
    for name, path in asking.LISTS.items():
        few, many = (asking.count_queries(path, token, rows) for rows in (50, 200))
        yield Measure(f"list.{name}", "queries", [many], Better.LOWER, few)


def _measure_roster(size: Size, roster: Path) -> Iterator[Measure]:
    rates, memory, refused = [], [], []
    for _round in range(size.imports):
        with own_database(ROSTER, template=BASE) as environment:
            done = _run_child(environment, "-m", "bench.importing", str(roster), str(ROSTER_DAY))
        rates.append(done["line_count"] / done["seconds"])
        memory.append(done["peak_megabytes"])
        refused.append(done["refused_count"])
    yield Measure("roster.rate", "rows/s", rates, Better.HIGHER, 5000)
    yield Measure("roster.memory", "MB", memory, Better.LOWER, 500)
    yield Measure("roster.refused", "rows", refused, Better.LOWER)
