"""The road without a line of script, on a phone: every form is a form."""

import pytest
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from certificates.services import issue_due_certificate
from enrollment.models import Completion
from tests import factories
from tests.browser.conftest import HEIGHT, PHONE


@pytest.mark.slow
def test_from_a_qr_code_to_a_completion_without_script(
    browser: Browser, live_server: LiveServer
) -> None:
    factories.make_territory()
    run = factories.make_run()
    factories.make_rule(run)
    factories.make_entry_link(run)
    context = browser.new_context(
        java_script_enabled=False,
        locale="vi-VN",
        viewport={"width": PHONE, "height": HEIGHT[PHONE]},
    )
    context.set_default_timeout(10_000)
    page = context.new_page()
    at = f"{live_server.url}/hoc/kns-2026"

    sign_up(page, live_server.url)
    page.goto(f"{at}/huong-dan/")
    page.goto(f"{at}/am-thanh/")
    page.click("form[action*='da-hoc'] button")
    page.goto(f"{at}/kiem-tra/")
    page.click("form[action*='lam/start'] button")
    page.check("[name='q.q1'][value=b]")
    page.check("[name='q.q2'][value=a]")
    page.check("[name='q.q2'][value=c]")
    page.check("[name='q.q3'][value=false]")
    page.click("form[action*='lam/hand-in'] button")

    assert page.get_by_text("10").count() >= 1
    completion = Completion.objects.get()
    certificate = issue_due_certificate(completion_id=completion.pk)
    assert certificate is not None
    page.goto(f"{at}/")
    assert page.locator(f"a[href*='{certificate.code}']").count() >= 1
    page.goto(f"{live_server.url}/verify/{certificate.code}")
    assert page.get_by_text("Ma Thị Hòa").count() >= 1
    context.close()


def sign_up(page: Page, address: str) -> None:
    page.goto(f"{address}/q/KNS2026")
    page.click("main a[href*='dang-ky']")
    page.fill("[name=full_name]", "Ma Thị Hòa")
    page.fill("[name=sign_in]", "0987 654 321")
    page.fill("[name=password]", "Suoi-Nguon-26")
    page.check("[name=category][value=citizen]")
    page.click("main form button[type=submit]")
    if "/hoc/" not in page.url:
        page.click("form[action*='ghi-danh'] button")
