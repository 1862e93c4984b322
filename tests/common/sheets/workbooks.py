"""Workbooks made by hand, byte by byte: .ods, .xls, and files that a password hides."""

import struct
import zipfile
from collections.abc import Sequence
from pathlib import Path

SECTOR = 512
_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_CONTENT = (
    '<?xml version="1.0" encoding="UTF-8"?><office:document-content'
    ' xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.3">'
    "<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>"
    "</office:document-content>"
)
_MANIFEST = (
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
    '<manifest:file-entry manifest:full-path="content.xml">{entry}</manifest:file-entry>'
    "</manifest:manifest>"
)


def cell(text: str, repeats: int = 1) -> str:
    times = f' table:number-columns-repeated="{repeats}"' if repeats > 1 else ""
    if not text:
        return f"<table:table-cell{times}/>"
    return (
        f'<table:table-cell office:value-type="string"{times}>'
        f"<text:p>{text}</text:p></table:table-cell>"
    )


def row(*cells: str, repeats: int = 1) -> str:
    times = f' table:number-rows-repeated="{repeats}"' if repeats > 1 else ""
    return f"<table:table-row{times}>{''.join(cells)}</table:table-row>"


def table(*rows: str, name: str = "Danh sách") -> str:
    return f'<table:table table:name="{name}">{"".join(rows)}</table:table>'


def save_ods(path: Path, *tables: str, locked: bool = False, head: str = "") -> Path:
    content = head + _CONTENT.format(tables="".join(tables))
    entry = "<manifest:encryption-data/>" if locked else ""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", _MANIFEST.format(entry=entry))
        archive.writestr("content.xml", b"\x8a\x01\xff" * 99 if locked else content.encode())
    return path


def save_ole(path: Path, streams: dict[str, bytes]) -> Path:
    """A compound file (MS-CFB); streams are padded to whole sectors, and to 4096 bytes at least."""
    padded = {
        name: data.ljust(max(4096, -(-len(data) // SECTOR) * SECTOR), b"\0")
        for name, data in streams.items()
    }
    fat: list[int] = [_FAT, _END]  # the table itself, then the directory
    starts: list[int] = []
    for data in padded.values():
        starts.append(len(fat))
        count = len(data) // SECTOR
        fat += [*range(len(fat) + 1, len(fat) + count), _END]
    fat += [_FREE] * (SECTOR // 4 - len(fat))
    head = struct.pack(
        "<8s16x5H6x9I",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        *(0x3E, 3, 0xFFFE, 9, 6),
        *(0, 1, 1, 0, 4096, _END, 0, _END, 0),
    ) + struct.pack("<109I", 0, *[_FREE] * 108)
    entries = [_entry("Root Entry", 5, child=1, start=_END, size=0)]
    for place, (name, data) in enumerate(padded.items(), start=1):
        right = place + 1 if place < len(padded) else _FREE
        entries.append(_entry(name, 2, right=right, start=starts[place - 1], size=len(data)))
    directory = b"".join(entries).ljust(SECTOR, b"\0")
    path.write_bytes(head + struct.pack("<128I", *fat) + directory + b"".join(padded.values()))
    return path


def _entry(
    name: str, kind: int, *, start: int, size: int, right: int = _FREE, child: int = _FREE
) -> bytes:
    letters = name.encode("utf-16-le")
    links = struct.pack("<HBB3I", len(letters) + 2, kind, 1, _FREE, right, child)
    return letters.ljust(64, b"\0") + links + b"\0" * 36 + struct.pack("<IQ", start, size)


def save_xls(
    path: Path,
    rows: Sequence[Sequence[str | float]],
    *,
    locked: bool = False,
    first: int = 0,
    left: int = 0,
) -> Path:
    """A BIFF8 workbook of one sheet, whose first cell stands on line `first`, in column `left`."""
    begin = struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0)
    top = _record(0x0809, begin) + (_record(0x002F, b"\1\0" + b"\7" * 52) if locked else b"")
    title = "DS".encode("utf-16-le")
    bound_size = 4 + 8 + len(title)
    sheet_at = len(top) + bound_size + 4
    bound = _record(0x0085, struct.pack("<IHBB", sheet_at, 0, 2, 1) + title)
    body = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 0))
    for line, values in enumerate(rows, start=first):
        for number, value in enumerate(values, start=left):
            place = struct.pack("<HHH", line, number, 0)
            if isinstance(value, str):
                text = struct.pack("<HB", len(value), 1) + value.encode("utf-16-le")
                body += _record(0x0204, place + text)
            else:
                body += _record(0x0203, place + struct.pack("<d", value))
    return save_ole(path, {"Workbook": top + bound + _record(0x000A) + body + _record(0x000A)})


def _record(kind: int, data: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(data)) + data
