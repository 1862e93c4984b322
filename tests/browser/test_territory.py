"""The pages of the territory on a phone and at a desk: nothing breaks, everybody can use them."""

import pytest
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from people.models import Role
from tests.browser.accessibility import assert_accessible
from tests.browser.conftest import Shot, SignIn
from tests.factories import make_territory, make_viewer


@pytest.mark.parametrize("width", [320, 1280])
def test_a_change_is_seen_and_entered(
    page: Page, live_server: LiveServer, sign_in: SignIn, shot: Shot, width: int
) -> None:
    places = make_territory()
    keeper = make_viewer(Role.ADMINISTRATOR).account
    assert keeper
    sign_in(keeper)
    page.set_viewport_size({"width": width, "height": 800})

    page.goto(f"{live_server.url}/quan-ly/dia-gioi/moi/")
    assert_accessible(page)
    page.fill("[name=effective_on]", "2026-03-01")
    page.fill("[name=legal_basis]", "Nghị quyết 9/NQ")
    page.fill("[name=units]", "Xã Tân Trào, Tuyên Quang")
    page.fill("[name=name]", "Tân Trào Mới")
    page.check("[value=renaming]")
    page.click("main form button[type=submit]")
    assert_accessible(page)
    shot(page, "territory-preview", widths=[width])
    page.click("[name=enter]")
    assert_accessible(page)
    page.goto(f"{live_server.url}/dia-gioi/{places.tan_trao.uuid}/")

    assert_accessible(page)
    assert "Xã Tân Trào Mới" in page.inner_text("h1")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
