"""A real browser against the live server: Debian's chromium, the pages' own strict policy."""

import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

from people.models import Account

CHROMIUM_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PHONE, DESK = 360, 1280
HEIGHT = {PHONE: 740, DESK: 900}

SignIn = Callable[[Account], None]
Shot = Callable[..., list[Path]]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


def find_chromium() -> str:
    names = ("chromium", "chromium-browser", "google-chrome")
    found = next((path for path in map(shutil.which, names) if path), None)
    if found is None:
        pytest.fail("The browser tests need chromium: apt-get install chromium.", pytrace=False)
    return found


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One chromium for the worker. Its loop makes Django take the tests for async code."""
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=find_chromium(), args=list(CHROMIUM_FLAGS)
        )
        yield started
        started.close()
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]
    else:
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = before


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A person's own browser: no cookie yet, Vietnamese, in Vietnam, on a phone."""
    fresh = browser.new_context(
        locale="vi-VN",
        timezone_id="Asia/Ho_Chi_Minh",
        viewport={"width": PHONE, "height": HEIGHT[PHONE]},
        reduced_motion="reduce",
    )
    fresh.set_default_timeout(10_000)
    yield fresh
    fresh.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A page that must keep its own policy and raise no script error, seen when the test ends."""
    opened, troubles = context.new_page(), list[str]()
    opened.on("console", lambda message: troubles.extend(_trouble_in(message)))
    opened.on("pageerror", lambda error: troubles.append(str(error)))
    yield opened
    assert not troubles, "The browser complained:\n" + "\n".join(troubles)


def _trouble_in(message: ConsoleMessage) -> list[str]:
    return [message.text] if "Content Security Policy" in message.text else []


@pytest.fixture
def sign_in(context: BrowserContext, live_server: LiveServer) -> SignIn:
    """`sign_in(account)` gives this browser the account's session."""

    def give_session(account: Account) -> None:
        client = Client()
        client.force_login(account)
        value = client.cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": live_server.url}]
        )

    return give_session


@pytest.fixture
def shot() -> Shot:
    """`shot(page, name)` leaves a picture of the whole page at each width in var/screenshots."""
    return take_shots


def take_shots(page: Page, name: str, widths: Sequence[int] = (PHONE, DESK)) -> list[Path]:
    folder = settings.VAR / "screenshots"
    folder.mkdir(parents=True, exist_ok=True)
    before, taken = page.viewport_size, []
    for width in widths:
        page.set_viewport_size({"width": width, "height": HEIGHT.get(width, 800)})
        page.evaluate("document.fonts.ready")
        path = folder / f"{name}-{width}.png"
        page.screenshot(path=path, full_page=True)
        taken.append(path)
    if before:
        page.set_viewport_size(before)
    return taken
