"""A course as an author keeps it in a folder: course.json, Markdown and media beside it."""

import json
from pathlib import Path
from typing import Any

from courses.kinds import find_activity_kind
from media.services import create_asset

CONTENT = Path(__file__).parent.parent / "content"
TEXTS = ("body", "transcript")


def read_package(folder: Path) -> dict[str, Any]:
    """The edition document of a folder: texts inlined as Markdown, files stored as assets.

    Raises FileNotFoundError when a named file is missing, and what `create_asset` raises.
    """
    document: dict[str, Any] = json.loads((folder / "course.json").read_text(encoding="utf-8"))
    for section in document["sections"]:
        section["activities"] = [_read_activity(folder, one) for one in section["activities"]]
    return document


def _read_activity(folder: Path, activity: dict[str, Any]) -> dict[str, Any]:
    read = dict(activity)
    for text in TEXTS:
        name = read.pop(f"{text}_file", None)
        if name:
            read[f"{text}_markdown"] = (folder / name).read_text(encoding="utf-8")
    kind = find_activity_kind(read["kind"])
    for field in kind.files if kind else ():
        if isinstance(read.get(field), str):
            read[field] = _store(folder / read[field])
    return read


def _store(path: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        asset = create_asset(file=file, name=path.name)
    return {
        "asset": asset.sha256,
        "name": asset.name,
        "type": asset.media_type,
        "size": asset.size_bytes,
    }


def list_packages() -> list[Path]:
    return sorted(path.parent for path in CONTENT.glob("*/course.json"))
