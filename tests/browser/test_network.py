"""The network's figures on a phone and at a desk: from the country down to the rows."""

from datetime import date

import pytest
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from people.models import Role
from tests import factories
from tests.browser.accessibility import assert_accessible
from tests.browser.conftest import Shot, SignIn

ON = date(2026, 2, 5)


@pytest.mark.parametrize("width", [360, 1280])
def test_a_figure_is_followed_down_to_its_rows(
    page: Page, live_server: LiveServer, sign_in: SignIn, shot: Shot, width: int
) -> None:
    places = factories.make_territory()
    team = factories.make_team(places.tan_trao, village="Thôn Một", founded_on=ON)
    factories.make_membership(team, factories.make_person("Lò Thị An"), since=ON)
    manager = factories.make_viewer(Role.TRAINING_MANAGER).account
    assert manager
    sign_in(manager)
    page.set_viewport_size({"width": width, "height": 800})

    page.goto(f"{live_server.url}/quan-ly/mang-luoi/?as_of=2026-02-05&base_on=2026-01-05")
    assert_accessible(page)
    shot(page, "network", widths=[width])
    page.click("text=Chọn ngày")
    assert_accessible(page)
    page.click("tbody >> text=Tuyên Quang")
    assert_accessible(page)
    assert "Tỉnh Tuyên Quang" in page.inner_text("h1")
    shot(page, "network-province", widths=[width])
    page.click("a.value[href*='thanh-vien']")

    assert_accessible(page)
    shot(page, "network-members", widths=[width])
    assert "Tỉnh Tuyên Quang" in page.inner_text("h1")
    assert "Lò Thị An" in page.inner_text("tbody")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
