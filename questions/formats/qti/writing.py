"""A question → one QTI item, by the names of 2.1. What QTI cannot say is not written."""

import html
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from io import BytesIO
from typing import Any

from django.utils.translation import gettext as _
from lxml import etree
from lxml import html as lxml_html
from PIL import Image

from common.markup import place_assets, to_text
from common.xml import Element
from questions.formats.base import FindFile, QuestionNotWritten
from questions.kinds.gaps import GAP, options_of_gap

Content = Mapping[str, Any]
_MAPS = {
    True: "http://www.imsglobal.org/question/qti_v2p1/rptemplates/map_response",
    False: "http://www.imsglobal.org/question/qti_v2p1/rptemplates/match_correct",
}


class Item:
    """An item that is being written, and the files that it names."""

    def __init__(self, content: Content, find_file: FindFile) -> None:
        self.content = content
        self.files: dict[str, tuple[str, bytes]] = {}
        self._find_file = find_file
        title = content.get("title") or self.plain(content["prompt"])[:80]
        self.root = etree.Element(
            "assessmentItem",
            identifier=content["key"],
            title=title,
            adaptive="false",
            timeDependent="false",
        )
        self.body = etree.Element("itemBody")
        self.has_worths = False

    def plain(self, text: str) -> str:
        return to_text(text) if self.content.get("format") == "html" else text

    def add(self, parent: Element, name: str, text: str = "", **attributes: str) -> Element:
        child = etree.SubElement(parent, name, attributes)
        child.text = text or None
        return child

    def declare(
        self,
        right: Iterable[str],
        *,
        name: str = "RESPONSE",
        cardinality: str = "single",
        base_type: str = "identifier",
        worths: Mapping[str, Decimal] | None = None,
        with_case: bool = False,
    ) -> None:
        """What is right, and what else earns how much."""
        declared = self.add(
            self.root,
            "responseDeclaration",
            identifier=name,
            cardinality=cardinality,
            baseType=base_type,
        )
        correct = self.add(declared, "correctResponse")
        for value in right:
            self.add(correct, "value", value)
        if worths:
            self.has_worths = True
            mapping = self.add(
                declared, "mapping", lowerBound="0", upperBound="1", defaultValue="0"
            )
            for key, worth in worths.items():
                case = (
                    {"caseSensitive": "true" if with_case else "false"}
                    if base_type == "string"
                    else {}
                )
                self.add(
                    mapping, "mapEntry", mapKey=key, mappedValue=f"{worth.normalize():f}", **case
                )

    def fill(self, parent: Element, text: str) -> Element:
        """The parent holds the text as HTML, with its files beside the item."""
        source = (
            text
            if self.content.get("format") == "html"
            else html.escape(text).replace("\n", "<br>")
        )
        holder = lxml_html.fragment_fromstring(place_assets(source, self.keep), create_parent="div")
        parent.text = holder.text
        for child in list(holder):
            parent.append(child)
        return parent

    def keep(self, digest: str) -> str:
        name, data = self._find_file(digest)
        path = f"media/{digest[:12]}-{name}"
        self.files[path] = (digest, data)
        return path

    def finish(self) -> Element:
        """The item in the order that its schema wants."""
        outcome = self.add(
            self.root,
            "outcomeDeclaration",
            identifier="SCORE",
            cardinality="single",
            baseType="float",
        )
        self.add(self.add(outcome, "defaultValue"), "value", "0")
        self.add(
            self.root,
            "outcomeDeclaration",
            identifier="FEEDBACK",
            cardinality="multiple",
            baseType="identifier",
        )
        self.root.append(self.body)
        if self.content["kind"] != "essay":
            self.add(self.root, "responseProcessing", template=_MAPS[self.has_worths])
        if told := self.content.get("explanation"):
            shown = self.add(
                self.root,
                "modalFeedback",
                outcomeIdentifier="FEEDBACK",
                identifier="explanation",
                showHide="show",
            )
            self.fill(shown, told)
        return self.root


def write_item(
    content: Content, find_file: FindFile
) -> tuple[Element, dict[str, tuple[str, bytes]]]:
    """The item and its files by path. Raises QuestionNotWritten."""
    item = Item(content, find_file)
    _WRITERS[content["kind"]](item)
    return item.finish(), item.files


def _worth_of(entry: Mapping[str, Any], default: Decimal) -> Decimal:
    return Decimal(entry["fraction"]) if "fraction" in entry else default


def _begin(item: Item, name: str, **attributes: str) -> Element:
    """The interaction, with the question as its prompt."""
    interaction = item.add(item.body, name, responseIdentifier="RESPONSE", **attributes)
    item.fill(item.add(interaction, "prompt"), item.content["prompt"])
    return interaction


