"""The network's figures by REST."""

from datetime import date

import pytest

from people.models import Role
from tests import factories
from tests.api.conftest import ClientOf

pytestmark = pytest.mark.django_db


def test_report_tells_counts_growth_and_communes(client_of: ClientOf) -> None:
    places = factories.make_territory()
    factories.make_team(places.tan_trao, founded_on=date(2026, 1, 5))
    factories.make_team(places.tan_trao, village="Thôn Một", founded_on=date(2026, 2, 5))
    client = client_of(factories.make_viewer(Role.TRAINING_MANAGER))

    found = client.get(
        "/api/v1/network/report/?as_of=2026-02-05&base_on=2026-01-05&down_to=commune"
    ).json()

    assert (found["team_count"], found["growth"]["team_count"]) == (2, "1.0000")
    counted = {(row["level"], row["code"]): row["team_count"] for row in found["lines"]}
    assert {key for key, count in counted.items() if count} == {
        ("province", "08"),
        ("commune", "02545"),
    }


def test_a_day_that_is_none_is_refused_by_name(client_of: ClientOf) -> None:
    client = client_of(factories.make_viewer(Role.TRAINING_MANAGER))

    answer = client.get("/api/v1/network/report/?as_of=31/12/2022")

    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["as_of"])
