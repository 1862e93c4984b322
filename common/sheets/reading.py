"""A file opened as rows of text, as a person reads them."""

import codecs
import csv
import io
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, BinaryIO

from django.utils.translation import gettext as _

from common.sheets.archives import check_archive, check_archive_at_sight
from common.sheets.compound import check_compound
from common.sheets.encodings import OLD_ENCODINGS, find_old_encoding, find_old_font, mend_cell
from common.sheets.errors import (
    EncodingUnknown,
    NotASheet,
    SheetEmpty,
    SheetLocked,
    SheetRefused,
    SheetTooLarge,
    SheetTooLong,
)

MOST_BYTES = 100 * 1024 * 1024  # the members of the whole country are 60 MB of CSV
MOST_ROWS = 1_000_000
SAMPLE_BYTES = 1024 * 1024
SAMPLE_ROWS = 300
_MEGABYTE = 1024 * 1024
_PYTHON_NAMES = {"UTF-8": "utf-8-sig", "UTF-16": "utf-16", "UTF-16LE": "utf-16-le"} | {
    "UTF-16BE": "utf-16-be"
}
_ZIP_STARTS, _OLE_START = (b"PK\x03\x04", b"PK\x05\x06"), b"\xd0\xcf\x11\xe0"
_WIDE_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
# An entry in the directory of an old workbook file, which never lies across a block's border.
_LOCKED_MARK = "EncryptedPackage".encode("utf-16-le")
# How files begin that are neither a sheet nor text.
_OTHER_STARTS = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"Rar!", b"7z\xbc\xaf", b"GIF8", b"\x1f\x8b")


