"""Aiken: a prompt, choices `A.` or `A)`, and `ANSWER: A`. Source: docs.moodle.org, Aiken format."""

import re
from collections.abc import Sequence

from django.utils.translation import gettext as _

from common.markup import to_text
from questions.formats.base import (
    FindFile,
    Format,
    QuestionNotRead,
    QuestionNotWritten,
    ReadProblem,
    ReadQuestion,
    ReadResult,
    Writable,
    WriteResult,
    decode,
    give_key,
    keyed,
)

_CHOICE = re.compile(r"([A-Z])[.)]\s*(.*)")
_ANSWER = re.compile(r"ANSWER:\s*(.*)", re.IGNORECASE)
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def read(data: bytes) -> ReadResult:
    """Each question ends with its ANSWER line; a prompt may take several lines."""
    questions: list[ReadQuestion] = []
    problems: list[ReadProblem] = []
    block: list[tuple[int, str]] = []
    for number, line in enumerate(decode(data).split("\n"), 1):
        if line.strip():
            block.append((number, line.strip()))
        if _ANSWER.fullmatch(line.strip()):
            _take(block, questions, problems)
            block = []
    if block:
        problems.append(ReadProblem(block[0][0], block[0][1][:80], _("there is no ANSWER line")))
    return ReadResult(tuple(questions), tuple(problems))


def _take(
    block: list[tuple[int, str]], questions: list[ReadQuestion], problems: list[ReadProblem]
) -> None:
    line, title = block[0]
    try:
        questions.append(_read_block([text for _line, text in block], line))
    except QuestionNotRead as problem:
        problems.append(ReadProblem(line, title[:80], str(problem)))


def _read_block(lines: list[str], line: int) -> ReadQuestion:
    first = next((n for n, one in enumerate(lines) if _CHOICE.fullmatch(one)), None)
    if not first:
        raise QuestionNotRead(
            _("no choice begins with A. or A)") if first is None else _("there is no prompt")
        )
    letters: list[str] = []
    texts: list[str] = []
    for one in lines[first:-1]:
        if found := _CHOICE.fullmatch(one):
            letters.append(found[1])
            texts.append(found[2])
        else:
            texts[-1] += f"\n{one}"
    answer = _ANSWER.fullmatch(lines[-1])
    right = answer[1].strip().upper() if answer else ""
    if letters.count(right) != 1:
        raise QuestionNotRead(
            _("the answer “%(answer)s” is none of the choices") % {"answer": right}
        )
    choices = [
        {"key": key, "text": text, "correct": letter == right}
        for key, text, letter in zip(keyed(texts), texts, letters, strict=True)
    ]
    prompt = "\n".join(lines[:first])
    content = {"kind": "single_choice", "prompt": prompt, "choices": choices}
    return ReadQuestion(give_key(content), line)


def write(questions: Sequence[Writable], _find_file: FindFile) -> WriteResult:
    """Aiken knows one right choice and plain text; feedback and worths are not kept."""
    blocks, left_out = [], []
    for one in questions:
        try:
            blocks.append(_write_block(one))
        except QuestionNotWritten as problem:
            left_out.append((one.content["key"], str(problem)))
    return WriteResult("\n".join(blocks).encode(), tuple(left_out))


def _write_block(question: Writable) -> str:
    content = question.content
    if content["kind"] != "single_choice":
        raise QuestionNotWritten(_("Aiken knows only one right choice"))
    if len(content["choices"]) > len(_LETTERS):
        raise QuestionNotWritten(_("Aiken knows at most 26 choices"))
    is_html = content.get("format") == "html"
    texts = [
        to_text(t) if is_html else t
        for t in (content["prompt"], *(c["text"] for c in content["choices"]))
    ]
    prompt, *choices = (" ".join(text.split()) for text in texts)
    right = next(n for n, choice in enumerate(content["choices"]) if choice.get("correct"))
    lines = [prompt, *(f"{_LETTERS[n]}. {text}" for n, text in enumerate(choices))]
    return "\n".join([*lines, f"ANSWER: {_LETTERS[right]}", ""])


AIKEN = Format("aiken", "Aiken", ".txt", "text/plain", read, write)
