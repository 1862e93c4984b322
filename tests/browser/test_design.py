from typing import Literal

import pytest
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from people.models import Role
from tests.browser.accessibility import assert_accessible
from tests.browser.conftest import DESK, PHONE, Shot, SignIn
from tests.factories import make_viewer

SCHEMES: list[Literal["light", "dark"]] = ["light", "dark"]
# A box that a finger must hit; links inside a sentence are exempt (WCAG 2.5.8).
TARGETS = (
    "button, .button, input, select, textarea, summary, .nav a, .tabs a, .pages a, a.step, .sort"
)
SMALL_TARGETS = """query => [...document.querySelectorAll(query)]
  .filter(element => element.type !== "hidden")
  .map(element => ({element, box: (element.closest("label") ?? element).getBoundingClientRect()}))
  .filter(({box}) => box.width && (box.height < 44 || box.width < 24))
  .map(({element, box}) => `${element.outerHTML.slice(0, 90)}: ${box.width} × ${box.height}`)"""


def open_design(page: Page, live_server: LiveServer) -> None:
    answer = page.goto(f"{live_server.url}/thiet-ke/")
    assert answer, "The page did not answer."
    assert answer.status == 200


@pytest.mark.parametrize("width", [PHONE, DESK])
@pytest.mark.parametrize("scheme", SCHEMES)
def test_components_are_accessible_in_both_themes(
    page: Page,
    live_server: LiveServer,
    shot: Shot,
    scheme: Literal["light", "dark"],
    width: int,
) -> None:
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 900})

    open_design(page, live_server)

    shot(page, f"design-{scheme}", widths=[width])
    assert_accessible(page)


@pytest.mark.parametrize("width", [320, PHONE, DESK])
def test_page_never_scrolls_sideways(page: Page, live_server: LiveServer, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})

    open_design(page, live_server)

    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_targets_are_large_enough_for_a_finger(page: Page, live_server: LiveServer) -> None:
    open_design(page, live_server)

    assert page.evaluate(SMALL_TARGETS, TARGETS) == []


def test_first_key_press_offers_to_skip_to_the_content(page: Page, live_server: LiveServer) -> None:
    open_design(page, live_server)

    page.keyboard.press("Tab")
    skip = page.locator(":focus")

    assert skip.get_attribute("href") == "#content"
    assert page.evaluate("document.activeElement.getBoundingClientRect().top") >= 0


@pytest.mark.parametrize("scheme", SCHEMES)
def test_theme_switch_overrides_the_device_and_is_remembered(
    page: Page, live_server: LiveServer, scheme: Literal["light", "dark"]
) -> None:
    other = "dark" if scheme == "light" else "light"
    page.emulate_media(color_scheme=scheme)
    open_design(page, live_server)

    page.locator(f'.foot button[value="{other}"]').click()
    open_design(page, live_server)

    assert page.locator("html").get_attribute("data-theme") == other
    assert page.evaluate("getComputedStyle(document.documentElement).colorScheme") == other


def test_language_switch_turns_the_page_to_english_and_back(
    page: Page, live_server: LiveServer
) -> None:
    open_design(page, live_server)
    assert page.locator("html").get_attribute("lang") == "vi"

    page.locator(".foot button[lang=en]").click()

    assert page.locator("html").get_attribute("lang") == "en"
    page.locator(".foot button[lang=vi]").click()
    assert page.locator("html").get_attribute("lang") == "vi"


def test_vietnamese_text_is_set_in_our_own_face(page: Page, live_server: LiveServer) -> None:
    open_design(page, live_server)
    page.evaluate("document.fonts.ready")

    loaded = page.evaluate("[...document.fonts].filter(face => face.status === 'loaded').length")

    assert loaded == 4


def test_header_of_a_manager_fits_a_phone(
    page: Page, live_server: LiveServer, shot: Shot, sign_in: SignIn
) -> None:
    viewer = make_viewer(Role.TRAINING_MANAGER)
    assert viewer.account
    sign_in(viewer.account)

    open_design(page, live_server)

    header = page.locator(".top")
    assert header.locator("a, button").count() == 5
    box = header.bounding_box()
    assert box
    assert box["height"] <= 120
    shot(page, "design-manager")


def test_broken_page_is_told_with_its_places(page: Page) -> None:
    page.set_content("<html lang=vi><title>t</title><main><h1>a</h1><img src=x></main></html>")

    with pytest.raises(AssertionError, match=r"image-alt .*\n    img:"):
        assert_accessible(page)
