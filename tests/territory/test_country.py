"""The real country: its numbers, its traps, and where each unit belongs on any day."""

import time
from datetime import date

import pytest
from pytest_django import DjangoAssertNumQueries

from territory.errors import UnitNotFound
from territory.models import Level, SuccessionKind, Unit
from territory.placement import place_in_structure
from territory.selectors import (
    describe_unit,
    describe_units,
    find_predecessors,
    find_successors,
    find_unit,
    get_path,
    get_unit,
    list_children,
    list_provinces,
    list_units,
    resolve_unit_name,
    search_units,
    unit_ids_in_branch,
)
from territory.services import LoadReport, load_territory
from territory.structure import get_structure
from tests.territory.conftest import AFTER, BEFORE

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("country")]


def commune(code: str, on: date) -> Unit:
    return get_unit(level=Level.COMMUNE, code=code, on=on)


def province(code: str, on: date) -> Unit:
    return get_unit(level=Level.PROVINCE, code=code, on=on)


@pytest.mark.parametrize(
    ("on", "numbers"),
    [
        (date(1999, 12, 31), [0, 0, 0]),
        (BEFORE, [63, 696, 10_033]),
        (AFTER, [34, 0, 3_321]),
        (date(2030, 1, 1), [34, 0, 3_321]),
    ],
)
def test_the_country_has_its_published_numbers(on: date, numbers: list[int]) -> None:
    structure = get_structure(on)

    assert [list_units(level=level, on=on).count() for level in Level] == numbers
    assert [
        sum(node.level == level for node in structure.nodes.values()) for level in Level
    ] == numbers


def test_every_commune_lies_in_a_province() -> None:
    for on in (BEFORE, AFTER):
        structure = get_structure(on)

        assert all(structure.province_of(unit_id) for unit_id in structure.nodes)


def test_the_silences_of_the_tables_are_reported(country: LoadReport) -> None:
    assert country.unit_count > 10_792
    assert any("one part has a way" in doubt or "một phần" in doubt for doubt in country.doubts)


def test_loading_again_changes_nothing() -> None:
    before = Unit.objects.count()

    report = load_territory()

    assert report.already_loaded
    assert Unit.objects.count() == before


def test_a_code_is_an_identity_only_with_a_date() -> None:
    old, new = commune("00004", BEFORE), commune("00004", AFTER)

    assert describe_unit(old, BEFORE).startswith("Phường Trúc Bạch, Quận Ba Đình")
    assert describe_unit(new, AFTER) == "Phường Ba Đình, Thành phố Hà Nội"
    assert old != new
    assert describe_unit(province("15", BEFORE), BEFORE) == "Tỉnh Yên Bái"
    assert describe_unit(province("15", AFTER), AFTER) == "Tỉnh Lào Cai"


def test_a_code_that_nobody_has_is_refused() -> None:
    assert find_unit(level=Level.DISTRICT, code="001", on=AFTER) is None
    with pytest.raises(UnitNotFound):
        get_unit(level=Level.DISTRICT, code="001", on=AFTER)


def test_units_that_were_left_alone_live_on() -> None:
    provinces = [one for one in list_provinces(BEFORE) if one.id in get_structure(AFTER).nodes]

    assert len(provinces) == 11
    assert province("01", BEFORE) == province("01", AFTER)


def test_a_renamed_commune_is_the_same_unit_under_two_names() -> None:
    unit = commune("24235", BEFORE)

    assert unit == commune("24235", AFTER)
    assert describe_unit(unit, BEFORE).split(",")[0] != describe_unit(unit, AFTER).split(",")[0]


def test_an_ended_unit_is_described_as_it_was_last_called() -> None:
    old = commune("00004", BEFORE)

    assert describe_unit(old, AFTER) == "Phường Trúc Bạch"
    assert describe_unit(None, AFTER) == ""


