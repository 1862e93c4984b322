"""How large the tables of an OpenDocument sheet are, told from their XML as it streams by.

A row or cell may say that it is repeated a million times in a few bytes, and a reader writes each
of them out. Only what lies before the last cell with something in it is laid out, so that the
empty rows with which programs fill a sheet up count for nothing.
"""

from dataclasses import dataclass
from xml.parsers import expat

_NAMESPACE = "urn:oasis:names:tc:opendocument:xmlns:"
_TABLE, _ROW = f"{_NAMESPACE}table:1.0 table", f"{_NAMESPACE}table:1.0 table-row"
_CELLS = {f"{_NAMESPACE}table:1.0 table-cell", f"{_NAMESPACE}table:1.0 covered-table-cell"}
_ROWS_REPEATED = f"{_NAMESPACE}table:1.0 number-rows-repeated"
_COLUMNS_REPEATED = f"{_NAMESPACE}table:1.0 number-columns-repeated"
_VALUE_TYPES = {
    f"{_NAMESPACE}office:1.0 value-type",
    "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0 value-type",
}
_TEXT = f"{_NAMESPACE}text:1.0 p"


class ContentBroken(Exception):
    """The XML cannot be read, or brings a document type of its own."""


@dataclass
class _Row:
    repeats: int
    column: int = 0
    filled: int = 0


class TableMeter:
    """Fed with the XML piece by piece; tells the farthest row and column, and all cells."""

    def __init__(self) -> None:
        self.rows = self.columns = self.cells = self.named = 0
        self._row_number = self._last_row = self._width = 0
        self._row = _Row(1)
        self._cell_repeats = 0
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.StartDoctypeDeclHandler = self._refuse

    def feed(self, data: bytes, *, is_last: bool = False) -> None:
        """Raises ContentBroken."""
        try:
            self._parser.Parse(data, is_last)
        except (expat.ExpatError, ValueError) as problem:
            raise ContentBroken from problem

    def _refuse(self, *_what: object) -> None:
        raise ContentBroken

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if name == _TABLE:
            self._row_number = self._last_row = self._width = 0
        elif name == _ROW:
            self._row = _Row(int(attributes.get(_ROWS_REPEATED, 1)))
        elif name in _CELLS:
            self._cell_repeats = int(attributes.get(_COLUMNS_REPEATED, 1))
            self._row.column += self._cell_repeats
            if not _VALUE_TYPES.isdisjoint(attributes):
                self._fill()
        elif name == _TEXT:
            self._fill()

    def _fill(self) -> None:
        self.named += 1
        self._row.filled = self._row.column

    def _end(self, name: str) -> None:
        if name == _ROW:
            self._row_number += self._row.repeats
            if self._row.filled:
                self._last_row = self._row_number
                self._width = max(self._width, self._row.filled)
        elif name == _TABLE:
            self.rows = max(self.rows, self._last_row)
            self.columns = max(self.columns, self._width)
            self.cells += self._last_row * self._width
