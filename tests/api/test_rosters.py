"""Rosters by the API: sent, shown as understood, written, and every line accounted for."""

import io
import zipfile
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from people.models import LineState, Membership, Role, Roster, RosterLine, RosterState
from people.viewer import Viewer
from tests import factories
from tests.api.conftest import ClientOf

ROSTERS = "/api/v1/rosters/"


@pytest.fixture
def manager(db: None) -> Viewer:
    places = factories.make_territory()
    return factories.make_viewer(Role.TRAINING_MANAGER, places.tuyen_quang)


@pytest.fixture
def client(client_of: ClientOf, manager: Viewer) -> APIClient:
    return client_of(manager)


def send(client: APIClient, file: Any = None, **fields: str) -> Any:
    given = {"kind": "memberships", "on": "2025-08-01", **fields}
    return client.post(ROSTERS, {**given, "file": file or factories.make_roster_file()})


def finish(uuid: str) -> Roster:
    return factories.finish_roster(Roster.objects.get(uuid=uuid))


def test_a_roster_goes_from_the_file_to_the_register(client: APIClient) -> None:
    sent = send(client)
    address = f"{ROSTERS}{sent.json()['uuid']}/"
    assert (sent.status_code, sent.json()["state"], sent.json()["layout"]) == (201, "reading", None)
    finish(sent.json()["uuid"])

    preview = client.get(f"{address}preview/").json()
    assert Membership.objects.count() == 0
    begun = client.post(f"{address}write/")
    done = finish(sent.json()["uuid"])

    counts = [preview[f"{name}_count"] for name in ("line", "good", "unchanged", "refused")]
    assert counts == [3, 2, 0, 1]
    assert (begun.status_code, begun.json()["job"]["kind"]) == (202, "write_roster")
    assert done.state == RosterState.DONE
    shown = client.get(address).json()
    assert [shown[f"{name}_count"] for name in ("written", "refused")] == [2, 1]
    assert Membership.objects.count() == 2


def test_what_was_understood_stands_beside_what_was_sent(
    client: APIClient, manager: Viewer
) -> None:
    roster = factories.make_roster(by=manager)

    layout = client.get(f"{ROSTERS}{roster.uuid}/").json()["layout"]
    lines = client.get(f"{ROSTERS}{roster.uuid}/preview/").json()["lines"]

    assert layout["first_line"] == 3
    assert layout["unknown_headings"] == ["Ghi chú"]
    phone = next(column for column in layout["columns"] if column["field"] == "phone")
    assert (phone["letters"], phone["heading"]) == ("D", "SĐT")
    said = {part["field"]: part["text"] for part in lines[0]["understood"]}
    assert said["birth_on"] == "1990"
    assert said["unit"] == "Xã Tân Trào, Tỉnh Tuyên Quang"
    assert said["citizen_id"] == lines[0]["cells"][4] == "••••••••8901"
    assert [line["state"] for line in lines] == ["written", "written", "refused"]
    assert lines[0]["is_new"]
    assert lines[2]["problem"]


def test_each_line_leads_to_what_it_wrote(client: APIClient, manager: Viewer) -> None:
    roster = factories.write_roster(factories.make_roster(by=manager), by=manager)

    refused = client.get(f"{ROSTERS}{roster.uuid}/lines/", {"state": "refused"}).json()["results"]
    lines = client.get(f"{ROSTERS}{roster.uuid}/lines/").json()["results"]

    assert [line["line"] for line in refused] == [5]
    assert refused[0]["person"] is None
    assert [line["line"] for line in lines] == [3, 4, 5]
    membership = Membership.objects.get(uuid=lines[0]["membership"])
    assert (str(membership.team.uuid), str(membership.person.uuid)) == (
        lines[0]["team"],
        lines[0]["person"],
    )


def test_many_lines_cost_the_queries_of_one(client: APIClient, manager: Viewer) -> None:
    roster = factories.write_roster(factories.make_roster(by=manager), by=manager)
    address = f"{ROSTERS}{roster.uuid}/lines/"
    client.get(address)

    with CaptureQueriesContext(connection) as few:
        client.get(address, {"page_size": 1})
    RosterLine.objects.bulk_create(
        RosterLine(roster=roster, line=100 + number, cells=["a"], state=LineState.REFUSED)
        for number in range(60)
    )
    with CaptureQueriesContext(connection) as many:
        page = client.get(address).json()

    assert len(page["results"]) == 50
    assert page["next"]
    assert len(many) == len(few)


