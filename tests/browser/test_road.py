"""The road in a real browser: a citizen comes in by a QR code, signs up, learns; all on a phone."""

import pytest
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from enrollment.models import Enrollment
from people.models import Role
from tests import factories
from tests.browser.accessibility import assert_accessible
from tests.browser.conftest import Shot, SignIn

MOST_BYTES = 100_000


def show(page: Page, shot: Shot, name: str) -> None:
    shot(page, f"road-{name}")
    assert_accessible(page)


@pytest.mark.slow
def test_from_a_qr_code_to_the_quiz(page: Page, live_server: LiveServer, shot: Shot) -> None:
    factories.make_territory()
    factories.make_entry_link(factories.make_run())

    page.goto(f"{live_server.url}/q/KNS2026")
    show(page, shot, "landing")
    page.click("main a[href*='dang-ky']")
    page.fill("[name=full_name]", "Ma Thị Hòa")
    page.fill("[name=sign_in]", "0987 654 321")
    page.fill("[name=password]", "Suoi-Nguon-26")
    page.check("[name=category][value=citizen]")
    show(page, shot, "sign-up")
    page.click("main form button[type=submit]")
    page.wait_for_load_state()
    if "/hoc/" not in page.url:
        page.click("form[action*='ghi-danh'] button")
        page.wait_for_load_state()

    show(page, shot, "course")
    assert Enrollment.objects.count() == 1
    page.goto(f"{live_server.url}/hoc/kns-2026/huong-dan/")
    show(page, shot, "page")
    page.goto(f"{live_server.url}/hoc/kns-2026/kiem-tra/")
    page.click("form[action*='lam/start'] button")
    page.wait_for_load_state()
    show(page, shot, "quiz")
    page.goto(f"{live_server.url}/hoc/kns-2026/")
    assert page.get_by_text("33%").count() >= 1


def test_the_first_visit_weighs_little(page: Page, live_server: LiveServer) -> None:
    factories.make_territory()
    factories.make_entry_link(factories.make_run())
    sizes: list[int] = []
    page.on(
        "response",
        lambda answer: sizes.append(int(answer.headers.get("content-length", "0"))),
    )
    page.goto(f"{live_server.url}/q/KNS2026", wait_until="networkidle")
    assert 0 < sum(sizes) < MOST_BYTES


def test_the_managers_pages(
    page: Page, live_server: LiveServer, shot: Shot, sign_in: SignIn
) -> None:
    places = factories.make_territory()
    manager = factories.make_viewer(Role.TRAINING_MANAGER, full_name="Nguyễn Thị Ánh")
    run = factories.make_run(by=manager)
    factories.make_class(
        run=run, unit=places.tuyen_quang, attendees="Ma Thị Hòa\t0987654321", by=manager
    )
    factories.make_target(by=manager)
    assert manager.account
    sign_in(manager.account)

    for name, path in (
        ("desk", "quan-ly/"),
        ("target", "quan-ly/chi-tieu/can-bo-2026/"),
        ("run", "quan-ly/dot/kns-2026/"),
        ("class", "quan-ly/dot/kns-2026/lop/"),
    ):
        answer = page.goto(f"{live_server.url}/{path}")
        assert answer
        assert answer.status == 200, path
        show(page, shot, f"manager-{name}")
