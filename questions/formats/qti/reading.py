"""One QTI item → the content of a question. The tree has the names of 2.1, see `names`."""

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.utils.html import escape
from django.utils.translation import gettext as _
from lxml import etree

from common.markup import sanitise_html, to_text
from common.xml import Element
from questions.formats.base import QuestionNotRead, give_key, keyed
from questions.marking import clean_content, find_problems

Content = dict[str, Any]
# The digest of the file that an item names, or None.
KeepFile = Callable[[str], str | None]
_SRC = re.compile(r"(<(?:img|a)\b[^>]*?\b(?:src|href)=\")([^\"]+)(\")")


class Item:
    """An `assessmentItem` and its declarations."""

    def __init__(self, root: Element, keep_file: KeepFile) -> None:
        self.root = root
        self.keep_file = keep_file
        body = root.find("itemBody")
        if body is None:
            raise QuestionNotRead(_("it has no body"))
        self.body = body
        self._declarations = {
            one.get("identifier", ""): one for one in root.iterchildren("responseDeclaration")
        }

    def declaration(self, interaction: Element) -> "Declaration":
        found = self._declarations.get(interaction.get("responseIdentifier", ""))
        if found is None:
            raise QuestionNotRead(_("the right answer is not declared"))
        return Declaration(found)

    def html(self, element: Element | None, *, without: tuple[str, ...] = ()) -> str:
        """The HTML inside an element, its files named by what they hold."""
        if element is None:
            return ""
        copy = etree.fromstring(etree.tostring(element, with_tail=False))
        for name in without:
            for child in list(copy.iter(name)):
                _drop(child)
        inner = escape(copy.text or "") + "".join(
            etree.tostring(child, encoding="unicode", method="xml") for child in copy
        )
        return sanitise_html(_SRC.sub(self._place, inner)).strip()

    def _place(self, found: re.Match[str]) -> str:
        digest = None if ":" in found[2] else self.keep_file(found[2])
        return f"{found[1]}asset:{digest}{found[3]}" if digest else found[0]


class Declaration:
    """What a response variable says is right, and what else earns."""

    def __init__(self, element: Element) -> None:
        self.cardinality = element.get("cardinality", "single")
        self.base_type = element.get("baseType", "string")
        self.right = [(one.text or "").strip() for one in element.iterfind("correctResponse/value")]
        self.mapping = element.find("mapping")
        self.worths: dict[str, Decimal] = {}
        if self.mapping is not None:
            for entry in self.mapping.iterfind("mapEntry"):
                self.worths[entry.get("mapKey", "")] = Decimal(entry.get("mappedValue", "0"))

    @property
    def most(self) -> Decimal:
        """What earns everything, by which the worths are shares."""
        if self.mapping is None:
            return Decimal(1)
        if bound := self.mapping.get("upperBound"):
            return Decimal(bound) or Decimal(1)
        positive = [one for one in self.worths.values() if one > 0]
        total = (
            sum(positive, Decimal(0))
            if self.cardinality == "multiple"
            else max(positive, default=Decimal(1))
        )
        return total or Decimal(1)

    def fraction(self, value: str) -> Decimal | None:
        """The share that a value earns; None where nothing but right and wrong is said."""
        if not self.worths:
            return None
        share = self.worths.get(value, Decimal(0)) / self.most
        return max(Decimal(-1), min(Decimal(1), share))


def _drop(element: Element) -> None:
    """The element goes; the text behind it stays."""
    parent = element.getparent()
    if parent is None:
        return
    before = element.getprevious()
    if before is None:
        parent.text = (parent.text or "") + (element.tail or "")
    else:
        before.tail = (before.tail or "") + (element.tail or "")
    parent.remove(element)


def plain(value: Decimal) -> str:
    text = f"{value.quantize(Decimal('0.00001')).normalize():f}"
    return "0" if text == "-0" else text


