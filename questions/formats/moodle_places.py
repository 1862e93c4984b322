"""Moodle XML, read: words into gaps, and labels and markers onto a picture."""

import re
from decimal import Decimal
from io import BytesIO
from typing import Any, Protocol

from django.utils.translation import gettext as _
from PIL import Image, UnidentifiedImageError

from common.xml import Element, text_at
from questions.formats.base import QuestionNotRead, keyed

Content = dict[str, Any]
_GAP = re.compile(r"\[\[(\d{1,3})\]\]")
# Moodle draws a place as large as the label; this is what a finger can hit, in its pixels.
_WIDTH, _HEIGHT = 120, 40
_MOST_PIXELS = 50_000_000


class Holder(Protocol):
    element: Element

    def text(self, path: str) -> str: ...
    def html_of(self, holder: Element) -> str: ...
    def keep(self, file: Element) -> str: ...
    def file_of(self, digest: str) -> bytes: ...


def read_gap_words(source: Holder, content: Content, name: str) -> Content:
    """`[[2]]` takes the second word; the words of its group are what may be put there."""
    found = source.element.findall(name)
    texts = [text_at(one, "text") for one in found]
    keys = keyed(texts)
    options = []
    for key, text, one in zip(keys, texts, found, strict=True):
        group = int(text_at(one, "group", "1"))
        options.append({"key": key, "text": text, **({"group": group} if group != 1 else {})})
    gaps: list[Content] = []

    def place(gap: re.Match[str]) -> str:
        number = int(gap[1])
        if not 1 <= number <= len(keys):
            raise QuestionNotRead(_("there is no word %(number)d") % {"number": number})
        gaps.append({"key": f"g{len(gaps) + 1}", "answer": keys[number - 1]})
        return f"{{{{{gaps[-1]['key']}}}}}"

    prompt = _GAP.sub(place, content["prompt"])
    way = "select" if name == "selectoption" else "drag"
    return {
        "kind": "missing_words",
        "prompt": prompt,
        "gaps": gaps,
        "options": options,
        "input": way,
    }


def read_image_labels(source: Holder) -> Content:
    """Labels that are dropped onto places of a picture."""
    digest, width, height = _read_picture(source)
    by_number: dict[str, Content] = {}
    drags = source.element.findall("drag")
    texts = [text_at(one, "text") or text_at(one, "no") for one in drags]
    for key, text, one in zip(keyed(texts), texts, drags, strict=True):
        label: Content = {"key": key, "text": text}
        if (file := one.find("file")) is not None:
            label["image"] = {"asset": source.keep(file)}
        by_number[text_at(one, "no")] = label
    zones = []
    for place, drop in enumerate(source.element.findall("drop"), 1):
        left, top = (Decimal(text_at(drop, name, "0")) for name in ("xleft", "ytop"))
        box = (left, top, Decimal(_WIDTH), Decimal(_HEIGHT))
        answer = _label_of(by_number, drop)["key"]
        zones.append({**_zone(f"z{place}", box, (width, height)), "answer": answer})
    repeats = any(one.find("infinite") is not None for one in drags)
    return _image_content(source, digest, list(by_number.values()), zones, repeats)


def read_markers(source: Holder) -> Content:
    """Markers that are set into areas; only an area that is a rectangle stays the same here."""
    digest, width, height = _read_picture(source)
    by_number: dict[str, Content] = {}
    drags = source.element.findall("drag")
    texts = [text_at(one, "text") for one in drags]
    for key, text, one in zip(keyed(texts), texts, drags, strict=True):
        by_number[text_at(one, "no")] = {"key": key, "text": text}
    zones = []
    for place, drop in enumerate(source.element.findall("drop"), 1):
        shape = text_at(drop, "shape").lower()
        found = re.fullmatch(
            r"(-?\d+),(-?\d+);(\d+),(\d+)", text_at(drop, "coords").replace(" ", "")
        )
        if shape != "rectangle" or not found:
            raise QuestionNotRead(_("an area on its picture is no rectangle"))
        box = tuple(Decimal(one) for one in found.groups())
        answer = _label_of(by_number, drop)["key"]
        zones.append({**_zone(f"z{place}", box, (width, height)), "answer": answer})
    repeats = any(text_at(one, "noofdrags", "1") != "1" for one in drags)
    return _image_content(source, digest, list(by_number.values()), zones, repeats)


def _label_of(by_number: dict[str, Content], drop: Element) -> Content:
    label = by_number.get(text_at(drop, "choice"))
    if label is None:
        raise QuestionNotRead(_("a place on its picture has no label"))
    return label


def _read_picture(source: Holder) -> tuple[str, int, int]:
    file = source.element.find("file")
    if file is None:
        raise QuestionNotRead(_("its picture is missing"))
    digest = source.keep(file)
    try:
        with Image.open(BytesIO(source.file_of(digest))) as image:
            width, height = image.size
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError):
        raise QuestionNotRead(_("its picture cannot be read")) from None
    if not 0 < width * height <= _MOST_PIXELS:
        raise QuestionNotRead(_("its picture is too large"))
    return digest, width, height


def _zone(key: str, box: tuple[Decimal, ...], size: tuple[int, int]) -> Content:
    """The place as shares of the picture, cut to what lies on it."""
    left, top, wide, high = box
    names = ("left", "top", "width", "height")
    shares = (left / size[0], top / size[1], wide / size[0], high / size[1])
    rest = (Decimal(1), Decimal(1), 1 - min(Decimal(1), max(Decimal(0), shares[0])),
            1 - min(Decimal(1), max(Decimal(0), shares[1])))  # fmt: skip
    cut = [
        min(most, max(Decimal(0), one)).quantize(Decimal("0.0001"))
        for one, most in zip(shares, rest, strict=True)
    ]
    return {
        "key": key,
        **{name: f"{one.normalize():f}" for name, one in zip(names, cut, strict=True)},
    }


def _image_content(
    source: Holder,
    digest: str,
    labels: list[Content],
    zones: list[Content],
    repeats: bool,  # noqa: FBT001
) -> Content:
    content: Content = {
        "kind": "image_labels",
        "image": {"asset": digest},
        # Moodle asks for no description; the title is the best that there is.
        "alt": source.text("name/text") or _("Picture"),
        "labels": labels,
        "zones": zones,
    }
    return {**content, "labels_repeat": True} if repeats else content
