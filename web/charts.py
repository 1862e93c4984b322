"""Charts as plain numbers for an SVG template: no script, readable without colour."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from targets.attainment import Attainment

WIDTH, HEIGHT = 760, 300
LEFT, RIGHT, TOP, BOTTOM = 64, 20, 24, 40


@dataclass(frozen=True)
class BarRow:
    """A province's bar: two parts of a track 100 wide."""

    name: str
    online_count: int
    in_person_count: int
    total: int
    headcount: int
    online_width: float
    in_person_width: float


def bar_rows(attainment: Attainment) -> list[BarRow]:
    """A bar for each province, the longest first; the longest fills the track."""
    most = max((row.completion_count for row in attainment.provinces), default=0) or 1
    rows = [
        BarRow(
            name=row.name,
            online_count=row.online_count,
            in_person_count=row.completion_count - row.online_count,
            total=row.completion_count,
            headcount=row.headcount,
            online_width=round(row.online_count * 100 / most, 2),
            in_person_width=round((row.completion_count - row.online_count) * 100 / most, 2),
        )
        for row in attainment.provinces
    ]
    return sorted(rows, key=lambda row: (-row.total, row.name))


@dataclass(frozen=True)
class Curve:
    """Two cumulative lines against the target, in the coordinates of a 760 × 300 view."""

    actual: str
    persons: str
    target_y: float
    target_value: int
    months: list[tuple[float, str]]
    levels: list[tuple[float, int]]
    end: tuple[float, float, int, float, int]
    summary: list[tuple[date, int, int]]


def curve_chart(attainment: Attainment) -> Curve | None:
    """The year as a curve; None where nothing was counted."""
    points = attainment.curve
    if not points:
        return None
    period = attainment.target.period
    first, last = period.lower, period.upper - timedelta(days=1)
    most = max(points[-1].completion_count, attainment.target.value)
    top = _round_up(most)

    def x(day: date) -> float:
        share: float = (day - first).days / max((last - first).days, 1)
        return round(LEFT + share * (WIDTH - LEFT - RIGHT), 1)

    def y(value: int) -> float:
        return round(HEIGHT - BOTTOM - value / top * (HEIGHT - TOP - BOTTOM), 1)

    end = points[-1]
    return Curve(
        actual=_path([(x(p.day), y(p.completion_count)) for p in points]),
        persons=_path([(x(p.day), y(p.headcount)) for p in points]),
        target_y=y(attainment.target.value),
        target_value=attainment.target.value,
        months=[(x(day), str(day.month)) for day in _month_starts(first, last)],
        levels=[(y(top * step // 4), top * step // 4) for step in range(5)],
        end=(
            x(end.day),
            y(end.completion_count),
            end.completion_count,
            y(end.headcount),
            end.headcount,
        ),
        summary=_month_ends(points),
    )


def _round_up(value: int) -> int:
    """The next round number above, divisible by four, for the axis."""
    size = 10 ** max(len(str(value)) - 1, 1)
    rounded: int = next(
        s * size // 10
        for s in (12, 16, 20, 24, 32, 40, 60, 80, 100, 120)
        if s * size // 10 >= value
    )
    return rounded


def _path(points: list[tuple[float, float]]) -> str:
    return " ".join(f"{'L' if place else 'M'}{px} {py}" for place, (px, py) in enumerate(points))


def _month_starts(first: date, last: date) -> list[date]:
    days = [first]
    while (following := (days[-1].replace(day=1) + timedelta(days=32)).replace(day=1)) <= last:
        days.append(following)
    return days


def _month_ends(points: Any) -> list[tuple[date, int, int]]:
    """The last point of each month: the table beside the curve."""
    by_month = {(p.day.year, p.day.month): p for p in points}
    return [(p.day, p.completion_count, p.headcount) for p in by_month.values()]