def read_item(root: Element, keep_file: KeepFile) -> Content:
    """The content of one item. Raises QuestionNotRead."""
    if root.tag != "assessmentItem":
        raise QuestionNotRead(_("<%(name)s> is no item") % {"name": root.tag})
    item = Item(root, keep_file)
    interactions = [
        one
        for one in item.body.iter()
        if isinstance(one.tag, str) and one.tag.endswith("Interaction")
    ]
    if not interactions:
        raise QuestionNotRead(_("it asks for nothing"))
    names = {one.tag for one in interactions}
    if len(interactions) == 1 and interactions[0].tag in _READERS:
        content = _READERS[interactions[0].tag](item, interactions[0])
    elif names <= {"textEntryInteraction", "inlineChoiceInteraction"}:
        content = _read_gaps(item, interactions)
    elif len(interactions) > 1:
        raise QuestionNotRead(
            _("it asks for several things at once: %(names)s") % {"names": ", ".join(sorted(names))}
        )
    else:
        raise QuestionNotRead(_("%(name)s has no kind here") % {"name": interactions[0].tag})
    content = {"format": "html", **content}
    if title := root.get("title", "").strip():
        content["title"] = title[:200]
    if told := item.html(root.find("modalFeedback")):
        content["explanation"] = told
    content = give_key(content, root.get("identifier", ""))
    if problem := next(iter(find_problems(content)), None):
        raise QuestionNotRead(f"{problem[0]}: {problem[1]}")
    return clean_content(content)


def _prompt(item: Item, interaction: Element) -> str:
    """What stands around the interaction, and its own prompt."""
    outside = item.html(item.body, without=(interaction.tag, "rubricBlock"))
    inside = item.html(interaction.find("prompt"))
    return "\n".join(part for part in (outside, inside) if to_text(part) or "<img" in part)


def _read_choices(item: Item, interaction: Element) -> Content:
    declared = item.declaration(interaction)
    is_single = declared.cardinality == "single"
    choices = []
    for one in interaction.iterfind("simpleChoice"):
        name = one.get("identifier", "")
        fraction = declared.fraction(name)
        choice: Content = {
            "key": name,
            "text": item.html(one, without=("feedbackInline",)),
            "correct": name in declared.right,
        }
        if fraction is not None and (not is_single or fraction not in {Decimal(0), Decimal(1)}):
            choice["fraction"] = plain(fraction)
        if told := item.html(one.find("feedbackInline")):
            choice["feedback"] = told
        choices.append(choice)
    content: Content = {
        "kind": "single_choice" if is_single else "multiple_choice",
        "prompt": _prompt(item, interaction),
        "choices": _rekey(choices),
    }
    if interaction.get("shuffle") == "true":
        content["shuffle"] = True
    return _as_truth(content)


def _as_truth(content: Content) -> Content:
    """Choices by the names true and false are a question of truth."""
    if content["kind"] != "single_choice" or {one["key"] for one in content["choices"]} != {
        "true",
        "false",
    }:
        return content
    by_key = {one["key"]: one for one in content["choices"]}
    told = {f"feedback_{key}": one["feedback"] for key, one in by_key.items() if "feedback" in one}
    answer = bool(by_key["true"]["correct"])
    return {"kind": "true_false", "prompt": content["prompt"], "answer": answer, **told}


def _rekey(entries: list[Content]) -> list[Content]:
    """Identifiers of QTI may hold points and letters that a key may not."""
    names = [one["key"] for one in entries]
    if all(re.fullmatch(r"[-a-zA-Z0-9_]{1,80}", name) for name in names):
        return entries
    return [{**one, "key": key} for one, key in zip(entries, keyed(names), strict=True)]


