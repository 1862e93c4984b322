"""Units by the names that people write: any spelling, any year, with or without what lies above.

A single answer is sure; several are a question to put back; none is a refusal. A split commune's
old name never answers with one of its parts.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from common.text import accent_key, has_accents, search_key
from territory.placement import trace_forward
from territory.structure import (
    Node,
    Structure,
    bare_name,
    fold,
    get_structure,
    get_ways,
    list_epochs,
)

ABBREVIATIONS = (
    (r"^(tp\.? ?|thành phố )(hcm|h\.c\.m)$", "thành phố hồ chí minh"),
    (r"^tp(\. ?| )", "thành phố "),
    (r"^tt(\. ?| )", "thị trấn "),
    (r"^tx(\. ?| )", "thị xã "),
    (r"^đk(\. ?| )", "đặc khu "),
    (r"^x(\. ?| )", "xã "),
    (r"^p(\. ?| |(?=\d))", "phường "),
    (r"^h(\. ?| )", "huyện "),
    (r"^q(\. ?| |(?=\d))", "quận "),
    (r"^t(\. ?| )", "tỉnh "),
)
TYPED_WITHOUT_ACCENTS = {
    search_key(kind): kind
    for kind in (
        "xã", "phường", "thị trấn", "đặc khu", "huyện", "quận", "thị xã", "thành phố", "tỉnh",
    )
}  # fmt: skip
TYPED = re.compile(rf"^({'|'.join(TYPED_WITHOUT_ACCENTS)}) ")
COUNTRY = {"viet nam", "vietnam"}
CODE_LENGTHS = (2, 3, 5)


@dataclass(frozen=True)
class Part:
    """One name of a written place: `key` has no accents, `accented` is empty if none were typed."""

    key: str
    accented: str


def find_named_units(text: str, on: date) -> list[int]:
    """The ids of the units of `on` that a messy name can mean.

    A name of an earlier time leads to the unit of `on` that took all the people.
    """
    now = get_structure(on)
    found = _find_in(text, now)
    if found:
        return found
    for day in sorted((day for day in list_epochs() if day <= on), reverse=True):
        before = _find_in(text, get_structure(day - timedelta(days=1)))
        if before:
            return list(dict.fromkeys(new for old in before for new in _carry(old, now)))
    return []


def _find_in(text: str, structure: Structure) -> list[int]:
    """The units of one tree that fit: read as a code, then by commas, then by hyphens too."""
    bare = accent_key(text)
    if bare.isdigit():
        wanted = {bare, *(bare.zfill(length) for length in CODE_LENGTHS)}
        return [node.id for node in structure.nodes.values() if node.code in wanted]
    for separator in (r"[,;()\n]", r"[,;()\n]| - | – "):
        parts = _read_parts(re.split(separator, bare))
        # Some write from the province down.
        found = _match(parts, structure) or _match(parts[::-1], structure)
        if found:
            return [node.id for node in found]
    return []


def _read_parts(pieces: Sequence[str]) -> list[Part]:
    parts = [_read_part(piece.strip(" .")) for piece in pieces if piece.strip(" .")]
    return [part for part in parts if part.key not in COUNTRY]


def _read_part(piece: str) -> Part:
    for short, long in ABBREVIATIONS:
        piece, count = re.subn(short, long, piece)
        if count:
            break
    name = fold(TYPED.sub(lambda typed: TYPED_WITHOUT_ACCENTS[typed[1]] + " ", piece))
    return Part(search_key(name), name if has_accents(bare_name(name)) else "")


def _match(parts: Sequence[Part], structure: Structure) -> list[Node]:
    """The units that the first part names and whose units above fit all the others."""
    if not parts:
        return []
    first, above = parts[0], parts[1:]
    return [
        node
        for node in structure.named.get(first.key, ())
        if _fits(node, first)
        and all(any(_fits(up, part) for up in structure.path(node.id)[:-1]) for part in above)
    ]


def _fits(node: Node, part: Part) -> bool:
    """Whether the part names the unit, with its type or without; typed accents must agree."""
    return part.accented in node.spellings if part.accented else part.key in node.keys


def _carry(unit_id: int, now: Structure) -> list[int]:
    """Where a unit of before went: itself, the one that took all its people, or all the choices.

    One part alone is no answer: the table is silent on the rest.
    """
    if unit_id in now.nodes:
        return [unit_id]
    if not get_ways().successors.get(unit_id):
        return []
    trace = trace_forward(unit_id, now.on)
    if trace.sure:
        return [trace.sure]
    return list(trace.kinds) if len(trace.kinds) > 1 else []
