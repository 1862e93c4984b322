"""GIFT, read: blocks between empty lines. Source: docs.moodle.org, GIFT format."""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from common.markup import render_markdown
from questions.formats.base import (
    QuestionNotRead,
    ReadProblem,
    ReadQuestion,
    ReadResult,
    decode,
    give_key,
    keyed,
)
from questions.marking import find_problems

# What is escaped stands as private letters while the text is cut, and is put back at the end.
_ESCAPED = {sign: chr(0xE000 + n) for n, sign in enumerate(r"~=#{}:\n")}
_PLAIN = {code: "\n" if sign == "n" else sign for sign, code in _ESCAPED.items()}
_ESCAPE = re.compile(r"\\([~=#{}:\\n])")
_CATEGORY = re.compile(r"\s*\$CATEGORY:\s*(.*)")
_TITLE = re.compile(r"::(.*?)::", re.DOTALL)
_FORMAT = re.compile(r"\[(html|markdown|plain|moodle)\]")
_MARKS = re.compile(r"\[(id|tag):([^\]]*)\]")
_TRUTH = re.compile(r"\s*(TRUE|T|FALSE|F)\s*(?:#(.*?))?(?:#(.*))?", re.DOTALL | re.IGNORECASE)
_WORTH = re.compile(r"\s*%(-?[\d.]+)%", re.ASCII)
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:e-?\d{1,2})?", re.ASCII | re.IGNORECASE)
_BLANK = "_____"


@dataclass(frozen=True)
class Answer:
    """One `=` or `~` of a block, cut up; texts are still escaped."""

    sign: str
    text: str
    fraction: Decimal | None
    feedback: str


def read(data: bytes) -> ReadResult:
    """Every block that can be brought, and for each other its line and why not."""
    questions: list[ReadQuestion] = []
    problems: list[ReadProblem] = []
    category: tuple[str, ...] = ()
    for line, whole in _split_blocks(decode(data)):
        if found := _CATEGORY.match(whole):
            category = _read_category(found[1])
            continue
        marks, block = _cut_comments(whole)
        if not block:
            continue
        try:
            content = _read_block(block, marks)
        except QuestionNotRead as problem:
            problems.append(ReadProblem(line, " ".join(block.split())[:80], str(problem)))
        else:
            questions.append(ReadQuestion(content, line, category))
    return ReadResult(tuple(questions), tuple(problems))


def _split_blocks(text: str) -> list[tuple[int, str]]:
    """The line on which each block begins, and the block. An empty line ends it.

    Where a brace stands open, what follows belongs to it if it closes the brace and opens none:
    so an empty line between answers is forgiven, and a brace forgotten costs one question.
    """
    blocks: list[tuple[int, str]] = []
    for number, block in _cut_at_empty_lines(text):
        if blocks and _balance(blocks[-1][1]) > 0 and _closes(block):
            blocks[-1] = (blocks[-1][0], f"{blocks[-1][1]}\n{block}")
        else:
            blocks.append((number, block))
    return blocks


def _cut_at_empty_lines(text: str) -> list[tuple[int, str]]:
    blocks: list[tuple[int, str]] = []
    is_open = False
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            is_open = False
            continue
        is_category = line.lstrip().startswith("$CATEGORY:")
        if is_open and not is_category:
            blocks[-1] = (blocks[-1][0], f"{blocks[-1][1]}\n{line}")
        else:
            blocks.append((number, line))
        is_open = not is_category
    return blocks


def _bare(block: str) -> str:
    lines = (line for line in block.split("\n") if not line.lstrip().startswith("//"))
    return _ESCAPE.sub("", "\n".join(lines))


def _balance(block: str) -> int:
    bare = _bare(block)
    return bare.count("{") - bare.count("}")


def _closes(block: str) -> bool:
    bare = _bare(block)
    return "{" not in bare and ("}" in bare or bare.lstrip().startswith(("=", "~", "#")))


def _read_category(path: str) -> tuple[str, ...]:
    parts = [part.strip().replace("//", "/") for part in re.split(r"(?<!/)/(?!/)", path.strip())]
    return tuple(part for part in parts if part and part not in {"$course$", "$system$", "top"})


