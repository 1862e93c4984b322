"""What a roster was read by, in words for its sender."""

from collections.abc import Mapping, Sequence
from typing import Any

from people.rosters.columns import FIELDS_OF_KIND, LABELS, PARTS


def list_columns(layout: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Each column that is read: its letters in Excel, its heading as sent, field and label."""
    found = sorted(layout.get("fields", {}).items(), key=lambda pair: pair[1])
    return [
        {
            "letters": name_column(index),
            "heading": _find_heading(layout["headings"], index),
            "field": field,
            "label": str(LABELS[field]),
        }
        for field, index in found
    ]


def list_missing(layout: Mapping[str, Any], kind: str) -> list[str]:
    """The labels of what this kind of roster may say and this one has no column for."""
    found = set(layout.get("fields", {}))
    return [
        str(LABELS[field])
        for field in FIELDS_OF_KIND[kind]
        if field not in found and not PARTS.get(field, set()) & found
    ]


def name_column(index: int) -> str:
    """The letters of a column counted from 0, as Excel shows them: 27 is AB."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _find_heading(lines: Sequence[Sequence[str]], index: int) -> str:
    """The lowest text above the data of a column; numbers of columns are no headings."""
    texts = (line[index] for line in reversed(lines) if index < len(line))
    return next((text for text in texts if text and not text.strip("() .").isdecimal()), "")
