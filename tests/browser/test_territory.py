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
    shot(page, "territory-kinds", widths=[width])
    page.check("[name=sort][value=renaming]")
    page.click("main form[method=get] button")
    assert_accessible(page)
    page.fill("[name=effective_on]", "2026-03-01")
    page.fill("[name=legal_basis]", "Nghị quyết 9/NQ")
    page.fill("[name=units]", "Xã Tân Trào, Tuyên Quang")
    page.fill("[name=name]", "Tân Trào Mới")
    shot(page, "territory-renaming", widths=[width])
    page.click("main form button[type=submit]")
    assert_accessible(page)
    shot(page, "territory-preview", widths=[width])
    page.click("[name=enter]")
    assert_accessible(page)
    page.goto(f"{live_server.url}/dia-gioi/{places.tan_trao.uuid}/")

    assert_accessible(page)
    assert "Xã Tân Trào Mới" in page.inner_text("h1")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("width", [360, 1280])
def test_a_resolution_with_two_changes_is_filled_in_without_script(
    page: Page, live_server: LiveServer, sign_in: SignIn, shot: Shot, width: int
) -> None:
    make_territory()
    keeper = make_viewer(Role.ADMINISTRATOR).account
    assert keeper
    sign_in(keeper)
    page.set_viewport_size({"width": width, "height": 800})

    page.goto(f"{live_server.url}/quan-ly/dia-gioi/moi/?sort=split")
    page.fill("[name=effective_on]", "2026-03-01")
    page.fill("[name=legal_basis]", "Nghị quyết 9/NQ")
    page.fill("[name=unit]", "Xã Tân Trào, Tuyên Quang")
    page.fill("[name=news]", "Xã Tân Trào Đông; 99901")
    page.check("[name=goes_on]")
    assert_accessible(page)
    shot(page, "territory-split", widths=[width])
    page.click("main form button[type=submit]")
    page.click("[name=add]")
    assert_accessible(page)
    shot(page, "territory-so-far", widths=[width])
    page.check("[name=choose][value=province]")
    page.click("main form button[type=submit]")
    page.fill("[name=name]", "Tân Lập")
    page.fill("[name=code]", "99")
    page.fill("[name=units]", "Xã Tân Trào")
    assert_accessible(page)
    shot(page, "territory-province", widths=[width])
    page.click("main form button[type=submit]")
    assert_accessible(page)
    shot(page, "territory-two-changes", widths=[width])
    page.click("[name=enter]")

    assert "Nghị quyết 9/NQ" in page.inner_text("main")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
