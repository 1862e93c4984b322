"""Matching, ordering, and labels onto a picture: each thing to its place.

Keys must not give the places away: an editor or an import makes them of what a thing says.
"""

from collections.abc import Callable, Iterable, Mapping
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.shape import (
    DIGEST,
    FLAG,
    SLUG,
    Problems,
    decimal,
    fields,
    filled,
    list_of,
    one_of,
    repeated_keys,
    text,
)
from questions.kinds.base import (
    ONE,
    ZERO,
    Content,
    Kind,
    Mark,
    map_entries,
    pick,
    share_of,
    shuffled,
)

_THING = fields({"key": SLUG, "text": filled()}, {})
_SHARE = decimal("0", "1")
_MATCHING = fields(
    {
        "stems": list_of(
            fields({"key": SLUG, "text": filled(), "answer": SLUG}, {}), least=2, most=100
        ),
        "options": list_of(_THING, least=2, most=100),
    },
    {},
)
_ORDERING = fields(
    {"items": list_of(_THING, least=2, most=50)},
    {"scoring": one_of("all", "places", "neighbours")},
)
_IMAGE_LABELS = fields(
    {
        "image": fields({"asset": DIGEST}, {"name": text(200)}),
        "alt": filled(2_000),
        "labels": list_of(
            fields({"key": SLUG, "text": filled(400)}, {"image": fields({"asset": DIGEST}, {})}),
            least=1,
            most=60,
        ),
        "zones": list_of(
            fields(
                {
                    "key": SLUG,
                    "left": _SHARE,
                    "top": _SHARE,
                    "width": _SHARE,
                    "height": _SHARE,
                    "answer": SLUG,
                },
                {},
            ),
            least=1,
            most=60,
        ),
    },
    {"labels_repeat": FLAG},
)


def unknown_answers(
    places: Iterable[Mapping[str, Any]], things: Iterable[Mapping[str, Any]], where: str
) -> Problems:
    """Places whose answer is none of the things."""
    keys = {thing["key"] for thing in things}
    for number, place in enumerate(places):
        if place["answer"] not in keys:
            yield f"{where}.{number}.answer", _("is none of those to choose from")


def fits_places(
    places: Iterable[Mapping[str, Any]], options_of: Callable[[str], set[str]], response: Any
) -> bool:
    """Whether the response is an object of some of the places, each with one of its options."""
    keys = {place["key"] for place in places}
    return (
        isinstance(response, dict)
        and response.keys() <= keys
        and all(
            isinstance(value, str) and value in options_of(key) for key, value in response.items()
        )
    )


def mark_places(places: Iterable[Mapping[str, Any]], response: Mapping[str, str]) -> Mark:
    """Each place earns an equal part."""
    parts = {place["key"]: response.get(place["key"]) == place["answer"] for place in places}
    return Mark(share_of(sum(parts.values()), len(parts)), parts=parts)


# ── Matching


def _find_matching_problems(content: Content) -> Problems:
    yield from repeated_keys(content["stems"], "stems")
    yield from repeated_keys(content["options"], "options")
    yield from unknown_answers(content["stems"], content["options"], "stems")


def _fits_matching(content: Content, response: Any) -> bool:
    options = {option["key"] for option in content["options"]}
    return fits_places(content["stems"], lambda _key: options, response)


def _map_matching(content: dict[str, Any], change: Callable[[str], str]) -> None:
    map_entries(content["stems"], change, "text")
    map_entries(content["options"], change, "text")


# ── Ordering


def _mark_ordering(content: Content, response: list[str]) -> Mark:
    """By places, each item at its own place earns a part; by neighbours, each that follows right.

    By all, everything or nothing is earned.
    """
    right = [item["key"] for item in content["items"]]
    if content.get("scoring") == "all":
        return Mark(ONE if response == right else ZERO)
    if content.get("scoring") == "neighbours":
        pairs = set(pairwise(right))
        hits = len(pairs & set(pairwise(response)))
        return Mark(share_of(hits, len(pairs)))
    parts = {
        key: place < len(response) and response[place] == key for place, key in enumerate(right)
    }
    return Mark(share_of(sum(parts.values()), len(parts)), parts=parts)


def _fits_ordering(content: Content, response: Any) -> bool:
    keys = {item["key"] for item in content["items"]}
    return (
        isinstance(response, list)
        and all(isinstance(key, str) for key in response)
        and len(set(response)) == len(response)
        and set(response) in ({*keys}, set())
    )


def _show_ordering(content: Content, seed: str) -> dict[str, Any]:
    """The items in an order that is never the right one: nobody earns by leaving it."""
    items = list(shuffled(content["items"], seed))
    if items == list(content["items"]):
        items = [*items[1:], items[0]]
    return {"items": items}


# ── Labels onto a picture


def _find_zone_problems(content: Content) -> Problems:
    yield from repeated_keys(content["zones"], "zones")
    yield from repeated_keys(content["labels"], "labels")
    yield from unknown_answers(content["zones"], content["labels"], "zones")
    answers = [zone["answer"] for zone in content["zones"]]
    if not content.get("labels_repeat") and len(set(answers)) < len(answers):
        yield "zones", _("one label is the answer of two zones; say that labels may repeat")


def _fits_zones(content: Content, response: Any) -> bool:
    labels = {label["key"] for label in content["labels"]}
    if not fits_places(content["zones"], lambda _key: labels, response):
        return False
    return bool(content.get("labels_repeat")) or len(set(response.values())) == len(response)


def _show_zones(content: Content, seed: str) -> dict[str, Any]:
    place = ("key", "left", "top", "width", "height")
    return {
        **pick(content, "image", "alt", "labels_repeat"),
        "labels": list(shuffled(content["labels"], seed)),
        "zones": [pick(zone, *place) for zone in content["zones"]],
    }


MATCHING = Kind(
    code="matching",
    name=gettext_lazy("Matching"),
    shape=_MATCHING,
    problems=_find_matching_problems,
    fits=_fits_matching,
    mark=lambda content, response: mark_places(content["stems"], response),
    show=lambda content, seed: {
        "stems": [pick(stem, "key", "text") for stem in content["stems"]],
        "options": list(shuffled(content["options"], seed)),
    },
    map_texts=_map_matching,
)
ORDERING = Kind(
    code="ordering",
    name=gettext_lazy("Ordering"),
    shape=_ORDERING,
    problems=lambda content: repeated_keys(content["items"], "items"),
    fits=_fits_ordering,
    mark=_mark_ordering,
    show=_show_ordering,
    map_texts=lambda content, change: map_entries(content["items"], change, "text"),
)
IMAGE_LABELS = Kind(
    code="image_labels",
    name=gettext_lazy("Labels onto a picture"),
    shape=_IMAGE_LABELS,
    problems=_find_zone_problems,
    fits=_fits_zones,
    mark=lambda content, response: mark_places(content["zones"], response),
    show=_show_zones,
    map_texts=lambda _content, _change: None,
)
