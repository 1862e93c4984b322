"""Lists of attendees as they arrive: pasted text, CSV or Excel, read into rows.

Columns are told by their headings where there are headings (any of the usual spellings), else by
place: name, phone, unit, category. Title lines above the headings are passed over.
"""

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from common.text import normalize_text, search_key
from enrollment.errors import ClassInvalid

MOST_ROWS = 5000
MOST_BYTES = 5 * 1024 * 1024
FIELDS = ("full_name", "phone", "unit", "category")
HEADINGS = {
    "ho va ten": "full_name",
    "ho ten": "full_name",
    "full name": "full_name",
    "name": "full_name",
    "so dien thoai": "phone",
    "dien thoai": "phone",
    "sdt": "phone",
    "phone": "phone",
    "don vi": "unit",
    "xa phuong": "unit",
    "xa/phuong": "unit",
    "unit": "unit",
    "nhom": "category",
    "doi tuong": "category",
    "nhom doi tuong": "category",
    "category": "category",
    "stt": "",
    "tt": "",
}


@dataclass(frozen=True)
class AttendeeRow:
    """One line of a list: its number as the sender sees it (from 1), and its cells as text."""

    line: int
    full_name: str
    phone: str = ""
    unit: str = ""
    category: str = ""


def read_pasted(text: str) -> list[AttendeeRow]:
    """The rows of pasted text: cells split by tab, semicolon or comma, one person a line."""
    return _to_rows([_split(line) for line in text.splitlines()])


def _split(line: str) -> list[str]:
    mark = next((mark for mark in ("\t", ";", ",") if mark in line), ",")
    return next(csv.reader([line], delimiter=mark), [])


def read_file(data: bytes, name: str) -> list[AttendeeRow]:
    """The rows of an .xlsx, .xls, .ods or CSV file.

    Raises ClassInvalid: too large, or no such file.
    """
    if len(data) > MOST_BYTES:
        raise ClassInvalid(fields={"file": [_("The file is over 5 MB.")]})
    if data[:4] in {b"PK\x03\x04", b"\xd0\xcf\x11\xe0"}:
        return _to_rows(_read_workbook(data, name))
    try:
        return read_pasted(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise ClassInvalid(
            fields={"file": [_("“%s” is not an Excel file or a CSV file in UTF-8.") % name]}
        ) from None


def _read_workbook(data: bytes, name: str) -> list[list[str]]:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0)
        return [
            [_cell_text(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)
        ]
    except (CalamineError, ValueError, IndexError):
        raise ClassInvalid(
            fields={"file": [_("“%s” could not be opened as an Excel file.") % name]}
        ) from None


def _cell_text(cell: Any) -> str:
    """A cell as a person reads it: 912345678.0 is a phone number that lost its zero."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime | date):
        return cell.strftime("%d/%m/%Y")
    return str(cell)


def _to_rows(table: Sequence[Sequence[str]]) -> list[AttendeeRow]:
    if len(table) > MOST_ROWS:
        raise ClassInvalid(fields={"attendees": [_("At most %d lines at a time.") % MOST_ROWS]})
    columns: dict[int, str] = {}
    rows: list[AttendeeRow] = []
    for number, cells in enumerate(table, start=1):
        if not any(cell.strip() for cell in cells):
            continue
        headings = _read_headings(cells)
        if headings:
            columns, rows = headings, []
            continue
        rows.append(_to_row(number, cells, columns))
    return rows


def _read_headings(cells: Sequence[str]) -> dict[int, str]:
    """The fields by column when the line is a heading, which names people at the least."""
    keys = [re.sub(r"\s*[/]\s*", "/", search_key(cell)) for cell in cells]
    found = {place: HEADINGS[key] for place, key in enumerate(keys) if HEADINGS.get(key)}
    return found if "full_name" in found.values() else {}


def _to_row(number: int, cells: Sequence[str], columns: dict[int, str]) -> AttendeeRow:
    values = [normalize_text(cell) for cell in cells]
    if not columns:
        if values and values[0].rstrip(".").isdigit():
            values = values[1:]
        columns = dict(enumerate(FIELDS))
    named = {columns[i]: value for i, value in enumerate(values) if i in columns}
    return AttendeeRow(line=number, full_name=named.pop("full_name", ""), **named)
