r"""Moodle's codes inside a text: `{2:MULTICHOICE:=right#told~wrong~%50%half}`.

Source: docs.moodle.org, Embedded Answers (Cloze) question type.
"""

import re
from collections.abc import Mapping
from decimal import Decimal
from html import unescape
from typing import Any

from django.utils.html import escape
from django.utils.translation import gettext as _

from common.markup import to_text
from questions.formats.base import QuestionNotRead, QuestionNotWritten, keyed
from questions.kinds.gaps import GAP

Content = dict[str, Any]
_CODE = re.compile(r"\{(\d*):([A-Z_]+):((?:\\.|[^}\\])*)\}", re.DOTALL)
# What is escaped stands as a private letter while the code is cut.
_PRIVATE = 0xE000
_ESCAPED = re.compile(r"\\([\x21-\x7e])")
_PUT_BACK = re.compile("[\ue021-\ue07e]")
_ANSWER = re.compile(r"\s*(=|%(-?[\d.]+)%)?(.*)", re.DOTALL)
_LIST = {"MULTICHOICE": "list", "MC": "list", "MULTICHOICE_S": "list", "MCS": "list"}
_ROWS = {"MULTICHOICE_V": "rows", "MCV": "rows", "MULTICHOICE_VS": "rows", "MCVS": "rows"}
_COLUMNS = {
    "MULTICHOICE_H": "columns",
    "MCH": "columns",
    "MULTICHOICE_HS": "columns",
    "MCHS": "columns",
}
_LAYOUTS = _LIST | _ROWS | _COLUMNS
_SHORT = {"SHORTANSWER", "SA", "MW"}
_SHORT_CASE = {"SHORTANSWER_C", "SAC", "MWC"}
_NUMBER = {"NUMERICAL", "NM"}
_NAME_OF_LAYOUT = {"list": "MULTICHOICE", "rows": "MULTICHOICE_V", "columns": "MULTICHOICE_H"}


def read_cloze(prompt: str) -> Content:
    """The text with its gaps by key, and the gaps. Raises QuestionNotRead."""
    gaps: list[Content] = []

    def place(found: re.Match[str]) -> str:
        gap = {"key": f"g{len(gaps) + 1}", **_read_code(found[2], unescape(found[3]))}
        if found[1] not in {"", "1"}:
            gap["points"] = found[1]
        gaps.append(gap)
        return f"{{{{{gap['key']}}}}}"

    text = _CODE.sub(place, prompt)
    return {"kind": "cloze", "prompt": text, "gaps": gaps}


def _read_code(name: str, inner: str) -> Content:
    kept = _ESCAPED.sub(lambda found: chr(_PRIVATE + ord(found[1])), inner)
    answers = [_read_answer(one) for one in kept.split("~") if one.strip()]
    if name in _LAYOUTS:
        return _read_choices(name, answers)
    if name in _SHORT | _SHORT_CASE:
        entries = [_entry({"text": text}, fraction, told) for text, fraction, told in answers]
        case = {"case": "required"} if name in _SHORT_CASE else {}
        return {"kind": "short_answer", "answers": entries, **case}
    if name in _NUMBER:
        entries = [_number(text, fraction, told) for text, fraction, told in answers if text != "*"]
        return {"kind": "numerical", "answers": entries}
    raise QuestionNotRead(_("gaps of the type “%(type)s” have no kind here") % {"type": name})


def _read_answer(code: str) -> tuple[str, Decimal, str]:
    """What is answered, its worth, and what is told."""
    found = _ANSWER.fullmatch(code)
    sign, percent, rest = found.groups() if found else (None, None, code)
    fraction = Decimal(1) if sign == "=" else Decimal(percent or 0) / 100
    text, _hash, told = rest.partition("#")
    text, told = (_PUT_BACK.sub(_unescape, part).strip() for part in (text, told))
    return text, fraction, told


def _unescape(found: re.Match[str]) -> str:
    return chr(ord(found[0]) - _PRIVATE)


