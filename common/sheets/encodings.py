"""Letters of before Unicode, recognised and turned into Unicode.

TCVN3 (ABC fonts), VISCII and VPS give each Vietnamese letter one byte, VNI a vowel and a mark. A
text is held to be in one of them only when nearly all its words with signs become syllables that
Vietnamese has, and were none before.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable

_TCVN3_FROM_A1 = (
    "ĂÂÊÔƠƯĐăâêôơưđẰ\u0300\u0309\u0303\u0301\u0323àảãáạẲằẳẵắẴẮẦẨẪ"
    "ẤỀặầẩẫấậèỂẻẽéẹềểễếệìỉỄẾỒĩíịòỔỏõóọồổỗốộờởỡớợùỖủũúụừửữứựỳỷỹýỵỐ"
)
_VISCII_FROM_80 = (
    "ẠẮẰẶẤẦẨẬẼẸẾỀỂỄỆỐỒỔỖỘỢỚỜỞỊỎỌỈỦŨỤỲÕắằặấầẩậẽẹếềểễệốồổỗỠƠộờởịỰỨỪỬơớƯ"
    "ÀÁÂÃẢĂẳẵÈÉÊẺÌÍĨỳĐứÒÓÔạỷừửÙÚỹỵÝỡưàáâãảăữẫèéêẻìíĩỉđựòóôõỏọụùúũủýợỮ"
)
_TCVN3 = {0xA1 + place: letter for place, letter in enumerate(_TCVN3_FROM_A1)}
_VISCII = {0x80 + place: letter for place, letter in enumerate(_VISCII_FROM_80)} | {
    0x02: "Ẳ",
    0x05: "Ẵ",
    0x06: "Ẫ",
    0x14: "Ỷ",
    0x19: "Ỹ",
    0x1E: "Ỵ",
}
# VPS, where the tables of two old converters agree; its capitals below 0x20 are left out, which
# those did not write either. A “?” is no letter.
_VPS_FROM_80 = (
    "ÀẢÃẤẦẨọỗĂếềểệẮẰẲẾ??ỀỂỄỐỒỔỖýỷỵỚỜỞ?ắằẳẵặỠớÙờởỡŨỨợỪổỬỲỸÍÌộỈĨÓửữÒỎÕựầÁÂấẩẫậđẻÉÊẹỉễịỹƯỦồốÔỏơÈừứÚũưÝẺ?"
    "àáâãảạă?èéêẽìí?ĩẴĐòóôõ?Ơụùúủ?ỶẼỳ"
)
_VPS = {0x80 + place: letter for place, letter in enumerate(_VPS_FROM_80) if letter != "?"}
# VNI: what a mark behind a vowel makes of it, as combining signs.
_CIRCUMFLEX, _BREVE, _HORN = "\u0302", "\u0306", "\u031b"
_GRAVE, _ACUTE, _HOOK, _TILDE, _DOT = "\u0300", "\u0301", "\u0309", "\u0303", "\u0323"
_VNI_MARKS = {
    "ø": _GRAVE,
    "ù": _ACUTE,
    "û": _HOOK,
    "õ": _TILDE,
    "ï": _DOT,
    "â": _CIRCUMFLEX,
    "à": _CIRCUMFLEX + _GRAVE,
    "á": _CIRCUMFLEX + _ACUTE,
    "å": _CIRCUMFLEX + _HOOK,
    "ã": _CIRCUMFLEX + _TILDE,
    "ä": _CIRCUMFLEX + _DOT,
    "ê": _BREVE,
    "è": _BREVE + _GRAVE,
    "é": _BREVE + _ACUTE,
    "ú": _BREVE + _HOOK,
    "ü": _BREVE + _TILDE,
    "ë": _BREVE + _DOT,
}
_VNI_ALONE = {
    "ñ": "đ",
    "ô": "ơ",
    "ö": "ư",
    "æ": "ỉ",
    "ó": "ĩ",
    "ò": "ị",
    "î": "ỵ",
}
_VNI_WORD = re.compile(rf"([aeouyôö])([{''.join(_VNI_MARKS)}])|([ñôöæóòî])", re.IGNORECASE)

_MARKS = re.compile(f"[{_GRAVE}{_ACUTE}{_HOOK}{_TILDE}{_DOT}]")
_SYLLABLE = re.compile(
    r"(?:ngh|ng|nh|gh|gi|kh|ph|th|tr|ch|qu|[bcdđghklmnpqrstvx])?"
    r"(?:iêu|yêu|oai|oay|oeo|uây|uôi|ươi|ươu|uya|uyê|uyu|uêu|oao|uao|iê|yê|uô|ươ|uâ|uê|uơ|uy|oa|oă|oe|ua|ưa|ia|"
    r"ai|ao|au|âu|ay|ây|eo|êu|iu|oi|ôi|ơi|ui|ưi|ưu|[aăâeêioôơuưy])"
    r"(?:ch|ng|nh|[cmnpt])?"
)
_WORD = re.compile(r"[^\W\d_][^\s\d.,;:/()\[\]\"'|+*=<>@#&_-]*|[^\s\x00-\x7f][^\s\d.,;:/()]*")
SURE = 0.9
FEWEST_WORDS = 3
MOST_RIGHT = 0.5  # some words of an old font look right by chance


def is_syllable(word: str) -> bool:
    """Whether Vietnamese could have the word: one tone at most, letters in a known order."""
    plain = unicodedata.normalize("NFD", word.lower())
    bare, tones = _MARKS.subn("", plain)
    return tones <= 1 and bool(_SYLLABLE.fullmatch(unicodedata.normalize("NFC", bare)))


def from_tcvn3(text: str) -> str:
    """Text that was typed in an ABC font, in Unicode."""
    return unicodedata.normalize("NFC", text.translate(_TCVN3))


def from_vni(text: str) -> str:
    """Text that was typed in a VNI font, in Unicode."""
    return unicodedata.normalize("NFC", _VNI_WORD.sub(_join_vni, text))


def _join_vni(match: re.Match[str]) -> str:
    vowel, mark, alone = match.groups()
    if alone:
        letter = _VNI_ALONE[alone.lower()]
        return letter.upper() if alone.isupper() else letter
    base = _VNI_ALONE.get(vowel.lower(), vowel.lower())
    letter = unicodedata.normalize("NFC", base + _VNI_MARKS[mark.lower()])
    return letter.upper() if vowel.isupper() else letter


def find_old_font(cells: Iterable[str]) -> str:
    """“TCVN3” or “VNI” when the cells were typed in such a font; else empty."""
    words = list_marked_words(cells)
    if len(words) < FEWEST_WORDS or rate(words) > MOST_RIGHT:
        return ""
    scores = {name: rate(convert(word) for word in words) for name, convert in OLD_FONTS.items()}
    best = max(scores, key=lambda name: scores[name])
    return best if scores[best] >= SURE else ""


def mend_cell(text: str, old_font: str) -> str:
    """The cell in Unicode; one that holds letters beyond Latin-1 was typed in Unicode."""
    is_old = not text.isascii() and all(letter <= "\xff" for letter in text)
    return OLD_FONTS[old_font](text) if is_old else text


def list_marked_words(cells: Iterable[str]) -> list[str]:
    """The words that hold a sign beyond ASCII."""
    found = (word for cell in cells if not cell.isascii() for word in _WORD.findall(cell))
    return [word for word in found if not word.isascii()]


def rate(words: Iterable[str]) -> float:
    """The share of words that are syllables of Vietnamese."""
    judged = [is_syllable(word) for word in words]
    return sum(judged) / len(judged) if judged else 0.0


OLD_FONTS: dict[str, Callable[[str], str]] = {"TCVN3": from_tcvn3, "VNI": from_vni}


def _decode_1258(data: bytes) -> str:
    return unicodedata.normalize("NFC", data.decode("cp1258", errors="replace"))


def _decode_viscii(data: bytes) -> str:
    return data.decode("latin-1").translate(_VISCII)


def _decode_vps(data: bytes) -> str:
    return data.decode("latin-1").translate(_VPS)


OLD_ENCODINGS: dict[str, Callable[[bytes], str]] = {
    "Windows-1258": _decode_1258,
    "TCVN3": lambda data: from_tcvn3(data.decode("latin-1")),
    "VNI": lambda data: from_vni(data.decode("cp1252", errors="replace")),
    "VISCII": _decode_viscii,
    "VPS": _decode_vps,
}


def find_old_encoding(sample: bytes) -> str:
    """The old encoding in which the sample is Vietnamese; empty when none is sure."""
    scores = {
        name: rate(list_marked_words(decode(sample).splitlines()))
        for name, decode in OLD_ENCODINGS.items()
    }
    best = max(scores, key=lambda name: scores[name])
    return best if scores[best] >= SURE else ""
