"""Workbooks of other kinds: .xls, .ods, those that a password hides, and bombs of repeats."""

import tracemalloc
import zipfile
from pathlib import Path

import pytest

from common.sheets import (
    NotASheet,
    SheetInflates,
    SheetLocked,
    SheetTooLong,
    archives,
    open_sheet,
)
from tests.common.sheets.workbooks import cell, row, save_ods, save_ole, save_xls, table

NAMES = ["Nguyễn Văn An", "0912345678"]
# What programs fill a sheet up with, to its last row and column.
FILLING = row(cell("", 16_384), repeats=1_048_570)


def test_an_open_document_is_read_with_its_repeats(tmp_path: Path) -> None:
    rows = (
        row(cell("Họ và tên"), cell("SĐT")),
        row(cell("", 1024), repeats=3),
        row(cell(NAMES[0]), cell(NAMES[1]), cell("", 1022)),
        row(cell("x", 2), repeats=2),
        FILLING,
    )

    sheet = open_sheet(save_ods(tmp_path / "a.ods", table(*rows)), "a.ods")

    assert (sheet.kind, sheet.title) == ("ods", "Danh sách")
    assert [(line, cells[:2]) for line, cells in sheet] == [
        (1, ["Họ và tên", "SĐT"]),
        (5, NAMES),
        (6, ["x", "x"]),
        (7, ["x", "x"]),
    ]


@pytest.mark.parametrize(
    "rows",
    [
        (row(cell("x"), repeats=1_048_576),),
        (row(cell("x", 16_384)),),
        (row(cell(""), repeats=1_048_575), row(cell("x"))),
        (row(cell("", 16_383), cell("x")),),
        (row(cell("x", 250), repeats=90_000),),
        tuple(row(cell("x", 250), repeats=900) for _ in range(100)),
        (row(cell("x"), repeats=99_999_999_999),),
    ],
)
def test_rows_and_columns_that_repeat_beyond_measure_are_refused_in_little_memory(
    tmp_path: Path, rows: tuple[str, ...]
) -> None:
    path = save_ods(tmp_path / "a.ods", table(*rows))
    tracemalloc.start()

    with pytest.raises(SheetTooLong):
        open_sheet(path, "a.ods")

    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 20_000_000


def test_many_small_tables_count_together(tmp_path: Path) -> None:
    tables = [table(row(cell("x", 250), repeats=9000), name=f"T{n}") for n in range(9)]

    with pytest.raises(SheetTooLong):
        open_sheet(save_ods(tmp_path / "a.ods", *tables), "a.ods")


@pytest.mark.parametrize("repeats", ["-1", "abc", "9" * 5000])
def test_a_repeat_that_is_no_number_is_refused(tmp_path: Path, repeats: str) -> None:
    broken = row(cell("x"), repeats=7).replace('"7"', f'"{repeats}"')

    with pytest.raises((NotASheet, SheetTooLong)):
        open_sheet(save_ods(tmp_path / "a.ods", table(broken)), "a.ods")


def test_an_open_document_with_entities_of_its_own_is_refused(tmp_path: Path) -> None:
    head = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'

    with pytest.raises(NotASheet):
        open_sheet(save_ods(tmp_path / "a.ods", table(row(cell("x"))), head=head), "a.ods")


def test_an_old_workbook_is_read(tmp_path: Path) -> None:
    path = save_xls(tmp_path / "a.xls", [["Họ và tên", "SĐT"], [NAMES[0], 912345678.0]], first=2)

    sheet = open_sheet(path, "a.xls")

    assert (sheet.kind, sheet.title) == ("xls", "DS")
    assert list(sheet) == [(3, ["Họ và tên", "SĐT"]), (4, ["Nguyễn Văn An", "912345678"])]


def test_old_workbooks_typed_in_an_old_font_are_turned_into_unicode(tmp_path: Path) -> None:
    rows = [["Hä vµ tªn", "§Þa chØ"], ["NguyÔn V¨n An", "X· T©n Trµo"], ["Lß ThÞ ¡m", "§oµn KÕt"]]

    sheet = open_sheet(save_xls(tmp_path / "a.xls", rows), "a.xls")

    assert [cells[0] for _line, cells in sheet] == ["Họ và tên", "Nguyễn Văn An", "Lò Thị Ăm"]
    assert "TCVN3" in sheet.doubts[0]


@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods", "ods of today", "zip"])
def test_a_workbook_that_a_password_hides_is_named_so(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "a"
    if kind == "xlsx":
        save_ole(path, {"EncryptionInfo": b"\4\0\4\0@", "EncryptedPackage": b"\7" * 5000})
    elif kind == "xls":
        save_xls(path, [["x"]], locked=True)
    else:
        save_ods(path, table(row(cell("x"))), locked=kind == "ods")
        hide(path, kind)

    with pytest.raises(SheetLocked):
        open_sheet(path, "a")


def hide(path: Path, kind: str) -> None:
    """The same archive as one hidden part, or with the mark of a zip password on its parts."""
    data = path.read_bytes()
    if kind == "ods of today":
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
            archive.writestr("encrypted-package", b"\7" * 5000)
    elif kind == "zip":
        marked = data.replace(b"PK\1\2\x14\3\x14\0\0\0", b"PK\1\2\x14\3\x14\0\1\0")
        path.write_bytes(marked)


def test_a_bomb_in_an_open_document_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:

    monkeypatch.setattr(archives, "MOST_INFLATED_BYTES", 1_000_000)
    rows = [row(cell("x" * 100)) for _ in range(10_000)]

    with pytest.raises(SheetInflates):
        open_sheet(save_ods(tmp_path / "a.ods", table(*rows)), "a.ods")
