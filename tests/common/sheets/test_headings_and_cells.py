"""Columns told by their headings, cells by what they mean."""

from datetime import date

import pytest

from common.sheets import CellProblem, DayRead, find_header, read_date, read_gender, split_cell

FIELDS = {"stt": "", "ho va ten": "name", "ho va ten ho": "family", "ho va ten ten": "given"} | {
    "ngay sinh": "birth",
    "so dt": "phone",
    "dia chi xa": "commune",
    "huyen": "district",
}


def test_a_heading_is_found_below_titles_in_any_spelling() -> None:
    rows = [
        (1, ["UBND XÃ TÂN TRÀO"]),
        (3, ["STT", "HỌ VÀ TÊN (*)", "Ngay sinh", "Số\nĐT", "Màu"]),
        (4, ["1", "Nguyễn Văn An", "1990", "0912345678", "đỏ"]),
    ]

    header = find_header(rows, FIELDS)

    assert header is not None
    assert header.columns == {"name": 1, "birth": 2, "phone": 3}
    assert (header.first_data_line, header.unknown) == (4, ["Màu"])
    assert header.lines == [rows[0][1], rows[1][1]]
    assert header.repeats(["stt", "Họ và tên", "Ngày sinh", "Số ĐT", "Màu"])


def test_merged_headings_over_two_lines_are_joined() -> None:
    rows = [
        (1, ["STT", "Họ và tên", "", "Ngày sinh", "Địa chỉ", ""]),
        (2, ["", "Họ", "Tên", "", "Xã", "Huyện"]),
        (3, ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)"]),
        (4, ["1", "Nguyễn Văn", "An", "1990", "Tân Trào", "Sơn Dương"]),
    ]

    header = find_header(rows, FIELDS)

    assert header is not None
    assert header.first_data_line == 4
    assert header.columns == {"family": 1, "given": 2, "birth": 3, "commune": 4, "district": 5}


def test_a_sheet_without_headings_has_no_header() -> None:
    assert find_header([(1, ["An", "0912345678"])], FIELDS) is None


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("25/12/1990", date(1990, 12, 25)),
        ("5-2-90", date(1990, 2, 5)),
        ("05.02.12", date(2012, 2, 5)),
        ("1990-12-25 00:00:00", date(1990, 12, 25)),
        ("33232", date(1990, 12, 25)),
        ("33232.0", date(1990, 12, 25)),
        ("25121990", date(1990, 12, 25)),
        ("5021990", date(1990, 2, 5)),
        ("19901225", date(1990, 12, 25)),
        ("ngày 2 tháng 9 năm 1945", date(1945, 9, 2)),
    ],
)
def test_days_are_read_in_every_spelling(text: str, day: date) -> None:
    assert read_date(text) == DayRead(day)


def test_a_year_alone_is_a_year() -> None:
    assert read_date("1975") == DayRead(date(1975, 1, 1), "year")
    assert read_date(" ") is None


@pytest.mark.parametrize("text", ["30/02/1990", "12/25/1990", "x", "1/2", "1/1/1", "99999999", "9"])
def test_what_is_no_day_is_refused_with_its_text(text: str) -> None:
    if text == "1/1/1":
        assert read_date(text) == DayRead(date(2001, 1, 1))
        return

    with pytest.raises(CellProblem, match=text):
        read_date(text)


def test_genders_and_cells_of_two_values() -> None:
    assert [read_gender(text) for text in ("NỮ", "nam", "")] == ["female", "male", ""]
    assert split_cell("0912345678 / 0987654321") == ["0912345678", "0987654321"]
    with pytest.raises(CellProblem):
        read_gender("khác")
