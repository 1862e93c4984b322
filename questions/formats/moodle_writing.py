"""Moodle XML, written: a file that Moodle 3.9 and later takes in. Source: as in `moodle`."""

import base64
import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from io import BytesIO
from typing import Any

from django.utils.html import escape
from django.utils.translation import gettext as _
from lxml import etree
from PIL import Image

from common.markup import list_assets, to_text
from common.xml import Element, write_xml
from questions.formats.base import FindFile, Format, QuestionNotWritten, Writable, WriteResult
from questions.formats.moodle import plugin_file, read
from questions.formats.moodle_cloze import write_cloze
from questions.kinds.gaps import GAP

Content = Mapping[str, Any]
_ASSET = re.compile(r"asset:([0-9a-f]{64})")
_WORTHS = [
    Decimal(one)
    for one in [
        "0",
        "100",
        "90",
        "83.33333",
        "80",
        "75",
        "70",
        "66.66667",
        "60",
        "50",
        "40",
        "33.33333",
        "30",
        "25",
        "20",
        "16.66667",
        "14.28571",
        "12.5",
        "11.11111",
        "10",
        "5",
    ]
]
_TYPES = {
    "single_choice": "multichoice",
    "multiple_choice": "multichoice",
    "true_false": "truefalse",
    "short_answer": "shortanswer",
    "numerical": "numerical",
    "matching": "matching",
    "essay": "essay",
    "ordering": "ordering",
    "cloze": "cloze",
    "missing_words": "gapselect",
    "image_labels": "ddimageortext",
}


class Target:
    """A `<question>` that is being written, and where its files come from."""

    def __init__(self, content: Content, find_file: FindFile) -> None:
        self.content = content
        kind = _TYPES[content["kind"]]
        if content["kind"] == "missing_words" and content.get("input") == "drag":
            kind = "ddwtos"
        self.element = etree.Element("question", type=kind)
        self._find_file = find_file

    def add(
        self, name: str, /, text: str = "", within: Element | None = None, **attributes: str
    ) -> Element:
        parent = self.element if within is None else within
        child = etree.SubElement(parent, name, attributes)
        if text:
            child.text = text
        return child

    def add_text(
        self, name: str, /, text: str, within: Element | None = None, **attributes: str
    ) -> Element:
        """`<name><text>…</text></name>`."""
        holder = self.add(name, within=within, **attributes)
        self.add("text", text, holder)
        return holder

    def add_html(
        self, name: str, /, text: str, within: Element | None = None, **attributes: str
    ) -> Element:
        """A text of the question as HTML, with the files that it names."""
        is_html = self.content.get("format") == "html"
        return self.put_html(
            name, text if is_html else escape(text).replace("\n", "<br>"), within, **attributes
        )

    def put_html(
        self, name: str, /, html: str, within: Element | None = None, **attributes: str
    ) -> Element:
        digests = list_assets(html)
        placed = _ASSET.sub(lambda found: plugin_file(self._find_file(found[1])[0]), html)
        holder = self.add_text(name, placed, within, format="html", **attributes)
        for digest in digests:
            self.add_file(holder, digest)
        return holder

    def add_file(self, holder: Element, digest: str) -> bytes:
        name, data = self._find_file(digest)
        encoded = base64.b64encode(data).decode()
        self.add("file", encoded, holder, name=name, path="/", encoding="base64")
        return data

    def plain(self, text: str) -> str:
        return to_text(text) if self.content.get("format") == "html" else text


def write(questions: Sequence[Writable], find_file: FindFile) -> WriteResult:
    """A `<quiz>` with a category above each run of questions."""
    root = etree.Element("quiz")
    left_out: list[tuple[str, str]] = []
    category: tuple[str, ...] = ()
    for one in questions:
        try:
            element = write_question(one.content, find_file)
        except QuestionNotWritten as problem:
            left_out.append((one.content["key"], str(problem)))
            continue
        if one.category != category:
            category = one.category
            path = "/".join(("$course$", "top", *(part.replace("/", "//") for part in category)))
            holder = etree.SubElement(
                etree.SubElement(root, "question", type="category"), "category"
            )
            etree.SubElement(holder, "text").text = path
        root.append(element)
    return WriteResult(write_xml(root), tuple(left_out))


