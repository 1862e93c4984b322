"""Sheets that leave: nothing in them runs, and they are read back as they were."""

import csv
import io
from pathlib import Path

import pytest

from common.sheets import Column, iter_csv, open_sheet, write_refused, write_workbook

EVIL = ["=1+1", "+84912345678", "-1", "@SUM(A1)", "\t=1", "0912345678"]


def test_a_workbook_holds_texts_and_no_formula(tmp_path: Path) -> None:
    out = io.BytesIO()

    write_workbook(
        out,
        columns=[Column("Ô")] * len(EVIL),
        rows=[EVIL, [1, 2.5, None, "", "a", "b"]],
        title_lines=["DANH SÁCH"],
        issuer="UBND xã Tân Trào",
        form_number="Mẫu số 01",
        signatures=["Người lập", "Chủ tịch"],
    )

    path = tmp_path / "a.xlsx"
    path.write_bytes(out.getvalue())
    lines = [cells for _line, cells in open_sheet(path, "a.xlsx")]
    assert [text.strip() for text in EVIL] in lines
    assert ["1", "2.5", "", "", "a", "b"] in lines
    assert any("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in cells for cells in lines)


def test_csv_is_marked_as_unicode_and_defused() -> None:
    data = b"".join(iter_csv(headings=["Ô"], rows=[[text] for text in EVIL] + [[-5], [None]]))

    assert data.startswith(b"\xef\xbb\xbf")
    lines = data.decode("utf-8-sig").split("\r\n")
    assert lines[1:3] == ["'=1+1", "'+84912345678"]
    assert lines[6:8] == ["0912345678", "-5"]


@pytest.mark.parametrize(
    "text",
    ["=1", " =1", "\n=1", "\u00a0@SUM(A1)", "\t=1", "\r+1", "-2+3", "＝1+1", "＠A1"],
)
def test_no_cell_and_no_heading_of_csv_runs(text: str) -> None:
    data = b"".join(iter_csv(headings=[text], rows=[[text, "Bản = 1"]])).decode("utf-8-sig")

    (heading,), (cell, harmless) = csv.reader(io.StringIO(data, newline=""))
    assert heading == cell == f"'{text}"
    assert harmless == "Bản = 1"


def test_csv_leaves_in_pieces() -> None:
    rows = iter_csv(headings=["n"], rows=([number] for number in range(2000)))

    assert len(list(rows)) == 6


def test_refused_rows_come_back_in_their_layout_with_the_reason(tmp_path: Path) -> None:
    out = io.BytesIO()

    write_refused(
        out,
        lines=[["DANH SÁCH"], ["STT", "Họ và tên"]],
        rows=[(["1", "=x"], "Không có tên.")],
        width=2,
    )

    path = tmp_path / "a.xlsx"
    path.write_bytes(out.getvalue())
    assert list(open_sheet(path, "a.xlsx"))[2] == (3, ["1", "=x", "Không có tên."])
