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
from targets.network import (
    NetworkReport,
    get_slice,
    list_network_members,
    list_network_memberships,
    list_network_teams,
    make_member_cards,
    make_seat_cards,
    make_team_cards,
    report_network,
)
from territory.structure import get_structure
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


def open_line(
    unit: str | None, *, is_unplaced: bool, asked: dict[str, Any]
) -> tuple[set[int], set[int], set[int]]:
    """The ids of the rows that are listed, each list with its pages' cards made."""
    of = get_slice(**asked, unit=unit, is_unplaced=is_unplaced, visible_to=EVERYTHING)
    teams = make_team_cards(of, list(list_network_teams(of)))
    members = make_member_cards(of, list(list_network_members(of)))
    seats = make_seat_cards(of, list(list_network_memberships(of)))
    assert sum(len(member.seats) for member in members) == len(seats)
    return (
        {card.team.pk for card in teams},
        {card.person.pk for card in members},
        {card.membership.pk for card in seats},
    )


rules = settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@pytest.fixture
def places(db: None) -> factories.Places:
    return factories.make_territory()


@rules
@given(world=worlds, as_of=some_days, structure_on=some_days, known_on=known_days)
def test_figures_are_those_of_a_count_row_by_row(
    places: factories.Places,
    world: Draw,
    as_of: date,
    structure_on: date,
    known_on: date | None,
) -> None:
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


@rules
@given(world=worlds, as_of=some_days, structure_on=some_days, known_on=known_days)
@pytest.mark.usefixtures("places")
def test_rows_behind_a_line_are_those_of_a_count_row_by_row(
    world: Draw, as_of: date, structure_on: date, known_on: date | None
) -> None:
    with nothing_stays():
        build_world(world)
        asked: dict[str, Any] = {"as_of": as_of, "structure_on": structure_on}
        asked["known_on"] = known_on or today()
        slow = count_slowly(**asked)
        nodes = get_structure(structure_on).nodes
        # Lines of what is in doubt come first, and then the deepest: eight are enough.
        keys = sorted(slow, key=lambda key: (not key[1], -(key[0] or 0)))[:8]

        shown = {
            (unit, doubt): open_line(
                nodes[unit].uuid if unit else None, is_unplaced=doubt, asked=asked
            )
            for unit, doubt in keys
        }

        assert shown == {
            key: (slow[key].teams, slow[key].persons, slow[key].memberships) for key in keys
        }