def test_an_island_district_becomes_a_special_zone() -> None:
    island = get_unit(level=Level.DISTRICT, code="755", on=BEFORE)

    ways = find_successors(island)

    assert [describe_unit(way.new, AFTER) for way in ways] == [
        "Đặc khu Côn Đảo, Thành phố Hồ Chí Minh"
    ]
    assert place_in_structure(AFTER)[island.id] == province("79", AFTER).id


def test_successors_and_predecessors_are_two_sides_of_one_way() -> None:
    new = province("08", AFTER)

    old = [way.old for way in find_predecessors(new)]

    assert sorted(describe_unit(one, BEFORE) for one in old) == [
        "Tỉnh Hà Giang",
        "Tỉnh Tuyên Quang",
    ]
    assert all(way.new == new for one in old for way in find_successors(one))


def test_path_and_children_are_those_of_the_day() -> None:
    new = commune("02545", AFTER)

    assert [node.level for node in get_path(new.id, AFTER)] == [Level.PROVINCE, Level.COMMUNE]
    assert len(list_children(province("01", BEFORE).id, BEFORE)) == 30
    assert len(list_children(province("01", AFTER).id, AFTER)) == 126


def test_every_old_commune_has_its_province_of_today_but_the_silent_one() -> None:
    placed = place_in_structure(AFTER)

    unplaced = [unit for unit in list_units(level=Level.COMMUNE, on=BEFORE) if not placed[unit.id]]

    assert len(unplaced) == 1
    assert [way.kind for way in find_successors(unplaced[0])] == [SuccessionKind.PART]


def test_a_commune_of_today_belongs_to_the_province_that_it_came_from() -> None:
    placed = place_in_structure(BEFORE)
    new = commune("00706", AFTER) if find_unit(level="commune", code="00706", on=AFTER) else None
    from_ha_giang = (
        new
        or find_successors(
            Unit.objects.filter(
                level=Level.COMMUNE, parents__parent__parents__parent=province("02", BEFORE)
            ).earliest("code")
        )[0].new
    )

    assert placed[from_ha_giang.id] == province("02", BEFORE).id


def test_a_merged_province_belongs_to_none_of_those_it_was_made_of() -> None:
    placed = place_in_structure(BEFORE)

    assert placed[province("08", AFTER).id] is None
    assert sum(placed[node.id] is None for node in list_provinces(AFTER)) == 23


def test_a_branch_holds_what_was_merged_into_it() -> None:
    ids = unit_ids_in_branch(province("08", AFTER), AFTER)
    ha_giang = province("02", BEFORE)

    assert ha_giang.id in ids
    assert {node.id for node in list_children(ha_giang.id, BEFORE)} <= ids
    assert commune("02545", AFTER).id in ids
    assert commune("00004", BEFORE).id not in ids


def test_the_branches_of_the_provinces_share_nothing() -> None:
    seen: set[int] = set()
    for node in list_provinces(AFTER):
        ids = unit_ids_in_branch(Unit.objects.get(id=node.id), AFTER)

        assert not seen & ids
        seen |= ids

    assert len(seen) >= Unit.objects.count() - 2


def test_the_branch_of_a_commune_leaves_out_those_it_took_a_part_of() -> None:
    split = next(
        unit
        for unit in list_units(level=Level.COMMUNE, on=BEFORE).prefetch_related("successions")
        if unit.id not in get_structure(AFTER).nodes
        and [way.kind for way in unit.successions.all()].count(SuccessionKind.PART) > 1
    )

    for way in find_successors(split):
        assert split.id not in unit_ids_in_branch(way.new, AFTER)


def test_a_unit_that_did_not_stand_has_no_branch() -> None:
    assert unit_ids_in_branch(province("02", BEFORE), AFTER) == frozenset()