def _write_choices(item: Item) -> None:
    content = item.content
    is_single = content["kind"] == "single_choice"
    choices = content["choices"]
    right = [one["key"] for one in choices if one.get("correct")]
    has_worths = any("fraction" in one for one in choices)
    worths = None
    if has_worths or not is_single:
        part = Decimal(1) if is_single else (Decimal(1) / len(right)).quantize(Decimal("0.00001"))
        wrong = Decimal(0) if is_single or has_worths else -part
        worths = {
            one["key"]: _worth_of(one, part if one.get("correct") else wrong) for one in choices
        }
    item.declare(right, cardinality="single" if is_single else "multiple", worths=worths)
    shuffle = "true" if content.get("shuffle") else "false"
    interaction = _begin(
        item, "choiceInteraction", shuffle=shuffle, maxChoices="1" if is_single else "0"
    )
    for one in choices:
        choice = item.fill(
            item.add(interaction, "simpleChoice", identifier=one["key"]), one["text"]
        )
        if told := one.get("feedback"):
            shown = item.add(
                choice,
                "feedbackInline",
                outcomeIdentifier="FEEDBACK",
                identifier=one["key"],
                showHide="show",
            )
            item.fill(shown, told)


def _write_truth(item: Item) -> None:
    content = item.content
    item.declare(["true" if content["answer"] else "false"])
    interaction = _begin(item, "choiceInteraction", shuffle="false", maxChoices="1")
    for name, text in (("true", _("True")), ("false", _("False"))):
        choice = item.add(interaction, "simpleChoice", text, identifier=name)
        if told := content.get(f"feedback_{name}"):
            shown = item.add(
                choice,
                "feedbackInline",
                outcomeIdentifier="FEEDBACK",
                identifier=name,
                showHide="show",
            )
            item.fill(shown, told)


def _declare_short(item: Item, answered: Content, name: str) -> None:
    if answered.get("accents") == "ignored":
        raise QuestionNotWritten(_("QTI has no words for its rule of accents"))
    if any("*" in one["text"] for one in answered["answers"]):
        raise QuestionNotWritten(_("QTI has no words for a star that stands for any letters"))
    worths = {one["text"]: _worth_of(one, Decimal(1)) for one in answered["answers"]}
    right = [text for text, worth in worths.items() if worth == 1]
    with_case = answered.get("case") == "required"
    item.declare(right[:1], name=name, base_type="string", worths=worths, with_case=with_case)


def _declare_number(item: Item, answered: Content, name: str) -> None:
    if answered.get("units"):
        raise QuestionNotWritten(_("QTI knows no units"))
    if any(Decimal(one.get("tolerance", "0")) for one in answered["answers"]):
        raise QuestionNotWritten(_("a tolerance cannot be said by the standard templates of QTI"))
    worths = {one["value"]: _worth_of(one, Decimal(1)) for one in answered["answers"]}
    right = [value for value, worth in worths.items() if worth == 1]
    item.declare(right[:1], name=name, base_type="float", worths=worths)


def _write_field(item: Item) -> None:
    declare = _declare_short if item.content["kind"] == "short_answer" else _declare_number
    declare(item, item.content, "RESPONSE")
    item.fill(item.add(item.body, "div"), item.content["prompt"])
    item.add(item.add(item.body, "p"), "textEntryInteraction", responseIdentifier="RESPONSE")


def _write_pairs(item: Item) -> None:
    content = item.content
    item.declare([f"{one['key']} {one['answer']}" for one in content["stems"]],
                 cardinality="multiple", base_type="directedPair")  # fmt: skip
    interaction = _begin(
        item, "matchInteraction", shuffle="true", maxAssociations=str(len(content["stems"]))
    )
    for side, most in ((content["stems"], "1"), (content["options"], "0")):
        listed = item.add(interaction, "simpleMatchSet")
        for one in side:
            item.fill(
                item.add(listed, "simpleAssociableChoice", identifier=one["key"], matchMax=most),
                one["text"],
            )


def _write_order(item: Item) -> None:
    if item.content.get("scoring") != "all":
        raise QuestionNotWritten(_("QTI marks an order as a whole"))
    item.declare([one["key"] for one in item.content["items"]], cardinality="ordered")
    interaction = _begin(item, "orderInteraction", shuffle="true")
    for one in item.content["items"]:
        item.fill(item.add(interaction, "simpleChoice", identifier=one["key"]), one["text"])


def _write_essay(item: Item) -> None:
    content = item.content
    item.declare([], base_type="string")
    if notes := content.get("marker_notes"):
        item.fill(item.add(item.body, "rubricBlock", view="scorer"), notes)
    _begin(item, "extendedTextInteraction")


