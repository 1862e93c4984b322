"""What a benchmark says: one measure a line, with its spread and the goal that it must hold."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from statistics import median
from typing import TextIO

NAME_WIDTH = 30
NUMBER_WIDTH = 10


class Better(Enum):
    """Which way a number should go."""

    HIGHER = "higher"
    LOWER = "lower"


@dataclass(frozen=True)
class Measure:
    """A named number, one value a round. The median is compared with the goal."""

    name: str
    unit: str
    rounds: Sequence[float]
    better: Better
    goal: float | None = None

    @property
    def value(self) -> float:
        return median(self.rounds)

    @property
    def holds(self) -> bool | None:
        """None where there is no goal."""
        if self.goal is None:
            return None
        is_high = self.better is Better.HIGHER
        return self.value >= self.goal if is_high else self.value <= self.goal

    def as_row(self) -> dict[str, object]:
        return {
            "name": self.name,
            "value": shorten(self.value),
            "unit": self.unit,
            "spread": {
                "min": shorten(min(self.rounds)),
                "median": shorten(self.value),
                "max": shorten(max(self.rounds)),
                "rounds": len(self.rounds),
            },
            "better": self.better.value,
            "goal": self.goal,
            "holds": self.holds,
        }


def shorten(number: float) -> float:
    """Three figures after the point below 10, one below 1,000, none above."""
    if abs(number) < 10:  # noqa: PLR2004 - see above
        return round(number, 3)
    return round(number, 1) if abs(number) < 1000 else float(round(number))  # noqa: PLR2004


def percentile(ordered: Sequence[float], percent: float) -> float:
    """The nearest-rank percentile of values in ascending order. Raises ValueError on none."""
    if not ordered:
        raise ValueError("no value to take a percentile of")
    rank = -(-len(ordered) * percent // 100)
    return ordered[max(int(rank), 1) - 1]


@dataclass
class Reporter:
    """Prints each measure as it is known, for people or as a JSON object a line."""

    stream: TextIO
    as_json: bool
    missed: int = 0

    def begin(self, about: Iterable[str]) -> None:
        if not self.as_json:
            self.stream.writelines(f"{line}\n" for line in about)
            heads = f"{'median':>{NUMBER_WIDTH}}{'min':>{NUMBER_WIDTH}}{'max':>{NUMBER_WIDTH}}"
            self._say(f"\n{'':{NAME_WIDTH}}{heads}{'goal':>{NUMBER_WIDTH + 2}}")

    def tell(self, measure: Measure) -> None:
        self.missed += measure.holds is False
        row = json.dumps(measure.as_row(), ensure_ascii=False)
        self._say(row if self.as_json else _align(measure))

    def end(self) -> int:
        """The exit code: 1 where a goal is not held."""
        if not self.as_json:
            self._say("\nEvery goal holds." if not self.missed else f"\nMissed: {self.missed}.")
        return int(self.missed > 0)

    def _say(self, text: str) -> None:
        print(text, file=self.stream, flush=True)


def _align(measure: Measure) -> str:
    numbers = (measure.value, min(measure.rounds), max(measure.rounds))
    columns = "".join(f"{_write(number):>{NUMBER_WIDTH}}" for number in numbers)
    sign = "≥" if measure.better is Better.HIGHER else "≤"
    goal = "" if measure.goal is None else f"{sign} {_write(measure.goal)}"
    mark = {True: " ✓", False: " ✗", None: ""}[measure.holds]
    return f"{measure.name:{NAME_WIDTH}}{columns}{goal:>{NUMBER_WIDTH + 2}}{mark}  {measure.unit}"


def _write(number: float) -> str:
    return f"{shorten(number):,.10g}"
