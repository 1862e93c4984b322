"""Question banks by the API: written, sorted, compared, tried, brought in and out."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.test import APIClient

from common.jobs import run_job
from common.models import Job
from people.models import Role
from people.viewer import Viewer
from questions.models import BankAccess, Question
from questions.services import imports
from tests import factories
from tests.api.conftest import ClientOf

BANKS, QUESTIONS = "/api/v1/question-banks/", "/api/v1/questions/"
CHOICE = {
    "kind": "single_choice",
    "prompt": "Gọi số nào khi có cháy?",
    "choices": [
        {"key": "a", "text": "114", "correct": True, "feedback": "Đúng"},
        {"key": "b", "text": "113", "correct": False},
    ],
}
GIFT = "$CATEGORY: Mạng\n\n::OTP::Giữ kín mã OTP.{T}\n\n::Hỏng::Không có câu đúng {~a ~b}\n"


@pytest.fixture
def author(db: None) -> Viewer:
    return factories.make_viewer(Role.AUTHOR)


@pytest.fixture
def client(client_of: ClientOf, author: Viewer) -> APIClient:
    return client_of(author)


@pytest.fixture
def bank(client: APIClient) -> str:
    client.post(BANKS, {"slug": "an-toan", "title": "An toàn"}, format="json")
    return f"{BANKS}an-toan/"


def post(client: APIClient, address: str, **given: Any) -> Any:
    return client.post(address, given, format="json")


def finish(job: dict[str, Any]) -> None:
    run_job(Job.objects.get(uuid=job["uuid"]).pk)


def test_a_question_is_written_saved_and_compared(client: APIClient, bank: str) -> None:
    made = post(client, f"{bank}questions/", content={**CHOICE, "tags": ["cháy"]}).json()
    address = f"{QUESTIONS}{made['uuid']}/"
    content = {**made["content"], "prompt": "Cháy thì gọi số nào?"}

    saved = client.put(address, {"content": content, "number": 1}, format="json").json()
    late = client.put(address, {"content": content, "number": 1}, format="json")

    assert (made["number"], made["tags"], made["title"]) == (1, ["cháy"], CHOICE["prompt"])
    assert saved["number"] == 2
    assert (late.status_code, late.json()["code"], late.json()["number"]) == (
        409, "question_changed", 2,
    )  # fmt: skip
    difference = client.get(f"{address}difference/").json()
    assert [one["after"] for one in difference] == ["Cháy thì gọi số nào?"]
    versions = client.get(f"{address}versions/").json()["results"]
    assert [one["number"] for one in versions] == [2, 1]


def test_a_question_is_tried_and_nothing_is_kept(client: APIClient, bank: str) -> None:
    made = post(client, f"{bank}questions/", content=CHOICE).json()
    address = f"{QUESTIONS}{made['uuid']}/try/"

    right, wrong = (post(client, address, response=[key]).json() for key in ("a", "b"))
    strange = post(client, address, response={"a": 1})

    assert (float(right["fraction"]), right["feedback"]) == (1.0, ["Đúng"])
    assert float(wrong["fraction"]) == 0
    assert (strange.status_code, strange.json()["code"]) == (400, "response_invalid")


def test_what_is_wrong_with_a_question_is_said_where_it_is(client: APIClient, bank: str) -> None:
    content = {**CHOICE, "choices": [{"key": "a", "text": ""}]}

    answer = post(client, f"{bank}questions/", content=content)

    assert answer.status_code == 400
    assert answer.json()["code"] == "question_invalid"
    assert Question.objects.count() == 0


def test_questions_are_sorted_moved_and_found(client: APIClient, bank: str) -> None:
    top = post(client, f"{bank}categories/", name="Mạng").json()
    below = post(client, f"{bank}categories/", name="Thư rác", under=top["uuid"]).json()
    made = post(client, f"{bank}questions/", content=CHOICE).json()

    moved = post(
        client, f"{bank}change/", questions=[made["uuid"]], category=below["uuid"],
        add_tags=["114"],
    )  # fmt: skip

    assert moved.json() == {"count": 1}
    found = client.get(f"{bank}questions/?category={top['uuid']}&tag=114&search=co chay").json()
    assert [one["uuid"] for one in found["results"]] == [made["uuid"]]
    tree = client.get(f"{bank}categories/").json()
    assert [one["path"] for one in tree["categories"]] == [["Mạng"], ["Mạng", "Thư rác"]]
    assert tree["tags"] == ["114"]
    full = client.delete(f"/api/v1/question-categories/{top['uuid']}/")
    assert (full.status_code, full.json()["code"]) == (409, "question_category_not_empty")


def test_what_an_edition_asks_is_not_removed_and_says_where(client: APIClient) -> None:
    course = factories.make_course()
    question = Question.objects.get(key="q1")

    answer = client.delete(f"{QUESTIONS}{question.uuid}/")
    uses = client.get(f"{QUESTIONS}{question.uuid}/uses/").json()

    assert (answer.status_code, answer.json()["code"]) == (409, "question_in_use")
    assert "(#1)" in answer.json()["detail"]
    assert [(one["course"], one["edition_number"]) for one in uses] == [(course.slug, 1)]


def test_a_file_goes_through_preview_to_a_report(client: APIClient, bank: str) -> None:
    file = SimpleUploadedFile("cau.gift", GIFT.encode())
    sent = client.post(f"{bank}imports/", {"file": file}).json()
    address = f"/api/v1/question-imports/{sent['uuid']}/"
    assert (sent["state"], sent["summary"]) == ("reading", None)
    finish(sent["job"])

    shown = client.get(address).json()
    wrong = client.get(f"{address}lines/?state=problem").json()["results"]
    stopped = post(client, f"{address}write/")
    begun = post(client, f"{address}write/", rest=True)
    finish(begun.json()["job"])

    assert shown["summary"]["by_outcome"] == {"new": 1, "problem": 1}
    assert shown["summary"]["by_category"] == [{"path": ["Mạng"], "question_count": 1}]
    assert [(one["line"], bool(one["problem"])) for one in wrong] == [(5, True)]
    assert (stopped.status_code, stopped.json()["code"]) == (409, "question_import_has_problems")
    assert begun.status_code == 202
    assert client.get(address).json()["state"] == "done"
    assert Question.objects.count() == 1


def test_a_file_that_is_too_large_is_refused(
    client: APIClient, bank: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imports, "MOST_BYTES", 5)
    file = SimpleUploadedFile("cau.gift", GIFT.encode())

    answer = client.post(f"{bank}imports/", {"file": file})

    assert (answer.status_code, answer.json()["code"]) == (413, "question_file_too_large")


def test_a_bank_goes_out_with_what_its_format_cannot_hold(client: APIClient, bank: str) -> None:
    post(client, f"{bank}questions/", content=CHOICE)
    post(client, f"{bank}questions/", content={"kind": "essay", "prompt": "Viết về làng em."})

    begun = post(client, f"{bank}exports/", format="aiken")
    finish(begun.json()["job"])
    done = client.get(f"/api/v1/question-exports/{begun.json()['uuid']}/").json()

    assert (begun.status_code, begun.json()["url"]) == (202, None)
    assert done["written_count"] == 1
    assert [one["title"] for one in done["left_out"]] == ["Viết về làng em."]
    file = b"".join(client.get(done["url"]).streaming_content)  # type: ignore[attr-defined]
    assert b"ANSWER: A" in file


def test_a_bank_that_may_only_be_used_is_read(client: APIClient, client_of: ClientOf) -> None:
    other = factories.make_bank("chung", authors_may=BankAccess.USE)
    hidden = factories.make_bank("kin", authors_may=BankAccess.NONE)

    read = client.get(f"{BANKS}{other.slug}/questions/")
    written = post(client, f"{BANKS}{other.slug}/questions/", content=CHOICE)
    sought = client.get(f"{BANKS}{hidden.slug}/")

    assert read.status_code == 200
    assert (written.status_code, written.json()["code"]) == (403, "question_bank_not_editable")
    assert sought.status_code == 404


@pytest.mark.parametrize("content", [{}, {"kind": 5}, {"kind": "cloze", "prompt": "x", "gaps": 7}])
def test_strange_contents_are_refused(client: APIClient, bank: str, content: Any) -> None:
    assert post(client, f"{bank}questions/", content=content).status_code == 400
