"""Lists of attendees as they arrive: pasted text, CSV or Excel, read into rows.

Columns are told by their headings where there are headings (any of the usual spellings), else by
place: name, phone, unit, category. Title lines above the headings are passed over.
"""

import csv
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.utils.translation import gettext as _

from common.sheets import SheetRefused, open_sheet
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
    lines = text.splitlines()
    if len(lines) > MOST_ROWS:
        raise ClassInvalid(fields={"attendees": [_("At most %d lines at a time.") % MOST_ROWS]})
    return _to_rows(enumerate(map(_split, lines), start=1))


def _split(line: str) -> list[str]:
    mark = next((mark for mark in ("\t", ";", ",") if mark in line), ",")
    return next(csv.reader([line], delimiter=mark), [])


def read_file(data: bytes, name: str) -> list[AttendeeRow]:
    """The rows of an .xlsx, .xls, .ods or CSV file.

    Raises ClassInvalid: too large, too long, or no such file.
    """
    if len(data) > MOST_BYTES:
        raise ClassInvalid(fields={"file": [_("The file is over 5 MB.")]})
    with NamedTemporaryFile() as file:
        file.write(data)
        file.flush()
        try:
            return _to_rows(open_sheet(Path(file.name), name, most_rows=MOST_ROWS))
        except SheetRefused as problem:
            raise ClassInvalid(fields={"file": [problem.detail]}) from None


def _to_rows(table: Iterable[tuple[int, Sequence[str]]]) -> list[AttendeeRow]:
    columns: dict[int, str] = {}
    rows: list[AttendeeRow] = []
    for number, cells in table:
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
