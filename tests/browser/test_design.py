from typing import Literal

import pytest
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from tests.browser.accessibility import assert_accessible
from tests.browser.conftest import DESK, PHONE, Shot

SCHEMES: list[Literal["light", "dark"]] = ["light", "dark"]
# A box that a finger must hit; links inside a sentence are exempt (WCAG 2.5.8).
SMALL_TARGETS = """() => [...document.querySelectorAll("button, .button, input, select, textarea, summary, .nav a, .tabs a, .pages a, a.step, .sort")]
  .map(element => ({element, box: (element.closest("label") ?? element).getBoundingClientRect()}))
  .filter(({element, box}) => element.type !== "hidden" && box.width && (box.height < 44 || box.width < 24))
  .map(({element, box}) => `${element.outerHTML.slice(0, 90)} is ${Math.round(box.width)} × ${Math.round(box.height)}`)"""


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

    assert page.evaluate(SMALL_TARGETS) == []


def test_first_key_press_offers_to_skip_to_the_content(
    page: Page, live_server: LiveServer
) -> None:
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
