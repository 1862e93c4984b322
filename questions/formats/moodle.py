"""Moodle XML, read: every question type of Moodle 4.5 that has a kind here.

Source: docs.moodle.org, Moodle XML format, and the files that Moodle itself writes.
"""

import base64
import binascii
import re
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from hashlib import sha256
from typing import Any
from urllib.parse import quote, unquote

from django.utils.html import escape, linebreaks
from django.utils.translation import gettext as _

from common.errors import DomainError
from common.markup import render_markdown, sanitise_html, to_text
from common.xml import Element, local_name, read_xml, text_at
from questions.formats.base import (
    FormatRefused,
    QuestionNotRead,
    ReadProblem,
    ReadQuestion,
    ReadResult,
    give_key,
    keyed,
)
from questions.formats.moodle_places import read_gap_words, read_image_labels, read_markers
from questions.marking import clean_content, find_problems

Content = dict[str, Any]
_PLUGIN_FILE = re.compile(r"@@PLUGINFILE@@/([^\"'<>\s?]+)(\?[^\"'<>\s]*)?")
NO_SENSE = {
    "description": "a text, not a question",
}


class Source:
    """One `<question>` and the files met so far; turns its texts into safe HTML."""

    def __init__(self, element: Element, files: dict[str, tuple[str, bytes]]) -> None:
        self.element = element
        self._files = files

    def text(self, path: str) -> str:
        return text_at(self.element, path)

    def html(self, path: str, within: Element | None = None) -> str:
        """The HTML at the path, its files named by what they hold."""
        found = (self.element if within is None else within).find(path)
        return "" if found is None else self.html_of(found)

    def html_of(self, holder: Element) -> str:
        text = text_at(holder, "text")
        match holder.get("format", "html"):
            case "markdown":
                text = render_markdown(text)
            case "plain_text" | "moodle_auto_format":
                text = linebreaks(escape(text)) if text else ""
        digests = {
            name: self.keep(file) for file in holder.findall("file") for name in [_name(file)]
        }

        def place(found: re.Match[str]) -> str:
            digest = digests.get(unquote(found[1]).split("/")[-1])
            return f"asset:{digest}" if digest else found[0]

        return sanitise_html(_PLUGIN_FILE.sub(place, text)).strip()

    def keep(self, file: Element) -> str:
        """The SHA-256 of a file that stands in the XML; its bytes are kept."""
        try:
            data = base64.b64decode("".join(file.itertext()), validate=False)
        except (binascii.Error, ValueError):
            raise QuestionNotRead(
                _("the file %(name)s is damaged") % {"name": _name(file)}
            ) from None
        digest = sha256(data).hexdigest()
        self._files.setdefault(digest, (_name(file), data))
        return digest

    def file_of(self, digest: str) -> bytes:
        return self._files[digest][1]


def _name(file: Element) -> str:
    return (file.get("name") or "file").split("/")[-1]


def read(data: bytes) -> ReadResult:
    """Every question that can be brought, and each other with why not. Raises FormatRefused."""
    root = read_xml(data)
    if local_name(root) != "quiz":
        raise FormatRefused(
            _("It begins with <%(name)s>, not with <quiz>.") % {"name": local_name(root)}
        )
    files: dict[str, tuple[str, bytes]] = {}
    questions: list[ReadQuestion] = []
    problems: list[ReadProblem] = []
    category: tuple[str, ...] = ()
    for element in root.iterchildren("question"):
        if element.get("type") == "category":
            category = split_category(text_at(element, "category/text"))
            continue
        line = element.sourceline or 0
        try:
            questions.append(ReadQuestion(read_question(element, files), line, category))
        except QuestionNotRead as problem:
            title = text_at(element, "name/text") or to_text(text_at(element, "questiontext/text"))
            problems.append(ReadProblem(line, title[:80], str(problem)))
    return ReadResult(tuple(questions), tuple(problems), files)


