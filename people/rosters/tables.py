"""A roster file as lines of text: .xlsx by its first sheet, everything else as CSV."""

import csv
import io
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, BinaryIO

from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineWorkbook

from people.errors import RosterUnreadable

MOST_BYTES = 64 * 1024 * 1024
MOST_UNPACKED_BYTES = 1024 * 1024 * 1024

Line = tuple[int, list[str]]


def read_lines(file: BinaryIO) -> Iterator[Line]:
    """Each line that holds anything, with its number from 1. Raises RosterUnreadable."""
    head = file.read(4)
    file.seek(0)
    if head[:2] == b"PK":
        return _read_workbook(file)
    if head == b"\xd0\xcf\x11\xe0":
        raise RosterUnreadable(_("This is an old .xls file. Save it as .xlsx."))
    return _read_csv(file)


def _read_workbook(file: BinaryIO) -> Iterator[Line]:
    try:
        with zipfile.ZipFile(file) as parts:
            size = sum(part.file_size for part in parts.infolist())
        if size > MOST_UNPACKED_BYTES:
            raise RosterUnreadable(_("The workbook unpacks to more than can be read."))
        file.seek(0)
        sheet = CalamineWorkbook.from_filelike(file).get_sheet_by_index(0)
    except (zipfile.BadZipFile, CalamineError) as problem:
        raise RosterUnreadable(_("The file is no workbook, or a damaged one.")) from problem
    return _number((show_cell(cell) for cell in row) for row in sheet.iter_rows())


def _read_csv(file: BinaryIO) -> Iterator[Line]:
    sample = file.read(65536)
    file.seek(0)
    codec = "utf-16" if sample[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig"
    try:
        start = sample.decode(codec, "ignore")
        text = io.TextIOWrapper(io.BytesIO(file.read()), encoding=codec, newline="")
        separator = max(",;\t", key=start.count)
        yield from _number(csv.reader(text, delimiter=separator))
    except UnicodeDecodeError as problem:
        raise RosterUnreadable(
            _("The file is not UTF-8. Save it as .xlsx or as “CSV UTF-8”.")
        ) from problem
    except csv.Error as problem:
        raise RosterUnreadable(_("The file is no table.")) from problem


def _number(rows: Any) -> Iterator[Line]:
    for line, row in enumerate(rows, 1):
        cells = list(row)
        if any(cells):
            yield line, cells


def show_cell(value: Any) -> str:
    """A cell as its sender reads it; whole numbers without a fraction, days as dd/mm/yyyy."""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, (datetime, date)):
        return value.strftime("%d/%m/%Y")
    return str(value)
