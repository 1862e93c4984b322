"""The network's figures: the same totals in every structure, persons counted once."""

from datetime import date, timedelta

import pytest

from common.clock import today
from people.viewer import EVERYTHING
from targets.network import report_network
from tests import factories

pytestmark = pytest.mark.django_db


def test_a_person_in_two_teams_counts_once_in_every_structure() -> None:
    places = factories.make_territory()
    on = date(2026, 1, 5)
    first = factories.make_team(places.tan_trao, founded_on=on)
    second = factories.make_team(places.tan_trao, village="Thôn Một", founded_on=on)
    person = factories.make_person(unit=places.tan_trao)
    for team in (first, second):
        factories.make_membership(team, person, since=on)

    shown = [
        report_network(as_of=on, structure_on=day, visible_to=EVERYTHING)
        for day in (date(2025, 6, 30), on)
    ]

    assert {report.total for report in shown} == {shown[0].total}
    assert (shown[0].total.team_count, shown[0].total.membership_count) == (2, 2)
    assert shown[0].total.member_headcount == 1
    assert shown[1].covered_province_count == 1


def test_what_was_recorded_today_was_not_known_yesterday() -> None:
    places = factories.make_territory()
    on = date(2026, 1, 5)
    factories.make_team(places.tan_trao, founded_on=on)

    before = report_network(as_of=on, known_on=today() - timedelta(days=1), visible_to=EVERYTHING)

    assert before.total.team_count == 0