def split_category(path: str) -> tuple[str, ...]:
    """`$course$/top/Luật/An toàn//an ninh` → Luật, An toàn/an ninh."""
    parts = [part.strip().replace("//", "/") for part in re.split(r"(?<!/)/(?!/)", path.strip())]
    if parts and re.fullmatch(r"\$\w+\$", parts[0]):
        parts = parts[1:]
    return tuple(part for part in parts if part and part != "top")


def read_question(element: Element, files: dict[str, tuple[str, bytes]]) -> Content:
    """The content of one `<question>`; its files are added. Raises QuestionNotRead."""
    kind = element.get("type", "")
    reader = _READERS.get(kind)
    if reader is None:
        raise QuestionNotRead(_why_not(kind))
    source = Source(element, files)
    content: Content = {"format": "html", "prompt": source.html("questiontext")}
    try:
        content |= reader(source, content)
    except (InvalidOperation, ValueError):
        raise QuestionNotRead(_("a number in it cannot be read")) from None
    except DomainError as problem:
        raise QuestionNotRead(problem.detail) from None
    for name, value in (
        ("title", source.text("name/text")[:200]),
        ("explanation", source.html("generalfeedback")),
        (
            "tags",
            [tag for tag in (text_at(t, "text")[:60] for t in element.iterfind("tags/tag")) if tag],
        ),
    ):
        if value:
            content[name] = value
    content = give_key(content, source.text("idnumber"))
    if wrong := next(iter(find_problems(content)), None):
        raise QuestionNotRead(f"{wrong[0]}: {wrong[1]}")
    return clean_content(content)


def _why_not(kind: str) -> str:
    if kind == "description":
        return _("a text, not a question")
    if kind.startswith("calculated"):
        return _("numbers that are calculated anew for each learner have no kind here")
    return _("questions of the type “%(type)s” have no kind here") % {"type": kind}


def worth(answer: Element) -> Decimal:
    """The worth of an answer as a fraction; Moodle writes percents."""
    return Decimal(answer.get("fraction", "0")) / 100


def number(value: Decimal | str) -> str:
    text = f"{Decimal(value).normalize():f}"
    return "0" if text == "-0" else text


def _told(source: Source, answer: Element) -> dict[str, str]:
    feedback = source.html("feedback", answer)
    return {"feedback": feedback} if feedback else {}


def _read_choices(source: Source, _content: Content) -> Content:
    answers = source.element.findall("answer")
    is_single = source.text("single") not in {"false", "0"}
    texts = [source.html_of(one) for one in answers]
    choices = []
    for key, text, one in zip(keyed(texts), texts, answers, strict=True):
        fraction = worth(one)
        correct = fraction == 1 if is_single else fraction > 0
        choice: Content = {"key": key, "text": text, "correct": correct, **_told(source, one)}
        if not is_single or fraction not in {Decimal(0), Decimal(1)}:
            choice["fraction"] = number(fraction)
        choices.append(choice)
    content: Content = {
        "kind": "single_choice" if is_single else "multiple_choice",
        "choices": choices,
    }
    if source.text("shuffleanswers") in {"true", "1"}:
        content["shuffle"] = True
    return content


def _read_truth(source: Source, _content: Content) -> Content:
    content: Content = {"kind": "true_false"}
    for one in source.element.findall("answer"):
        name = text_at(one, "text").lower()
        if name not in {"true", "false"}:
            raise QuestionNotRead(_("its answers are not true and false"))
        if worth(one) > 0:
            content["answer"] = name == "true"
        if told := source.html("feedback", one):
            content[f"feedback_{name}"] = told
    return content


def _short_entries(source: Source) -> list[Content]:
    entries = []
    for one in source.element.findall("answer"):
        entry: Content = {"text": text_at(one, "text"), **_told(source, one)}
        if (fraction := worth(one)) != 1:
            entry["fraction"] = number(max(Decimal(0), fraction))
        entries.append(entry)
    return entries


def _read_short(source: Source, _content: Content) -> Content:
    content: Content = {"kind": "short_answer", "answers": _short_entries(source)}
    if source.text("usecase") == "1":
        content["case"] = "required"
    return content


