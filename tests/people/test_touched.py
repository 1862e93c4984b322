"""What a change says that it touches: teams, their members, persons at work, targets."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db.models import F

from common.clock import today
from people.models import Membership, Role, Team, TeamHome
from people.viewer import EVERYTHING
from targets.network import report_network
from territory.models import Level, Unit
from territory.selectors import get_unit
from territory.services import REFORM_ON, apply_change, preview_change, undo_change
from tests import factories
from tests.people.test_homes import history

pytestmark = pytest.mark.django_db

ON = date(2026, 3, 1)
HEAD = {"level": "commune", "type": "Xã", "parent_code": "08"}


def commune(code: str) -> Unit:
    return get_unit(level=Level.COMMUNE, code=code, on=REFORM_ON)


def document(*ways: tuple[str, str, str], new: tuple[str, ...] = (), on: date = ON) -> Any:
    return {
        "effective_on": on.isoformat(),
        "legal_basis": "NQ 1",
        "units": [{**HEAD, "code": code, "name": f"Xã {code}"} for code in new],
        "ways": [
            {"level": "commune", "old_code": old, "new_code": to, "kind": kind}
            for old, to, kind in ways
        ],
    }


MERGED_AND_SPLIT = document(
    ("02545", "99001", "whole"),
    ("00691", "99001", "part"),
    ("00691", "99002", "part"),
    new=("99001", "99002"),
)


def found_team(code: str, *, village: str = "", member: str = "") -> Team:
    team = factories.make_team(commune(code), village=village, founded_on=REFORM_ON)
    if member:
        factories.make_membership(team, factories.make_person(member), since=REFORM_ON)
    return team


def test_a_trial_counts_teams_members_persons_at_work_and_targets() -> None:
    places = factories.make_territory()
    boss = factories.make_viewer(Role.ADMINISTRATOR)
    found_team("02545", member="Lò Thị Ăm")
    found_team("00691", member="Sùng A Dế")
    found_team("00694", member="Y Moan Êban")
    for code, count in (("02545", 2), ("00691", 1), ("00694", 1)):
        for _number in range(count):
            factories.make_person(unit=commune(code))
    factories.make_target(by=boss, branch=places.tan_trao)
    factories.make_target(code="khac", by=boss, branch=commune("00694"))
    factories.make_target(code="xong", by=boss, branch=commune("00691"), last_on=date(2026, 2, 28))

    touched = preview_change(MERGED_AND_SPLIT, by=None).touched

    assert [(row.count, row.moved_count, row.unplaced_count) for row in touched] == [
        (2, 1, 1),
        (2, 0, 0),
        (3, 2, 1),
        (1, 0, 0),
    ]


def test_a_part_that_passes_touches_those_who_stay_behind() -> None:
    factories.make_territory()
    team = found_team("02545", member="Lò Thị Ăm")
    factories.make_person(unit=commune("02545"))

    report = apply_change(
        document=document(("02545", "02545", "unchanged"), ("02545", "00691", "part")), by=None
    )

    assert [(row.count, row.moved_count, row.unplaced_count) for row in report.touched[:3]] == [
        (1, 0, 0),
        (1, 0, 0),
        (1, 0, 0),
    ]
    assert history(team) == [(REFORM_ON, "02545", "")]


def test_changes_on_each_other_are_taken_back_one_by_one() -> None:
    factories.make_territory()
    teams = found_team("02545"), found_team("00691")
    first = apply_change(document=MERGED_AND_SPLIT, by=None).change
    second = apply_change(
        document=document(
            ("99001", "99003", "part"),
            ("99001", "99004", "part"),
            new=("99003", "99004"),
            on=date(2026, 4, 1),
        ),
        by=None,
    ).change
    assert first
    assert second

    for change in (second, first):
        undo_change(change=change, by=None, reason="Nhập nhầm")

    assert [history(team) for team in teams] == [
        [(REFORM_ON, "02545", "")],
        [(REFORM_ON, "00691", "")],
    ]


def test_a_report_as_known_before_a_change_was_taken_back_stays_as_it_was() -> None:
    factories.make_territory()
    found_team("02545", member="Lò Thị Ăm")
    found_team("00691", member="Sùng A Dế")
    change = apply_change(document=MERGED_AND_SPLIT, by=None).change
    assert change
    as_of = date(2026, 5, 1)
    yesterday = tell_a_day_ago()

    before = count_by_province(as_of, known_on=yesterday)
    undo_change(change=change, by=None, reason="Nhập nhầm")

    assert count_by_province(as_of, known_on=yesterday) == before
    assert count_by_province(as_of, known_on=today()) == before
    assert before[0] == (2, 0, 2, 2)


def count_by_province(as_of: date, *, known_on: date) -> list[tuple[int, ...]]:
    """Teams by level, persons and memberships: of the country and of each province."""
    report = report_network(as_of=as_of, known_on=known_on, visible_to=EVERYTHING)
    places = [None, *(one.id for one in report.provinces)]
    return [tuple(report.count(place)[:4]) for place in places]


def tell_a_day_ago() -> date:
    """All that is known now was known yesterday already; the day."""
    day = timedelta(days=1)
    for model in (TeamHome, Membership):
        model.objects.update(recorded_at=F("recorded_at") - day)
        model.objects.exclude(superseded_at=None).update(superseded_at=F("superseded_at") - day)
    return today() - day