def _cut_comments(block: str) -> tuple[dict[str, list[str]], str]:
    """The ids and tags that comments before a question name, and the block without comments."""
    marks: dict[str, list[str]] = {"id": [], "tag": []}
    kept = []
    for line in block.split("\n"):
        if line.lstrip().startswith("//"):
            for name, value in _MARKS.findall(line):
                marks[name].append(value.replace("\\", "").strip())
        else:
            kept.append(line)
    return marks, "\n".join(kept).strip()


def _read_block(block: str, marks: dict[str, list[str]]) -> dict[str, Any]:
    block = _ESCAPE.sub(lambda found: _ESCAPED[found[1]], block)
    title = ""
    if found := _TITLE.match(block):
        title, block = _plain(found[1]), block[found.end() :].strip()
    text_format = "moodle"
    if found := _FORMAT.match(block):
        text_format, block = found[1], block[found.end() :].strip()
    before, answers, after = _cut_braces(block)
    explanation = ""
    if "####" in answers:
        answers, explanation = answers.split("####", 1)
    writer = _Texts(text_format)
    prompt = f"{before.rstrip()} {_BLANK} {after.lstrip()}" if after.strip() else before
    content: dict[str, Any] = {"prompt": writer.put(prompt)}
    content |= _read_answers(answers.strip(), writer)
    if writer.is_html:
        content["format"] = "html"
    if explanation.strip():
        content["explanation"] = writer.put(explanation)
    if title:
        content["title"] = title[:200]
    if marks["tag"]:
        content["tags"] = marks["tag"]
    content = give_key(content, marks["id"][0] if marks["id"] else "")
    if problem := next(iter(find_problems(content)), None):
        raise QuestionNotRead(f"{problem[0]}: {problem[1]}")
    return content


class _Texts:
    """Turns texts of a block into what the content holds: plain, or HTML for all of them."""

    def __init__(self, text_format: str) -> None:
        self.is_html = text_format in {"html", "markdown"}
        self._is_markdown = text_format == "markdown"

    def put(self, escaped: str) -> str:
        text = _plain(escaped)
        return render_markdown(text).strip() if self._is_markdown else text


def _plain(escaped: str) -> str:
    text = "".join(_PLAIN.get(sign, sign) for sign in escaped)
    return text.strip()


def _cut_braces(block: str) -> tuple[str, str, str]:
    start, end = block.find("{"), block.rfind("}")
    if start < 0 and end < 0:
        raise QuestionNotRead(_("it has no answers between braces: a text, not a question"))
    if start < 0 or end < start:
        raise QuestionNotRead(_("a brace is not closed"))
    inner = block[start + 1 : end]
    if "{" in inner or "}" in inner:
        raise QuestionNotRead(_("it has more than one pair of braces"))
    return block[:start], inner, block[end + 1 :]


def _read_answers(inner: str, writer: _Texts) -> dict[str, Any]:
    if not inner:
        return {"kind": "essay"}
    if inner.startswith("#"):
        return _read_numbers(inner[1:])
    if found := _TRUTH.fullmatch(inner):
        return _read_truth(found, writer)
    answers = _cut_answers(inner)
    if all("->" in one.text for one in answers):
        return _read_pairs(answers, writer)
    if all(one.sign == "=" for one in answers):
        return {"kind": "short_answer", "answers": [_short(one, writer) for one in answers]}
    return _read_choices(answers, writer)


def _read_truth(found: re.Match[str], writer: _Texts) -> dict[str, Any]:
    """`{T#told to the wrong#told to the right}`."""
    answer = found[1].upper().startswith("T")
    content: dict[str, Any] = {"kind": "true_false", "answer": answer}
    right, wrong = ("true", "false") if answer else ("false", "true")
    for told, name in ((found[2], wrong), (found[3], right)):
        if told and told.strip():
            content[f"feedback_{name}"] = writer.put(told)
    return content


def _cut_answers(inner: str) -> list[Answer]:
    parts = re.split(r"([=~])", inner)
    if parts[0].strip() or len(parts) < 3:  # noqa: PLR2004 - text before, a sign, an answer
        raise QuestionNotRead(_("its answers do not begin with = or ~"))
    return [_cut_answer(sign, rest) for sign, rest in zip(parts[1::2], parts[2::2], strict=True)]