def _read_number(source: Source, _content: Content) -> Content:
    """`*` catches every other number, so it says nothing of its own and is left."""
    answers = []
    for one, entry in zip(source.element.findall("answer"), _short_entries(source), strict=True):
        value = entry.pop("text")
        if value == "*":
            continue
        tolerance = number(abs(Decimal(text_at(one, "tolerance", "0"))))
        held = {"tolerance": tolerance} if tolerance != "0" else {}
        answers.append({"value": number(value), **held, **entry})
    content: Content = {"kind": "numerical", "answers": answers}
    units = [
        {"unit": text_at(unit, "unit_name"), "multiplier": number(text_at(unit, "multiplier", "1"))}
        for unit in source.element.iterfind("units/unit")
    ]
    if units:
        content["units"] = units
    if source.text("unitgradingtype") in {"1", "2"} and units:
        content |= {
            "unit_rule": "required",
            "unit_penalty": number(source.text("unitpenalty") or "1"),
        }
    return content


def _read_pairs(source: Source, _content: Content) -> Content:
    pairs = [
        (source.html_of(one), escape(text_at(one, "answer/text")))
        for one in source.element.findall("subquestion")
    ]
    options = list(dict.fromkeys(right for _left, right in pairs if right))
    key_by_text = dict(zip(options, keyed(options), strict=True))
    stems = [(left, right) for left, right in pairs if left and right]
    return {
        "kind": "matching",
        "stems": [
            {"key": f"s{key}", "text": left, "answer": key_by_text[right]}
            for key, (left, right) in zip(keyed([s[0] for s in stems]), stems, strict=True)
        ],
        "options": [{"key": key, "text": text} for text, key in key_by_text.items()],
    }


_SCORING = {"-1": "all", "0": "places"}  # every other way of Moodle looks at neighbours


def _read_order(source: Source, _content: Content) -> Content:
    answers = sorted(
        source.element.findall("answer"), key=lambda one: Decimal(one.get("fraction", "0"))
    )
    texts = [source.html_of(one) for one in answers]
    return {
        "kind": "ordering",
        "items": [{"key": k, "text": t} for k, t in zip(keyed(texts), texts, strict=True)],
        "scoring": _SCORING.get(_grading_of(source), "neighbours"),
    }


def _grading_of(source: Source) -> str:
    """Moodle's plugin writes a word, older ones a number."""
    words = {"ALL_OR_NOTHING": "-1", "ABSOLUTE_POSITION": "0"}
    written = source.text("gradingtype") or "ABSOLUTE_POSITION"
    return words.get(written, written)


def _read_essay(source: Source, _content: Content) -> Content:
    content: Content = {"kind": "essay"}
    for name, path in (("least_words", "minwordlimit"), ("most_words", "maxwordlimit")):
        if source.text(path).isdecimal() and source.text(path) != "0":
            content[name] = int(source.text(path))
    if (files := source.text("attachments")) not in {"", "0"}:
        content["most_files"] = 10 if files == "-1" else min(10, int(files))
    if template := source.html("responsetemplate"):
        content["template"] = template
    if notes := source.html("graderinfo"):
        content["marker_notes"] = notes
    return content


def _read_cloze(_source: Source, content: Content) -> Content:
    from questions.formats.moodle_cloze import read_cloze

    return read_cloze(content["prompt"])


_READERS: dict[str, Callable[[Source, Content], Content]] = {
    "multichoice": _read_choices,
    "truefalse": _read_truth,
    "shortanswer": _read_short,
    "numerical": _read_number,
    "matching": _read_pairs,
    "match": _read_pairs,
    "essay": _read_essay,
    "ordering": _read_order,
    "cloze": _read_cloze,
    "multianswer": _read_cloze,
    "gapselect": lambda source, content: read_gap_words(source, content, "selectoption"),
    "ddwtos": lambda source, content: read_gap_words(source, content, "dragbox"),
    "ddimageortext": lambda source, _content: read_image_labels(source),
    "ddmarker": lambda source, _content: read_markers(source),
}


def plugin_file(name: str) -> str:
    return f"@@PLUGINFILE@@/{quote(name)}"
