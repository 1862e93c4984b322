"""Where people work, from when to when: most in their commune, some for a district or province.

Districts ended with the reform, and who worked for one works for a commune of it since.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from random import Random

from demo.nation.country import Commune
from demo.nation.network import write_day
from demo.nation.population import ADULT_DAYS, HIRED_DAYS, HIRED_FROM, Population
from people.models import STATE_PERSONNEL, Category
from territory.services import REFORM_ON

DISTRICT_SHARE, PROVINCE_SHARE = 0.12, 0.08
FORMER_SHARE, RETIRED_SHARE = 0.07, 0.02
RETIRED_FROM, RETIRED_DAYS = 738_200, 1_000  # from 21 February 2022
POSITIONS = {
    Category.CADRE: ("Chủ tịch UBND", "Phó Chủ tịch UBND", "Bí thư Đoàn", "Chủ tịch Hội Phụ nữ"),
    Category.CIVIL_SERVANT: ("Văn phòng - thống kê", "Tư pháp - hộ tịch", "Văn hóa - xã hội"),
    Category.PUBLIC_EMPLOYEE: ("Giáo viên", "Nhân viên y tế", "Viên chức"),
    Category.PART_TIME_COMMUNE_WORKER: ("Trưởng thôn", "Phó trưởng thôn", "Chi hội trưởng"),
    Category.CITIZEN: ("",),
}

# place of the person, unit, employer, category, position, days as PostgreSQL writes a range
WorkRow = tuple[int, int, str, Category, str, str]


@dataclass(frozen=True)
class Offices:
    """Where the people of a district's office went: commune of before → commune of today.

    Empty while the reform does not stand.
    """

    homes: Mapping[int, int]

    def follow(self, commune: Commune) -> int | None:
        return self.homes.get(commune.id)


@dataclass(frozen=True, slots=True)
class Post:
    """What a person of the state does since a day, an ordinal."""

    place: int
    commune: Commune
    category: Category
    position: str
    since: int

    def write(self, unit_id: int, employer: str, until: str = "") -> WorkRow:
        days = f"[{write_day(self.since)},{until})"
        return self.place, unit_id, employer, self.category, self.position, days


def iter_work(people: Population, offices: Offices, seed: str) -> Iterator[WorkRow]:
    draw = Random(seed).random  # noqa: S311 - invented data, not a secret
    columns = zip(people.communes, people.categories, people.births, strict=True)
    for place, (commune, category, birth) in enumerate(columns):
        since = max(HIRED_FROM + int(draw() * HIRED_DAYS), birth + ADULT_DAYS)
        positions = POSITIONS[category]
        post = Post(place, commune, category, positions[int(draw() * len(positions))], since)
        if draw() < FORMER_SHARE:
            before = f"[{write_day(since - 400 - int(draw() * 2000))},{write_day(since)})"
            yield place, commune.id, "", Category.CITIZEN, "", before
        if category not in STATE_PERSONNEL:
            yield post.write(commune.id, "")
            continue
        chance = draw()
        if chance < PROVINCE_SHARE:
            yield post.write(commune.province_id, "Sở, ban, ngành")
        elif chance < PROVINCE_SHARE + DISTRICT_SHARE:
            yield from _work_for_district(post, offices)
        else:
            yield from _work_for_commune(post, draw())


def _work_for_district(post: Post, offices: Offices) -> Iterator[WorkRow]:
    home, end = offices.follow(post.commune), REFORM_ON.isoformat()
    employer = "Phòng, ban cấp huyện"
    yield post.write(post.commune.district_id, employer, end if home else "")
    if home:
        yield post.place, home, "", post.category, post.position, f"[{end},)"


def _work_for_commune(post: Post, chance: float) -> Iterator[WorkRow]:
    """One in fifty has retired and is a citizen since."""
    commune = post.commune
    employer = "" if post.category == Category.PUBLIC_EMPLOYEE else f"UBND {commune.name}"
    retired = RETIRED_FROM + int(chance / RETIRED_SHARE * RETIRED_DAYS)
    if chance >= RETIRED_SHARE or retired <= post.since:
        yield post.write(commune.id, employer)
        return
    end = write_day(retired)
    yield post.write(commune.id, employer, end)
    yield post.place, commune.id, "", Category.CITIZEN, "", f"[{end},)"
