"""The network's figures: the same totals in every structure, persons counted once."""

import json
from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import call_command

from common.clock import today
from people.models import Role
from people.viewer import EVERYTHING
from targets.network import report_network, write_growth
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

    assert shown[0].total[:4] == shown[1].total[:4]
    assert (shown[0].total.team_count, shown[0].total.membership_count) == (2, 2)
    assert shown[0].total.member_headcount == 1
    assert len(shown[1].covered_provinces) == 1


def test_what_was_recorded_today_was_not_known_yesterday() -> None:
    places = factories.make_territory()
    on = date(2026, 1, 5)
    factories.make_team(places.tan_trao, founded_on=on)

    before = report_network(as_of=on, known_on=today() - timedelta(days=1), visible_to=EVERYTHING)

    assert before.total.team_count == 0


def test_the_command_tells_growth_on_a_base_and_lists_every_province() -> None:
    places = factories.make_territory()
    first, later = date(2026, 1, 5), date(2026, 2, 5)
    factories.make_team(places.tan_trao, founded_on=first)
    factories.make_team(places.tan_trao, village="Thôn Một", founded_on=later)
    out = StringIO()

    call_command("report_network", "--as-of=2026-02-05", "--base=2026-01-05", "--json", stdout=out)

    found = json.loads(out.getvalue())
    assert (found["team_count"], found["province_count"]) == (2, 2)
    assert found["growth"] == {
        "covered_province_count": "0.000000",
        "team_count": "1.000000",
        "member_headcount": None,
    }
    rows = {row["code"]: row["team_count"] for row in found["lines"]}
    assert rows == {"08": 2, "12": 0}
    assert "tính đến 05/02/2026" in found["definition"]


def test_the_command_writes_a_table_in_vietnamese() -> None:
    places = factories.make_territory()
    factories.make_team(places.tan_trao, founded_on=date(2026, 1, 5))
    out = StringIO()

    call_command("report_network", "--as-of=2026-02-05", "--base=2026-01-05", stdout=out)

    assert "1/2  tỉnh, thành có tổ" in out.getvalue()
    assert "+0,0%  số tổ, so với ngày gốc" in out.getvalue()


def test_a_manager_reads_of_the_own_branch_alone() -> None:
    places = factories.make_territory()
    on = date(2026, 1, 5)
    factories.make_team(places.tan_trao, founded_on=on)
    factories.make_team(places.lai_chau_commune, founded_on=on)
    manager = factories.make_viewer(Role.TRAINING_MANAGER, branch=places.lai_chau)

    report = report_network(as_of=on, visible_to=manager)

    assert (report.total.team_count, len(report.provinces)) == (1, 1)
    assert len(report.covered_provinces) == 1


@pytest.mark.parametrize(
    ("fraction", "text"),
    [("4.025484", "+402,5%"), ("0.733333", "+73,3%"), ("-0.066666", "-6,7%"), (None, "–")],
)
def test_growth_is_written_as_it_was_published(fraction: str | None, text: str) -> None:
    assert write_growth(fraction) == text
