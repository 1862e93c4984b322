"""The network of community digital teams as published, date by date, and what is chosen beside it.

A figure that was published exactly stands as it is; one that is a bound (“nearly 200 thousand”,
“over 340,000”), a range (13/05/2022, worked back from growth) or unpublished is a choice within it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

FIRST_DAY = date(2022, 3, 10)
LANG_SON = "20"
PERSONS = 1_000_000
SMALLEST, LARGEST = 0.002, 1.0


@dataclass(frozen=True)
class Milestone:
    """What stands on a date; `complete` is in how many provinces each commune has a team.

    `departures` and `dissolutions` are those since the date before, chosen: they do not show in
    the figures, for as many more join and are founded.
    """

    on: date
    provinces: int
    teams: int
    members: int
    complete: int
    departures: int = 0
    dissolutions: int = 0


MILESTONES = (
    # Teams within 9,599 to 9,649, members within 30,179 to 30,320.
    Milestone(date(2022, 5, 13), 15, 9_624, 30_250, 0),
    Milestone(date(2022, 5, 26), 26, 18_286, 64_432, 1, 180),
    Milestone(date(2022, 6, 14), 34, 27_218, 130_487, 10, 420, 20),
    Milestone(date(2022, 7, 20), 45, 39_631, 198_412, 18, 1_100, 60),
    Milestone(date(2022, 8, 23), 49, 42_469, 208_416, 22, 1_300, 25),
    # More teams than members came: some left, and who leads a village's team is in the commune's.
    Milestone(date(2022, 8, 31), 51, 45_895, 211_737, 24, 1_500, 15),
    Milestone(date(2022, 9, 5), 51, 46_105, 212_761, 24, 120),
    Milestone(date(2023, 2, 15), 63, 69_345, 323_802, 48, 4_600, 420),
    # Nothing happens in March, so that every day of the month tells the same.
    Milestone(date(2025, 3, 1), 63, 74_126, 340_518, 57, 12_400, 640),
)


def scale_milestones(scale: float) -> list[Milestone]:
    """The milestones of a smaller nation; exact at 1.0.

    Counts of provinces stay as they are: the smallest scale still has a team for each. Those of
    complete ones are wishes, for each commune needs a team (`demo.nation.coverage`).
    """
    return [
        Milestone(
            on=one.on,
            provinces=one.provinces,
            teams=round(one.teams * scale),
            members=round(one.members * scale),
            complete=one.complete,
            departures=round(one.departures * scale),
            dissolutions=round(one.dissolutions * scale),
        )
        for one in MILESTONES
    ]


def list_first_days(milestones: Sequence[Milestone]) -> list[int]:
    """The first day of the time that each milestone ends, as ordinals."""
    return [FIRST_DAY.toordinal(), *(one.on.toordinal() + 1 for one in milestones[:-1])]
