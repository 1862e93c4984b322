"""Homes of teams follow the territory where one successor is sure, and nowhere else."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from common.clock import now
from people.models import Team, TeamHome
from people.services.homes import TeamsFollow, carry_homes
from people.services.teams import dissolve_team, move_team
from people.viewer import EVERYTHING
from territory.errors import ChangeInUse
from territory.models import Change, Level, Succession, Unit, UnitName
from territory.selectors import get_unit
from territory.services import REFORM_ON, apply_change, preview_change, undo_change
from tests import factories

BEFORE = REFORM_ON - timedelta(days=1)
ON = date(2026, 1, 1)

pytestmark = pytest.mark.django_db


def commune(code: str, on: date = BEFORE) -> Unit:
    return get_unit(level=Level.COMMUNE, code=code, on=on)


def history(team: Team) -> list[tuple[date, str, str]]:
    """Where the team is known to be: the first day, the unit, the former unit."""
    rows = TeamHome.objects.filter(team=team, superseded_at=None).order_by("valid")
    return [
        (
            row.valid.lower,
            row.unit.code if row.unit else "",
            row.formerly.code if row.formerly else "",
        )
        for row in rows
    ]


def make_unit(code: str, valid: DateRange) -> Unit:
    unit = Unit.objects.create(level=Level.COMMUNE, code=code, valid=valid)
    UnitName.objects.create(unit=unit, name=f"Xã {code}", type="xã", search_key=code, valid=valid)
    return unit


def end_units(day: date, ways: list[tuple[Unit, Unit, str]], ended: list[Unit] = []) -> Change:  # noqa: B006
    """A change as the territory writes it, without telling anyone."""
    change = Change.objects.create(
        effective_on=day, kind="merger", source_hash=str(day), recorded_at=now()
    )
    for old in {*(old for old, _new, _kind in ways), *ended}:
        valid = DateRange(old.valid.lower, day)
        UnitName.objects.filter(unit=old).update(valid=valid)
        Unit.objects.filter(pk=old.pk).update(valid=valid)
    for old, new, kind in ways:
        Succession.objects.create(change=change, old=old, new=new, kind=kind)
    return change


def test_team_of_a_whole_commune_moves_and_that_of_a_split_one_stays_unassigned() -> None:
    factories.make_territory()
    whole = factories.make_team(commune("00692"))
    split = factories.make_team(commune("00688"), village="Thôn 1")

    assert history(whole) == [(factories.FOUNDED_ON, "00692", ""), (REFORM_ON, "00691", "")]
    assert history(split) == [(factories.FOUNDED_ON, "00688", ""), (REFORM_ON, "", "00688")]
    assert carry_homes().team_count == 0


@pytest.mark.parametrize("kind", ["whole", "unchanged", "rename", "retype", "part_all_people"])
def test_one_way_that_takes_all_the_people_moves_the_team(kind: str) -> None:
    old, new = (
        make_unit("90001", DateRange(date(2000, 1, 1), None)),
        make_unit("90002", DateRange(ON, None)),
    )
    other = make_unit("90003", DateRange(ON, None))
    team = factories.make_team(old)
    change = end_units(ON, [(old, new, kind), (old, other, "part")])

    touched = TeamsFollow().follow(change)

    assert history(team) == [(factories.FOUNDED_ON, "90001", ""), (ON, "90002", "")]
    teams = touched[0]
    assert (teams.count, teams.moved_count, teams.unplaced_count) == (1, 1, 0)


@pytest.mark.parametrize("kinds", [[], ["part"], ["part", "part"], ["whole", "whole"]])
def test_without_one_sure_way_the_team_stays_unassigned(kinds: list[str]) -> None:
    old = make_unit("90001", DateRange(date(2000, 1, 1), None))
    news = [make_unit(f"9001{n}", DateRange(ON, None)) for n in range(len(kinds))]
    team = factories.make_team(old)
    ways = [(old, new, kind) for new, kind in zip(news, kinds, strict=True)]
    change = end_units(ON, ways, [old])

    touched = TeamsFollow().follow(change)

    assert history(team)[1:] == [(ON, "", "90001")]
    assert TeamHome.objects.get(team=team, unit=None).change == change
    assert (touched[0].moved_count, touched[0].unplaced_count) == (0, 1)


def make_chain(steps: list[tuple[date, str]]) -> tuple[list[Unit], list[Change]]:
    units = [make_unit("90000", DateRange(date(2000, 1, 1), None))]
    changes = []
    for number, (day, kind) in enumerate(steps):
        units.append(make_unit(f"9{number + 1:04d}", DateRange(day, None)))
        changes.append(end_units(day, [(units[-2], units[-1], kind)]))
        units[-2].refresh_from_db()
    return units, changes


def test_several_changes_in_a_row_are_followed_to_the_end() -> None:
    units, _changes = make_chain([(ON, "whole"), (date(2026, 3, 1), "rename")])

    team = factories.make_team(units[0])

    assert history(team) == [
        (factories.FOUNDED_ON, "90000", ""),
        (ON, "90001", ""),
        (date(2026, 3, 1), "90002", ""),
    ]
    assert TeamHome.objects.filter(team=team).count() == 4


def test_chain_stops_where_nothing_is_sure() -> None:
    units, _changes = make_chain([(ON, "part"), (date(2026, 3, 1), "rename")])

    assert history(factories.make_team(units[0]))[1:] == [(ON, "", "90000")]


def test_dissolved_team_moves_only_in_the_days_it_stood() -> None:
    old = make_unit("90001", DateRange(date(2000, 1, 1), None))
    new = make_unit("90002", DateRange(ON, None))
    early, late = factories.make_team(old), factories.make_team(old, village="Bản 2")
    dissolve_team(team=early, dissolved_on=ON, by=EVERYTHING)
    dissolve_team(team=late, dissolved_on=date(2026, 2, 1), by=EVERYTHING)

    carry_homes(change=end_units(ON, [(old, new, "whole")]))

    assert history(early) == [(factories.FOUNDED_ON, "90001", "")]
    assert TeamHome.objects.get(team=late, unit=new, superseded_at=None).valid == DateRange(
        ON, date(2026, 2, 1)
    )


def make_moved() -> tuple[Team, Team, Change, Unit]:
    old, split = (make_unit(code, DateRange(date(2000, 1, 1), None)) for code in ("90001", "90002"))
    new, part = (make_unit(code, DateRange(ON, None)) for code in ("90003", "90004"))
    teams = factories.make_team(old), factories.make_team(split)
    change = end_units(ON, [(old, new, "whole"), (split, new, "part"), (split, part, "part")])
    carry_homes(change=change)
    return *teams, change, new


def test_change_taken_back_brings_teams_home_and_frees_its_units() -> None:
    moved, unplaced, change, new = make_moved()
    known_at = now()

    TeamsFollow().unfollow(change)

    for team, code in ((moved, "90001"), (unplaced, "90002")):
        assert history(team) == [(factories.FOUNDED_ON, code, "")]
    then = TeamHome.objects.filter(recorded_at__lte=known_at, superseded_at__gt=known_at)
    assert then.count() == 4
    change.successions.all().delete()
    UnitName.objects.filter(unit=new).delete()
    new.delete()


def test_change_with_a_decision_on_top_is_not_taken_back() -> None:
    _moved, unplaced, change, new = make_moved()
    move_team(team=unplaced, unit=new, since=ON, by=EVERYTHING)

    with pytest.raises(ChangeInUse):
        TeamsFollow().unfollow(change)


def test_change_with_a_team_founded_in_its_unit_is_not_taken_back() -> None:
    *_teams, change, new = make_moved()
    factories.make_team(new, founded_on=date(2026, 2, 1))

    with pytest.raises(ChangeInUse):
        TeamsFollow().unfollow(change)


@pytest.mark.parametrize("what", ["two homes", "before the founding", "nowhere", "no days"])
def test_database_refuses_a_home_that_cannot_be(what: str) -> None:
    unit = make_unit("90001", DateRange(date(2000, 1, 1), None))
    team = factories.make_team(unit)
    row: dict[str, Any] = {"team": team, "unit": unit, "recorded_at": now()}
    row["valid"] = DateRange(ON, None)
    if what == "before the founding":
        row["valid"] = DateRange(date(2020, 1, 1), date(2021, 1, 1))
    if what == "nowhere":
        row |= {"unit": None, "superseded_at": now()}
    if what == "no days":
        row |= {"valid": DateRange(ON, ON), "superseded_at": now()}

    with pytest.raises(IntegrityError), transaction.atomic():
        TeamHome.objects.create(**row)


def test_teams_go_there_and_back_with_a_change_that_is_tried_entered_and_taken_back() -> None:
    places = factories.make_territory()
    whole = factories.make_team(places.tan_trao, founded_on=REFORM_ON)
    split = factories.make_team(commune("00691", REFORM_ON), founded_on=REFORM_ON)
    head = {"level": "commune", "type": "Xã", "parent_code": "08"}
    ways = (("02545", "99001", "whole"), ("00691", "99001", "part"), ("00691", "99002", "part"))
    document = {
        "effective_on": "2026-03-01",
        "legal_basis": "NQ 1",
        "units": [{**head, "code": code, "name": f"Xã {code}"} for code in ("99001", "99002")],
        "ways": [
            {"level": "commune", "old_code": old, "new_code": new, "kind": kind}
            for old, new, kind in ways
        ],
    }
    tried = preview_change(document, by=None)
    assert TeamHome.objects.count() == 2

    change = apply_change(document=document, by=None).change
    moved = history(whole), history(split)
    assert change is not None
    undo_change(change=change, by=None, reason="Nhập nhầm")

    teams = tried.touched[0]
    assert (teams.count, teams.moved_count, teams.unplaced_count) == (2, 1, 1)
    day = date(2026, 3, 1)
    assert moved == (
        [(REFORM_ON, "02545", ""), (day, "99001", "")],
        [(REFORM_ON, "00691", ""), (day, "", "00691")],
    )
    assert (history(whole), history(split)) == (
        [(REFORM_ON, "02545", "")],
        [(REFORM_ON, "00691", "")],
    )
