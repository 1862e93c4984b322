"""Vietnamese text: one form for one word, keys to compare, search and sort by, names in parts.

Everything here is a pure function of text. `normalize_text` comes first in all of them, so that
`hoà` and `hòa`, NFC and NFD, and curly and straight apostrophes are the same word.
"""

import re
import unicodedata
from dataclasses import dataclass

# Apostrophes of every keyboard; the Icelandic and African letters that old fonts show as Đ; what
# has no width and so hides in pasted text.
_ONE_FORM = str.maketrans(
    {"’": "'", "‘": "'", "`": "'", "´": "'", "ʼ": "'", "＇": "'"}
    | {"Ð": "Đ", "Ɖ": "Đ", "ð": "đ", "ɖ": "đ"}
    | dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060\ufeff", "")
)
_TONES = "\u0300\u0301\u0303\u0309\u0323"  # huyền sắc ngã hỏi nặng, as combining marks
# Old spelling puts the tone of oa, oe, uy on the second letter; the new one on the first.
_OLD_TONE = re.compile(rf"([ou])([aey])([{_TONES}])(?![\w\u0300-\u036f])", re.IGNORECASE)
_PAIRS = {"oa", "oe", "uy"}

ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
# Every letter that has a small one, for a database whose locale knows only A to Z.
VIETNAMESE_CAPITALS = "ABCDEFGHIJKLMNOPQRSTUVWXYZĐ" + "".join(
    unicodedata.normalize("NFC", vowel + tone)
    for vowel in "AĂÂEÊIOÔƠUƯY"
    for tone in ("", *_TONES)
    if len(vowel + tone) > 1 or vowel not in "AEIOUY"
)
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
    "rơ châm",
    "rơ mah",
    "rah lan",
}
# Ê Đê names end with the clan: H'Hen Niê, Y Moan Êban.
CLAN_NAMES = {
    "adrơng",
    "ayŭn",
    "ayun",
    "bkrông",
    "byă",
    "buôn krông",
    "buôn yă",
    "ênuôl",
    "êñuôl",
    "êban",
    "hđơk",
    "hmŏk",
    "kbuôr",
    "kđoh",
    "kđăm",
    "knul",
    "kpă",
    "kpơr",
    "ksơr",
    "mlô",
    "mlô duôn du",
    "niê",
    "niê brít",
    "niê kđăm",
    "niê kdăm",
    "niê siêng",
    "niê thuật",
    "rcăm",
}


def normalize_text(text: str) -> str:
    """The one spelling of `text`: NFC, tones placed as in `hòa`, plain apostrophes and spaces."""
    one_form = unicodedata.normalize("NFC", text).translate(_ONE_FORM)
    cleaned = re.sub(r"\s+", " ", one_form).strip()
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
    letters = "".join(letter for letter in bare if not unicodedata.combining(letter))
    return " ".join(letters.split())


def has_accents(text: str) -> bool:
    """Whether accents were typed, so that a search should respect them."""
    return accent_key(text) != search_key(text)


def is_same_word(one: str, other: str) -> bool:
    """Whether both are one name: typed accents agree, or one side was typed without any."""
    keys = {accent_key(one), accent_key(other)}
    return len(keys) == 1 or (search_key(one) == search_key(other) and search_key(one) in keys)


@dataclass(frozen=True)
class NameParts:
    """A guess at the parts of a full name, which a person can correct."""

    family: str
    middle: str
    given: str


def split_name(full_name: str) -> NameParts:
    """Family name first, given name last, the rest between; compound family names kept whole.

    An Ê Đê name, known by its clan at the end, is given name first: H'Hen | Niê.
    """
    words = normalize_text(full_name).split(" ")
    if len(words) == 1:
        return NameParts("", "", words[0])
    clan = _clan_size(words)
    if clan:
        return NameParts(" ".join(words[-clan:]), "", " ".join(words[:-clan]))
    size = next((size for size in (4, 3, 2) if _is_compound(words, size)), 1)
    return NameParts(" ".join(words[:size]), " ".join(words[size:-1]), words[-1])


def split_again(old_name: str, parts: NameParts, new_name: str) -> NameParts:
    """The parts of a name that was respelled: the words that were family name still are.

    A name of another number of words is split anew, and so is one whose parts were never its own.
    """
    old, new = normalize_text(old_name).split(" "), normalize_text(new_name).split(" ")
    runs = [_find_runs(old, part.split()) for part in (parts.family, parts.middle, parts.given)]
    if len(old) != len(new) or not all(runs):
        return split_name(new_name)
    family, middle, given = runs[0][0], runs[1][0], runs[2][-1]
    return NameParts(" ".join(new[family]), " ".join(new[middle]), " ".join(new[given]))


def _find_runs(words: list[str], part: list[str]) -> list[slice]:
    """Where the words of a part stand in a name."""
    size = len(part)
    starts = range(len(words) - size + 1)
    return [slice(start, start + size) for start in starts if words[start : start + size] == part]


def _is_compound(words: list[str], size: int) -> bool:
    """Whether the first words are one family name and leave a given name over."""
    return size < len(words) and " ".join(words[:size]).lower() in COMPOUND_FAMILY_NAMES


def _clan_size(words: list[str]) -> int:
    """How many words at the end are a clan; 0 for a name without the mark Y, H or H'."""
    mark = words[0].lower()
    marked = mark.startswith("h'") or (mark in {"y", "h"} and len(words) > 2)  # noqa: PLR2004
    own = 1 if mark.startswith("h'") else 2
    sizes = (size for size in (3, 2, 1) if size <= len(words) - own)
    return next(
        (size for size in sizes if marked and " ".join(words[-size:]).lower() in CLAN_NAMES), 0
    )


def sort_key(full_name: str) -> str:
    """`sort_key_of` the guessed parts of a name."""
    return sort_key_of(split_name(full_name))


def sort_key_of(parts: NameParts) -> str:
    """Text that sorts as Vietnamese lists do, by code point (collation "C").

    Given name, then family name, then middle name. Each part is its letters in the order of the
    Vietnamese alphabet, then its tones as a second level. Parts end with a mark below every
    letter, so that An comes before Ánh whatever follows.
    """
    return "\x01".join(alphabet_key(part) for part in (parts.given, parts.family, parts.middle))


def alphabet_key(text: str) -> str:
    """Text that puts words and places in Vietnamese order, by code point: letters, then tones.

    A space comes before other signs, signs before digits, digits before letters.
    """
    letters, tones = [], []
    for letter in accent_key(text):
        base, tone = _split_tone(letter)
        letters.append(_weight(base))
        tones.append(str(tone))
    return "".join(letters) + "\x02" + "".join(tones)


def _weight(base: str) -> str:
    """A letter without tone as one character above all signs, anything else behind a low mark."""
    place = ALPHABET.find(base)
    if base and place >= 0:
        return chr(0x41 + place)
    return "\x03" if base == " " else f"\x04{base}"


def _split_tone(letter: str) -> tuple[str, int]:
    """The letter without its tone, and the tone's rank: 0 for ngang to 5 for nặng."""
    decomposed = unicodedata.normalize("NFD", letter)
    tone = next((mark for mark in decomposed if mark in TONE_ORDER), "")
    base = unicodedata.normalize("NFC", decomposed.replace(tone, "") if tone else decomposed)
    return base, TONE_ORDER.index(tone) + 1 if tone else 0
