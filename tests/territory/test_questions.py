"""The questions that carry a date: which unit, below what, where now, what then, on which path."""

from datetime import date

import pytest

from territory.errors import ChangeInvalid, UnitNotFound
from territory.models import Level, Unit
from territory.selectors import (
    describe_unit,
    find_former_units,
    find_present_units,
    find_unit,
    get_path,
    get_unit,
    list_children,
    resolve_unit_name,
)
from tests.territory.test_changes import (
    DAY,
    EVE,
    MERGER,
    MOVE,
    NEW_PROVINCE,
    PARTIAL,
    SPLIT,
    _country,
    change,
    commune,
    enter,
    unit,
    way,
)

__all__ = ["_country"]

pytestmark = pytest.mark.django_db

LONG_AGO, LATER = date(1990, 1, 1), date(2027, 1, 1)


def province(code: str, on: date = DAY) -> Unit:
    return get_unit(level=Level.PROVINCE, code=code, on=on)


def test_a_code_names_another_unit_on_another_day() -> None:
    before = commune("00001", EVE)

    enter(MERGER)

    after = commune("00001", DAY)
    assert after != before
    assert commune("00001", EVE) == before
    assert (describe_unit(before, EVE), describe_unit(after, DAY)) == (
        "Xã 1, Tỉnh A",
        "Xã Mới, Tỉnh A",
    )
    assert find_unit(level=Level.COMMUNE, code="00002", on=DAY) is None
    with pytest.raises(UnitNotFound):
        commune("00001", LONG_AGO)


def test_a_code_that_was_given_up_may_name_a_new_unit_later() -> None:
    old = commune("00002", EVE)
    enter(MERGER)

    enter(change(on=LATER, units=[unit("00002", "Xã Hai Mới", "02")]))

    again = commune("00002", LATER)
    assert again != old
    assert find_unit(level=Level.COMMUNE, code="00002", on=date(2026, 12, 31)) is None
    assert describe_unit(again, LATER) == "Xã Hai Mới, Tỉnh B"


def test_a_name_that_repeats_is_told_by_its_province() -> None:
    enter(change(units=[unit("00009", "Xã 1", "02")]))

    both = resolve_unit_name("Xã 1", DAY)

    assert [one.code for one in both] == ["00001", "00009"]
    assert resolve_unit_name("Xã 1, Tỉnh B", DAY) == [both[1]]
    assert resolve_unit_name("Xã 1", EVE) == [both[0]]


def test_children_are_those_of_the_day() -> None:
    enter(NEW_PROVINCE)

    def below(code: str, on: date) -> list[str]:
        return sorted(node.code for node in list_children(province(code, on).id, on))

    assert (below("01", EVE), below("01", DAY)) == (["00001", "00002", "00003"], ["00001", "00002"])
    assert below("03", DAY) == ["00003"]
    assert list_children(province("01").id, LONG_AGO) == []


def test_the_path_is_that_of_the_day() -> None:
    enter(MOVE)

    moved = commune("00001")
    assert [node.name for node in get_path(moved.id, EVE)] == ["Tỉnh A", "Xã 1"]
    assert [node.name for node in get_path(moved.id, DAY)] == ["Tỉnh B", "Xã 1"]
    assert get_path(moved.id, LONG_AGO) == []


def test_where_a_unit_is_now_and_what_stood_there_then_are_two_ways_of_one_road() -> None:
    olds = [commune("00001", EVE), commune("00002", EVE)]
    enter(MERGER)
    new = commune("00001")

    assert [find_present_units(one, DAY).sure for one in olds] == [new, new]
    then = find_former_units(new, EVE)
    assert [one for one, _kind in then.units] == olds
    assert then.sure is None


def test_a_part_that_passed_leaves_the_giver_sure_of_itself() -> None:
    giver, taker = commune("00001", EVE), commune("00002", EVE)

    enter(PARTIAL)

    assert find_present_units(giver, DAY).sure == giver
    assert [one for one, _kind in find_former_units(taker, EVE).units] == [giver, taker]


def test_what_was_split_is_nowhere_for_sure() -> None:
    old = commune("00001", EVE)

    enter(SPLIT)

    assert find_present_units(old, DAY).sure is None
    assert find_present_units(old, EVE).sure == old


@pytest.mark.parametrize("new_code", ["00002", "00008"])
def test_a_successor_that_does_not_stand_on_the_day_is_refused_by_name(new_code: str) -> None:
    enter(MERGER)

    with pytest.raises(ChangeInvalid) as caught:
        enter(
            change(
                on=LATER,
                ways=[way("00003", "00003", "unchanged"), way("00003", new_code, "part")],
            )
        )

    (texts,) = [caught.value.fields["ways[1].new_code"]]
    assert new_code in texts[0]
