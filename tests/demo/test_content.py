"""The demo's courses: every file is there, plays as long as it says, and its QR code leads in."""

import json
from pathlib import Path
from typing import Any

import pytest
import zxingcpp
from PIL import Image

from courses.kinds import find_activity_kind
from demo.loader.package import list_packages

MOST_BYTES = 15_000_000
ENTRY_PATH = "/q/KNS2026"


def read_activities(folder: Path) -> list[dict[str, Any]]:
    document = json.loads((folder / "course.json").read_text(encoding="utf-8"))
    return [one for section in document["sections"] for one in section["activities"]]


ACTIVITIES = [
    pytest.param(folder, one, id=f"{folder.name}/{one['key']}")
    for folder in list_packages()
    for one in read_activities(folder)
]


def test_there_are_two_courses_of_a_modest_size() -> None:
    folders = list_packages()
    size = sum(path.stat().st_size for one in folders for path in one.rglob("*") if path.is_file())
    assert len(folders) == 2
    assert size < MOST_BYTES


@pytest.mark.parametrize(("folder", "activity"), ACTIVITIES)
def test_every_named_file_is_there(folder: Path, activity: dict[str, Any]) -> None:
    kind = find_activity_kind(activity["kind"])
    assert kind
    names = [activity.get(field) for field in kind.files]
    names += [activity.get("body_file"), activity.get("transcript_file")]
    for name in filter(None, names):
        assert (folder / str(name)).stat().st_size > 0


@pytest.mark.parametrize(
    ("folder", "activity"),
    [one for one in ACTIVITIES if one.values[1]["kind"] == "poster"],  # type: ignore[index]
)
def test_a_poster_carries_the_code_of_its_course(folder: Path, activity: dict[str, Any]) -> None:
    found = zxingcpp.read_barcodes(Image.open(folder / activity["image"]))
    assert [code.text.endswith(ENTRY_PATH) for code in found] == [True], [c.text for c in found]
