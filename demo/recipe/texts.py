"""The authors' texts, read for drawing and speaking: course.json and the Markdown beside it."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

CONTENT = Path(__file__).parent.parent / "content"
_STEP = re.compile(r"^\d+\. \*\*(.+?)\*\* ?(.*)$")


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
        text = json.dumps(self.document, ensure_ascii=False, indent=2)
        (self.folder / "course.json").write_text(f"{text}\n", encoding="utf-8")


@dataclass(frozen=True)
class Poster:
    """A title, a line below it, steps of a bold head and an explanation, a line to remember."""

    title: str
    lead: str
    steps: tuple[tuple[str, str], ...]
    remember: str

    @property
    def alternative(self) -> str:
        """The whole poster as text, for those who cannot see it."""
        steps = " ".join(
            f"Bước {number}: {head} {text}".strip()
            for number, (head, text) in enumerate(self.steps, start=1)
        )
        return (
            f"Áp phích “{self.title}”. {self.lead} {steps} Ghi nhớ: {self.remember} "
            "Góc dưới có mã QR mở khóa học."
        )


@dataclass(frozen=True)
class Slide:
    """A heading, the lines shown under it, and the paragraphs spoken meanwhile."""

    heading: str
    shown: tuple[str, ...]
    spoken: tuple[str, ...]


def list_courses() -> list[Path]:
    return sorted(path.parent for path in CONTENT.glob("*/course.json"))


def read_course(folder: Path) -> Course:
    return Course(folder, json.loads((folder / "course.json").read_text(encoding="utf-8")))


def read_poster(path: Path) -> Poster:
    """The poster in a Markdown file: `# title`, a paragraph, `1. **head** text`, `> remember`."""
    lines = [line.strip() for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    steps = tuple((m[1], m[2]) for line in lines if (m := _STEP.match(line)))
    return Poster(
        title=next(line[2:] for line in lines if line.startswith("# ")),
        lead=next(line for line in lines if line[0] not in "#>" and not _STEP.match(line)),
        steps=steps,
        remember=next(line[2:] for line in lines if line.startswith("> ")),
    )


def read_slides(path: Path) -> list[Slide]:
    """The slides in a Markdown file: `## heading`, `- shown`, and paragraphs to speak."""
    blocks = path.read_text(encoding="utf-8").split("## ")[1:]
    return [_read_slide(block.splitlines()) for block in blocks]


def _read_slide(lines: list[str]) -> Slide:
    rest = [line.strip() for line in lines[1:] if line.strip()]
    return Slide(
        heading=lines[0].strip(),
        shown=tuple(line[2:] for line in rest if line.startswith("- ")),
        spoken=tuple(line for line in rest if not line.startswith("- ")),
    )


def read_paragraphs(path: Path) -> list[str]:
    """What is to be spoken: each line of text is a paragraph."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [line.strip() for line in lines if line.strip()]
