"""Whatever sequence of changes is entered: one parent a day, nobody lost, all of it taken back."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from territory.errors import ChangeInvalid
from territory.models import Change, Level, Unit
from territory.placement import place_in_structure
from territory.selectors import find_former_units, find_present_units, unit_ids_in_branch
from territory.services import undo_change
from territory.structure import Structure, get_structure
from tests.territory.test_changes import change, enter, read_tables, unit, way

pytestmark = pytest.mark.django_db

FIRST, START = date(2000, 1, 1), date(2020, 1, 1)
KINDS = ("merge", "split", "part", "rename", "retype", "move", "province", "provinces")


@contextmanager
def nothing_stays() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def found_country() -> None:
    provinces = [unit(f"0{n}", f"Tỉnh {n}", kind="Tỉnh") for n in (1, 2, 3)]
    communes = [unit(f"{n:05d}", f"Xã {n}", f"0{1 + n % 3}") for n in range(1, 8)]
    enter(change(on=FIRST, units=[*provinces, *communes]))


def make_document(kind: str, a: int, b: int, on: date, serial: int) -> dict[str, Any]:
    """A change of the kind over the a-th and b-th of what stands: mostly valid."""
    now = get_structure(on)
    communes = sorted(n.code for n in now.nodes.values() if n.level == Level.COMMUNE)
    provinces = sorted(node.code for node in now.provinces())
    one, two = communes[a % len(communes)], communes[b % len(communes)]
    lies_in = provinces[b % len(provinces)]
    fresh, fresh_province = f"{90000 + 2 * serial:05d}", f"{50 + serial:02d}"
    next_to = f"{90001 + 2 * serial:05d}"
    name = f"Xã lần {serial}"
    parts: dict[str, Any] = {
        "merge": {
            "units": [unit(one, name, lies_in)],
            "ways": [way(old, one) for old in dict.fromkeys((one, two))],
        },
        "split": {
            "units": [unit(fresh, name, lies_in), unit(next_to, f"{name} bis", provinces[0])],
            "ways": [way(one, fresh, "part"), way(one, next_to, "part")],
        },
        "part": {"ways": [way(one, one, "unchanged"), way(one, two, "part")]},
        "rename": {"units": [unit(one, name, lies_in)]},
        "retype": {
            "units": [unit(one, f"Phường {serial}", lies_in, "Phường")],
            "ways": [way(one, one, "retype")],
        },
        "move": {"units": [unit(one, name, lies_in)]},
        "province": {
            "units": [
                unit(fresh_province, f"Tỉnh {serial}", kind="Tỉnh"),
                unit(one, name, fresh_province),
            ]
        },
        "provinces": {
            "units": [unit(fresh_province, f"Tỉnh {serial}", kind="Tỉnh")],
            "ways": [way(old, fresh_province) for old in {provinces[0], lies_in}],
        },
    }
    return change(on=on, **parts[kind])


steps = st.lists(
    st.tuples(st.sampled_from(KINDS), st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=6
)


def enter_all(wanted: list[tuple[str, int, int]]) -> list[tuple[Change, list[Any]]]:
    """Each change that is valid, with the tables as they were before it."""
    entered = []
    for serial, (kind, a, b) in enumerate(wanted):
        day = START + timedelta(days=100 * serial)
        before = read_tables()
        try:
            entered.append((enter(make_document(kind, a, b, day, serial)), before))
        except ChangeInvalid:
            assert read_tables() == before
    return entered


def list_days(entered: list[tuple[Change, list[Any]]]) -> list[date]:
    changed = [made.effective_on for made, _before in entered]
    return [FIRST, *(day + timedelta(days=n) for day in changed for n in (-1, 0))]


def assert_whole(structure: Structure) -> None:
    for node in structure.nodes.values():
        path = structure.path(node.id)
        assert path[0].level == Level.PROVINCE
        assert node.level == Level.PROVINCE or len(path) == 2


many = settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@many
@given(steps)
def test_every_commune_lies_in_one_province_on_every_day(wanted: list[Any]) -> None:
    with nothing_stays():
        found_country()
        entered = enter_all(wanted)

        for day in list_days(entered):
            assert_whole(get_structure(day))


@many
@given(steps)
def test_there_and_back_loses_and_invents_nobody(wanted: list[Any]) -> None:
    with nothing_stays():
        found_country()
        last = list_days(enter_all(wanted))[-1]
        then, today = get_structure(FIRST), get_structure(last)

        for one in Unit.objects.filter(id__in=then.nodes):
            now = find_present_units(one, last)
            assert now.units
            assert all(
                one in [unit for unit, _kind in find_former_units(there, FIRST).units]
                for there, _kind in now.units
            )
            if now.sure:
                assert place_in_structure(last)[one.id] in {today.province_of(now.sure.id), None}
            back = find_former_units(now.sure, FIRST).sure if now.sure else None
            assert back in {one, None}
        placed = place_in_structure(last)
        assert set(placed) == set(Unit.objects.values_list("id", flat=True))
        branches = [
            unit_ids_in_branch(Unit.objects.get(id=node.id), last) for node in today.provinces()
        ]
        assert sum(map(len, branches)) == len(frozenset().union(*branches))


@many
@given(steps)
def test_taking_back_goes_the_whole_way(wanted: list[Any]) -> None:
    with nothing_stays():
        found_country()

        for made, before in reversed(enter_all(wanted)):
            undo_change(change=made, by=None, reason="thử")

            assert read_tables() == before