def test_a_live_file_sent_again_names_the_first(client: APIClient) -> None:
    first = send(client).json()["uuid"]

    again = send(client)
    client.post(f"{ROSTERS}{first}/cancel/")
    finish(first)
    after = send(client)

    assert (again.status_code, again.json()["code"]) == (409, "roster_twice")
    assert again.json()["roster"] == first
    assert after.status_code == 201


def make_zip(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


LOCKED = b"\xd0\xcf\x11\xe0" + b"\x00" * 600 + "EncryptedPackage".encode("utf-16-le")
REFUSED = {
    "not_a_sheet": b"%PDF-1.7 ...",
    "sheet_locked": LOCKED,
    "sheet_refused": b"<html><table></table></html>",
}


@pytest.mark.parametrize("code", REFUSED)
def test_what_is_no_sheet_is_refused_at_once_by_name(client: APIClient, code: str) -> None:
    answer = send(client, SimpleUploadedFile("danh sách.xlsx", REFUSED[code]))

    assert (answer.status_code, answer.json()["code"]) == (400, code)
    assert "danh sách.xlsx" in answer.json()["detail"]
    assert Roster.objects.count() == 0


def test_another_archive_is_no_sheet(client: APIClient) -> None:
    answer = send(client, SimpleUploadedFile("a.xlsx", make_zip({"word/document.xml": b"x"})))

    assert (answer.status_code, answer.json()["code"]) == (400, "not_a_sheet")


def test_an_archive_that_inflates_is_refused_unopened(client: APIClient) -> None:
    block = b"0" * (16 * 1024 * 1024)
    bomb = make_zip({"xl/workbook.xml": b"", **{f"xl/{n}.xml": block for n in range(65)}})

    answer = send(client, SimpleUploadedFile("bom.xlsx", bomb))

    assert (answer.status_code, answer.json()["code"]) == (400, "sheet_inflates")


def test_a_mark_that_no_text_has_is_told_when_the_file_is_read(client: APIClient) -> None:
    lines = b"1,An,Thon 1\n" * 100_000 + b"2,B\x00,Thon 1\n"

    sent = send(client, SimpleUploadedFile("a.csv", lines))
    roster = finish(sent.json()["uuid"])

    assert sent.status_code == 201
    assert (roster.state, roster.job.state if roster.job else "") == ("refused", "failed")
    assert "a.csv" in roster.problem


def test_a_file_that_is_too_large_is_refused_before_it_is_read(client: APIClient) -> None:
    answer = client.generic(
        "POST",
        ROSTERS,
        "--x--",
        content_type="multipart/form-data; boundary=x",
        CONTENT_LENGTH=str(101 * 1024 * 1024),
    )

    assert (answer.status_code, answer.json()["code"]) == (413, "roster_too_large")
    assert "100" in answer.json()["detail"]


@pytest.mark.parametrize("fields", [{"kind": "moon"}, {"on": "31/02/2025"}, {"on": "2999-01-01"}])
def test_a_form_that_makes_no_sense_is_refused(client: APIClient, fields: dict[str, str]) -> None:
    answer = send(client, None, **fields)

    assert answer.status_code == 400
    assert Roster.objects.count() == 0


def test_a_roster_is_written_once(client: APIClient, manager: Viewer) -> None:
    roster = factories.make_roster(by=manager)

    answers = [client.post(f"{ROSTERS}{roster.uuid}/write/").status_code for _time in range(2)]

    assert answers == [202, 409]


def test_the_job_of_a_roster_is_watched_and_ended(client: APIClient, manager: Viewer) -> None:
    roster = factories.make_roster(by=manager, is_read=False)
    assert roster.job
    address = f"/api/v1/jobs/{roster.job.uuid}/"

    before = client.get(address).json()
    asked = client.post(f"{address}cancel/").json()
    factories.finish_roster(roster)

    assert (before["state"], before["cancel_asked_at"]) == ("waiting", None)
    assert asked["cancel_asked_at"]
    assert client.get(address).json()["state"] == "cancelled"
    assert roster.state == RosterState.CANCELLED


def test_no_one_else_sees_it(client_of: ClientOf, manager: Viewer) -> None:
    roster = factories.make_roster(by=manager)
    assert roster.job
    other = client_of(factories.make_viewer(Role.TRAINING_MANAGER))

    answers = [
        other.get(f"{ROSTERS}{roster.uuid}/"),
        other.post(f"{ROSTERS}{roster.uuid}/write/"),
        other.get(f"/api/v1/jobs/{roster.job.uuid}/"),
        other.post(f"/api/v1/jobs/{roster.job.uuid}/cancel/"),
    ]

    assert [answer.status_code for answer in answers] == [404] * 4
    assert other.get(ROSTERS).json()["results"] == []