def _place_gaps(item: Item, parent: Element, make: Callable[[str], Element]) -> None:
    """The prompt in the parent, with an element for each gap."""
    item.fill(parent, item.content["prompt"])
    for element in [parent, *parent.iter()]:
        if element.text and GAP.search(element.text):
            before, pieces = _cut(element.text, make)
            element.text = before
            for place, piece in enumerate(pieces):
                element.insert(place, piece)
    for element in list(parent.iter()):
        if element is not parent and element.tail and GAP.search(element.tail):
            before, pieces = _cut(element.tail, make)
            element.tail = before
            holder = element.getparent()
            for place, piece in enumerate(pieces, holder.index(element) + 1):
                holder.insert(place, piece)


def _cut(text: str, make: Callable[[str], Element]) -> tuple[str, list[Element]]:
    parts = GAP.split(text)
    pieces = []
    for key, tail in zip(parts[1::2], parts[2::2], strict=True):
        piece = make(key)
        piece.tail = tail
        pieces.append(piece)
    return parts[0], pieces


def _write_cloze(item: Item) -> None:
    by_key = {gap["key"]: gap for gap in item.content["gaps"]}
    if len({gap.get("points", "1") for gap in by_key.values()}) > 1:
        raise QuestionNotWritten(_("the standard templates of QTI give every gap the same points"))

    def make(key: str) -> Element:
        gap = by_key[key]
        if gap["kind"] != "single_choice":
            return etree.Element("textEntryInteraction", responseIdentifier=key)
        field = etree.Element("inlineChoiceInteraction", responseIdentifier=key, shuffle="false")
        for one in gap["choices"]:
            item.add(field, "inlineChoice", item.plain(one["text"]), identifier=one["key"])
        return field

    for key, gap in by_key.items():
        if gap["kind"] == "single_choice":
            item.declare([one["key"] for one in gap["choices"] if one.get("correct")], name=key)
        elif gap["kind"] == "short_answer":
            _declare_short(item, gap, key)
        else:
            _declare_number(item, gap, key)
    _place_gaps(item, item.add(item.body, "div"), make)


def _write_words(item: Item) -> None:
    content = item.content
    if any(len(options_of_gap(content, gap)) < len(content["options"]) for gap in content["gaps"]):
        raise QuestionNotWritten(_("QTI knows no groups of words"))
    item.declare([f"{gap['answer']} {gap['key']}" for gap in content["gaps"]],
                 cardinality="multiple", base_type="directedPair")  # fmt: skip
    interaction = item.add(
        item.body, "gapMatchInteraction", responseIdentifier="RESPONSE", shuffle="true"
    )
    for one in content["options"]:
        item.add(
            interaction, "gapText", item.plain(one["text"]), identifier=one["key"], matchMax="0"
        )
    _place_gaps(
        item, item.add(interaction, "div"), lambda key: etree.Element("gap", identifier=key)
    )


def _write_labels(item: Item) -> None:
    content = item.content
    if content.get("labels_repeat") or any("image" in one for one in content["labels"]):
        raise QuestionNotWritten(_("labels that repeat or are pictures are not written to QTI"))
    item.declare([f"{zone['answer']} {zone['key']}" for zone in content["zones"]],
                 cardinality="multiple", base_type="directedPair")  # fmt: skip
    path = item.keep(content["image"]["asset"])
    with Image.open(BytesIO(item.files[path][1])) as image:
        width, height = image.size
        media_type = Image.MIME.get(image.format or "", "image/png")
    interaction = _begin(item, "graphicGapMatchInteraction")
    picture = item.add(interaction, "object", content["alt"], data=path, type=media_type)
    picture.set("width", str(width))
    picture.set("height", str(height))
    for one in content["labels"]:
        item.add(interaction, "gapText", one["text"], identifier=one["key"], matchMax="1")
    for zone in content["zones"]:
        left, top = Decimal(zone["left"]) * width, Decimal(zone["top"]) * height
        right, bottom = (
            left + Decimal(zone["width"]) * width,
            top + Decimal(zone["height"]) * height,
        )
        coords = ",".join(str(round(one)) for one in (left, top, right, bottom))
        item.add(
            interaction,
            "associableHotspot",
            identifier=zone["key"],
            shape="rect",
            coords=coords,
            matchMax="1",
        )


_WRITERS: dict[str, Callable[[Item], None]] = {
    "single_choice": _write_choices,
    "multiple_choice": _write_choices,
    "true_false": _write_truth,
    "short_answer": _write_field,
    "numerical": _write_field,
    "matching": _write_pairs,
    "ordering": _write_order,
    "essay": _write_essay,
    "cloze": _write_cloze,
    "missing_words": _write_words,
    "image_labels": _write_labels,
}
