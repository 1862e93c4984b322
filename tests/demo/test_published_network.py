"""The whole network in the database tells every published figure, on its date and as known then."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import NamedTuple

import pytest
from django.db import connection
from pytest_django import DjangoDbBlocker

from common.clock import today
from demo.nation import NationReport, make_nation
from people.viewer import EVERYTHING
from targets.network import NetworkReport, report_network
from territory.services import REFORM_ON

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.xdist_group("nation")]

Bounds = tuple[int, int]


class Published(NamedTuple):
    """A line of the published table; what was told as a bound or range is one."""

    as_of: date
    provinces: int
    teams: int | Bounds
    members: int | Bounds
    complete: int | None = None


TABLE = (
    Published(date(2022, 5, 13), 15, (9_599, 9_649), (30_179, 30_320)),
    Published(date(2022, 5, 26), 26, 18_286, 64_432, 1),
    Published(date(2022, 6, 14), 34, 27_218, 130_487, 10),
    Published(date(2022, 7, 20), 45, 39_631, (190_000, 199_999)),
    Published(date(2022, 8, 23), 49, 42_469, (208_001, 208_999)),
    Published(date(2022, 8, 31), 51, 45_895, 211_737),
    Published(date(2022, 9, 5), 51, 46_105, 212_761),
    Published(date(2023, 2, 15), 63, 69_345, 323_802, 48),
    Published(date(2025, 3, 1), 63, (74_001, 74_999), (340_001, 349_999)),
    Published(date(2025, 3, 31), 63, (74_001, 74_999), (340_001, 349_999)),
)


@pytest.fixture(scope="module")
def nation(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[NationReport]:
    """All teams and members stand for every test of the module and are gone for the others."""
    with django_db_blocker.unblock():
        report = make_nation(scale=1.0, seed=1, network_only=True)
    yield report
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(
            "TRUNCATE people_person, people_team, territory_unit, territory_change,"
            " common_auditentry CASCADE"
        )


def holds(found: int, published: int | Bounds) -> bool:
    low, high = published if isinstance(published, tuple) else (published, published)
    return low <= found <= high


def ask(day: date, known_on: date | None = None) -> NetworkReport:
    return report_network(as_of=day, known_on=known_on, visible_to=EVERYTHING)


@pytest.mark.parametrize("published", TABLE, ids=lambda line: str(line.as_of))
def test_every_line_of_the_table_holds_today_and_held_when_it_was_told(
    nation: NationReport, published: Published
) -> None:
    reports = [ask(published.as_of), ask(published.as_of, published.as_of)]

    for report in reports:
        total = report.total
        covered = len(report.covered_provinces)
        assert (covered, len(report.provinces)) == (published.provinces, 63)
        assert holds(total.team_count, published.teams)
        assert holds(total.member_headcount, published.members)
        assert total.commune_team_count + total.village_team_count == total.team_count
        assert total.membership_count > total.member_headcount
        assert published.complete in {None, len(report.complete_provinces)}


def percent(now: int, base: int) -> Decimal:
    return (Decimal(now) / base - 1) * 100


def test_growth_shares_and_size_are_those_published(nation: NationReport) -> None:
    base, may, end = (ask(date(*day)) for day in ((2022, 5, 13), (2022, 5, 26), (2023, 2, 15)))

    first, then, last = base.total, may.total, end.total
    provinces = percent(len(may.covered_provinces), len(base.covered_provinces))
    assert round(provinces, 1) == Decimal("73.3")
    assert round(percent(then.team_count, first.team_count)) == 90
    assert round(percent(then.member_headcount, first.member_headcount)) == 113
    assert round(percent(last.team_count, then.team_count), 1) == Decimal("279.2")
    assert round(percent(last.member_headcount, then.member_headcount), 1) == Decimal("402.5")
    assert last.members_per_team
    assert round(last.members_per_team, 2) == Decimal("4.67")
    shares = [
        round(Decimal(100 * count) / 63, 2)
        for count in (len(may.covered_provinces), len(end.complete_provinces))
    ]
    assert shares == [Decimal("41.27"), Decimal("76.19")]


def test_the_first_complete_province_is_lang_son(nation: NationReport) -> None:
    day = date(2022, 5, 26)

    complete = ask(day).complete_provinces

    assert [one.name for one in complete] == ["Tỉnh Lạng Sơn"]


def test_nobody_is_lost_in_the_reform(nation: NationReport) -> None:
    before, after = ask(date(2025, 6, 30)), ask(REFORM_ON)

    assert after.total[:4] == before.total[:4] == ask(today()).total[:4]
    assert (len(after.provinces), len(after.covered_provinces)) == (34, 34)
    unplaced = [after.count_unplaced(one) for one in (None, *(p.id for p in after.provinces))]
    assert sum(one.team_count for one in unplaced) == nation.unplaced_count > 0
