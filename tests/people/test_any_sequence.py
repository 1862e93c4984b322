"""Whatever changes are entered, decided upon and taken back: no team is lost or doubled."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db.models import Count
from hypothesis import given
from hypothesis import strategies as st

from people.models import Person, Team, TeamHome
from people.selectors.teams import list_former_communes, list_teams, list_unassigned_teams
from people.services.assignments import TeamAssignment, assign_teams
from people.viewer import EVERYTHING
from targets.network import report_network
from territory.models import Level, Unit
from territory.services import undo_change
from territory.structure import get_structure
from tests import factories
from tests.territory.test_any_sequence import (
    FIRST,
    START,
    enter_all,
    found_country,
    list_days,
    many,
    nothing_stays,
    steps,
)

pytestmark = pytest.mark.django_db

Rows = list[tuple[Any, ...]]
HOME = ("team_id", "unit_id", "formerly_id", "valid")


def found_teams() -> None:
    """A commune-level and a village team in each commune; one person is in two of them."""
    person = factories.make_person("Lò Thị Ăm")
    for number, unit in enumerate(Unit.objects.filter(level=Level.COMMUNE).order_by("code")):
        teams = [
            factories.make_team(unit, village=village, founded_on=date(2019, 6, 1))
            for village in ("", "Thôn 1")
        ]
        member = person if number < 2 else factories.make_person(f"Sùng A {'ABCDEFG'[number]}")
        factories.make_membership(teams[0], member, since=date(2019, 6, 1))


def known_homes() -> Rows:
    return sorted(TeamHome.objects.filter(superseded_at=None).values_list(*HOME), key=repr)


def assert_each_team_is_somewhere_every_day(days: list[date]) -> None:
    for day in (one for one in days if one >= date(2019, 6, 1)):
        at_home = TeamHome.objects.filter(superseded_at=None, valid__contains=day)
        counts = at_home.values("team").annotate(count=Count("id")).values_list("count", flat=True)
        standing = get_structure(day).nodes
        assert list(counts) == [1] * Team.objects.count()
        assert {unit for unit in at_home.values_list("unit_id", flat=True) if unit} <= set(standing)
        assert not set(at_home.values_list("formerly_id", flat=True)) & set(standing)


def assert_reports_agree(as_of: date, days: list[date]) -> None:
    """The totals are the same in every structure, and the provinces with “chưa phân bổ” are all."""
    reports = [report_network(as_of=as_of, structure_on=day, visible_to=EVERYTHING) for day in days]
    totals = [report.total._replace(covered_commune_count=0) for report in reports]
    assert set(totals) == {totals[0]}
    assert totals[0].team_count == Team.objects.count()
    assert totals[0].member_headcount == Person.objects.count()
    for report in reports:
        lines = [report.count(one.id) for one in report.provinces] + [report.count_unplaced(None)]
        assert sum(line.team_count for line in lines) == totals[0].team_count
        assert sum(line.membership_count for line in lines) == totals[0].membership_count


@many
@given(steps)
def test_teams_go_through_any_changes_and_back(wanted: list[Any]) -> None:
    with nothing_stays():
        found_country()
        found_teams()
        before = known_homes()

        entered = enter_all(wanted)
        days = list_days(entered)
        assert_each_team_is_somewhere_every_day(days)
        assert_reports_agree(days[-1] if entered else START, days)
        for made, _tables in reversed(entered):
            undo_change(change=made, by=None, reason="thử")
            assert_each_team_is_somewhere_every_day(days)

        assert known_homes() == before
        assert_reports_agree(START, [FIRST, START])


@many
@given(steps, st.lists(st.integers(0, 9), min_size=1, max_size=4))
def test_decisions_between_changes_lose_no_team(wanted: list[Any], choices: list[int]) -> None:
    with nothing_stays():
        found_country()
        found_teams()

        entered = enter_all(wanted)
        while decide(choices):
            pass  # a part may have been split in its turn
        last = START + timedelta(days=1000)

        assert_each_team_is_somewhere_every_day([*list_days(entered), last])
        assert_reports_agree(last, [FIRST, START, last])
        assert not list_teams(visible_to=EVERYTHING, state="unassigned").exists()


def decide(choices: list[int]) -> int:
    """Every waiting team is placed in one of the parts of its commune, as `choices` go round."""
    decisions = []
    for group in list_unassigned_teams(list_former_communes(visible_to=EVERYTHING)):
        for number, team in enumerate(group.teams):
            parts = [unit for unit, _name in group.choices if group.ended_on in unit.valid]
            place = parts[choices[number % len(choices)] % len(parts)]
            decisions.append(TeamAssignment(team.uuid, place.uuid))
    return assign_teams(decisions=decisions, by=EVERYTHING) if decisions else 0