def write_question(content: Content, find_file: FindFile) -> Element:
    """One `<question>`. Raises QuestionNotWritten."""
    target = Target(content, find_file)
    target.add_text("name", content.get("title") or target.plain(content["prompt"])[:80])
    if content["kind"] == "cloze":
        target.put_html("questiontext", write_cloze(content))
    else:
        is_word = content["kind"] == "missing_words"
        target.add_html("questiontext", _word_prompt(content) if is_word else content["prompt"])
    target.add_html("generalfeedback", content.get("explanation", ""))
    target.add("defaultgrade", "1")
    target.add("idnumber", content["key"])
    _WRITERS[content["kind"]](target)
    if tags := content.get("tags"):
        holder = target.add("tags")
        for tag in tags:
            target.add_text("tag", tag, holder)
    return target.element


def _percent(fraction: Decimal) -> str:
    """Moodle takes only certain worths, to five places."""
    percent = fraction * 100
    near = min(_WORTHS, key=lambda one: abs(one - abs(percent)))
    if abs(near - abs(percent)) > Decimal("0.01"):
        raise QuestionNotWritten(
            _("Moodle takes no answer that is worth %(percent)s%%")
            % {"percent": f"{percent.normalize():f}"}
        )
    return f"{near if percent >= 0 else -near}"


def _answer(target: Target, text: str, fraction: Decimal, told: str, *, is_html: bool) -> Element:
    add = target.add_html if is_html else target.add_text
    answer = add("answer", text, None, fraction=_percent(fraction))
    target.add_html("feedback", told, answer)
    return answer


def _write_choices(target: Target) -> None:
    content = target.content
    is_single = content["kind"] == "single_choice"
    target.add("single", "true" if is_single else "false")
    target.add("shuffleanswers", "true" if content.get("shuffle") else "false")
    has_fractions = any("fraction" in one for one in content["choices"])
    count = sum(1 for one in content["choices"] if one.get("correct")) or 1
    part = Decimal(1) if is_single else Decimal(1) / count
    for one in content["choices"]:
        default = (
            part if one.get("correct") else Decimal(0) if is_single or has_fractions else -part
        )
        fraction = Decimal(one["fraction"]) if "fraction" in one else default
        _answer(target, one["text"], fraction, one.get("feedback", ""), is_html=True)


def _write_truth(target: Target) -> None:
    for truth in (True, False):
        name = "true" if truth else "false"
        fraction = Decimal(truth is target.content["answer"])
        _answer(target, name, fraction, target.content.get(f"feedback_{name}", ""), is_html=False)


def _write_short(target: Target) -> None:
    if target.content.get("accents") == "ignored":
        raise QuestionNotWritten(_("Moodle has no words for its rule of accents"))
    target.add("usecase", "1" if target.content.get("case") == "required" else "0")
    for one in target.content["answers"]:
        _answer(
            target,
            one["text"],
            Decimal(one.get("fraction", "1")),
            one.get("feedback", ""),
            is_html=False,
        )


def _write_number(target: Target) -> None:
    content = target.content
    for one in content["answers"]:
        fraction = Decimal(one.get("fraction", "1"))
        answer = _answer(target, one["value"], fraction, one.get("feedback", ""), is_html=False)
        target.add("tolerance", one.get("tolerance", "0"), answer)
    if units := content.get("units"):
        holder = target.add("units")
        for unit in units:
            one = target.add("unit", within=holder)
            target.add("multiplier", unit.get("multiplier", "1"), one)
            target.add("unit_name", unit["unit"], one)
    is_required = content.get("unit_rule") == "required"
    target.add("unitgradingtype", "1" if is_required else "0")
    target.add("unitpenalty", content.get("unit_penalty", "1" if is_required else "0.1"))
    target.add("showunits", "0" if units else "3")


