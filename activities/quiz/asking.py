"""A question as a form that works without script, and what such a form sends."""

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils.html import escape, linebreaks
from django.utils.safestring import SafeString

from common.markup import place_assets
from enrollment.models import Attempt
from questions.kinds.gaps import GAP
from questions.marking import hide_answers

Content = Mapping[str, Any]
_SIDES = ("left", "top", "width", "height")


def ask(content: Content, attempt: Attempt, addresses: Mapping[str, str]) -> dict[str, Any]:
    """What the form of one question needs: no answer is in it."""
    shown = hide_answers(content, seed=str(attempt.uuid))
    response = attempt.responses.get(content["key"])
    asked = {**shown, "name": name_of(content["key"]), "response": response}
    asked["prompt"] = show_text(content, content["prompt"], addresses)
    if fill := _FILLERS.get(content["kind"]):
        fill(asked, response if isinstance(response, dict | list) else {})
    show = Texts(content, addresses)
    for entries in ("choices", "stems", "options", "items", "labels"):
        for entry in asked.get(entries, ()):
            if "shown" not in entry:
                entry["shown"] = show(entry["text"])
    if "image" in shown:
        asked["image_address"] = addresses.get(shown["image"]["asset"], "")
    return asked


class Texts:
    """The texts of a question as they are shown: safe HTML, or text with its signs escaped."""

    def __init__(self, content: Content, addresses: Mapping[str, str]) -> None:
        self._is_html = content.get("format") == "html"
        self._addresses = addresses

    def __call__(self, text: str) -> SafeString:
        if not self._is_html:
            return SafeString(escape(text))
        return SafeString(place_assets(text, self._addresses.__getitem__))


def show_text(content: Content, text: str, addresses: Mapping[str, str]) -> SafeString:
    """A longer text of a question, in paragraphs."""
    if content.get("format") == "html":
        return Texts(content, addresses)(text)
    return SafeString(linebreaks(text, autoescape=True))


def name_of(*keys: str) -> str:
    return ".".join(("q", *keys))


# ── What each kind adds for its form


def _fill_matching(asked: dict[str, Any], response: Any) -> None:
    for stem in asked["stems"]:
        stem["name"] = name_of(asked["key"], stem["key"])
        stem["chosen"] = response.get(stem["key"], "") if isinstance(response, dict) else ""


def _fill_ordering(asked: dict[str, Any], response: Any) -> None:
    """A line has no place until the learner gives it one, so an untouched form is no answer."""
    places = {key: place for place, key in enumerate(response, 1)}
    asked["places"] = list(range(1, len(asked["items"]) + 1))
    asked["items"] = [
        {**item, "name": name_of(asked["key"], item["key"]), "place": places.get(item["key"])}
        for item in asked["items"]
    ]


def _fill_zones(asked: dict[str, Any], response: Any) -> None:
    for number, zone in enumerate(asked["zones"], 1):
        zone |= {"number": number, "name": name_of(asked["key"], zone["key"])}
        zone["chosen"] = response.get(zone["key"], "") if isinstance(response, dict) else ""
        zone["box"] = {side: f"{Decimal(zone[side]) * 100}%" for side in _SIDES}


def _fill_gaps(asked: dict[str, Any], response: Any) -> None:
    """Each gap of the prompt becomes a field within the text."""
    fields = {}
    for number, gap in enumerate(asked["gaps"], 1):
        given = response.get(gap["key"], "") if isinstance(response, dict) else ""
        fields[gap["key"]] = render_to_string(
            "quiz/gap.html",
            {
                "gap": gap,
                "number": number,
                "name": name_of(asked["key"], gap["key"]),
                "choices": gap.get("choices") or gap.get("options"),
                "given": given[0] if isinstance(given, list) and given else given,
            },
        ).strip()
    asked["prompt"] = SafeString(GAP.sub(lambda found: fields.get(found[1], ""), asked["prompt"]))


_FILLERS: dict[str, Callable[[dict[str, Any], Any], None]] = {
    "matching": _fill_matching,
    "ordering": _fill_ordering,
    "image_labels": _fill_zones,
    "cloze": _fill_gaps,
    "missing_words": _fill_gaps,
}


# ── What a form sends


def read_responses(contents: Iterable[Content], sent: QueryDict) -> dict[str, Any]:
    """The responses by question; a question of which the form says nothing is left out."""
    responses = {}
    for content in contents:
        response = _READERS[content["kind"]](content, sent)
        if response is not None:
            responses[content["key"]] = response
    return responses


def _read_keys(content: Content, sent: QueryDict) -> list[str] | None:
    return sent.getlist(name_of(content["key"])) or None


def _read_truth(content: Content, sent: QueryDict) -> bool | None:
    return {"true": True, "false": False}.get(sent.get(name_of(content["key"]), ""))


def _read_text(content: Content, sent: QueryDict) -> str | None:
    return sent.get(name_of(content["key"]), "").strip() or None


def _read_essay(content: Content, sent: QueryDict) -> dict[str, Any] | None:
    text = _read_text(content, sent)
    return {"text": text} if text else None


def _read_places(entries: str) -> Callable[[Content, QueryDict], dict[str, str] | None]:
    def read(content: Content, sent: QueryDict) -> dict[str, str] | None:
        given = {
            entry["key"]: chosen
            for entry in content[entries]
            if (chosen := sent.get(name_of(content["key"], entry["key"]), "").strip())
        }
        return given or None

    return read


def _read_order(content: Content, sent: QueryDict) -> list[str] | None:
    """The places that were chosen; of two things at one place, the one that stood first leads."""
    chosen = [
        (int(place), number, item["key"])
        for number, item in enumerate(content["items"])
        if (place := sent.get(name_of(content["key"], item["key"]), "")).isdecimal()
    ]
    if len(chosen) < len(content["items"]):
        return None
    return [key for _place, _number, key in sorted(chosen)]


def _read_cloze(content: Content, sent: QueryDict) -> dict[str, Any] | None:
    given = _read_places("gaps")(content, sent) or {}
    kinds = {gap["key"]: gap["kind"] for gap in content["gaps"]}
    return {
        key: [value] if kinds[key] == "single_choice" else value for key, value in given.items()
    } or None


_READERS: dict[str, Callable[[Content, QueryDict], Any]] = {
    "single_choice": _read_keys,
    "multiple_choice": _read_keys,
    "true_false": _read_truth,
    "short_answer": _read_text,
    "numerical": _read_text,
    "essay": _read_essay,
    "matching": _read_places("stems"),
    "image_labels": _read_places("zones"),
    "missing_words": _read_places("gaps"),
    "cloze": _read_cloze,
    "ordering": _read_order,
}
