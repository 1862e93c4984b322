"""Files as they arrive: workbooks, text in any encoding, and what poses as one."""

import io
import re
import unicodedata
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from common.sheets import (
    NotASheet,
    SheetEmpty,
    SheetInflates,
    SheetRefused,
    SheetTooLarge,
    SheetTooLong,
    open_sheet,
)
from common.sheets import archives as archive_checks

VIETNAMESE = "Họ và tên,Địa chỉ\nNguyễn Văn An,Xã Tân Trào\nLò Thị Ăm,Phường Đoàn Kết\n"
VNI = "Hoï vaø teân,Ñòa chæ\nNguyeãn Vaên An,Xaõ Taân Traøo\nLoø Thò AÊm,Phöôøng Ñoaøn Keát\n"
TCVN3 = "Hä vµ tªn,§Þa chØ\nNguyÔn V¨n An,X· T©n Trµo\nLß ThÞ ¡m,Ph­êng §oµn KÕt\n"

# Places of RFC 1456 for the letters of the text above.
VISCII = dict(
    zip("ọàịễăãâòĂườĐế", b"\xf7\xe0\xb8\xad\xe5\xe3\xe2\xf2\xc5\xdf\xb6\xd0\xaa", strict=True)
)
VISCII |= {"Đ": 0xD0, "ỉ": 0xEF}
VPS = dict(
    zip("ọàịễăãâòĂườĐếỉ", b"\x86\xe0\xce\xcd\xe6\xe3\xe2\xf2\x88\xdc\xa9\xf1\x89\xcc", strict=True)
)


def to_1258(text: str) -> bytes:
    """Windows-1258: vowels with their own sign as one letter, tones as a letter of their own."""
    out = ""
    for letter in unicodedata.normalize("NFD", text):
        joined = unicodedata.normalize("NFC", out[-1:] + letter)
        is_tone = letter in "\u0300\u0301\u0303\u0309\u0323"
        out = out + letter if is_tone or len(joined) > 1 or not out else out[:-1] + joined
    # The dot below comes first in NFD, before the sign of the vowel.
    out = re.sub(
        "([aeo])\u0323([\u0302\u0306])",
        lambda m: unicodedata.normalize("NFC", m[1] + m[2]) + "\u0323",
        out,
    )
    return out.encode("cp1258")


def save(path: Path, rows: list[list[Any]], *, hidden: list[list[Any]] | None = None) -> Path:
    with xlsxwriter.Workbook(path) as book:
        if hidden is not None:
            other = book.add_worksheet("Nháp")
            other.hide()
            for place, row in enumerate(hidden):
                other.write_row(place, 0, row)
        sheet = book.add_worksheet("Danh sách")
        sheet.activate()
        sheet.set_first_sheet()
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        for place, row in enumerate(rows):
            for number, value in enumerate(row):
                if isinstance(value, date):
                    sheet.write_datetime(place, number, value, day)
                else:
                    sheet.write(place, number, value)
    return path


def test_cells_are_text_as_a_person_reads_it(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        ["Nguyễn Văn An ", 912345678.0, date(1990, 2, 3), 1.5],
        [],
        ["x", "0987"],
    ]

    sheet = open_sheet(save(tmp_path / "a.xlsx", rows), "a.xlsx")

    assert [(line, cells[:4]) for line, cells in sheet] == [
        (1, ["Nguyễn Văn An", "912345678", "03/02/1990", "1.5"]),
        (3, ["x", "0987", "", ""]),
    ]
    assert (sheet.kind, sheet.title) == ("xlsx", "Danh sách")


def test_a_hidden_sheet_is_passed_over(tmp_path: Path) -> None:
    path = save(tmp_path / "a.xlsx", [["a"]], hidden=[["b"], ["c"]])

    assert [cells for _line, cells in open_sheet(path, "a.xlsx")] == [["a"]]


