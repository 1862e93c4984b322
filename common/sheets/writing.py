"""Sheets that leave, row by row: the state's layout, and no cell that a program would run."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

from django.utils.translation import gettext as _

# A cell that begins so, behind any spaces, is a formula to Excel; the wide signs are in some lands.
FORMULA_STARTS = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
COUNTRY = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
ROWS_TOGETHER = 500


@dataclass(frozen=True)
class Column:
    """A column as it is written: its heading, and its width in letters."""

    heading: str
    width: int = 16


def write_workbook(
    out: BinaryIO,
    *,
    columns: Sequence[Column],
    rows: Iterable[Sequence[Any]],
    title_lines: Sequence[str] = (),
    issuer: str = "",
    form_number: str = "",
    signatures: Sequence[str] = (),
    sheet_name: str = "",
) -> None:
    """An .xlsx in the layout of state papers stands in `out`; memory does not grow with rows.

    With an issuer, the head has its name, the country's and the motto; `form_number` stands above.
    Texts stay texts: phone and citizen numbers keep their zeros, and formulas are not run.
    """
    import xlsxwriter

    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(out, options) as book:
        sheet = book.add_worksheet(sheet_name or _("Sheet"))
        formats = {
            "head": book.add_format(
                {"bold": True, "align": "center", "font_name": "Times New Roman"}
            ),
            "heading": book.add_format(
                {"bold": True, "align": "center", "valign": "vcenter", "border": 1}
                | {"text_wrap": True, "font_name": "Times New Roman", "bg_color": "#E8EEF4"}
            ),
            "cell": book.add_format(
                {"border": 1, "font_name": "Times New Roman", "valign": "top", "num_format": "@"}
            ),
        }
        _set_up_page(sheet, columns)
        place = _write_head(sheet, columns, formats, (form_number, issuer, title_lines))
        for number, column in enumerate(columns):
            sheet.write_string(place, number, column.heading, formats["heading"])
        sheet.freeze_panes(place + 1, 0)
        sheet.repeat_rows(place)
        for row in rows:
            place += 1
            for number, value in enumerate(row):
                _write_cell(sheet, place, number, value, formats["cell"])
        _write_signatures(sheet, place + 2, len(columns), signatures, formats["head"])


def _set_up_page(sheet: Any, columns: Sequence[Column]) -> None:
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&C&P/&N")
    for number, column in enumerate(columns):
        sheet.set_column(number, number, column.width)


def _write_head(
    sheet: Any,
    columns: Sequence[Column],
    formats: dict[str, Any],
    parts: tuple[str, str, Sequence[str]],
) -> int:
    """The number of the line on which the headings come, from 0."""
    form_number, issuer, titles = parts
    last, place = len(columns) - 1, 0
    right = max(len(columns) * 2 // 3, min(1, last))
    if form_number:
        sheet.write_string(place, last, form_number)
        place += 1
    if issuer:
        sheet.write_string(place, right, COUNTRY, formats["head"])
        sheet.write_string(place + 1, 0, issuer)
        sheet.write_string(place + 1, right, MOTTO, formats["head"])
        place += 3
    for title in titles:
        sheet.write_string(place, last // 2, title, formats["head"])
        place += 1
    return place + 1 if titles else place


def _write_signatures(
    sheet: Any, place: int, width: int, signatures: Sequence[str], look: Any
) -> None:
    for number, title in enumerate(signatures):
        sheet.write_string(place, number * max(width // len(signatures), 1), title, look)


def _write_cell(sheet: Any, place: int, number: int, value: Any, look: Any) -> None:
    if isinstance(value, int | float) and not isinstance(value, bool):
        sheet.write_number(place, number, value, look)
    elif value is None or value == "":
        sheet.write_blank(place, number, None, look)
    else:
        sheet.write_string(place, number, str(value), look)


def iter_csv(*, headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[bytes]:
    """A CSV file in pieces, UTF-8 with the mark by which Excel knows it.

    A cell that a program would run begins with an apostrophe.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([_defuse(heading) for heading in headings])
    yield b"\xef\xbb\xbf"
    for number, row in enumerate(rows, start=1):
        writer.writerow([_defuse(value) for value in row])
        if number % ROWS_TOGETHER == 0:
            yield _take(text)
    yield _take(text)


def _take(text: io.StringIO) -> bytes:
    data = text.getvalue().encode()
    text.seek(0)
    text.truncate()
    return data


def _defuse(value: Any) -> str:
    text = "" if value is None else str(value)
    is_number = isinstance(value, int | float)
    return f"'{text}" if text.lstrip().startswith(FORMULA_STARTS) and not is_number else text


def write_refused(
    out: BinaryIO,
    *,
    lines: Sequence[Sequence[str]],
    rows: Iterable[tuple[Sequence[str], str]],
    width: int,
) -> None:
    """The refused rows stand in `out` as they were sent, with one more column: the reason.

    `lines` is what stood above the data (`Header.lines`), `width` the count of columns there.
    """
    import xlsxwriter

    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        sheet = book.add_worksheet()
        bold = book.add_format({"bold": True, "text_wrap": True})
        plain = book.add_format({"num_format": "@"})
        red = book.add_format({"font_color": "#B00020", "text_wrap": True})
        sheet.set_column(0, width - 1, 18)
        sheet.set_column(width, width, 60)
        for place, cells in enumerate(lines):
            for number, text in enumerate(cells):
                sheet.write_string(place, number, text, bold)
            if place == len(lines) - 1:
                sheet.write_string(place, width, _("Reason"), bold)
        for place, (cells, reason) in enumerate(rows, start=len(lines)):
            for number, text in enumerate(cells):
                sheet.write_string(place, number, text, plain)
            sheet.write_string(place, width, reason, red)