@dataclass
class Sheet:
    """One sheet. Iterates as (line from 1, cells) past empty lines, each time from the top."""

    path: Path
    name: str
    kind: str
    encoding: str
    title: str
    most_rows: int
    doubts: list[str] = field(default_factory=list)
    old_font: str = ""
    rows: Any = None

    def __iter__(self) -> Iterator[tuple[int, list[str]]]:
        lines = self._iter_csv() if self.kind == "csv" else self._iter_workbook()
        font = self.old_font
        for line, cells in lines:
            if line > self.most_rows:
                raise SheetTooLong(name=self.name)
            if any(cells):
                yield line, [mend_cell(cell, font) for cell in cells] if font else cells

    def _iter_workbook(self) -> Iterator[tuple[int, list[str]]]:
        before = self.rows.start
        left = [""] * before[1] if before else []
        for line, row in enumerate(self.rows.iter_rows(), start=1):
            yield line, left + [_cell_text(cell) for cell in row]

    def _iter_csv(self) -> Iterator[tuple[int, list[str]]]:
        try:
            with self._open_text() as text:
                mark = _find_mark(text.read(SAMPLE_BYTES // 16))
                text.seek(0)
                for line, cells in enumerate(csv.reader(text, delimiter=mark), start=1):
                    yield line, [_clean(cell) for cell in cells]
        except (csv.Error, UnicodeError):
            raise NotASheet(name=self.name) from None

    def _open_text(self) -> Any:
        if self.encoding in OLD_ENCODINGS:
            return io.StringIO(OLD_ENCODINGS[self.encoding](self.path.read_bytes()), newline="")
        return self.path.open(encoding=_PYTHON_NAMES[self.encoding], newline="")


def open_sheet(
    path: Path, name: str, *, most_bytes: int = MOST_BYTES, most_rows: int = MOST_ROWS
) -> Sheet:
    """The sheet of an .xlsx, .xls, .ods, CSV or TSV file; `name` is what its sender calls it.

    Of a workbook the visible sheet with the most rows. Raises a SheetRefused: too large, too
    long, a bomb, locked, no sheet, empty, or letters that nobody knows.
    """
    size = path.stat().st_size
    if size > most_bytes:
        raise SheetTooLarge(name=name, most=most_bytes // _MEGABYTE)
    if not size:
        raise SheetEmpty(name=name)
    with path.open("rb") as file:
        sample = file.read(SAMPLE_BYTES)
    if sample.startswith(_ZIP_STARTS):
        sheet = _open_workbook(path, name, check_archive(path, name, most_rows=most_rows))
    elif sample.startswith(_OLE_START):
        check_compound(path, name, most_rows=most_rows)
        sheet = _open_workbook(path, name, "xls")
    else:
        sheet = _open_text_file(path, name, sample)
    sheet.most_rows = most_rows
    _look_at_letters(sheet)
    return sheet


def _open_workbook(path: Path, name: str, kind: str) -> Sheet:
    from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    try:
        book = CalamineWorkbook.from_path(str(path))
        shown = [
            meta.name
            for meta in book.sheets_metadata
            if meta.visible == SheetVisibleEnum.Visible and meta.typ == SheetTypeEnum.WorkSheet
        ]
        best: Any = None
        for title in shown:
            found = book.get_sheet_by_name(title)
            if best is None or found.total_height > best.total_height:
                best = found
    except (CalamineError, ValueError, OSError) as problem:
        locked = "password" in str(problem).lower() or "encrypt" in str(problem).lower()
        raise (SheetLocked if locked else NotASheet)(name=name) from None
    if best is None or not best.height:
        raise SheetEmpty(name=name)
    sheet = Sheet(path, name, kind, "Unicode", best.name, MOST_ROWS, rows=best)
    others = [title for title in shown if title != best.name]
    if others:
        sheet.doubts.append(
            _("Only the sheet “%(title)s” is read, not: %(others)s.")
            % {"title": best.name, "others": ", ".join(others)}
        )
    return sheet


def check_at_sight(file: BinaryIO, name: str) -> None:
    """Raises, of what `open_sheet` would refuse, what can be told at once and without unpacking.

    Reads from the beginning and goes back there.
    """
    sample = file.read(SAMPLE_BYTES)
    file.seek(0)
    if not sample:
        raise SheetEmpty(name=name)
    if sample.startswith(_ZIP_STARTS):
        check_archive_at_sight(file, name)
    elif sample.startswith(_OLE_START):
        if any(_LOCKED_MARK in chunk for chunk in iter(lambda: file.read(SAMPLE_BYTES), b"")):
            raise SheetLocked(name=name)
    else:
        _refuse_other(sample, name)
        if b"\x00" in sample and not _find_wide_encoding(sample):
            raise NotASheet(name=name)
    file.seek(0)


def _refuse_other(sample: bytes, name: str) -> None:
    if sample.startswith(_OTHER_STARTS):
        raise NotASheet(name=name)
    if sample.lstrip()[:6].lower() in {b"<html>", b"<html ", b"<table", b"<!doct", b"<?xml "}:
        raise SheetRefused(
            _("“%(name)s” is a web page under the name of a sheet. Open it and save it as .xlsx."),
            name=name,
        )


def _open_text_file(path: Path, name: str, sample: bytes) -> Sheet:
    _refuse_other(sample, name)
    encoding = _find_encoding(path, sample)
    if not encoding:
        raise NotASheet(name=name) if b"\x00" in sample else EncodingUnknown(name=name)
    sheet = Sheet(path, name, "csv", encoding, "", MOST_ROWS)
    if encoding in OLD_ENCODINGS:
        sheet.doubts.append(
            _("The letters were read as %(encoding)s, an encoding of before Unicode.")
            % {"encoding": encoding}
        )
    return sheet


def _find_encoding(path: Path, sample: bytes) -> str:
    if b"\x00" in sample or sample.startswith(_WIDE_MARKS):
        return _find_wide_encoding(sample)
    if _is_utf8(path):
        return "UTF-8"
    return find_old_encoding(sample)


def _find_wide_encoding(sample: bytes) -> str:
    if sample.startswith(_WIDE_MARKS):
        return "UTF-16"
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if max(even, odd) < len(sample) // 8:
        return ""
    return "UTF-16LE" if odd > even else "UTF-16BE"


def _is_utf8(path: Path) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        with path.open("rb") as file:
            while chunk := file.read(SAMPLE_BYTES):
                if b"\x00" in chunk:  # no text has it, and the database cannot hold it
                    return False
                decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _find_mark(sample: str) -> str:
    """The sign between cells: the one that the first lines hold most of."""
    counts: dict[str, int] = {mark: sample.count(mark) for mark in ("\t", ";", ",")}
    return max(counts, key=lambda mark: counts[mark])


def _look_at_letters(sheet: Sheet) -> None:
    """An old font is found and noted; a sheet without any row is refused."""
    cells: list[str] = []
    for place, (_line, row) in enumerate(sheet):
        cells += row
        if place >= SAMPLE_ROWS:
            break
    if not any(cells):
        raise SheetEmpty(name=sheet.name)
    if sheet.encoding in OLD_ENCODINGS:
        return
    sheet.old_font = find_old_font(cells)
    if sheet.old_font:
        sheet.doubts.append(
            _("The text was typed in a %(font)s font and was turned into Unicode; look it over.")
            % {"font": sheet.old_font}
        )


def _cell_text(cell: Any) -> str:
    """A cell as a person reads it: 912345678.0 is a number without a fraction."""
    if isinstance(cell, str):
        return _clean(cell)
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else f"{cell:.15g}"
    if isinstance(cell, datetime):
        return cell.strftime("%d/%m/%Y" if cell.time() == time.min else "%d/%m/%Y %H:%M")
    if isinstance(cell, date):
        return cell.strftime("%d/%m/%Y")
    return str(cell)


def _clean(text: str) -> str:
    if text.isascii():
        return text.strip()
    return unicodedata.normalize("NFC", text).replace("\ufeff", "").strip()