@pytest.mark.parametrize(
    ("text", "on", "name"),
    [
        ("xã Tân Trào, Sơn Dương, Tuyên Quang", BEFORE, "Xã Tân Trào, Huyện Sơn Dương"),
        ("xã Tân Trào, Sơn Dương, Tuyên Quang", AFTER, "Xã Tân Trào, Tỉnh Tuyên Quang"),
        ("X. Tân Trào - T. Tuyên Quang", AFTER, "Xã Tân Trào, Tỉnh Tuyên Quang"),
        ("X.TAN TRAO (tuyen quang)", AFTER, "Xã Tân Trào, Tỉnh Tuyên Quang"),
        ("Tuyên Quang, Sơn Dương, Tân Trào, Việt Nam", BEFORE, "Xã Tân Trào, Huyện Sơn Dương"),
        ("02545", AFTER, "Xã Tân Trào, Tỉnh Tuyên Quang"),
        ("2545", AFTER, "Xã Tân Trào, Tỉnh Tuyên Quang"),
        ("P. Văn Miếu - Quốc Tử Giám, TP Hà Nội", AFTER, "Phường Văn Miếu - Quốc Tử Giám"),
        ("Phường Văn Miếu-Quốc Tử Giám", AFTER, "Phường Văn Miếu - Quốc Tử Giám"),
        ("P5, Q5, TPHCM", BEFORE, "Phường 5, Quận 5, Thành phố Hồ Chí Minh"),
        ("tp.hcm", AFTER, "Thành phố Hồ Chí Minh"),
        ("Tỉnh Lào Cai", AFTER, "Tỉnh Lào Cai"),
        ("Lào Cai, Lào Cai", AFTER, "Phường Lào Cai, Tỉnh Lào Cai"),
        ("Phường Trúc Bạch", AFTER, "Phường Ba Đình, Thành phố Hà Nội"),
        ("Huyện Côn Đảo", AFTER, "Đặc khu Côn Đảo"),
    ],
)
def test_a_messy_name_finds_its_unit(text: str, on: date, name: str) -> None:
    found = resolve_unit_name(text, on)

    assert [describe_unit(unit, on)[: len(name)] for unit in found] == [name]


@pytest.mark.parametrize("text", ["Tân Thạnh", "Lào Cai"])
def test_a_name_with_several_meanings_is_a_question(text: str) -> None:
    assert len(resolve_unit_name(text, AFTER)) > 1


@pytest.mark.parametrize("text", ["", " , ", "không đâu", "Tân Trao", "xã Tân Trào, Lào Cai", "99"])
def test_a_name_without_meaning_finds_nothing(text: str) -> None:
    assert resolve_unit_name(text, AFTER) == []


def test_the_old_name_of_a_split_commune_is_never_one_of_its_parts() -> None:
    split = [
        unit
        for unit in list_units(level=Level.COMMUNE, on=BEFORE).prefetch_related("successions")
        if unit.successions.all()
        and all(way.kind == SuccessionKind.PART for way in unit.successions.all())
    ]

    answers = [resolve_unit_name(describe_unit(unit, BEFORE), AFTER) for unit in split[:40]]

    assert split
    assert all(len(found) != 1 for found in answers)


def test_search_ignores_accents_unless_they_are_typed() -> None:
    bare = search_units("tan trao", on=AFTER, level=Level.COMMUNE)
    typed = search_units("Tân Trào", on=AFTER, level=Level.COMMUNE)
    other = search_units("Tấn Trào", on=AFTER, level=Level.COMMUNE)

    assert [unit.code for unit in bare] == ["02545"]
    assert bare == typed
    assert other == []


def test_search_puts_the_whole_name_first() -> None:
    found = search_units("ba đình", on=AFTER, limit=3)

    assert describe_unit(found[0], AFTER) == "Phường Ba Đình, Thành phố Hà Nội"
    assert search_units("  ", on=AFTER) == []


def test_many_units_are_described_with_two_queries(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    units = [*list_units(level=Level.COMMUNE, on=BEFORE)[:50]]
    get_structure(AFTER)

    with django_assert_max_num_queries(2):
        described = describe_units(units, AFTER)

    assert len(described) == 50


def test_placing_is_quick_once_known() -> None:
    place_in_structure(AFTER)
    start = time.perf_counter()

    for _ in range(10):
        place_in_structure(AFTER)

    assert time.perf_counter() - start < 0.5
