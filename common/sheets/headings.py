"""Which column holds what, told by headings in any usual spelling, over one line or two."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from common.text import search_key

SEARCHED_LINES = 40
FEWEST_FIELDS = 2


@dataclass(frozen=True)
class Header:
    """What the head of a sheet says.

    `columns` gives a field its column, from 0; `unknown` are headings nobody knows; `lines` is
    everything above the first line of data, titles and headings, as it was sent.
    """

    first_data_line: int
    columns: dict[str, int]
    unknown: list[str] = field(default_factory=list)
    lines: list[list[str]] = field(default_factory=list)

    def repeats(self, cells: Sequence[str]) -> bool:
        """Whether a line is the heading again, as on each printed page."""
        return any(cells) and any(_trim(cells) == _trim(line) for line in self.lines)


def heading_key(text: str) -> str:
    """A heading without accents, case, remarks in brackets and signs: “Số ĐT (*)” is “so dt”."""
    bare = re.sub(r"\(.*?\)|\[.*?\]", " ", text.replace("\n", " "))
    return " ".join(re.sub(r"[^\w/]+", " ", re.sub(r"\s*/\s*", "/", search_key(bare))).split())


def find_header(rows: Iterable[tuple[int, list[str]]], fields: Mapping[str, str]) -> Header | None:
    """The head of a sheet; None when no line of the first forty names two fields.

    `fields` maps heading keys to fields; a field of "" is a heading that is known and not read.
    A heading over a second line of headings is joined to it (“dia chi xa”), else the lower counts.
    """
    top = _read_top(rows)
    counts = [len(_known(cells, fields)) for _line, cells in top]
    if not counts or max(counts) < FEWEST_FIELDS:
        return None
    at = counts.index(max(counts))
    first, last = at, at
    if at and _is_upper(top[at - 1][1], top[at][1], fields):
        first = at - 1
    elif at + 1 < len(top) and _is_lower(top[at][1], top[at + 1][1], fields):
        last = at + 1
    upper = top[first][1] if first < last or first < at else []
    columns, unknown = _name_columns(upper, top[last][1], fields)
    while last + 1 < len(top) and _is_numbering(top[last + 1][1]):
        last += 1
    following = top[last + 1][0] if last + 1 < len(top) else top[last][0] + 1
    return Header(following, columns, unknown, [cells for _line, cells in top[: last + 1]])


def _read_top(rows: Iterable[tuple[int, list[str]]]) -> list[tuple[int, list[str]]]:
    top: list[tuple[int, list[str]]] = []
    for row in rows:
        top.append(row)
        if len(top) >= SEARCHED_LINES:
            break
    return top


def _known(cells: Sequence[str], fields: Mapping[str, str]) -> set[str]:
    keys = {heading_key(cell) for cell in cells if cell}
    return {fields[key] for key in keys if fields.get(key)}


def _is_upper(upper: Sequence[str], lower: Sequence[str], fields: Mapping[str, str]) -> bool:
    """Whether the line above names fields of columns that the line below leaves open."""
    return bool(_known(upper, fields)) and _fills_gaps(upper, lower)


def _is_lower(upper: Sequence[str], lower: Sequence[str], fields: Mapping[str, str]) -> bool:
    """Whether the line below splits columns of the line above; a line of data names none."""
    below = [part for part in _join_lines(upper, lower) if part[2]]
    named = [part for part in below if _find_field(part[1], part[2], fields, lower_only=True)]
    return bool(named) and len(named) * 2 >= len(below)


def _fills_gaps(upper: Sequence[str], lower: Sequence[str]) -> bool:
    return any(
        cell and (place >= len(lower) or not lower[place]) for place, cell in enumerate(upper)
    )


def _is_numbering(cells: Sequence[str]) -> bool:
    """Whether a line only numbers the columns: (1) (2) (3) or A B 1 2."""
    filled = [cell.strip("() .") for cell in cells if cell]
    numbers = [int(cell) for cell in filled if cell.isdecimal()]
    short = all(len(cell) <= 2 for cell in filled)  # noqa: PLR2004
    return (
        short and len(numbers) > 1 and numbers == list(range(numbers[0], numbers[0] + len(numbers)))
    )


def _join_lines(upper: Sequence[str], lower: Sequence[str]) -> list[tuple[int, str, str]]:
    """Column, the heading above it (of a merged cell, its first column's) and the one below."""
    joined, group = [], ""
    for place in range(max(len(upper), len(lower))):
        above = upper[place] if place < len(upper) else ""
        below = lower[place] if place < len(lower) else ""
        group = above or (group if below else "")
        joined.append((place, group, below))
    return joined


def _find_field(
    group: str, below: str, fields: Mapping[str, str], *, lower_only: bool = False
) -> str | None:
    keys = [heading_key(f"{group} {below}"), heading_key(below)]
    if not lower_only:
        keys.append(heading_key(group))
    return next((fields[key] for key in keys if key in fields), None)


def _name_columns(
    upper: Sequence[str], lower: Sequence[str], fields: Mapping[str, str]
) -> tuple[dict[str, int], list[str]]:
    columns: dict[str, int] = {}
    unknown: list[str] = []
    for place, group, below in _join_lines(upper, lower):
        named = _find_field(group, below, fields)
        if named is None or named in columns:
            unknown += [" ".join(part for part in (group, below) if part)] * bool(group or below)
        elif named:
            columns[named] = place
    return columns, unknown


def _trim(cells: Sequence[str]) -> list[str]:
    return [heading_key(cell) for cell in cells if cell]
