"""The manager's numbers by REST."""

import pytest

from common.clock import today
from people.models import Role
from tests import factories
from tests.api.conftest import ClientOf

V1 = "/api/v1"


@pytest.fixture
def counted(db: None) -> factories.Places:
    """Three completions, one of them of a citizen, in one commune, against a target of 2."""
    places = factories.make_territory()
    boss = factories.make_viewer(Role.ADMINISTRATOR)
    run = factories.make_run(by=boss)
    for category in ("cadre", "civil_servant", "citizen"):
        learner = factories.make_learner(unit=places.tan_trao, category=category)
        factories.complete_online(factories.make_enrollment(run=run, learner=learner))
    factories.make_target(by=boss, value=2)
    factories.make_target(code="tuyen-quang", by=boss, branch=places.tuyen_quang, value=4)
    return places


def test_attainment_says_both_counts_the_ratio_and_the_provinces(
    client_of: ClientOf, counted: factories.Places
) -> None:
    client = client_of(factories.make_viewer(Role.TRAINING_MANAGER))

    found = client.get(f"{V1}/targets/can-bo-2026/attainment/", {"as_of": str(today())}).json()

    assert (found["completion_count"], found["headcount"]) == (2, 2)
    assert (found["attainment_fraction"], found["excess"]) == ("1.0000", 0)
    rows = {row["name"]: row["completion_count"] for row in found["provinces"]}
    assert rows == {"Tỉnh Tuyên Quang": 2, "Tỉnh Lai Châu": 0}
    assert found["curve"] == [{"day": str(today()), "completion_count": 2, "headcount": 2}]
    assert found["definition"]


def test_what_was_not_yet_recorded_is_not_known(
    client_of: ClientOf, counted: factories.Places
) -> None:
    client = client_of(factories.make_viewer(Role.TRAINING_MANAGER))

    query = {"as_of": str(today()), "known_on": "2026-01-01"}
    found = client.get(f"{V1}/targets/can-bo-2026/attainment/", query).json()

    assert found["completion_count"] == 0


def test_a_manager_of_a_branch_gets_its_numbers_without_a_ratio_for_more(
    client_of: ClientOf, counted: factories.Places
) -> None:
    inside = client_of(factories.make_viewer(Role.TRAINING_MANAGER, counted.tuyen_quang))
    outside = client_of(factories.make_viewer(Role.TRAINING_MANAGER, counted.lai_chau))

    country = inside.get(f"{V1}/targets/can-bo-2026/attainment/").json()
    province = inside.get(f"{V1}/targets/tuyen-quang/attainment/").json()
    foreign = outside.get(f"{V1}/targets/tuyen-quang/attainment/")
    listed = [row["code"] for row in outside.get(f"{V1}/targets/").json()["results"]]

    assert (country["completion_count"], country["attainment_fraction"]) == (2, None)
    assert country["reason_refused"]
    assert province["attainment_fraction"] == "0.5000"
    assert (foreign.status_code, foreign.json()["code"]) == (404, "target_not_found")
    assert listed == ["can-bo-2026"]


def test_a_day_that_is_none_is_named(client_of: ClientOf, counted: factories.Places) -> None:
    client = client_of(factories.make_viewer(Role.TRAINING_MANAGER))

    answer = client.get(f"{V1}/targets/can-bo-2026/attainment/", {"as_of": "31/12/2022"})

    assert (answer.status_code, set(answer.json()["errors"])) == (400, {"as_of"})
