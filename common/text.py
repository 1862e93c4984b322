"""Vietnamese text: one form for one word, keys to compare, search and sort by, names in parts.

Everything here is a pure function of text. `normalize_text` comes first in all of them, so that
`hoà` and `hòa`, NFC and NFD, and curly and straight apostrophes are the same word.
"""

import re
import unicodedata
from dataclasses import dataclass

_APOSTROPHES = str.maketrans({"’": "'", "‘": "'", "`": "'", "´": "'", "ʼ": "'", "＇": "'"})
_TONES = "\u0300\u0301\u0303\u0309\u0323"  # huyền sắc ngã hỏi nặng, as combining marks
# Old spelling puts the tone of oa, oe, uy on the second letter; the new one on the first.
_OLD_TONE = re.compile(rf"([ou])([aey])([{_TONES}])(?![\w\u0300-\u036f])", re.IGNORECASE)
_PAIRS = {"oa", "oe", "uy"}

ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
TONE_ORDER = "\u0300\u0309\u0303\u0301\u0323"  # ngang is 0, then huyền hỏi ngã sắc nặng

COMPOUND_FAMILY_NAMES = {
    "hoàng phủ",
    "âu dương",
    "tôn thất",
    "tôn nữ",
    "công tằng tôn nữ",
    "công huyền tôn nữ",
    "tư mã",
    "đông phương",
    "tây môn",
    "thượng quan",
    "gia cát",
    "mộ dung",
}


def normalize_text(text: str) -> str:
    """The one spelling of `text`: NFC, tones placed as in `hòa`, plain apostrophes and spaces."""
    cleaned = re.sub(r"\s+", " ", text.translate(_APOSTROPHES)).strip()
    decomposed = unicodedata.normalize("NFD", cleaned)
    return unicodedata.normalize("NFC", _OLD_TONE.sub(_move_tone, decomposed))


def _move_tone(match: re.Match[str]) -> str:
    first, second, tone = match.groups()
    if (first + second).lower() not in _PAIRS:
        return match.group()
    before = match.string[match.start() - 1 : match.start()].lower()
    if before == "q":  # the u of qu belongs to the consonant: quý stays
        return match.group()
    return f"{first}{tone}{second}"


def accent_key(text: str) -> str:
    """Lower case with accents: equal for the same word however it was typed."""
    return normalize_text(text).lower()


def search_key(text: str) -> str:
    """Lower case without accents, đ as d: what people type who type no accents."""
    bare = unicodedata.normalize("NFD", accent_key(text).replace("đ", "d"))
    return "".join(letter for letter in bare if not unicodedata.combining(letter))


def has_accents(text: str) -> bool:
    """Whether accents were typed, so that a search should respect them."""
    return accent_key(text) != search_key(text)


@dataclass(frozen=True)
class NameParts:
    """A guess at the parts of a full name, which a person can correct."""

    family: str
    middle: str
    given: str


def split_name(full_name: str) -> NameParts:
    """Family name first, given name last, the rest between; compound family names kept whole."""
    words = normalize_text(full_name).split(" ")
    if len(words) == 1:
        return NameParts("", "", words[0])
    size = next(
        (
            size
            for size in (4, 3, 2)
            if size < len(words) and " ".join(words[:size]).lower() in COMPOUND_FAMILY_NAMES
        ),
        1,
    )
    return NameParts(" ".join(words[:size]), " ".join(words[size:-1]), words[-1])


def sort_key(full_name: str) -> str:
    """Text that sorts as Vietnamese lists do, by code point (collation "C").

    Given name, then family name, then middle name. Each part is its letters in the order of the
    Vietnamese alphabet, then its tones as a second level. Parts end with a mark below every
    letter, so that An comes before Ánh whatever follows.
    """
    parts = split_name(full_name)
    return "\x01".join(_part_key(part) for part in (parts.given, parts.family, parts.middle))


def _part_key(part: str) -> str:
    """Letters as two-letter weights, a mark, then one tone digit a letter."""
    letters, tones = [], []
    for letter in unicodedata.normalize("NFC", part.lower()):
        base, tone = _split_tone(letter)
        place = ALPHABET.find(base)
        letters.append(chr(0x41 + place) if place >= 0 else ("\x03" if base == " " else "\x04" + base))
        tones.append(str(tone))
    return "".join(letters) + "\x02" + "".join(tones)


def _split_tone(letter: str) -> tuple[str, int]:
    decomposed = unicodedata.normalize("NFD", letter)
    tone = next((mark for mark in decomposed if mark in TONE_ORDER), "")
    base = unicodedata.normalize("NFC", decomposed.replace(tone, "") if tone else decomposed)
    return base, TONE_ORDER.index(tone) + 1 if tone else 0
