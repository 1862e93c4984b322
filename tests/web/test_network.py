"""The manager's page of the network's figures."""

from datetime import date

import pytest
from django.test import Client

from people.models import Role
from tests import factories

pytestmark = pytest.mark.django_db


def open_page(role: Role | None, query: str = "") -> tuple[int, str]:
    client = Client()
    account = factories.make_viewer(role).account
    assert account
    client.force_login(account)
    answer = client.get(f"/quan-ly/mang-luoi/{query}")
    return answer.status_code, answer.content.decode()


def test_page_shows_teams_members_and_growth_in_words() -> None:
    places = factories.make_territory()
    factories.make_team(places.tan_trao, founded_on=date(2026, 1, 5))
    factories.make_team(places.tan_trao, village="Thôn Một", founded_on=date(2026, 2, 5))

    status, page = open_page(Role.TRAINING_MANAGER, "?as_of=2026-02-05&base_on=2026-01-05")

    assert status == 200
    assert "1/2" in page
    assert "+100,0%" in page
    assert "tính đến 05/02/2026" in page


def test_page_is_for_those_who_watch() -> None:
    assert open_page(None)[0] == 403


def test_a_day_that_is_none_is_said() -> None:
    status, page = open_page(Role.TRAINING_MANAGER, "?as_of=hom-qua")

    assert status == 400
    assert "hom-qua" in page
