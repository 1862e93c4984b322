"""What a zip file that calls itself a workbook really unpacks to, found before it is opened.

Sizes that an archive declares are not believed: every part is inflated and counted, and nothing
of it kept. The farthest cell is looked for too, since a reader lays out the whole rectangle.
"""

import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from common.sheets.errors import NotASheet, SheetInflates, SheetLocked, SheetTooLong

MOST_PARTS = 2000
MOST_INFLATED_BYTES = 1024 * 1024 * 1024
MOST_COLUMNS = 256
MOST_CELLS = 20_000_000
CHUNK_BYTES = 1024 * 1024
_LOCAL_HEADER_BYTES = 30
_ENCRYPTED = 0x1
_CELL = re.compile(rb'\sr="([A-Z]{1,3})(\d{1,9})"')
_REPEATS = re.compile(rb'number-(?:columns|rows)-repeated="(\d+)"[^>]*>\s*<text')
_MOST_REPEATS = 1000


def check_archive(path: Path, name: str, *, most_rows: int) -> str:
    """“xlsx” or “ods” for an archive that may be opened.

    Raises NotASheet, SheetLocked, SheetInflates, SheetTooLong.
    """
    try:
        with path.open("rb") as file, zipfile.ZipFile(file) as archive:
            parts = archive.infolist()
            kind = _check_listing(parts, name)
            _check_parts(file, parts, name, most_rows)
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError, NotImplementedError):
        raise NotASheet(name=name) from None
    return kind


def check_archive_at_sight(file: BinaryIO, name: str) -> None:
    """Raises what `check_archive` would by what the archive says of itself; nothing is unpacked."""
    try:
        with zipfile.ZipFile(file) as archive:
            _check_listing(archive.infolist(), name)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise NotASheet(name=name) from None


def _check_listing(parts: list[zipfile.ZipInfo], name: str) -> str:
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_INFLATED_BYTES:
        raise SheetInflates(name=name)
    kind = _kind_of(parts)
    if kind is None:
        raise NotASheet(name=name)
    if any(part.flag_bits & _ENCRYPTED for part in parts):
        raise SheetLocked(name=name)
    return kind


def _kind_of(parts: list[zipfile.ZipInfo]) -> str | None:
    names = {part.filename for part in parts}
    if "xl/workbook.xml" in names:
        return "xlsx"
    return "ods" if "content.xml" in names else None


def _check_parts(file: BinaryIO, parts: list[zipfile.ZipInfo], name: str, most_rows: int) -> None:
    total = 0
    for part in parts:
        rows = columns = 0
        is_sheet = part.filename.startswith("xl/worksheets/")
        tail = b""
        for chunk in _inflate(file, part):
            total += len(chunk)
            if total > MOST_INFLATED_BYTES:
                raise SheetInflates(name=name)
            if is_sheet:
                text = tail + chunk
                rows, columns = _farthest(text, rows, columns)
                tail = text[-40:]
            elif part.filename == "content.xml":
                text = tail + chunk
                if any(int(count) > _MOST_REPEATS for count in _REPEATS.findall(text)):
                    raise SheetTooLong(name=name)
                tail = text[-200:]
        if rows > most_rows or columns > MOST_COLUMNS or rows * columns > MOST_CELLS:
            raise SheetTooLong(name=name)


def _farthest(text: bytes, rows: int, columns: int) -> tuple[int, int]:
    """The last row and column that a piece of a sheet names."""
    found = _CELL.findall(text)
    if not found:
        return rows, columns
    letters = {column for column, _row in found}
    return (
        max(rows, *(int(row) for _column, row in found)),
        max(columns, *(_column_number(column) for column in letters)),
    )


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _inflate(file: BinaryIO, part: zipfile.ZipInfo) -> Iterator[bytes]:
    """The bytes of a part, whatever size it declares, in chunks."""
    file.seek(part.header_offset)
    head = file.read(_LOCAL_HEADER_BYTES)
    if len(head) < _LOCAL_HEADER_BYTES:
        raise zipfile.BadZipFile
    file.seek(int.from_bytes(head[26:28], "little") + int.from_bytes(head[28:30], "little"), 1)
    left = part.compress_size
    if part.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        raise NotImplementedError
    inflater = zlib.decompressobj(-15) if part.compress_type == zipfile.ZIP_DEFLATED else None
    while left > 0:
        packed = file.read(min(left, CHUNK_BYTES))
        if not packed:
            raise zipfile.BadZipFile
        left -= len(packed)
        if inflater is None:
            yield packed
            continue
        while packed:
            yield inflater.decompress(packed, CHUNK_BYTES)
            packed = inflater.unconsumed_tail