def _cut_answer(sign: str, rest: str) -> Answer:
    fraction = None
    if found := _WORTH.match(rest):
        try:
            fraction = Decimal(found[1]) / 100
        except ArithmeticError:
            raise QuestionNotRead(_("%(text)s is no percentage") % {"text": found[0]}) from None
        rest = rest[found.end() :]
    text, _hash, feedback = rest.partition("#")
    return Answer(sign, text.strip(), fraction, feedback.strip())


def _with_feedback(entry: dict[str, Any], answer: Answer, writer: _Texts) -> dict[str, Any]:
    return {**entry, "feedback": writer.put(answer.feedback)} if answer.feedback else entry


def _worth(fraction: Decimal) -> str:
    return f"{fraction.normalize():f}"


def _short(answer: Answer, writer: _Texts) -> dict[str, Any]:
    entry: dict[str, Any] = {"text": _plain(answer.text)}
    if answer.fraction is not None and answer.fraction != 1:
        entry["fraction"] = _worth(answer.fraction)
    return _with_feedback(entry, answer, writer)


def _read_choices(answers: list[Answer], writer: _Texts) -> dict[str, Any]:
    """One `=` makes it a question of one right choice; only `~` with worths, of several."""
    is_single = any(one.sign == "=" for one in answers)
    texts = [writer.put(_FORMAT.sub("", one.text, count=1)) for one in answers]
    choices = []
    for key, text, one in zip(keyed(texts), texts, answers, strict=True):
        worth = one.fraction if one.fraction is not None else Decimal(one.sign == "=")
        correct = one.sign == "=" if is_single else worth > 0
        choice: dict[str, Any] = {"key": key, "text": text, "correct": correct}
        if one.fraction is not None and not (is_single and worth == correct):
            choice["fraction"] = _worth(worth)
        choices.append(_with_feedback(choice, one, writer))
    return {"kind": "single_choice" if is_single else "multiple_choice", "choices": choices}


def _read_pairs(answers: list[Answer], writer: _Texts) -> dict[str, Any]:
    pairs = [[writer.put(part) for part in one.text.split("->", 1)] for one in answers]
    options = list(dict.fromkeys(right for _left, right in pairs))
    key_by_text = dict(zip(options, keyed(options), strict=True))
    stems = [(left, right) for left, right in pairs if left]
    keys = keyed([left for left, _right in stems])
    return {
        "kind": "matching",
        "stems": [
            {"key": f"s{key}", "text": left, "answer": key_by_text[right]}
            for key, (left, right) in zip(keys, stems, strict=True)
        ],
        "options": [{"key": key, "text": text} for text, key in key_by_text.items()],
    }


def _read_numbers(inner: str) -> dict[str, Any]:
    """`3:0.5`, `2..4`, or several of them after `=`."""
    inner = inner.strip()
    if not inner.startswith(("=", "~")):
        inner = f"={inner}"
    answers = []
    for one in _cut_answers(inner):
        if one.sign == "~":  # what is told to every other number
            continue
        entry = _read_range(one.text)
        if one.fraction is not None and one.fraction != 1:
            entry["fraction"] = _worth(one.fraction)
        answers.append(_with_feedback(entry, one, _Texts("plain")))
    return {"kind": "numerical", "answers": answers}


def _read_range(escaped: str) -> dict[str, Any]:
    text = _plain(escaped).replace(" ", "")
    low, dots, high = text.partition("..")
    if dots:
        least, most = _decimal(low), _decimal(high)
        entry = {"value": _number((least + most) / 2), "tolerance": _number(abs(most - least) / 2)}
    else:
        value, colon, tolerance = text.partition(":")
        entry = {"value": _number(_decimal(value))}
        if colon:
            entry["tolerance"] = _number(abs(_decimal(tolerance)))
    return {name: value for name, value in entry.items() if name == "value" or value != "0"}


def _decimal(text: str) -> Decimal:
    if not _NUMBER.fullmatch(text):
        raise QuestionNotRead(_("“%(text)s” is no number") % {"text": text})
    return Decimal(text)


def _number(value: Decimal) -> str:
    text = f"{value.normalize():f}"
    return "0" if text in {"-0", ""} else text
