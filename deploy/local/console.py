"""Aligned lines for people: one line a step, with what was found and how long it took."""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TextIO

GREEN, RED, YELLOW, FAINT, BOLD = "32", "31", "33", "2", "1"
NAME_WIDTH = 13
DETAIL_WIDTH = 52


@dataclass
class Step:
    """What a step has to say when it is done."""

    detail: str = ""


@dataclass
class Console:
    """Writes to one stream; colours and the line in progress appear on a terminal only."""

    stream: TextIO = field(default_factory=lambda: sys.stdout)
    least_seconds: float = 0.0

    @classmethod
    def quiet(cls) -> "Console":
        """For commands whose own output matters: only steps longer than a second are told."""
        return cls(sys.stderr, least_seconds=1.0)

    @property
    def is_terminal(self) -> bool:
        return self.stream.isatty()

    def paint(self, text: str, colour: str) -> str:
        if not self.is_terminal or os.environ.get("NO_COLOR"):
            return text
        return f"\033[{colour}m{text}\033[0m"

    def say(self, text: str = "") -> None:
        print(text, file=self.stream, flush=True)

    def title(self, text: str) -> None:
        self.say(self.paint(text, BOLD))

    def warn(self, text: str) -> None:
        self.say(f"  {self.paint('!', YELLOW)} {text}")

    def fail(self, text: str) -> None:
        self.say(f"{self.paint('✗', RED)} {text}")

    @contextmanager
    def step(self, name: str) -> Iterator[Step]:
        """Prints the step's line when the body ends; a body that raises leaves a crossed line."""
        step, began = Step(), time.monotonic()
        self._show_progress(name)
        try:
            yield step
        except BaseException:
            self._finish(self.paint("✗", RED), name, step.detail, began)
            raise
        if time.monotonic() - began < self.least_seconds:
            self._clear_progress()
        else:
            self._finish(self.paint("✓", GREEN), name, step.detail, began)

    def _show_progress(self, name: str) -> None:
        if self.is_terminal:
            self.stream.write(f"  {self.paint('·', FAINT)} {name:<{NAME_WIDTH}} {self.paint('…', FAINT)}")
            self.stream.flush()

    def _clear_progress(self) -> None:
        if self.is_terminal:
            self.stream.write("\r\033[K")

    def _finish(self, mark: str, name: str, detail: str, began: float) -> None:
        self._clear_progress()
        seconds = f"{time.monotonic() - began:6.1f} s"
        line = f"  {mark} {name:<{NAME_WIDTH}} {detail:<{DETAIL_WIDTH}} {self.paint(seconds, FAINT)}"
        self.say(line)
