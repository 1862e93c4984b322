"""Whatever teams and members there are, the figures are those of a count row by row."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from common.clock import today
from people.models import Role
from people.viewer import EVERYTHING, Viewer
from targets.network import NetworkReport, report_network
from tests import factories
from tests.targets.network_reference import Key, count_slowly
from tests.targets.network_worlds import Draw, build_world

pytestmark = pytest.mark.django_db

few = st.integers(0, 60)
days = st.integers(0, 1500)
worlds = st.builds(
    Draw,
    teams=st.lists(st.tuples(few, days, st.booleans()), min_size=1, max_size=12),
    members=st.lists(
        st.tuples(
            few,
            st.integers(0, 7),
            st.integers(0, 300),
            st.none() | st.integers(1, 900),
            st.integers(0, 400),
            st.none() | st.integers(0, 400),
        ),
        max_size=25,
    ),
    merges=st.lists(
        st.tuples(st.integers(0, 7), st.integers(0, 7), days, st.none() | days), max_size=4
    ),
    decisions=st.lists(st.tuples(few, few, st.integers(1, 200)), max_size=6),
)
some_days = st.sampled_from(
    [date(2022, 12, 31), date(2024, 3, 1), date(2025, 6, 30), date(2025, 8, 1), date(2026, 6, 1)]
)
known_days = st.sampled_from([date(2024, 3, 1), date(2025, 9, 1), None])


@contextmanager
def nothing_stays() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def figures_of(report: NetworkReport) -> dict[Key, tuple[int, int, int, int]]:
    return {(line[0], line[1]): counts[:4] for line, counts in report.lines.items()}


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(world=worlds, as_of=some_days, structure_on=some_days, known_on=known_days)
def test_figures_are_those_of_a_count_row_by_row(
    world: Draw, as_of: date, structure_on: date, known_on: date | None
) -> None:
    places = factories.make_territory()
    with nothing_stays():
        build_world(world)
        manager = factories.make_viewer(Role.TRAINING_MANAGER, branch=places.tuyen_quang)
        asked: dict[str, Any] = {
            "as_of": as_of,
            "structure_on": structure_on,
            "known_on": known_on or today(),
        }
        viewers: list[Viewer] = [EVERYTHING, manager]

        shown = [figures_of(report_network(**asked, visible_to=one)) for one in viewers]

        for one, figures in zip(viewers, shown, strict=True):
            slow = count_slowly(**asked, scope=one.scope(Role.TRAINING_MANAGER))
            assert figures == {key: found.figures for key, found in slow.items()}
