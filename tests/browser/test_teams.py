"""A manager founds a team, fills it, changes its leader, dissolves it, and places waiting teams."""

from datetime import date

import pytest
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from people.models import Role
from tests.browser.accessibility import assert_accessible
from tests.browser.conftest import DESK, PHONE, Shot, SignIn
from tests.factories import make_person, make_territory, make_viewer
from tests.people.test_unassigned import make_waiting


def check(page: Page, shot: Shot, name: str) -> None:
    """The page can be used by everybody and breaks at no width."""
    assert_accessible(page)
    width = page.viewport_size["width"] if page.viewport_size else 0
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    shot(page, name)


def unfold(page: Page, title: str) -> None:
    page.click(f"summary:has-text('{title}')")


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_a_team_is_founded_filled_led_by_another_and_dissolved(
    page: Page, live_server: LiveServer, sign_in: SignIn, shot: Shot, width: int
) -> None:
    places = make_territory()
    for name in ("Ma Văn Tài", "Lò Thị Pánh"):
        make_person(name, places.tan_trao)
    manager = make_viewer(Role.TRAINING_MANAGER, places.tuyen_quang).account
    assert manager
    sign_in(manager)
    page.set_viewport_size({"width": width, "height": 800})

    page.goto(f"{live_server.url}/quan-ly/to/")
    check(page, shot, "teams-empty")
    page.click("a:has-text('Lập tổ')")
    page.fill("[name=founded_on]", "2026-01-01")
    page.fill("[name=unit]", "Xã Tân Trào, Tuyên Quang")
    page.fill("[name=residential_unit]", "Thôn Cả")
    check(page, shot, "team-new")
    page.click("main form button[type=submit]")
    for name, role in (("ma van tai", "team_leader"), ("lo thi panh", "team_member")):
        page.fill("[name=q]", name)
        page.click("#them form[method=get] button")
        page.check("[name=person]")
        page.select_option("#them [name=role]", role)
        page.fill("#them [name=since]", "2026-01-05")
        check(page, shot, "team-joining")
        page.click("#them form[method=post] button")
    check(page, shot, "team")
    give_role(page, shot, "Ma Văn Tài", "team_member")
    give_role(page, shot, "Lò Thị Pánh", "team_leader")
    assert "Lò Thị Pánh" in page.inner_text("dl.facts")
    unfold(page, "Giải thể")
    page.fill("#dissolveform_dissolved_on", date(2026, 6, 1).isoformat())
    page.click("form[action*='/giai-the/'] button")
    check(page, shot, "team-unsure")
    page.check("#dissolveform_sure")
    page.fill("#dissolveform_dissolved_on", date(2026, 6, 1).isoformat())
    page.click("form[action*='/giai-the/'] button")

    check(page, shot, "team-dissolved")
    assert "01/06/2026" in page.inner_text("dl.facts")


def give_role(page: Page, shot: Shot, name: str, role: str) -> None:
    page.locator("tr", has_text=name).locator("a").first.click()
    unfold(page, "Đổi vai trò")
    page.select_option("#roleform_role", role)
    page.fill("#roleform_since", "2026-02-01")
    check(page, shot, "membership")
    page.click("form[action*='/vai-tro/'] button")


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_waiting_teams_are_placed_in_bulk(
    page: Page, live_server: LiveServer, sign_in: SignIn, shot: Shot, width: int
) -> None:
    teams, parts, places = make_waiting(3)
    manager = make_viewer(Role.TRAINING_MANAGER, places.tuyen_quang).account
    assert manager
    sign_in(manager)
    page.set_viewport_size({"width": width, "height": 800})

    page.goto(f"{live_server.url}/quan-ly/to/chua-phan-bo/")
    check(page, shot, "teams-waiting")
    page.click("main form button[type=submit]")
    check(page, shot, "teams-waiting-unchosen")
    page.select_option(f"[name=all-{teams[0].founding_unit.uuid}]", str(parts[0].uuid))
    page.select_option(f"[name=team-{teams[1].uuid}]", str(parts[1].uuid))
    page.click("main form button[type=submit]")

    check(page, shot, "teams-placed")
    page.goto(f"{live_server.url}/quan-ly/to/")
    check(page, shot, "teams")
    assert all(team.residential_unit in page.inner_text("main") for team in teams)
