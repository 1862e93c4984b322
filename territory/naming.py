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
    typed: str


@dataclass(frozen=True)
class NamedUnits:
    """Ids of the units that a text names, and of those that they are on the day of asking.

    `named` are of the latest tree in which the text fits: units that have ended, it may be.
    """

    named: tuple[int, ...]
    units: tuple[int, ...]


def find_named_units(text: str, on: date) -> list[int]:
    """The ids of the units of `on` that a messy name can mean.

    A name of an earlier time leads to the unit of `on` that took all the people.
    """
    return list(read_named_units(text, on).units)


def read_named_units(text: str, on: date) -> NamedUnits:
    """What a messy name means, in the latest tree in which it fits and on the day."""
    return NameReader(on).read(text)


class NameReader:
    """Reads many names of one day without a query for each; blind to changes made meanwhile."""

    def __init__(self, on: date) -> None:
        self.now = get_structure(on)
        days = sorted((day for day in list_epochs() if day <= on), reverse=True)
        self.before = [get_structure(day - timedelta(days=1)) for day in days]

    def read(self, text: str) -> NamedUnits:
        """What the name means, in the latest tree in which it fits and on the day."""
        found = _find_in(text, self.now)
        if found:
            return NamedUnits(tuple(found), tuple(found))
        for structure in self.before:
            before = _find_in(text, structure)
            if before:
                units = dict.fromkeys(new for old in before for new in _carry(old, self.now))
                return NamedUnits(tuple(before), tuple(units))
        return NamedUnits((), ())


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
        if len(found) > 1 and has_accents(bare):
            # Who types accents means Thanh An by “Thanh An”, and not Thạnh An.
            found = _prefer_spelled(found, [*parts[:1], *parts[-1:]])
        if found:
            return [node.id for node in found]
    return []


def _prefer_spelled(found: Sequence[Node], parts: Sequence[Part]) -> list[Node]:
    """Those whose name is spelled as one of the parts; all of them where none is."""
    typed = {part.typed for part in parts}
    return [node for node in found if not typed.isdisjoint(node.spellings)] or list(found)


def _read_parts(pieces: Sequence[str]) -> list[Part]:
    parts = [_read_part(piece.strip(" .")) for piece in pieces if piece.strip(" .")]
    return [part for part in parts if part.key not in COUNTRY]


def _read_part(piece: str) -> Part:
    for short, long in ABBREVIATIONS:
        piece, count = re.subn(short, long, piece)
        if count:
            break
    name = fold(TYPED.sub(lambda typed: TYPED_WITHOUT_ACCENTS[typed[1]] + " ", piece))
    return Part(search_key(name), name if has_accents(bare_name(name)) else "", name)


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
