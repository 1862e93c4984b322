"""The lines of a roster's file are kept as they were sent; those that are no rows say why."""

import json
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from shutil import copyfileobj
from tempfile import NamedTemporaryFile
from typing import Any

from django.core.files.storage import default_storage

from common.db import copy_texts
from common.sheets import Sheet, find_header, open_sheet
from people.errors import RosterUnreadable
from people.models import LineState, Roster, RosterLine
from people.rosters.columns import FIELDS, is_enough
from people.rosters.lines import Sifter

_COLUMNS = ("roster_id", "line", "cells", "state", "problem")
_SIFTED = {False: str(LineState.WAITING), True: str(LineState.SKIPPED)}

Line = tuple[int, list[str]]


@dataclass
class Reading:
    """A file that is being read. `at` is the last line that was taken."""

    roster_id: int
    sheet: Sheet
    closing: ExitStack
    lines: Iterator[Line] = field(init=False)
    at: int = 0

    def __post_init__(self) -> None:
        self.lines = iter(self.sheet)

    def take(self, count: int, *, after: int) -> list[Line]:
        taken = list(islice((one for one in self.lines if one[0] > after), count))
        self.at = taken[-1][0] if taken else after
        return taken


# The file of the last step stays open: to find the place in a workbook again takes seconds.
_open: list[Reading] = []


def read_layout(roster: Roster) -> dict[str, Any]:
    """How the file is to be understood. Raises SheetRefused, RosterUnreadable."""
    sheet = _find_reading(roster, after=0).sheet
    header = find_header(sheet, FIELDS)
    if header is None or not is_enough(header.columns, roster.kind):
        close_file()
        raise RosterUnreadable
    return {
        "line": header.first_data_line - 1,
        "fields": header.columns,
        "headings": header.lines,
        "doubts": sheet.doubts,
        "unknown": header.unknown,
        "sheet": sheet.title,
    }


def take_lines(roster: Roster, *, after: int, count: int) -> list[Line]:
    """The next lines with something in them. Raises SheetRefused."""
    taken = _find_reading(roster, after=after).take(count, after=after)
    if len(taken) < count:
        close_file()
    return taken


def stage_lines(roster: Roster, lines: Sequence[Line], sifter: Sifter) -> int:
    """The lines stand in the roster; how many of them are no rows."""
    reasons = [sifter.find_reason(cells) for _line, cells in lines]
    owner = str(roster.pk)
    rows = (
        (owner, str(line), _dump(cells), _SIFTED[bool(reason)], reason)
        for (line, cells), reason in zip(lines, reasons, strict=True)
    )
    copy_texts(RosterLine, _COLUMNS, rows)
    return sum(map(bool, reasons))


def _dump(cells: Sequence[str]) -> str:
    """As JSON, without the sign that PostgreSQL keeps in no text."""
    return json.dumps(cells, ensure_ascii=False).replace("\\u0000", "")


def _find_reading(roster: Roster, *, after: int) -> Reading:
    if _open and _open[0].roster_id == roster.pk and _open[0].at <= after:
        return _open[0]
    close_file()
    with ExitStack() as stack:
        stored = stack.enter_context(default_storage.open(roster.file_key))
        copy = stack.enter_context(NamedTemporaryFile())
        copyfileobj(stored, copy)
        copy.flush()
        sheet = open_sheet(Path(copy.name), roster.file_name)
        _open.append(Reading(roster.pk, sheet, stack.pop_all()))
    return _open[0]


def close_file() -> None:
    """No file is open."""
    while _open:
        _open.pop().closing.close()
