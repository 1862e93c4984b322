"""Where script is there, lists follow what is typed, and the address follows too."""

import re

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from tests import factories


@pytest.mark.slow
def test_course_list_follows_the_search_without_accents(
    page: Page, live_server: LiveServer
) -> None:
    factories.make_course(slug="ky-nang", document=factories.make_document(title="An toàn số"))
    factories.make_course(slug="mua-sam", document=factories.make_document(title="Đi chợ mạng"))
    page.goto(live_server.url)
    expect(page.locator("#courses li")).to_have_count(2)

    page.locator("#q").press_sequentially("di cho")

    expect(page.locator("#courses li")).to_have_count(1)
    expect(page.locator("#courses h3")).to_have_text("Đi chợ mạng")
    expect(page).to_have_url(re.compile(r"q=di(\+|%20)cho"))
    page.fill("#q", "không có gì")
    expect(page.locator("#courses .empty")).to_be_visible()


@pytest.mark.slow
def test_places_are_suggested_while_one_is_typed(page: Page, live_server: LiveServer) -> None:
    factories.make_territory()
    page.goto(f"{live_server.url}/dang-ky/")

    page.locator("#id_unit").press_sequentially("tan trao")
    page.click("#unit-suggestions button >> nth=0")

    expect(page.locator("#id_unit")).to_have_value(re.compile("Tân Trào, .*Tuyên Quang"))
    expect(page.locator("#unit-suggestions button")).to_have_count(0)
