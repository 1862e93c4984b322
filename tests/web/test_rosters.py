"""The pages of rosters: sent, looked at, written, and the lines that came back."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from common.clock import now
from common.models import Job
from people.models import Membership, Role, Roster, RosterLine, RosterState
from people.services.rosters import MOST_SENT_BYTES
from people.viewer import Viewer
from tests import factories
from web.progress import measure_progress

pytestmark = pytest.mark.django_db

ROSTERS = "/quan-ly/danh-sach/"
NEW = f"{ROSTERS}moi/"


@pytest.fixture
def manager() -> Viewer:
    places = factories.make_territory()
    return factories.make_viewer(Role.TRAINING_MANAGER, places.tuyen_quang)


@pytest.fixture
def signed_in(client: Client, manager: Viewer) -> Client:
    assert manager.account
    client.force_login(manager.account)
    return client


def fill(file: SimpleUploadedFile | None = None, **fields: str) -> dict[str, object]:
    file = file or factories.make_roster_file()
    return {"kind": "memberships", "on": "2025-08-01", "file": file, **fields}


def read(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def find_checked(page: str) -> list[str]:
    return re.findall(r'value="(\w+)"[^>]* checked', page)


def test_a_file_is_looked_at_and_then_written(signed_in: Client) -> None:
    sent = signed_in.post(NEW, fill())
    roster = Roster.objects.get()
    reading = read(signed_in, sent["Location"])
    factories.finish_roster(roster)
    preview = read(signed_in, sent["Location"])
    assert Membership.objects.count() == 0

    signed_in.post(f"{sent['Location']}nhap/")
    roster.refresh_from_db()
    writing = read(signed_in, sent["Location"])
    factories.finish_roster(roster)
    outcome = read(signed_in, sent["Location"])

    assert "Đang đọc tệp" in reading
    assert "hx-get" in reading
    assert "Nhập 2 dòng" in preview
    assert "SĐT" in preview
    assert "Đang ghi các dòng" in writing
    assert "có một số dòng trả lại" in outcome
    assert "hx-get" not in outcome
    assert Membership.objects.count() == 2
    assert "to.csv" in read(signed_in, ROSTERS)


def test_the_lines_lead_to_what_they_wrote(signed_in: Client, manager: Viewer) -> None:
    roster = factories.write_roster(factories.make_roster(by=manager), by=manager)
    address = f"{ROSTERS}{roster.uuid}/dong/"

    every, refused = read(signed_in, address), read(signed_in, f"{address}?state=refused")

    team = Membership.objects.all()[0].team
    assert str(team.uuid) in every
    assert "012345678901" not in every
    assert "Lò Thị Mai" in refused
    assert "Nguyễn Văn An" not in refused
    assert "Lò Thị Mai" in read(signed_in, f"{address}?state=moon")


def test_lines_and_rosters_are_paged(signed_in: Client, manager: Viewer) -> None:
    roster = factories.make_roster(by=manager)
    RosterLine.objects.bulk_create(
        RosterLine(roster=roster, line=100 + number, cells=[f"Dòng {number}"])
        for number in range(50)
    )
    address = f"{ROSTERS}{roster.uuid}/dong/"

    first = read(signed_in, address)
    (cursor,) = re.findall(r'href="[^"]*cursor=([\w-]+)', first)
    second = read(signed_in, f"{address}?cursor={cursor}")

    assert "Dòng 46<" in first
    assert "Dòng 47<" not in first
    assert "Dòng 49<" in second
    assert signed_in.get(f"{address}?cursor=x").status_code == 400


def test_what_the_form_said_stays_when_the_file_is_refused(signed_in: Client) -> None:
    pdf = SimpleUploadedFile("a.xlsx", b"%PDF-1.7")

    answer = signed_in.post(NEW, fill(pdf, kind="teams", on="2024-02-03"))

    page = answer.content.decode()
    assert answer.status_code == 400
    assert "a.xlsx" in page
    assert 'value="2024-02-03"' in page
    assert find_checked(page) == ["teams"]
    assert Roster.objects.count() == 0


def test_a_file_that_is_too_large_is_passed_over_and_the_form_stays(
    signed_in: Client,
) -> None:
    large = SimpleUploadedFile("lon.csv", b" " * MOST_SENT_BYTES)

    answer = signed_in.post(NEW, fill(large, kind="teams"))

    page = answer.content.decode()
    assert answer.status_code == 400
    assert "100 MB. Hãy chia" in page
    assert find_checked(page) == ["teams"]


def test_a_form_without_its_sign_is_refused_whatever_it_holds(manager: Viewer) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert manager.account
    strict.force_login(manager.account)

    answer = strict.post(NEW, fill())

    assert answer.status_code == 403
    assert Roster.objects.count() == 0


def test_a_live_file_sent_again_leads_to_the_first(signed_in: Client, manager: Viewer) -> None:
    roster = factories.make_roster(by=manager)

    answer = signed_in.post(NEW, fill())

    assert answer.status_code == 400
    assert f"{ROSTERS}{roster.uuid}/" in answer.content.decode()


def test_a_roster_is_given_up_before_it_is_written(signed_in: Client, manager: Viewer) -> None:
    roster = factories.make_roster(by=manager)

    signed_in.post(f"{ROSTERS}{roster.uuid}/huy/")
    page = read(signed_in, f"{ROSTERS}{roster.uuid}/")

    assert "Việc nhập đã được dừng" in page
    assert "Chưa ghi gì cả" in page


def test_writing_pressed_twice_is_written_once(signed_in: Client, manager: Viewer) -> None:
    roster = factories.make_roster(by=manager)

    answers = [
        signed_in.post(f"{ROSTERS}{roster.uuid}/nhap/", follow=True).status_code
        for _time in range(2)
    ]

    assert answers == [200, 200]
    roster.refresh_from_db()
    assert roster.state == RosterState.WRITING


def test_a_sheet_that_nobody_can_read_says_so(signed_in: Client) -> None:
    sent = signed_in.post(NEW, fill(SimpleUploadedFile("la.csv", b"a,b\n1,2\n")))
    factories.finish_roster(Roster.objects.get())

    page = read(signed_in, sent["Location"])

    assert "Tệp này không nhập được" in page


def test_the_piece_that_follows_a_job_ends_with_a_new_page(
    signed_in: Client, manager: Viewer
) -> None:
    roster = factories.make_roster(by=manager, is_read=False)
    assert roster.job
    address = f"/quan-ly/cong-viec/{roster.job.uuid}/"

    before = signed_in.get(address, headers={"HX-Request": "true"})
    page = read(signed_in, address)
    factories.finish_roster(roster)
    after = signed_in.get(address, headers={"HX-Request": "true"})

    assert "HX-Refresh" not in before
    assert 'hx-swap-oob="innerHTML">0%' in before.content.decode()
    assert "<html" not in before.content.decode()
    assert "<html" in page
    assert after["HX-Refresh"] == "true"


def test_a_job_is_stopped_from_its_own_page(signed_in: Client, manager: Viewer) -> None:
    roster = factories.make_roster(by=manager, is_read=False)
    assert roster.job

    signed_in.post(f"/quan-ly/cong-viec/{roster.job.uuid}/dung/")
    factories.finish_roster(roster)

    assert roster.state == RosterState.CANCELLED


def test_others_find_nothing(client: Client, manager: Viewer) -> None:
    roster = factories.make_roster(by=manager)
    assert roster.job
    other = factories.make_viewer(Role.TRAINING_MANAGER).account
    assert other
    client.force_login(other)

    answers = [
        client.get(f"{ROSTERS}{roster.uuid}/"),
        client.get(f"{ROSTERS}{roster.uuid}/dong/"),
        client.post(f"{ROSTERS}{roster.uuid}/nhap/"),
        client.post(f"{ROSTERS}{roster.uuid}/huy/"),
        client.get(f"/quan-ly/cong-viec/{roster.job.uuid}/"),
        client.post(f"/quan-ly/cong-viec/{roster.job.uuid}/dung/"),
    ]

    assert [answer.status_code for answer in answers] == [404] * 6


def test_learners_send_nothing(client: Client) -> None:
    account = factories.make_learner().account
    assert account
    client.force_login(account)

    assert [client.get(address).status_code for address in (ROSTERS, NEW)] == [403, 403]


def test_progress_is_told_with_the_minutes_that_are_left() -> None:
    at = now()
    job = Job(
        state="running", done_count=1000, total_count=4000, created_at=at,
        started_at=at - timedelta(seconds=60), moved_at=at,
    )  # fmt: skip
    silent = Job(state="waiting", created_at=at - timedelta(minutes=5))

    shown = measure_progress(job)

    assert (shown.percent, shown.told_percent, shown.minutes_left) == (25, 25, 3)
    assert not shown.is_silent
    assert measure_progress(silent).is_silent
    assert measure_progress(silent).percent is None
