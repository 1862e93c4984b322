"""How many teams each province has on each milestone, and in how many of its communes.

The sums over the provinces are those of the milestones, and nothing ever goes down, so that what
was founded need not be taken back.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import ceil
from random import Random

from demo.loader.year2022 import apportion
from demo.nation.country import Province
from demo.nation.published import LANG_SON, Milestone

MOST_FIRST_SHARE = 0.5  # of new teams, where not every commune needs one: the rest are of villages


@dataclass
class Share:
    """A province's part of the network, milestone by milestone."""

    province: Province
    weight: float
    breadth: float
    rank: float
    team_counts: list[int] = field(default_factory=list)
    commune_counts: list[int] = field(default_factory=list)
    is_complete: bool = False

    @property
    def size(self) -> int:
        return len(self.province.communes)

    def last_counts(self) -> tuple[int, int]:
        """Teams and communes with one on the milestone before."""
        return (self.team_counts[-1], self.commune_counts[-1]) if self.team_counts else (0, 0)


def plan_coverage(
    random: Random, provinces: Sequence[Province], milestones: Sequence[Milestone]
) -> list[Share]:
    """The shares of all provinces, in the order in which they join.

    Lạng Sơn is among the first and the first that is complete. As many provinces are complete as
    the milestone wishes and its teams allow, small ones before large ones.
    """
    shares = [
        Share(
            province=province,
            weight=len(province.communes) * random.uniform(0.7, 1.4),
            breadth=random.uniform(0.55, 0.97),
            rank=0 if province.code == LANG_SON else len(province.communes) * random.uniform(1, 2),
        )
        for province in provinces
    ]
    random.shuffle(shares)
    shares.sort(key=lambda share: share.rank > 0)
    for milestone in milestones:
        _take_step(shares, milestone)
    return shares


def _take_step(shares: list[Share], milestone: Milestone) -> None:
    covered = shares[: milestone.provinces]
    least = {share.province.id: max(share.last_counts()[0], 1) for share in covered}
    spare = milestone.teams - sum(least.values())
    spare -= _complete(covered, milestone.complete, least, spare)
    more = apportion(spare, [share.weight for share in covered])
    for share, extra in zip(covered, more, strict=True):
        team_count = least[share.province.id] + extra
        share.commune_counts.append(_spread(share, team_count))
        share.team_counts.append(team_count)
    for share in shares[milestone.provinces :]:
        share.commune_counts.append(0)
        share.team_counts.append(0)


def _complete(covered: list[Share], wished: int, least: dict[int, int], spare: int) -> int:
    """The teams that it takes to have a team in each commune of the `wished` first provinces."""
    taken, count = 0, sum(share.is_complete for share in covered)
    for share in sorted(covered, key=lambda share: share.rank):
        teams, communes = share.last_counts()
        missing = share.size - communes - (least[share.province.id] - teams)
        if count < wished and not share.is_complete and missing <= spare - taken:
            share.is_complete = True
            least[share.province.id] += missing
            taken, count = taken + missing, count + 1
    return taken


def _spread(share: Share, team_count: int) -> int:
    """In how many communes the teams are; all of them only where the province is complete."""
    teams, communes = share.last_counts()
    if share.is_complete:
        return share.size
    wished = min(ceil(share.breadth * share.size), share.size - 1)
    fresh = ceil((team_count - teams) * MOST_FIRST_SHARE)
    return max(communes, min(wished, communes + fresh))