def _read_order(item: Item, interaction: Element) -> Content:
    texts = {
        one.get("identifier", ""): item.html(one) for one in interaction.iterfind("simpleChoice")
    }
    right = item.declaration(interaction).right
    if sorted(right) != sorted(texts):
        raise QuestionNotRead(_("the right order does not name each thing once"))
    items = [{"key": name, "text": texts[name]} for name in right]
    return {
        "kind": "ordering",
        "prompt": _prompt(item, interaction),
        "items": _rekey(items),
        "scoring": "all",
    }


def _read_match(item: Item, interaction: Element) -> Content:
    sets = interaction.findall("simpleMatchSet")
    if len(sets) != 2:  # noqa: PLR2004 - what is matched, and to what
        raise QuestionNotRead(_("it does not match two lists"))
    answers = dict(pair.split()[:2] for pair in item.declaration(interaction).right if " " in pair)
    lefts, rights = ([(one.get("identifier", ""), item.html(one)) for one in side] for side in sets)
    keys = dict(zip([r[0] for r in rights], keyed([r[1] for r in rights]), strict=True))
    stems = [
        {"key": f"s{number}", "text": text, "answer": keys.get(answers.get(name, ""), "")}
        for number, (name, text) in enumerate(lefts, 1)
    ]
    if any(not stem["answer"] for stem in stems):
        raise QuestionNotRead(_("a thing is matched to none or to several"))
    options = [{"key": keys[name], "text": text} for name, text in rights]
    return {
        "kind": "matching",
        "prompt": _prompt(item, interaction),
        "stems": stems,
        "options": options,
    }


def _read_text(item: Item, interaction: Element) -> Content:
    """A field within a text leaves a line there; one behind it is the answer's place."""
    mark = "\ue000"
    answers = _text_answers(item.declaration(interaction))
    interaction.tail = mark + (interaction.tail or "")
    prompt = item.html(item.body, without=(interaction.tag, "rubricBlock"))
    before, _mark, behind = prompt.partition(mark)
    prompt = before + "_____" + behind if to_text(behind) else before + behind
    return {"prompt": prompt, **answers}


def _text_answers(declared: Declaration) -> Content:
    values = list(dict.fromkeys((*declared.right, *declared.worths)))
    if declared.base_type in {"integer", "float"}:
        answers = [
            _worth_entry({"value": plain(Decimal(value))}, declared, value) for value in values
        ]
        return {"kind": "numerical", "answers": answers}
    content: Content = {
        "kind": "short_answer",
        "answers": [_worth_entry({"text": value}, declared, value) for value in values],
    }
    entries = declared.mapping.iterfind("mapEntry") if declared.mapping is not None else ()
    if any(entry.get("caseSensitive") == "true" for entry in entries):
        content["case"] = "required"
    return content


def _worth_entry(entry: Content, declared: Declaration, value: str) -> Content:
    fraction = declared.fraction(value)
    if (
        fraction is None
        or fraction == 1
        or (value not in declared.worths and value in declared.right)
    ):
        return entry
    return {**entry, "fraction": plain(max(Decimal(0), fraction))}


def _read_essay(item: Item, interaction: Element) -> Content:
    content: Content = {"kind": "essay", "prompt": _prompt(item, interaction)}
    if notes := item.html(item.body.find("rubricBlock")):
        content["marker_notes"] = notes
    return content


def _read_gaps(item: Item, interactions: list[Element]) -> Content:
    gaps = []
    for number, one in enumerate(interactions, 1):
        declared = item.declaration(one)
        if one.tag == "textEntryInteraction":
            inner = _text_answers(declared)
        else:
            choices = [
                {
                    "key": c.get("identifier", ""),
                    "text": item.html(c),
                    "correct": c.get("identifier") in declared.right,
                }
                for c in one.iterfind("inlineChoice")
            ]
            inner = {"kind": "single_choice", "choices": _rekey(choices)}
        gaps.append({"key": f"g{number}", **inner})
        one.tail = f"{{{{g{number}}}}}" + (one.tail or "")
    prompt = item.html(
        item.body, without=("textEntryInteraction", "inlineChoiceInteraction", "rubricBlock")
    )
    return {"kind": "cloze", "prompt": prompt, "gaps": gaps}


