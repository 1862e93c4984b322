"""Slides, one below the other: each a picture with what it says, and notes if there are any."""

from typing import Any

from django.utils.translation import gettext_lazy

from activities.base import LearnerSide, Visit, find_addresses
from common.shape import FILE, fields, filled, list_of, text
from courses.kinds import Activity, ActivityKind

MOST_SLIDES = 200


def _list_files(activity: Activity) -> list[str]:
    return [slide["image"]["asset"] for slide in activity.get("slides", ())]


def _describe(visit: Visit) -> dict[str, Any]:
    addresses = find_addresses(_list_files(visit.activity))
    slides = [
        {**slide, "address": addresses[slide["image"]["asset"]]}
        for slide in visit.activity["slides"]
    ]
    return {"slides": slides}


KIND = ActivityKind(
    code="deck",
    name=gettext_lazy("Slides"),
    rules=("viewed",),
    device_facts=frozenset({"viewed"}),
    files=(),
    shape=fields(
        {
            "slides": list_of(
                fields({"image": FILE, "alt": filled(2_000)}, {"notes": text(10_000)}),
                least=1,
                most=MOST_SLIDES,
            )
        },
        {},
    ),
    deep_files=_list_files,
)
SIDE = LearnerSide(describe=_describe, is_seen_on_opening=True)
