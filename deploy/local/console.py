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

    def line(self, name: str, detail: str, seconds: float, *, is_good: bool = True) -> None:
        mark = self.paint("✓", GREEN) if is_good else self.paint("✗", RED)
        taken = self.paint(f"{seconds:6.1f} s", FAINT)
        self.say(f"  {mark} {name:<{NAME_WIDTH}} {detail:<{DETAIL_WIDTH}} {taken}")

    @contextmanager
    def step(self, name: str) -> Iterator[Step]:
        """Prints the step's line when the body ends; a body that raises leaves a crossed line."""
        step, began, is_good = Step(), time.monotonic(), False
        self._show_progress(name)
        try:
            yield step
            is_good = True
        finally:
            seconds = time.monotonic() - began
            self._clear_progress()
            if seconds >= self.least_seconds or not is_good:
                self.line(name, step.detail, seconds, is_good=is_good)

    def _show_progress(self, name: str) -> None:
        if self.is_terminal:
            waiting = self.paint("…", FAINT)
            self.stream.write(f"  {self.paint('·', FAINT)} {name:<{NAME_WIDTH}} {waiting}")
            self.stream.flush()

    def _clear_progress(self) -> None:
        if self.is_terminal:
            self.stream.write("\r\033[K")
