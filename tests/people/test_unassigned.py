"""Teams of a split commune wait for a person, who decides for many at once."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from people.errors import AssignmentsInvalid, RoleRequired, TeamNotFound
from people.models import Role, Team
from people.selectors.teams import (
    get_team,
    home_on,
    list_former_communes,
    list_teams,
    list_unassigned_teams,
)
from people.services.assignments import TeamAssignment, assign_teams
from people.services.teams import dissolve_team
from people.viewer import EVERYTHING, Viewer
from territory.models import Level, Unit
from territory.selectors import get_unit
from territory.services import REFORM_ON
from tests import factories
from tests.api.conftest import client_of
from tests.races import race

__all__ = ["client_of"]

pytestmark = pytest.mark.django_db

LATER = date(2025, 9, 1)


def make_waiting(count: int = 2) -> tuple[list[Team], list[Unit], factories.Places]:
    """Teams of a commune of Hà Giang that passed into two, and these two."""
    places = factories.make_territory()
    split = get_unit(level=Level.COMMUNE, code="00688", on=date(2025, 6, 30))
    teams = [factories.make_team(split, village=f"Thôn {number}") for number in range(count)]
    parts = [get_unit(level=Level.COMMUNE, code=code, on=REFORM_ON) for code in ("00691", "00694")]
    return teams, parts, places


def place_of(team: Team) -> tuple[str, date] | None:
    home = home_on(get_team(team.uuid, visible_to=EVERYTHING), date(2026, 1, 1))
    return (home.unit.code, home.valid.lower) if home and home.unit else None


def make_manager(branch: Unit) -> Viewer:
    return factories.make_viewer(Role.TRAINING_MANAGER, branch)


def test_manager_sees_the_waiting_teams_and_the_successors() -> None:
    teams, parts, places = make_waiting()

    (group,) = list_unassigned_teams(
        list_former_communes(visible_to=make_manager(places.tuyen_quang))
    )

    assert group.teams == teams
    assert {unit for unit, _name in group.choices} == set(parts)
    assert group.name.endswith("Tỉnh Hà Giang")
    assert not list_former_communes(visible_to=make_manager(places.lai_chau))
    with pytest.raises(RoleRequired):
        list_former_communes(visible_to=factories.make_learner())


def test_decisions_place_the_teams_from_the_end_of_their_commune_or_later() -> None:
    (first, second), parts, places = make_waiting()

    assign_teams(
        decisions=[
            TeamAssignment(first.uuid, parts[0].uuid),
            TeamAssignment(second.uuid, parts[1].uuid, LATER),
        ],
        by=make_manager(places.tuyen_quang),
    )

    assert place_of(first) == ("00691", REFORM_ON)
    assert place_of(second) == ("00694", LATER)
    waited = second.homes.get(unit=None, superseded_at=None)
    assert (waited.valid.lower, waited.valid.upper) == (REFORM_ON, LATER)
    assert not list_former_communes(visible_to=EVERYTHING)


@pytest.mark.parametrize("wrong", ["team", "unit", "province", "ended", "since", "twice", "none"])
def test_one_wrong_decision_places_nobody_and_names_its_row(wrong: str) -> None:
    (first, second), parts, places = make_waiting()
    good = TeamAssignment(first.uuid, parts[0].uuid)
    bad = {
        "team": TeamAssignment(uuid4(), parts[0].uuid),
        "unit": TeamAssignment(second.uuid, uuid4()),
        "province": TeamAssignment(second.uuid, places.lai_chau_commune.uuid),
        "ended": TeamAssignment(second.uuid, second.founding_unit.uuid),
        "since": TeamAssignment(second.uuid, parts[0].uuid, date(2024, 1, 1)),
        "twice": good,
    }
    decisions = [] if wrong == "none" else [good, bad[wrong]]

    with pytest.raises(AssignmentsInvalid) as refused:
        assign_teams(decisions=decisions, by=EVERYTHING)

    assert refused.value.fields.keys() == {"assignments" if wrong == "none" else "assignments.1"}
    assert place_of(first) is None


@pytest.mark.django_db(transaction=True)
def test_two_who_decide_at_once_on_one_team_place_it_once() -> None:
    (first, _second), parts, _places = make_waiting()

    def place(unit: Unit) -> Callable[[], Any]:
        decisions = [TeamAssignment(first.uuid, unit.uuid)]
        return lambda: assign_teams(decisions=decisions, by=EVERYTHING)

    assert race([place(unit) for unit in parts]) == ["assignments_invalid", "done"]
    assert first.homes.filter(superseded_at=None).count() == 2


def test_outsider_decides_nothing() -> None:
    (first, _second), parts, places = make_waiting()

    with pytest.raises(AssignmentsInvalid):
        assign_teams(
            decisions=[TeamAssignment(first.uuid, parts[0].uuid)],
            by=make_manager(places.lai_chau),
        )


def test_teams_are_listed_by_branch_state_level_and_name() -> None:
    (first, second), _parts, places = make_waiting()
    commune = factories.make_team(places.tan_trao, founded_on=REFORM_ON)
    away = factories.make_team(places.lai_chau_commune, village="Bản Thôn", founded_on=REFORM_ON)
    dissolve_team(team=second, dissolved_on=LATER, by=EVERYTHING)
    manager = make_manager(places.tuyen_quang)

    def listed(viewer: Viewer = manager, **asked: Any) -> set[Team]:
        return set(list_teams(visible_to=viewer, **asked))

    assert listed() == {first, commune}
    assert listed(state="unassigned") == {first}
    assert listed(state="dissolved") == {second}
    assert listed(state="") == {first, second, commune}
    assert listed(level="commune") == {commune}
    assert listed(search="thôn") == {first}
    assert listed(search="tan trao") == {commune}
    assert listed(on=date(2025, 8, 1)) == {first, second, commune}
    assert listed(EVERYTHING, branch=places.lai_chau) == {away}
    assert listed(branch=places.lai_chau) == set()
    with pytest.raises(TeamNotFound):
        get_team(away.uuid, visible_to=manager)


def sign_in(viewer: Viewer) -> Client:
    client = Client()
    assert viewer.account is not None
    client.force_login(viewer.account)
    return client


def test_page_places_all_teams_of_a_commune_but_the_one_chosen_apart() -> None:
    (first, second, third), parts, places = make_waiting(3)
    client, address = sign_in(make_manager(places.tuyen_quang)), reverse("web:unassigned_teams")
    page = client.get(address).content.decode()
    assert all(str(unit.uuid) in page for unit in parts)

    answer = client.post(
        address,
        {
            f"all-{first.founding_unit.uuid}": parts[0].uuid,
            f"team-{second.uuid}": parts[1].uuid,
        },
    )

    assert answer.status_code == 302
    assert [place_of(team) for team in (first, second, third)] == [
        ("00691", REFORM_ON),
        ("00694", REFORM_ON),
        ("00691", REFORM_ON),
    ]


def test_page_without_a_choice_says_so_and_places_nobody() -> None:
    (first, _second), _parts, places = make_waiting()

    answer = sign_in(make_manager(places.tuyen_quang)).post(reverse("web:unassigned_teams"))

    assert answer.status_code == 400
    assert place_of(first) is None


def test_manager_founds_a_team_fills_it_and_dissolves_it_by_page() -> None:
    places = factories.make_territory()
    manager = make_manager(places.tuyen_quang)
    person = factories.make_person("Ma Văn Tài", places.tan_trao)
    client = sign_in(manager)
    given = {
        "founded_on": "2026-01-01",
        "unit": "xã tân trào, tuyên quang",
        "level": "village",
        "residential_unit": "Thôn Cả",
    }

    gone = {"dissolved_on": "2026-04-01", "sure": "on"}
    client.post(reverse("web:found_team"), given)
    team = Team.objects.get()
    page = client.get(reverse("web:team", args=[team.uuid]), {"q": "ma van"}).content.decode()
    joined = {"person": person.uuid, "role": "team_leader", "since": "2026-02-01"}
    client.post(reverse("web:join_team", args=[team.uuid]), joined)
    membership = team.memberships.get()
    listed = client.get(reverse("web:teams"), {"search": "thon ca"}).content.decode()
    client.post(reverse("web:leave_team", args=[membership.uuid]), {"left_on": "2026-03-01"})
    client.post(reverse("web:dissolve_team", args=[team.uuid]), gone)

    assert str(person.uuid) in page
    assert "Ma Văn Tài" in listed
    assert team.memberships.get(superseded_at=None).valid.upper == date(2026, 3, 1)
    team.refresh_from_db()
    assert team.dissolved_on == date(2026, 4, 1)
    outsider = sign_in(make_manager(places.lai_chau))
    assert outsider.get(reverse("web:team", args=[team.uuid])).status_code == 404
    again = client.post(reverse("web:join_team", args=[team.uuid]), joined)
    assert again.status_code == 400
