"""What a zip file that calls itself a workbook really unpacks to, found before it is opened.

Sizes that an archive declares are not believed: every part is inflated and counted, and nothing
of it kept. The farthest cell is looked for too, since a reader lays out the whole rectangle.
"""

import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

from common.sheets.errors import NotASheet, SheetInflates, SheetLocked, SheetTooLong
from common.sheets.limits import MOST_COLUMNS, is_too_sparse
from common.sheets.opendocument import ContentBroken, TableMeter

MOST_PARTS = 2000
MOST_INFLATED_BYTES = 1024 * 1024 * 1024
CHUNK_BYTES = 1024 * 1024
_LOCAL_HEADER_BYTES = 30
_ENCRYPTED = 0x1
_CELL = re.compile(rb'\sr="([A-Z]{1,3})(\d{1,9})"')
# What OpenDocument packs into one part when a password hides all of it.
_LOCKED_PARTS = {"encrypted-package"}
_MANIFEST = "META-INF/manifest.xml"


def check_archive(path: Path, name: str, *, most_rows: int) -> str:
    """“xlsx” or “ods” for an archive that may be opened.

    Raises NotASheet, SheetLocked, SheetInflates, SheetTooLong.
    """
    try:
        with path.open("rb") as file, zipfile.ZipFile(file) as archive:
            parts = archive.infolist()
            kind = _check_listing(parts, name)
            if _is_manifest_of_locked(file, parts):
                raise SheetLocked(name=name)
            _check_parts(file, parts, name, most_rows)
    except (
        zipfile.BadZipFile,
        zlib.error,
        OSError,
        ValueError,
        NotImplementedError,
        ContentBroken,
    ):
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
    if any(part.flag_bits & _ENCRYPTED or part.filename in _LOCKED_PARTS for part in parts):
        raise SheetLocked(name=name)
    kind = _kind_of(parts)
    if kind is None:
        raise NotASheet(name=name)
    return kind


def _is_manifest_of_locked(file: BinaryIO, parts: list[zipfile.ZipInfo]) -> bool:
    """Whether a password hides parts of an OpenDocument file, which its manifest alone says."""
    manifest = next((part for part in parts if part.filename == _MANIFEST), None)
    return manifest is not None and b"encryption-data" in next(_inflate(file, manifest), b"")


def _kind_of(parts: list[zipfile.ZipInfo]) -> str | None:
    names = {part.filename for part in parts}
    if "xl/workbook.xml" in names:
        return "xlsx"
    return "ods" if "content.xml" in names else None


def _check_parts(file: BinaryIO, parts: list[zipfile.ZipInfo], name: str, most_rows: int) -> None:
    total = 0
    for part in parts:
        measure = _measure_of(part)
        for chunk in _inflate(file, part):
            total += len(chunk)
            if total > MOST_INFLATED_BYTES:
                raise SheetInflates(name=name)
            measure.feed(chunk)
        measure.feed(b"", is_last=True)
        far = measure.rows > most_rows or measure.columns > MOST_COLUMNS
        if far or is_too_sparse(measure.cells, measure.named):
            raise SheetTooLong(name=name)


class _Meter(Protocol):
    rows: int
    columns: int
    named: int

    @property
    def cells(self) -> int: ...

    def feed(self, data: bytes, *, is_last: bool = False) -> None: ...


def _measure_of(part: zipfile.ZipInfo) -> _Meter:
    if part.filename == "content.xml":
        return TableMeter()
    return _CellMeter(is_sheet=part.filename.startswith("xl/worksheets/"))


@dataclass
class _CellMeter:
    """The farthest cell that a sheet of .xlsx names; other parts have none."""

    is_sheet: bool
    rows: int = 0
    columns: int = 0
    named: int = 0
    tail: bytes = b""

    @property
    def cells(self) -> int:
        return self.rows * self.columns

    def feed(self, data: bytes, *, is_last: bool = False) -> None:  # noqa: ARG002 - a meter's
        if self.is_sheet:
            text = self.tail + data
            found = _CELL.findall(text)
            self.named += len(found)
            self.rows, self.columns = _farthest(found, self.rows, self.columns)
            self.tail = text[-40:]


def _farthest(found: list[tuple[bytes, bytes]], rows: int, columns: int) -> tuple[int, int]:
    """The last row and column of the cells that a piece of a sheet names."""
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
