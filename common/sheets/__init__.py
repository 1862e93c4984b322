"""Spreadsheets as they arrive and as they leave: Excel, OpenDocument, CSV.

A file is opened by `open_sheet`, its columns told by `find_header`, its cells read by the pure
functions of `cells`. `write_workbook`, `iter_csv` and `write_refused` write row by row.
"""

from common.sheets.cells import DayRead, is_total_line, read_date, read_gender, split_cell
from common.sheets.errors import (
    CellProblem,
    EncodingUnknown,
    NotASheet,
    SheetEmpty,
    SheetInflates,
    SheetLocked,
    SheetRefused,
    SheetTooLarge,
    SheetTooLong,
)
from common.sheets.headings import Header, find_header, heading_key
from common.sheets.reading import MOST_BYTES, MOST_ROWS, Sheet, check_at_sight, open_sheet
from common.sheets.writing import (
    FORMULA_STARTS,
    Column,
    iter_csv,
    write_refused,
    write_workbook,
)

__all__ = [
    "FORMULA_STARTS",
    "MOST_BYTES",
    "MOST_ROWS",
    "CellProblem",
    "Column",
    "DayRead",
    "EncodingUnknown",
    "Header",
    "NotASheet",
    "Sheet",
    "SheetEmpty",
    "SheetInflates",
    "SheetLocked",
    "SheetRefused",
    "SheetTooLarge",
    "SheetTooLong",
    "check_at_sight",
    "find_header",
    "heading_key",
    "is_total_line",
    "iter_csv",
    "open_sheet",
    "read_date",
    "read_gender",
    "split_cell",
    "write_refused",
    "write_workbook",
]
