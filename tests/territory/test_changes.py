"""A change is entered as one transaction, tried first, and taken back as a whole."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from people.errors import OutOfScope, RoleRequired
from people.models import Role
from people.viewer import Viewer
from territory.errors import (
    ChangeAlreadyEntered,
    ChangeAlreadyUndone,
    ChangeInUse,
    ChangeInvalid,
)
from territory.models import Change, Succession, Unit, UnitName, UnitParent
from territory.placement import place_in_structure
from territory.selectors import (
    describe_unit,
    find_former_units,
    find_present_units,
    find_unit,
    get_unit,
    resolve_unit_name,
    unit_ids_in_branch,
)
from territory.services import apply_change, plan_change, preview_change, undo_change
from territory.structure import get_structure
from tests import factories

pytestmark = pytest.mark.django_db

DAY, EVE = date(2026, 3, 1), date(2026, 2, 28)
Document = dict[str, Any]


def unit(code: str, name: str, parent: str = "01", kind: str = "Xã") -> dict[str, str]:
    level = {2: "province", 3: "district", 5: "commune"}[len(code)]
    return {"level": level, "code": code, "type": kind, "name": name, "parent_code": parent}


def way(old: str, new: str, kind: str = "whole") -> dict[str, str]:
    level = {2: "province", 3: "district", 5: "commune"}[len(old)]
    return {"level": level, "old_code": old, "new_code": new, "kind": kind}


def change(*, on: date = DAY, **parts: Any) -> Document:
    return {"effective_on": on.isoformat(), "legal_basis": "Nghị quyết 1/NQ", **parts}


def enter(document: Document) -> Change:
    made = apply_change(document=document, by=None).change
    assert made is not None
    return made


def commune(code: str, on: date = DAY) -> Unit:
    return get_unit(level="commune", code=code, on=on)


def read_tables() -> list[list[tuple[Any, ...]]]:
    models = (Unit, UnitName, UnitParent, Succession)
    return [list(model.objects.order_by("pk").values_list()) for model in models]


@pytest.fixture(autouse=True)
def _country() -> None:
    """Two provinces: 01 with communes 00001 to 00003, 02 with 00004."""
    enter(
        change(
            on=date(2000, 1, 1),
            units=[
                unit("01", "Tỉnh A", kind="Tỉnh"),
                unit("02", "Tỉnh B", kind="Tỉnh"),
                *(unit(f"0000{n}", f"Xã {n}") for n in (1, 2, 3)),
                unit("00004", "Xã 4", "02"),
            ],
        )
    )


MERGER = change(
    units=[unit("00001", "Xã Mới")],
    ways=[way("00001", "00001"), way("00002", "00001")],
)
PARTIAL = change(ways=[way("00001", "00001", "unchanged"), way("00001", "00002", "part")])
SPLIT = change(
    units=[unit("00005", "Xã 5"), unit("00006", "Xã 6")],
    ways=[way("00001", "00005", "part"), way("00001", "00006", "part")],
)
RENAME = change(units=[unit("00001", "Xã Đổi Tên")])
RETYPE = change(
    units=[unit("00001", "Phường 1", kind="Phường")], ways=[way("00001", "00001", "retype")]
)
MOVE = change(units=[unit("00001", "Xã 1", "02")])
PROVINCES = change(
    units=[unit("03", "Tỉnh AB", kind="Tỉnh")], ways=[way("01", "03"), way("02", "03")]
)
NEW_PROVINCE = change(units=[unit("03", "Tỉnh C", kind="Tỉnh"), unit("00003", "Xã 3", "03")])
EVERY_KIND = {
    "merger": MERGER,
    "partial": PARTIAL,
    "split": SPLIT,
    "rename": RENAME,
    "retype": RETYPE,
    "move": MOVE,
    "provinces": PROVINCES,
    "new_province": NEW_PROVINCE,
}


def test_a_merger_founds_the_new_unit_and_ends_the_old() -> None:
    olds = [commune("00001", EVE), commune("00002", EVE)]

    enter(MERGER)

    new = commune("00001")
    assert new not in olds
    assert describe_unit(new, DAY) == "Xã Mới, Tỉnh A"
    assert find_unit(level="commune", code="00002", on=DAY) is None
    assert {one.id for one in olds} < unit_ids_in_branch(new, DAY)


def test_a_partial_transfer_leaves_both_units_standing() -> None:
    giver, taker = commune("00001", EVE), commune("00002", EVE)

    enter(PARTIAL)

    assert (commune("00001"), commune("00002")) == (giver, taker)
    assert unit_ids_in_branch(taker, DAY) == {taker.id}


def test_a_split_unit_belongs_to_none_of_its_parts_but_to_the_province() -> None:
    old = commune("00001", EVE)

    enter(SPLIT)

    assert place_in_structure(DAY)[old.id] == get_unit(level="province", code="01", on=DAY).id
    assert old.id not in unit_ids_in_branch(commune("00005"), DAY)


@pytest.mark.parametrize("document", [RENAME, RETYPE])
def test_a_renamed_or_retyped_unit_lives_on(document: Document) -> None:
    old = commune("00001", EVE)

    enter(document)

    assert commune("00001") == old
    assert describe_unit(old, EVE) == "Xã 1, Tỉnh A"
    assert describe_unit(old, DAY).split(",")[0] == document["units"][0]["name"]
    assert not Succession.objects.exists()


def test_a_unit_moves_under_another_parent() -> None:
    enter(MOVE)

    assert describe_unit(commune("00001"), EVE) == "Xã 1, Tỉnh A"
    assert describe_unit(commune("00001"), DAY) == "Xã 1, Tỉnh B"


def test_communes_follow_provinces_that_merge() -> None:
    enter(PROVINCES)

    structure = get_structure(DAY)
    assert [node.name for node in structure.provinces()] == ["Tỉnh AB"]
    assert all(describe_unit(commune(f"0000{n}"), DAY).endswith("Tỉnh AB") for n in range(1, 5))


def test_a_new_province_takes_the_communes_that_it_names() -> None:
    enter(NEW_PROVINCE)

    assert describe_unit(commune("00003"), DAY) == "Xã 3, Tỉnh C"
    assert describe_unit(commune("00003"), EVE) == "Xã 3, Tỉnh A"


@pytest.mark.parametrize("name", EVERY_KIND)
def test_taking_back_restores_the_tables_and_the_change_may_return(name: str) -> None:
    before = read_tables()
    trees = [get_structure(day).nodes for day in (EVE, DAY)]

    undo_change(change=enter(EVERY_KIND[name]), by=None, reason="nhập nhầm")

    assert read_tables() == before
    assert [get_structure(day).nodes for day in (EVE, DAY)] == trees
    enter(EVERY_KIND[name])


@pytest.mark.parametrize("name", EVERY_KIND)
def test_a_trial_writes_nothing(name: str) -> None:
    before = read_tables()
    tree = get_structure(DAY).nodes

    report = preview_change(EVERY_KIND[name], by=None)

    assert report.change is None
    assert report.plan.counts == plan_change(EVERY_KIND[name]).counts
    assert any(report.plan.counts.values())
    assert read_tables() == before
    assert get_structure(DAY).nodes == tree


def test_a_trial_is_never_mistaken_for_the_change_that_follows() -> None:
    preview_change(RENAME, by=None)
    enter(MOVE)

    assert describe_unit(commune("00001"), DAY) == "Xã 1, Tỉnh B"


@pytest.mark.parametrize(
    ("place", "document"),
    [
        ("document", []),
        ("document", {"effective_on": "2026-03-01"}),
        ("effective_on", change(on=date(1999, 1, 1), units=[unit("00009", "Xã 9")])),
        ("effective_on", {"effective_on": "mai", "units": [unit("00009", "Xã 9")]}),
        ("colour", {**RENAME, "colour": "red"}),
        ("units", {**RENAME, "units": "xã"}),
        ("units[0].name", change(units=[unit("00009", "")])),
        ("units[0].code", change(units=[{**unit("00009", "Xã 9"), "code": "9"}])),
        ("units[0].code", change(units=[{**unit("00009", "Xã 9"), "level": "village"}])),
        ("units[0].parent_code", change(units=[unit("00009", "Xã 9", "77")])),
        ("units[0].parent_code", change(units=[unit("00009", "Xã 9", "00001")])),
        ("units", change(units=[unit("00009", "Xã 9"), unit("00009", "Xã 10")])),
        (
            "units",
            change(units=[unit("03", "Tỉnh C", kind="Tỉnh")], ways=[way("01", "03", "part")]),
        ),
        ("ways[0].kind", change(ways=[way("00001", "00002", "swallowed")])),
        ("ways[0].old_code", change(ways=[way("00009", "00002", "part")])),
        ("ways[0].new_code", change(ways=[way("00001", "00009")])),
        ("ways[0].new_code", change(ways=[way("00001", "00002")])),
        ("ends[0]", change(ends=[{"level": "commune", "code": "00009"}])),
        ("ends[0]", {**SPLIT, "ends": [{"level": "commune", "code": "00001"}]}),
        (
            "ways",
            change(
                ways=[
                    way("00001", "00001", "unchanged"),
                    way("00002", "00002", "unchanged"),
                    way("00001", "00002", "part"),
                    way("00002", "00001", "part"),
                ]
            ),
        ),
    ],
)
def test_what_cannot_be_is_refused_by_its_place(place: str, document: Document) -> None:
    before = read_tables()

    with pytest.raises(ChangeInvalid) as caught:
        apply_change(document=document, by=None)

    assert place in caught.value.fields
    assert read_tables() == before


def test_a_loop_over_two_changes_is_refused() -> None:
    enter(PARTIAL)
    back = change(
        on=date(2027, 1, 1),
        ways=[way("00002", "00002", "unchanged"), way("00002", "00001", "part")],
    )

    with pytest.raises(ChangeInvalid) as caught:
        enter(back)

    assert "ways" in caught.value.fields


def test_changes_are_entered_in_the_order_of_their_days() -> None:
    enter(RENAME)

    with pytest.raises(ChangeInvalid) as caught:
        enter(change(on=EVE, units=[unit("00004", "Xã Khác", "02")]))

    assert "effective_on" in caught.value.fields


def test_one_day_changes_a_unit_once() -> None:
    enter(RENAME)
    enter({**SPLIT, "ways": [way("00002", "00005", "part"), way("00002", "00006", "part")]})

    with pytest.raises(ChangeInvalid) as caught:
        enter(change(units=[unit("00001", "Xã Tên Nữa")]))

    assert "effective_on" in caught.value.fields


def test_a_change_is_entered_once_and_taken_back_once() -> None:
    made = enter(MERGER)
    with pytest.raises(ChangeAlreadyEntered):
        enter(MERGER)

    undo_change(change=made, by=None, reason="nhập nhầm")

    with pytest.raises(ChangeAlreadyUndone):
        undo_change(change=made, by=None, reason="nhập nhầm")


def test_a_change_is_not_taken_back_under_a_later_one() -> None:
    made = enter(MERGER)
    enter(change(on=date(2027, 1, 1), units=[unit("00001", "Xã Sau")]))

    with pytest.raises(ChangeInUse, match="01/01/2027"):
        undo_change(change=made, by=None, reason="nhập nhầm")


def test_a_change_is_not_taken_back_under_what_refers_to_it() -> None:
    made = enter(MERGER)
    factories.make_account(unit=commune("00001"))
    before = read_tables()

    with pytest.raises(ChangeInUse, match="1 "):
        undo_change(change=made, by=None, reason="nhập nhầm")

    assert read_tables() == before


def test_only_an_administrator_of_the_whole_country_enters_changes() -> None:
    def viewer(role: Role, branch: Unit | None) -> Viewer:
        return factories.make_viewer(role, branch=branch)

    with pytest.raises(RoleRequired):
        apply_change(document=RENAME, by=viewer(Role.TRAINING_MANAGER, None))
    branch = get_unit(level="province", code="01", on=DAY)
    with pytest.raises(OutOfScope):
        preview_change(RENAME, by=viewer(Role.ADMINISTRATOR, branch))
    administrator = viewer(Role.ADMINISTRATOR, None)

    made = apply_change(document=RENAME, by=administrator).change

    assert made is not None
    assert made.recorded_by == administrator.account


def test_the_commands_try_enter_and_take_back(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "change.json"
    path.write_text(json.dumps(MERGER), encoding="utf-8")

    call_command("change_territory", path, dry_run=True, json=True)
    tried = json.loads(capsys.readouterr().out)
    call_command("change_territory", path)
    call_command("change_territory", path)
    said = capsys.readouterr().out

    assert tried["uuid"] is None
    assert tried["counts"] == {"opened": 1, "closed": 2, "renamed": 0, "moved": 0, "ways": 2}
    assert "1 opened, 2 closed" in said
    call_command("undo_territory_change", str(Change.objects.latest("id").uuid))
    assert Change.objects.latest("id").undone_at


def test_an_old_name_leads_through_several_changes() -> None:
    enter(MERGER)
    enter(change(on=date(2027, 1, 1), units=[unit("00009", "Xã 9")], ways=[way("00001", "00009")]))

    found = resolve_unit_name("Xã 2, Tỉnh A", date(2027, 1, 1))

    assert found == [commune("00009", date(2027, 1, 1))]


def test_a_unit_is_traced_with_the_parts_that_it_gave() -> None:
    giver, taker = commune("00001", EVE), commune("00002", EVE)
    enter(PARTIAL)

    now, then = find_present_units(giver, DAY), find_former_units(taker, EVE)

    assert now.units == ((giver, "unchanged"), (taker, "part"))
    assert now.sure == giver
    assert then.units == ((giver, "part"), (taker, "unchanged"))
    assert find_present_units(taker, DAY).units == ((taker, "unchanged"),)


def test_a_split_unit_is_in_all_its_parts_and_surely_in_none() -> None:
    old = commune("00001", EVE)
    enter(SPLIT)

    now = find_present_units(old, DAY)

    assert [(one.code, kind) for one, kind in now.units] == [("00005", "part"), ("00006", "part")]
    assert now.sure is None
    assert find_former_units(commune("00005"), EVE).sure == old
    assert find_former_units(old, DAY).units == ()
