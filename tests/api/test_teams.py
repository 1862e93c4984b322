"""Teams and memberships by API: moved, corrected, given another role, retracted."""

from datetime import date
from typing import Any

import pytest
from rest_framework.test import APIClient

from people.models import Membership, Role, Team
from tests import factories
from tests.api.conftest import ClientOf

pytestmark = pytest.mark.django_db

TEAMS, MEMBERSHIPS = "/api/v1/teams/", "/api/v1/memberships/"
FOUNDED = date(2026, 1, 1)


@pytest.fixture
def places() -> factories.Places:
    return factories.make_territory()


@pytest.fixture
def manager(client_of: ClientOf, places: factories.Places) -> APIClient:
    return client_of(factories.make_viewer(Role.TRAINING_MANAGER, places.tuyen_quang))


@pytest.fixture
def team(places: factories.Places) -> Team:
    return factories.make_team(places.tan_trao, village="Thôn Cả", founded_on=FOUNDED)


def post(client: APIClient, address: str, data: Any = None) -> Any:
    return client.post(address, data, format="json")


def test_a_team_moves_and_its_former_home_stays_in_the_history(
    manager: APIClient, places: factories.Places, team: Team
) -> None:
    there = next(
        row.unit
        for row in places.tuyen_quang.children.exclude(unit=places.tan_trao)
        if row.unit.level == "commune" and row.unit.valid.upper is None
    )
    move = {"unit": str(there.uuid), "since": "2026-02-01"}

    moved = post(manager, f"{TEAMS}{team.uuid}/move/", move)
    before = post(manager, f"{TEAMS}{team.uuid}/move/", {**move, "since": "2025-12-01"})
    outside = {**move, "unit": str(places.lai_chau_commune.uuid)}
    refused = post(manager, f"{TEAMS}{team.uuid}/move/", outside)

    assert [
        (home["unit"]["code"], home["since"], home["before"]) for home in moved.json()["homes"]
    ] == [("02545", "2026-01-01", "2026-02-01"), (there.code, "2026-02-01", None)]
    assert (before.status_code, list(before.json()["errors"])) == (400, ["since"])
    assert (refused.status_code, refused.json()["code"]) == (403, "out_of_scope")


def test_a_role_changes_from_a_day_on(manager: APIClient, team: Team) -> None:
    membership = factories.make_membership(team, since=FOUNDED)
    address = f"{MEMBERSHIPS}{membership.uuid}/role/"
    leads = {"role": "team_leader", "since": "2026-02-01"}

    same = post(manager, address, {**leads, "role": "team_member"})
    changed = post(manager, address, leads)
    gone = post(manager, address, leads)
    rows = manager.get(f"{TEAMS}{team.uuid}/memberships/").json()["results"]

    assert (same.status_code, list(same.json()["errors"])) == (400, ["role"])
    assert changed.json()["role"] == "team_leader"
    assert [(row["role"], row["since"], row["before"]) for row in rows] == [
        ("team_member", "2026-01-01", "2026-02-01"),
        ("team_leader", "2026-02-01", None),
    ]
    assert (gone.status_code, gone.json()["code"]) == (404, "membership_not_found")


def test_two_leaders_are_refused(manager: APIClient, team: Team) -> None:
    factories.make_membership(team, role="team_leader", since=FOUNDED)
    other = factories.make_membership(team, factories.make_person("Sùng A Dế"), since=FOUNDED)

    leads = {"role": "team_leader", "since": "2026-02-01"}
    by_role = post(manager, f"{MEMBERSHIPS}{other.uuid}/role/", leads)
    by_correction = manager.patch(
        f"{MEMBERSHIPS}{other.uuid}/", {"role": "team_leader"}, format="json"
    )

    assert {by_role.status_code, by_correction.status_code} == {409}
    assert {by_role.json()["code"], by_correction.json()["code"]} == {"team_has_leader"}


def test_a_membership_is_corrected_opened_again_and_retracted(
    manager: APIClient, places: factories.Places, team: Team
) -> None:
    membership = factories.make_membership(team, since=FOUNDED)
    person = factories.make_person("Ma Văn Tài", places.tan_trao)

    def correct(uuid: str, **given: Any) -> Any:
        return manager.patch(f"{MEMBERSHIPS}{uuid}/", given, format="json")

    right = correct(
        str(membership.uuid), person=str(person.uuid), since="2026-01-05", until="2026-03-01"
    ).json()
    opened = correct(right["uuid"], until=None).json()
    stays = correct(opened["uuid"], role="deputy_team_leader").json()
    early = correct(stays["uuid"], since="2025-01-01")
    retracted = post(manager, f"{MEMBERSHIPS}{stays['uuid']}/retract/")

    assert (right["person"]["full_name"], right["since"]) == ("Ma Văn Tài", "2026-01-05")
    assert (right["before"], opened["before"]) == ("2026-03-01", None)
    assert (stays["since"], stays["before"]) == ("2026-01-05", None)
    assert (early.status_code, early.json()["code"]) == (400, "membership_before_founding")
    assert retracted.status_code == 204
    assert not Membership.objects.filter(superseded_at=None).exists()
    assert Membership.objects.count() == 4


def test_an_outsider_is_not_brought_in_by_a_correction(
    manager: APIClient, places: factories.Places, team: Team
) -> None:
    membership = factories.make_membership(team, since=FOUNDED)
    away = factories.make_person("Y Moan Êban", places.lai_chau_commune)

    answer = manager.patch(
        f"{MEMBERSHIPS}{membership.uuid}/", {"person": str(away.uuid)}, format="json"
    )

    assert (answer.status_code, answer.json()["code"]) == (404, "person_not_found")