@pytest.mark.parametrize("start", [1, 4])
def test_lines_are_numbered_as_the_sender_sees_them(tmp_path: Path, start: int) -> None:
    rows: list[list[Any]] = [[] for _ in range(start - 1)] + [["", "a"], ["b"]]

    sheet = open_sheet(save(tmp_path / "a.xlsx", rows), "a.xlsx")

    assert list(sheet) == [(start, ["", "a"]), (start + 1, ["b", ""])]


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (VIETNAMESE.encode(), "UTF-8"),
        (VIETNAMESE.encode("utf-8-sig"), "UTF-8"),
        (VIETNAMESE.encode("utf-16"), "UTF-16"),
        (VIETNAMESE.encode("utf-16-le"), "UTF-16LE"),
        (TCVN3.encode("latin-1"), "TCVN3"),
        (VNI.encode("cp1252"), "VNI"),
        (to_1258(VIETNAMESE), "Windows-1258"),
        (bytes(VISCII.get(letter, ord(letter) & 0xFF) for letter in VIETNAMESE), "VISCII"),
        (bytes(VPS.get(letter, ord(letter) & 0xFF) for letter in VIETNAMESE), "VPS"),
    ],
)
def test_text_of_any_encoding_is_read(tmp_path: Path, data: bytes, encoding: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(data)

    sheet = open_sheet(path, "a.csv")

    assert sheet.encoding == encoding
    assert list(sheet)[1:] == [
        (2, ["Nguyễn Văn An", "Xã Tân Trào"]),
        (3, ["Lò Thị Ăm", "Phường Đoàn Kết"]),
    ]
    assert bool(sheet.doubts) == (encoding not in {"UTF-8", "UTF-16", "UTF-16LE"})


@pytest.mark.parametrize(("text", "font"), [(TCVN3, "TCVN3"), (VNI, "VNI")])
def test_cells_typed_in_an_old_font_are_turned_into_unicode(
    tmp_path: Path, text: str, font: str
) -> None:
    rows = [line.split(",") for line in text.splitlines()]

    sheet = open_sheet(save(tmp_path / "a.xlsx", rows), "a.xlsx")

    assert [cells[0] for _line, cells in sheet] == ["Họ và tên", "Nguyễn Văn An", "Lò Thị Ăm"]
    assert font in sheet.doubts[0]


def test_what_is_no_sheet_is_refused_by_name(tmp_path: Path) -> None:
    path = tmp_path / "a"
    for data, refusal in (
        (b"", SheetEmpty),
        (b"%PDF-1.7", NotASheet),
        (b"PK\x03\x04 broken", NotASheet),
        (b"\xd0\xcf\x11\xe0 broken", NotASheet),
        (b"<html><table>", SheetRefused),
        (b"\n\n", SheetEmpty),
        (b"\x81\x8d\xff\xfe\x00" * 40, NotASheet),
    ):
        path.write_bytes(data)
        with pytest.raises(refusal):
            open_sheet(path, "a")


def test_a_file_over_the_limit_is_not_opened(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"a,b\n" * 1000)

    with pytest.raises(SheetTooLarge):
        open_sheet(path, "a.csv", most_bytes=100)
    with pytest.raises(SheetTooLong):
        list(open_sheet(path, "a.csv", most_rows=999))


def bomb(size: int, declared: int) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b" " * size)
    data = out.getvalue()
    return data.replace(size.to_bytes(4, "little"), declared.to_bytes(4, "little"))


def test_a_bomb_is_found_whatever_size_it_declares(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive_checks, "MOST_INFLATED_BYTES", 10_000_000)
    path = tmp_path / "a.xlsx"
    path.write_bytes(bomb(11_000_000, declared=100))

    with pytest.raises(SheetInflates):
        open_sheet(path, "a.xlsx")


def test_few_cells_far_apart_are_out_of_proportion(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write(0, 0, "a")
        sheet.write(70_000, 200, "b")

    with pytest.raises(SheetTooLong):
        open_sheet(path, "a.xlsx")


def test_a_cell_at_the_far_corner_does_not_fill_the_memory(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write(0, 0, "a")
        sheet.write(1_048_575, 16_383, "b")

    with pytest.raises(SheetTooLong):
        open_sheet(path, "a.xlsx")
