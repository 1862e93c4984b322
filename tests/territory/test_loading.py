"""Tables that are not as they should be: mended and reported, or refused whole."""

from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from territory.errors import ChangeAlreadyEntered, TerritoryAlreadyLoaded, TerritoryInvalid
from territory.models import Change, Succession, Unit, UnitName, UnitParent
from territory.services import apply_reform, load_territory, preview_reform, undo_change

pytestmark = pytest.mark.django_db

BEFORE = (
    "code,level,type,name,parent_code\n"
    "01,province,Tỉnh,Tỉnh A,\n"
    "001,district,Huyện,Huyện B,01\n"
    "00001,commune,Xã,Xã Hoà,001\n"
)
FROM = "code,level,type,name,parent_code\n01,province,Tỉnh,Tỉnh A,\n00001,commune,Xã,Xã Hòa,01\n"
WAYS = "level,old_code,new_code,kind,note\nprovince,01,01,whole,\ncommune,00001,00001,unchanged,\n"


def write(folder: Path, *, before: str = BEFORE, after: str = FROM, ways: str = WAYS) -> Path:
    for name, text in (("units_before", before), ("units_from", after), ("succession", ways)):
        (folder / f"{name}_2025-07-01.csv").write_text(text, encoding="utf-8")
    return folder


def test_one_spelling_of_a_name_is_one_row(tmp_path: Path) -> None:
    report = load_territory(write(tmp_path))

    assert report.doubts == []
    assert [row.name for row in UnitName.objects.filter(type="Xã")] == ["Xã Hòa"]


def test_lost_zeros_a_byte_mark_and_rows_twice_are_mended_and_reported(tmp_path: Path) -> None:
    before = "\ufeff" + BEFORE.replace("00001", "1") + "1,commune,Xã,Xã Khác,001\n"

    report = load_territory(write(tmp_path, before=before))

    assert Unit.objects.filter(code="00001").count() == 1
    assert len(report.doubts) == 3


def test_what_the_tables_do_not_say_is_a_doubt(tmp_path: Path) -> None:
    ways = WAYS.replace("commune,00001,00001,unchanged,\n", "")

    report = load_territory(write(tmp_path, ways=ways))

    assert len(report.doubts) == 2


@pytest.mark.parametrize(
    ("table", "old", "new"),
    [
        ("before", ",001\n", ",009\n"),
        ("before", "district,", "quarter,"),
        ("before", "Xã Hoà", ""),
        ("after", ",01\n", ",77\n"),
        ("ways", "00001,00001", "00001,00009"),
        ("ways", "unchanged", "swallowed"),
        ("ways", "old_code", "old"),
    ],
)
def test_tables_that_disagree_are_refused_whole(
    tmp_path: Path, table: str, old: str, new: str
) -> None:
    text = {"before": BEFORE, "after": FROM, "ways": WAYS}[table].replace(old, new)

    with pytest.raises(TerritoryInvalid) as caught:
        load_territory(write(tmp_path, **{table: text}))

    assert caught.value.fields
    assert not Unit.objects.exists()
    assert not Change.objects.exists()


def test_a_missing_table_is_named(tmp_path: Path) -> None:
    with pytest.raises(TerritoryInvalid) as caught:
        load_territory(tmp_path)

    assert "units_before_2025-07-01.csv" in caught.value.fields


def test_other_tables_do_not_come_on_top(tmp_path: Path) -> None:
    load_territory(write(tmp_path))

    with pytest.raises(TerritoryAlreadyLoaded):
        load_territory(write(tmp_path, before=BEFORE.replace("Huyện B", "Huyện C")))

    assert Change.objects.count() == 2


def test_the_command_says_what_is_wrong(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="units_before"):
        call_command("load_territory", folder=tmp_path)


def test_line_breaks_inside_cells_are_mended_and_reported(tmp_path: Path) -> None:
    before = BEFORE.replace("Xã Hoà", '"Xã\nHoà\r\n"').replace("Huyện B", '"Huyện B\n"')

    report = load_territory(write(tmp_path, before=before))

    assert UnitName.objects.filter(name="Xã Hòa").count() == 1
    assert len(report.doubts) == 1


def test_many_spellings_of_one_note_are_one_and_reported(tmp_path: Path) -> None:
    more = "".join(f"commune,0000{n},00001,whole,Nhập toàn bộ\n" for n in (2, 3))
    more += "commune,00004,00001,whole,Nhâp  toàn bộ.\n"
    before = BEFORE + "".join(f"0000{n},commune,Xã,Xã {n},001\n" for n in (2, 3, 4))

    report = load_territory(write(tmp_path, before=before, ways=WAYS + more))

    notes = set(Succession.objects.filter(kind="whole").values_list("note", flat=True))
    assert notes == {"Nhập toàn bộ"}
    assert [doubt for doubt in report.doubts if "→" in doubt] == [
        "“Nhâp toàn bộ.” → “Nhập toàn bộ”"
    ]


def test_a_row_under_a_wrong_province_is_kept_and_reported(tmp_path: Path) -> None:
    before = BEFORE + "02,province,Tỉnh,Tỉnh B,\n002,district,Huyện,Huyện C,02\n"
    before = before.replace("Xã Hoà,001", "Xã Hoà,002")
    after = FROM + "02,province,Tỉnh,Tỉnh B,\n"
    ways = WAYS + "province,02,02,whole,\n"

    report = load_territory(write(tmp_path, before=before, after=after, ways=ways))

    assert len(report.doubts) == 1
    assert Unit.objects.filter(code="00001").count() == 1


def test_empty_rows_are_left_out(tmp_path: Path) -> None:
    report = load_territory(write(tmp_path, before=BEFORE + ",,,,\n\n"))

    assert report.doubts == []


def test_a_quote_that_never_closes_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TerritoryInvalid):
        load_territory(write(tmp_path, before=BEFORE + '"' + "x" * 200_000))


def read_all() -> list[list[tuple[Any, ...]]]:
    models = (Unit, UnitName, UnitParent)
    return [list(model.objects.order_by("pk").values_list()) for model in models]


def test_the_reform_may_come_later_and_repeats_are_harmless(tmp_path: Path) -> None:
    folder = write(tmp_path)
    load_territory(folder, before_reform=True)
    assert load_territory(folder, before_reform=True).already_loaded
    before = read_all()

    preview_reform(folder)
    assert read_all() == before
    change = apply_reform(folder).change
    assert change is not None
    undo_change(change=change, by=None, reason="thử")
    assert read_all() == before
    load_territory(folder)

    with pytest.raises(ChangeAlreadyEntered):
        apply_reform(folder)
    assert load_territory(folder).already_loaded
