"""GIFT, written. What the format has no words for is left out, and said."""

import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from questions.formats.base import (
    FindFile,
    Format,
    QuestionNotWritten,
    Writable,
    WriteResult,
)
from questions.formats.gift import read
from questions.marking import list_files

_SPECIAL = re.compile(r"([~=#{}:\\])")


def write(questions: Sequence[Writable], _find_file: FindFile) -> WriteResult:
    """Reading the file again gives the same questions, under the same keys."""
    blocks: list[str] = []
    left_out: list[tuple[str, str]] = []
    category: tuple[str, ...] = ()
    for one in questions:
        try:
            block = _write_question(one.content)
        except QuestionNotWritten as problem:
            left_out.append((one.content["key"], str(problem)))
            continue
        if one.category != category:
            category = one.category
            path = "/".join(part.replace("/", "//") for part in category)
            blocks.append(f"$CATEGORY: $course$/{path}\n")
        blocks.append(block)
    return WriteResult("\n".join(blocks).encode(), tuple(left_out))


def _write_question(content: Mapping[str, Any]) -> str:
    write_answers = _WRITERS.get(content["kind"])
    if write_answers is None:
        raise QuestionNotWritten(_("GIFT knows no questions of this kind"))
    if list_files(content):
        raise QuestionNotWritten(_("GIFT holds no files"))
    marks = [f"[id:{content['key']}]", *(f"[tag:{tag}]" for tag in content.get("tags", ()))]
    lines = [f"// {' '.join(marks)}"]
    if title := content.get("title"):
        lines.append(f"::{_escape(title)}::")
    text_format = "html" if content.get("format") == "html" else "plain"
    answers = write_answers(content)
    if told := content.get("explanation"):
        answers = f"{answers}\n####{_escape(told)}"
    lines.append(f"[{text_format}]{_escape(content['prompt'])}{{{answers}}}")
    return "\n".join([*lines, ""])


def _escape(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", text).replace("\n", "\\n")


def _percent(fraction: str) -> str:
    return f"%{(Decimal(fraction) * 100).normalize():f}%"


def _line(sign: str, text: str, told: str | None, worth: str = "") -> str:
    return f"{sign}{worth}{text}" + (f"#{_escape(told)}" if told else "")


def _join(lines: Sequence[str]) -> str:
    return "\n" + "\n".join(f"\t{line}" for line in lines) + "\n"


def _write_single(content: Mapping[str, Any]) -> str:
    lines = []
    for one in content["choices"]:
        worth = _percent(one["fraction"]) if "fraction" in one else ""
        sign = "=" if one.get("correct") else "~"
        lines.append(_line(sign, _escape(one["text"]), one.get("feedback"), worth))
    return _join(lines)


def _write_multiple(content: Mapping[str, Any]) -> str:
    """A wrong choice of ours takes a part away; in GIFT that is a worth below nothing."""
    count = sum(1 for one in content["choices"] if one.get("correct"))
    part = (Decimal(1) / count).quantize(Decimal("0.00001"))
    has_fractions = any("fraction" in one for one in content["choices"])
    lines = []
    for one in content["choices"]:
        default = Decimal(0) if has_fractions else part if one.get("correct") else -part
        worth = _percent(str(one.get("fraction", default)))
        lines.append(_line("~", _escape(one["text"]), one.get("feedback"), worth))
    return _join(lines)


def _write_truth(content: Mapping[str, Any]) -> str:
    right, wrong = ("true", "false") if content["answer"] else ("false", "true")
    text = right.upper()
    told = [content.get(f"feedback_{name}", "") for name in (wrong, right)]
    if any(told):
        text += f"#{_escape(told[0])}"
    return text + (f"#{_escape(told[1])}" if told[1] else "")


def _write_short(content: Mapping[str, Any]) -> str:
    if content.get("accents") == "ignored" or content.get("case") == "required":
        raise QuestionNotWritten(_("GIFT has no words for its rule of accents and capitals"))
    return _join(
        [
            _line("=", _escape(one["text"]), one.get("feedback"), _worth_of(one))
            for one in content["answers"]
        ]
    )


def _worth_of(answer: Mapping[str, Any]) -> str:
    return _percent(answer["fraction"]) if "fraction" in answer else ""


def _write_numbers(content: Mapping[str, Any]) -> str:
    if content.get("units"):
        raise QuestionNotWritten(_("GIFT knows no units"))
    lines = []
    for one in content["answers"]:
        text = one["value"] + (f":{one['tolerance']}" if "tolerance" in one else "")
        lines.append(_line("=", text, one.get("feedback"), _worth_of(one)))
    return "#" + _join(lines)


def _write_pairs(content: Mapping[str, Any]) -> str:
    text_of = {one["key"]: one["text"] for one in content["options"]}
    if "->" in "".join((*text_of.values(), *(stem["text"] for stem in content["stems"]))):
        raise QuestionNotWritten(_("GIFT takes -> for the sign between the two of a pair"))
    used = {stem["answer"] for stem in content["stems"]}
    pairs = [(stem["text"], text_of[stem["answer"]]) for stem in content["stems"]]
    pairs += [("", text) for key, text in text_of.items() if key not in used]
    return _join([f"={_escape(left)} -> {_escape(right)}" for left, right in pairs])


def _write_essay(content: Mapping[str, Any]) -> str:
    if content.get("rubric"):
        raise QuestionNotWritten(_("GIFT knows no rubrics"))
    return ""


_WRITERS: dict[str, Callable[[Mapping[str, Any]], str]] = {
    "single_choice": _write_single,
    "multiple_choice": _write_multiple,
    "true_false": _write_truth,
    "short_answer": _write_short,
    "numerical": _write_numbers,
    "matching": _write_pairs,
    "essay": _write_essay,
}

GIFT = Format("gift", "GIFT", ".gift.txt", "text/plain", read, write)