def _entry(entry: Content, fraction: Decimal, told: str) -> Content:
    if fraction != 1:
        entry["fraction"] = f"{max(Decimal(0), fraction).normalize():f}"
    if told:
        entry["feedback"] = escape(told)
    return entry


def _read_choices(name: str, answers: list[tuple[str, Decimal, str]]) -> Content:
    choices = []
    for key, (text, fraction, told) in zip(keyed([a[0] for a in answers]), answers, strict=True):
        choice: Content = {"key": key, "text": escape(text), "correct": fraction == 1}
        if fraction not in {Decimal(0), Decimal(1)}:
            choice["fraction"] = f"{fraction.normalize():f}"
        if told:
            choice["feedback"] = escape(told)
        choices.append(choice)
    content: Content = {"kind": "single_choice", "choices": choices, "layout": _LAYOUTS[name]}
    if name.endswith("S"):
        content["shuffle"] = True
    return content


def _number(text: str, fraction: Decimal, told: str) -> Content:
    value, _colon, tolerance = text.partition(":")
    entry: Content = {"value": _plain(value)}
    if tolerance.strip() and Decimal(tolerance):
        entry["tolerance"] = _plain(tolerance)
    return _entry(entry, fraction, told)


def _plain(text: str) -> str:
    return f"{Decimal(text.strip().replace(',', '.')).normalize():f}"


# ── Written


def write_cloze(content: Mapping[str, Any]) -> str:
    """The prompt as HTML, with Moodle's code in each gap. Raises QuestionNotWritten."""
    prompt = content["prompt"]
    if content.get("format") != "html":
        prompt = escape(prompt).replace("\n", "<br>")
    codes = {gap["key"]: _write_code(gap, content) for gap in content["gaps"]}
    return GAP.sub(lambda found: codes[found[1]], prompt)


def _write_code(gap: Mapping[str, Any], content: Mapping[str, Any]) -> str:
    points = Decimal(gap.get("points", "1"))
    if points != points.to_integral_value():
        raise QuestionNotWritten(_("Moodle's gaps have whole points"))
    read_text = to_text if content.get("format") == "html" else str
    match gap["kind"]:
        case "single_choice":
            name = _NAME_OF_LAYOUT[gap.get("layout", "list")]
            if gap.get("shuffle"):
                name += "_S" if name == "MULTICHOICE" else "S"
            entries = [
                (read_text(one["text"]), _worth(one, is_right=bool(one.get("correct"))), one)
                for one in gap["choices"]
            ]
        case "short_answer":
            if gap.get("accents") == "ignored":
                raise QuestionNotWritten(_("Moodle has no words for its rule of accents"))
            name = "SHORTANSWER_C" if gap.get("case") == "required" else "SHORTANSWER"
            entries = [(one["text"], _worth(one, is_right=True), one) for one in gap["answers"]]
        case _:
            if gap.get("units"):
                raise QuestionNotWritten(_("Moodle's gaps know no units"))
            name = "NUMERICAL"
            entries = [
                (f"{one['value']}:{one.get('tolerance', '0')}", _worth(one, is_right=True), one)
                for one in gap["answers"]
            ]
    lines = [
        _write_answer(text, worth, read_text(one.get("feedback", "")))
        for text, worth, one in entries
    ]
    return f"{{{points.normalize():f}:{name}:{'~'.join(lines)}}}"


def _worth(entry: Mapping[str, Any], *, is_right: bool) -> Decimal:
    return Decimal(entry.get("fraction", "1" if is_right else "0"))


def _write_answer(text: str, worth: Decimal, told: str) -> str:
    sign = "=" if worth == 1 else f"%{(worth * 100).normalize():f}%"
    if not worth and not text.startswith(("=", "%")):
        sign = ""
    return sign + _escape(text) + (f"#{_escape(told)}" if told else "")


def _escape(text: str) -> str:
    return str(escape(re.sub(r"([}~#\\/\"])", r"\\\1", text)))
