"""A roster from the file to its outcome, a worker beside the pages; with and without script."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import xlsxwriter
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from people.models import Account, Membership, Role
from tests.browser.accessibility import assert_accessible
from tests.browser.conftest import DESK, PHONE, Shot, SignIn
from tests.factories import make_territory, make_viewer
from tests.workers import run_waiting_jobs, working

pytestmark = pytest.mark.slow

HEADINGS = ("STT", "Họ và tên", "Ngày sinh", "Số CCCD", "SĐT", "Vai trò", "Thôn", "Xã/Phường")
PLACE = "Xã Tân Trào, Tuyên Quang"
ROWS = (
    (1, "NGUYỄN VĂN AN", 1990, 8000000037, 912345678, "Tổ trưởng", "Thôn Nà Lầu", PLACE),
    (2, "Lò Thị Ăm", "02/03/1985", "", 912345679, "Thành viên", "Thôn Nà Lầu", PLACE),
    (3, "Lò Thị Mai", "31/02/1985", "", "", "Thành viên", "Thôn Nà Lầu", PLACE),
)


@pytest.fixture
def messy(tmp_path: Path) -> Path:
    """A workbook as one arrives: titles, a second sheet, numbers for texts, a day that is none."""
    path = tmp_path / "Danh sách tổ.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet, _other = book.add_worksheet("Tổ viên"), book.add_worksheet("Ghi chú")
        sheet.write(0, 0, "UBND XÃ TÂN TRÀO")
        sheet.merge_range(1, 0, 1, 7, "DANH SÁCH TỔ CÔNG NGHỆ SỐ CỘNG ĐỒNG")
        sheet.write_row(3, 0, (*HEADINGS, "Ngày thành lập"))
        for number, row in enumerate(ROWS, start=4):
            sheet.write_row(number, 0, (*row, "01/08/2025"))
    return path


@pytest.fixture
def worker(live_server: LiveServer) -> Iterator[None]:
    """Whoever does the jobs that wait: a thread with a connection of its own."""
    assert live_server
    with working():
        yield


@pytest.fixture
def manager(live_server: LiveServer) -> Account:
    assert live_server
    account = make_viewer(Role.TRAINING_MANAGER, make_territory().tuyen_quang).account
    assert account
    return account


@pytest.fixture
def desk(page: Page, sign_in: SignIn, manager: Account) -> Page:
    """The manager's browser."""
    sign_in(manager)
    return page


def send(page: Page, address: str, file: Path) -> None:
    page.goto(f"{address}/quan-ly/danh-sach/moi/")
    page.check("[value=memberships]")
    page.set_input_files("[name=file]", file)
    page.click("main form button[type=submit]")


@pytest.mark.usefixtures("worker")
@pytest.mark.parametrize("width", [PHONE, DESK])
def test_a_messy_workbook_is_looked_at_written_and_its_bad_lines_shown(
    desk: Page, live_server: LiveServer, shot: Shot, messy: Path, width: int
) -> None:
    page = desk
    page.set_viewport_size({"width": width, "height": 800})

    page.goto(f"{live_server.url}/quan-ly/danh-sach/moi/")
    assert_accessible(page)
    send(page, live_server.url, messy)
    expect(page.locator("form[action$='/nhap/']")).to_be_visible()
    assert_accessible(page)
    shot(page, "roster-preview", widths=[width])
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert Membership.objects.count() == 0
    page.click("form[action$='/nhap/'] button")
    expect(page.locator(".notice.warn")).to_contain_text("có một số dòng trả lại")

    assert_accessible(page)
    assert Membership.objects.count() == 2
    page.click("a[href*='state=refused']")
    assert_accessible(page)
    expect(page.locator("tbody tr")).to_have_count(1)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_bar_follows_the_work_and_gives_way_to_the_outcome(
    desk: Page, live_server: LiveServer, messy: Path
) -> None:
    send(desk, live_server.url, messy)
    bar = desk.get_by_role("progressbar", name="Đang đọc tệp")
    expect(bar).to_be_visible()
    assert_accessible(desk)

    run_waiting_jobs()

    expect(desk.locator("form[action$='/nhap/']")).to_be_visible()


def test_a_roster_is_imported_without_script(
    browser: Browser, live_server: LiveServer, manager: Account, messy: Path
) -> None:
    context = browser.new_context(java_script_enabled=False, locale="vi-VN")
    context.set_default_timeout(10_000)
    page = context.new_page()
    page.goto(f"{live_server.url}/dang-nhap/")
    page.fill("[name=sign_in]", manager.sign_in)
    page.fill("[name=password]", "Hoc-So-2026")
    page.click("main form button[type=submit]")

    send(page, live_server.url, messy)
    run_waiting_jobs()
    page.click("main .card a")
    page.click("form[action$='/nhap/'] button")
    run_waiting_jobs()
    page.click("main .card a")

    assert page.locator(".notice.warn").count() == 1
    assert Membership.objects.count() == 2
    context.close()
