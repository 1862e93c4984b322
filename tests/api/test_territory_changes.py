"""Changes of the territory by API: tried, entered, refused by place, taken back."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from people.models import Role
from territory.selectors import get_unit_by_uuid
from tests import factories
from tests.api.conftest import ClientOf

pytestmark = pytest.mark.django_db

CHANGES = "/api/v1/territory-changes/"
TAN_TRAO = {"level": "commune", "code": "02545", "type": "Xã", "name": "Xã Mới"}


@pytest.fixture
def places() -> factories.Places:
    return factories.make_territory()


@pytest.fixture
def keeper(client_of: ClientOf) -> APIClient:
    return client_of(factories.make_viewer(Role.ADMINISTRATOR))


def document(**changed: Any) -> dict[str, Any]:
    unit = {**TAN_TRAO, "parent_code": "08", **changed}
    return {"effective_on": "2026-03-01", "legal_basis": "NQ 9", "units": [unit]}


def post(client: APIClient, address: str, data: Any) -> Any:
    return client.post(address, data, format="json")


def test_a_change_is_tried_entered_and_taken_back(
    keeper: APIClient, places: factories.Places
) -> None:
    history = f"/api/v1/units/{places.tan_trao.uuid}/history/"

    tried = post(keeper, f"{CHANGES}preview/", document()).json()
    entered = post(keeper, CHANGES, document())
    again = post(keeper, CHANGES, document())
    names = [row["name"] for row in keeper.get(history).json()["names"]]
    undone = post(keeper, f"{CHANGES}{entered.json()['uuid']}/undo/", {"reason": "Nhầm"})

    assert tried["uuid"] is None
    assert tried["renaming"][0]["new_name"] == "Xã Mới"
    assert entered.json()["counts"] == tried["counts"]
    assert (again.status_code, again.json()["code"]) == (409, "territory_change_already_entered")
    assert names == ["Xã Tân Trào", "Xã Mới"]
    assert undone.json()["undo_reason"] == "Nhầm"
    assert [row["name"] for row in keeper.get(history).json()["names"]] == ["Xã Tân Trào"]
    assert keeper.get(CHANGES).json()["results"][0]["undone_at"]


@pytest.mark.parametrize(
    ("place", "body"),
    [
        ("units[0].parent_code", document(parent_code="99")),
        ("units[0].code", document(code="2545")),
        ("effective_on", {**document(), "effective_on": None}),
        ("units", {**document(), "units": [7]}),
        ("document", [1, 2]),
    ],
)
def test_what_is_wrong_is_named_by_its_place(
    keeper: APIClient,
    places: factories.Places,
    place: str,
    body: Any,
) -> None:
    answer = post(keeper, CHANGES, body)

    assert answer.status_code == 400
    assert place in answer.json()["errors"]


def test_a_unit_in_use_keeps_its_change(keeper: APIClient, places: factories.Places) -> None:
    new = {**document(code="99999"), "legal_basis": "NQ 10"}
    made = post(keeper, CHANGES, new).json()
    unit = keeper.get("/api/v1/units/", {"search": "Xã Mới"}).json()["results"][0]
    factories.make_learner(unit=get_unit_by_uuid(unit["uuid"]))

    answer = post(keeper, f"{CHANGES}{made['uuid']}/undo/", {"reason": "Nhầm"})

    assert places.tuyen_quang
    assert (answer.status_code, answer.json()["code"]) == (409, "territory_change_in_use")
    assert "1" in answer.json()["detail"]


def test_a_unit_that_ended_says_where_it_is(client_of: ClientOf, places: factories.Places) -> None:
    address = f"/api/v1/units/{places.ha_giang_before.uuid}/history/"

    now = client_of().get(address).json()
    then = client_of().get(address, {"on": "2025-06-30"}).json()

    assert now["present"]["sure"]["uuid"] == str(places.tuyen_quang.uuid)
    assert [row["kind"] for row in now["present"]["units"]] == ["whole"]
    assert now["former"] == {"units": [], "sure": None}
    assert then["former"]["sure"]["uuid"] == str(places.ha_giang_before.uuid)
