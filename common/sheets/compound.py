"""What an old workbook (.xls) really lays out, found before it is opened.

The format is Microsoft's compound file (MS-CFB) with a stream of records (MS-XLS). Office keeps
workbooks that a password hides in the same kind of file.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from common.sheets.errors import NotASheet, SheetLocked, SheetTooLong
from common.sheets.limits import MOST_COLUMNS, is_too_sparse

_ENTRY_BYTES = 128
_SMALL_BYTES = 64
_SECTOR_BYTES = {9: 512, 12: 4096}
_LAST_SECTOR = 0xFFFFFFFA  # from here on numbers are marks, not sectors
_BEGIN, _PASSWORD = 0x0809, 0x002F
# BLANK, NUMBER, LABEL, BOOLERR, RK, LABELSST, MULRK, MULBLANK, FORMULA: row and column come first.
_CELLS = frozenset({0x0201, 0x0203, 0x0204, 0x0205, 0x027E, 0x00FD, 0x00BD, 0x00BE, 0x0006})


def check_compound(path: Path, name: str, *, most_rows: int) -> None:
    """Returns for a workbook that may be opened. Raises NotASheet, SheetLocked, SheetTooLong."""
    try:
        streams = _Compound(path.read_bytes()).streams
        if "EncryptedPackage" in streams:
            raise SheetLocked(name=name)
        book = streams.get("Workbook") or streams.get("Book") or b""
        for sheet in _iter_sheets(book, name):
            far = sheet.rows > most_rows or sheet.columns > MOST_COLUMNS
            if far or is_too_sparse(sheet.rows * sheet.columns, sheet.named):
                raise SheetTooLong(name=name)
    except (struct.error, LookupError, ValueError):
        raise NotASheet(name=name) from None


@dataclass
class _Extent:
    rows: int = 0
    columns: int = 0
    named: int = 0


def _iter_sheets(book: bytes, name: str) -> Iterator[_Extent]:
    """How far the cells of each sheet reach. Raises SheetLocked."""
    place, extent = 0, _Extent()
    while place + 4 <= len(book):
        kind, size = struct.unpack_from("<HH", book, place)
        if kind == _PASSWORD:
            raise SheetLocked(name=name)
        if kind == _BEGIN:
            yield extent
            extent = _Extent()
        elif kind in _CELLS and size >= 4:  # noqa: PLR2004 - a row and a column
            row, column = struct.unpack_from("<HH", book, place + 4)
            extent.rows = max(extent.rows, row + 1)
            extent.columns = max(extent.columns, column + 1)
            extent.named += 1
        place += 4 + size
    yield extent


class _Compound:
    """The streams of a compound file by name; chains that go round are cut at the file's size."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.sector_bytes = _SECTOR_BYTES[int.from_bytes(data[30:32], "little")]

    def _sector(self, number: int) -> bytes:
        start = (number + 1) * self.sector_bytes
        return self.data[start : start + self.sector_bytes]

    @cached_property
    def _table(self) -> list[int]:
        """Of each sector the next one: the file allocation table."""
        said = struct.unpack_from("<I", self.data, 44)[0]
        count = min(said, len(self.data) // self.sector_bytes)
        numbers = list(struct.unpack_from("<109I", self.data, 76))
        more = struct.unpack_from("<I", self.data, 68)[0]
        while more < _LAST_SECTOR and len(numbers) < count:
            listed = _read_numbers(self._sector(more))
            numbers += listed[:-1]
            more = listed[-1]
        return _read_numbers(b"".join(self._sector(one) for one in numbers[:count]))

    def _chain(self, start: int, table: list[int]) -> Iterator[int]:
        for _step in range(len(table)):
            if start >= _LAST_SECTOR:
                return
            yield start
            start = table[start]

    def _read(self, start: int) -> bytes:
        return b"".join(self._sector(one) for one in self._chain(start, self._table))

    @cached_property
    def streams(self) -> dict[str, bytes]:
        directory = self._read(struct.unpack_from("<I", self.data, 48)[0])
        entries = [
            directory[place : place + _ENTRY_BYTES]
            for place in range(0, len(directory), _ENTRY_BYTES)
        ]
        small = self._read(struct.unpack_from("<I", entries[0], 116)[0])
        return {_name_of(entry): self._content(entry, small) for entry in entries if entry[66] == 2}  # noqa: PLR2004 - a stream

    def _content(self, entry: bytes, small: bytes) -> bytes:
        start, size = struct.unpack_from("<II", entry, 116)
        if size >= struct.unpack_from("<I", self.data, 56)[0]:
            return self._read(start)[:size]
        table = _read_numbers(self._read(struct.unpack_from("<I", self.data, 60)[0]))
        pieces = (one * _SMALL_BYTES for one in self._chain(start, table))
        return b"".join(small[place : place + _SMALL_BYTES] for place in pieces)[:size]


def _read_numbers(data: bytes) -> list[int]:
    return list(struct.unpack(f"<{len(data) // 4}I", data[: len(data) // 4 * 4]))


def _name_of(entry: bytes) -> str:
    size = int.from_bytes(entry[64:66], "little")
    return entry[: max(size - 2, 0)].decode("utf-16-le")