def _write_pairs(target: Target) -> None:
    content = target.content
    text_of = {one["key"]: one["text"] for one in content["options"]}
    used = {stem["answer"] for stem in content["stems"]}
    pairs = [(stem["text"], text_of[stem["answer"]]) for stem in content["stems"]]
    pairs += [("", text) for key, text in text_of.items() if key not in used]
    target.add("shuffleanswers", "true")
    for left, right in pairs:
        holder = target.add_html("subquestion", left)
        target.add_text("answer", target.plain(right), holder)


def _write_order(target: Target) -> None:
    scoring = {"all": "ALL_OR_NOTHING", "neighbours": "RELATIVE_NEXT_EXCLUDE_LAST"}
    target.add("layouttype", "VERTICAL")
    target.add("selecttype", "ALL")
    target.add("gradingtype", scoring.get(target.content.get("scoring", ""), "ABSOLUTE_POSITION"))
    for place, one in enumerate(target.content["items"], 1):
        target.add_html("answer", one["text"], None, fraction=f"{place}.0000000")


def _write_essay(target: Target) -> None:
    """A rubric becomes part of what the marker reads: Moodle keeps rubrics elsewhere."""
    content = target.content
    target.add("responseformat", "editorfilepicker" if content.get("most_files") else "editor")
    target.add("responserequired", "1")
    target.add("attachments", str(content.get("most_files", 0)))
    for name, field in (("minwordlimit", "least_words"), ("maxwordlimit", "most_words")):
        if field in content:
            target.add(name, str(content[field]))
    rows = "".join(
        f"<li>{escape(one['title'])}: "
        + "; ".join(f"{escape(level['text'])} ({level['points']})" for level in one["levels"])
        + "</li>"
        for one in content.get("rubric", ())
    )
    notes = content.get("marker_notes", "") + (f"<ul>{rows}</ul>" if rows else "")
    target.add_html("graderinfo", notes)
    target.add_html("responsetemplate", content.get("template", ""))


def _word_prompt(content: Content) -> str:
    numbers = {one["key"]: place for place, one in enumerate(content["options"], 1)}
    answer_of = {gap["key"]: numbers[gap["answer"]] for gap in content["gaps"]}
    return GAP.sub(lambda found: f"[[{answer_of[found[1]]}]]", content["prompt"])


def _write_words(target: Target) -> None:
    name = "dragbox" if target.content.get("input") == "drag" else "selectoption"
    for one in target.content["options"]:
        holder = target.add_text(name, target.plain(one["text"]))
        target.add("group", str(one.get("group", 1)), holder)


def _write_labels(target: Target) -> None:
    content = target.content
    data = target.add_file(target.element, content["image"]["asset"])
    with Image.open(BytesIO(data)) as image:
        width, height = image.size
    numbers = {}
    for place, one in enumerate(content["labels"], 1):
        numbers[one["key"]] = str(place)
        drag = target.add("drag")
        target.add("no", str(place), drag)
        target.add("text", one["text"], drag)
        target.add("draggroup", "1", drag)
        if content.get("labels_repeat"):
            target.add("infinite", within=drag)
        if "image" in one:
            target.add_file(drag, one["image"]["asset"])
    for place, zone in enumerate(content["zones"], 1):
        drop = target.add("drop")
        target.add("no", str(place), drop)
        target.add("choice", numbers[zone["answer"]], drop)
        target.add("xleft", str(round(Decimal(zone["left"]) * width)), drop)
        target.add("ytop", str(round(Decimal(zone["top"]) * height)), drop)


_WRITERS: dict[str, Callable[[Target], None]] = {
    "single_choice": _write_choices,
    "multiple_choice": _write_choices,
    "true_false": _write_truth,
    "short_answer": _write_short,
    "numerical": _write_number,
    "matching": _write_pairs,
    "ordering": _write_order,
    "essay": _write_essay,
    "cloze": lambda _target: None,
    "missing_words": _write_words,
    "image_labels": _write_labels,
}

MOODLE_XML = Format("moodle_xml", "Moodle XML", ".xml", "application/xml", read, write)