def _read_words(item: Item, interaction: Element) -> Content:
    answers = {}
    for pair in item.declaration(interaction).right:
        word, _space, gap = pair.partition(" ")
        answers[gap] = word
    words = [(one.get("identifier", ""), item.html(one)) for one in interaction.iterfind("gapText")]
    keys = dict(zip([w[0] for w in words], keyed([w[1] for w in words]), strict=True))
    gaps = []
    for number, one in enumerate(list(interaction.iter("gap")), 1):
        answer = keys.get(answers.get(one.get("identifier", ""), ""))
        if answer is None:
            raise QuestionNotRead(_("a gap has no right word"))
        gaps.append({"key": f"g{number}", "answer": answer})
        one.tail = f"{{{{g{number}}}}}" + (one.tail or "")
    prompt = item.html(interaction, without=("gapText", "gapImg", "gap", "prompt"))
    above = item.html(interaction.find("prompt"))
    options = [{"key": keys[name], "text": text} for name, text in words]
    return {
        "kind": "missing_words",
        "prompt": above + prompt,
        "gaps": gaps,
        "options": options,
        "input": "drag",
    }


def _read_labels(item: Item, interaction: Element) -> Content:
    picture = next((one for one in interaction.iter("object", "img")), None)
    name = "" if picture is None else picture.get("data") or picture.get("src") or ""
    digest = item.keep_file(name) if name else None
    if picture is None or digest is None:
        raise QuestionNotRead(_("its picture is missing"))
    try:
        width, height = Decimal(picture.get("width", "")), Decimal(picture.get("height", ""))
    except ArithmeticError:
        raise QuestionNotRead(_("its picture does not say how large it is")) from None
    answers = {}
    for pair in item.declaration(interaction).right:
        label, _space, place = pair.partition(" ")
        answers[place] = label
    labels = [
        (one.get("identifier", ""), to_text(item.html(one)))
        for one in interaction.iterfind("gapText")
    ]
    keys = dict(zip([one[0] for one in labels], keyed([one[1] for one in labels]), strict=True))
    zones = [
        _read_hotspot(
            number, spot, (width, height), keys.get(answers.get(spot.get("identifier", ""), ""), "")
        )
        for number, spot in enumerate(interaction.iterfind("associableHotspot"), 1)
    ]
    return {
        "kind": "image_labels",
        "prompt": _prompt(item, interaction),
        "image": {"asset": digest},
        "alt": to_text(item.html(picture))
        or picture.get("alt")
        or item.root.get("title")
        or _("Picture"),
        "labels": [{"key": keys[name], "text": text} for name, text in labels],
        "zones": zones,
    }


def _read_hotspot(
    number: int, spot: Element, size: tuple[Decimal, Decimal], answer: str
) -> Content:
    corners = [Decimal(one) for one in re.findall(r"-?\d+(?:\.\d+)?", spot.get("coords", ""))]
    if spot.get("shape") != "rect" or len(corners) != 4 or not answer:  # noqa: PLR2004
        raise QuestionNotRead(_("a place on its picture is no rectangle, or has no label"))
    left, top, right, bottom = corners
    box = (left / size[0], top / size[1], (right - left) / size[0], (bottom - top) / size[1])
    names = ("left", "top", "width", "height")
    return {
        "key": f"z{number}",
        **{n: plain(v) for n, v in zip(names, box, strict=True)},
        "answer": answer,
    }


_READERS: dict[str, Callable[[Item, Element], Content]] = {
    "choiceInteraction": _read_choices,
    "orderInteraction": _read_order,
    "matchInteraction": _read_match,
    "textEntryInteraction": _read_text,
    "extendedTextInteraction": _read_essay,
    "gapMatchInteraction": _read_words,
    "graphicGapMatchInteraction": _read_labels,
}
