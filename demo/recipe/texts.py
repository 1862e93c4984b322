"""The authors' texts, read for drawing and speaking: course.json and what lies beside it."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

CONTENT = Path(__file__).parent.parent / "content"


@dataclass(frozen=True)
class Course:
    """A folder of content and its course.json."""

    folder: Path
    document: dict[str, Any]

    def iter_activities(self) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
        """Section and activity, in the order in which they are shown."""
        for section in self.document["sections"]:
            for activity in section["activities"]:
                yield section, activity

    def save(self) -> None:
        """course.json says what the document says now."""
        text = json.dumps(self.document, ensure_ascii=False, indent=1)
        (self.folder / "course.json").write_text(f"{text}\n", encoding="utf-8")


@dataclass(frozen=True)
class Poster:
    """A title, its steps of one line each, and a tip to remember."""

    title: str
    steps: tuple[str, ...]
    tip: str

    @property
    def alternative(self) -> str:
        """The whole poster as text, for those who cannot see it."""
        steps = " ".join(f"{number}. {step}." for number, step in enumerate(self.steps, start=1))
        return f"{self.title}. {steps} {self.tip}"


@dataclass(frozen=True)
class Slide:
    """A heading, the line shown under it, and what is said meanwhile."""

    heading: str
    shown: str
    spoken: str


def list_courses() -> list[Path]:
    return sorted(path.parent for path in CONTENT.glob("*/course.json"))


def read_course(folder: Path) -> Course:
    return Course(folder, json.loads((folder / "course.json").read_text(encoding="utf-8")))


def read_poster(folder: Path) -> Poster:
    """The poster in a section's media.json."""
    poster = _read_media(folder)["poster"]
    return Poster(title=poster["title"], steps=tuple(poster["steps"]), tip=poster["tip"])


def read_slides(folder: Path) -> list[Slide]:
    """The film in a section's media.json, slide by slide."""
    return [Slide(one["title"], one["text"], one["say"]) for one in _read_media(folder)["video"]]


def _read_media(folder: Path) -> dict[str, Any]:
    media: dict[str, Any] = json.loads((folder / "media.json").read_text(encoding="utf-8"))
    return media


def read_paragraphs(path: Path) -> list[str]:
    """What is to be spoken: each line of text is a paragraph."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [line.strip() for line in lines if line.strip()]
