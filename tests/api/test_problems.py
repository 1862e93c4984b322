"""Every refusal has one form, and nothing of the inside shows."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from common.clock import now
from enrollment.services.entry import revoke_entry_link
from enrollment.services.runs import close_run
from people.models import Role
from tests import factories
from tests.api.conftest import ClientOf

V1 = "/api/v1"
FIELDS = {"type", "title", "status", "detail", "code", "errors"}


def problem_of(answer: Any, status: int, code: str) -> dict[str, Any]:
    assert answer.status_code == status, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    body: dict[str, Any] = answer.json()
    assert set(body) == FIELDS
    assert (body["status"], body["code"]) == (status, code)
    assert body["type"] == f"urn:hocso:problem:{code}"
    return body


def test_a_body_that_is_not_json_is_named(client_of: ClientOf) -> None:
    client = client_of()

    broken = client.post(f"{V1}/auth/sign-in/", b"{", content_type="application/json")
    null = client.post(f"{V1}/auth/sign-in/", b'{"a":"\\u0000"}', content_type="application/json")
    form = client.post(f"{V1}/auth/sign-in/", b"a=b", content_type="text/plain")
    large = client.post(
        f"{V1}/auth/sign-in/", b" " * (5 * 1024 * 1024 + 1), content_type="application/json"
    )

    problem_of(broken, 400, "parse_error")
    problem_of(null, 400, "parse_error")
    problem_of(form, 415, "unsupported_media_type")
    problem_of(large, 413, "body_too_large")


def test_missing_fields_are_named_by_field(client_of: ClientOf) -> None:
    answer = client_of().post(f"{V1}/auth/sign-up/", {"category": "king"}, "json")

    body = problem_of(answer, 400, "invalid_input")
    assert set(body["errors"]) == {"full_name", "sign_in", "password", "category"}


def test_nobody_signed_in_is_told_how_to(client_of: ClientOf) -> None:
    answer = client_of().get(f"{V1}/me/")

    problem_of(answer, 401, "not_authenticated")
    assert answer["WWW-Authenticate"] == "Token"


def test_an_unknown_address_and_method_are_problems_too(client_of: ClientOf) -> None:
    client = client_of()

    problem_of(client.get("/api/v1/nowhere/"), 404, "not_found")
    problem_of(client.get("/api/v2/"), 404, "not_found")
    problem_of(client.delete(f"{V1}/courses/"), 401, "not_authenticated")
    problem_of(client.delete(f"{V1}/verify/ABC/"), 405, "method_not_allowed")


def test_detail_is_in_the_asked_language_and_code_is_not(client_of: ClientOf) -> None:
    client = client_of()

    vietnamese = client.get(f"{V1}/verify/NOPE/", headers={"Accept-Language": "vi"})
    english = client.get(f"{V1}/verify/NOPE/", headers={"Accept-Language": "en"})

    assert problem_of(vietnamese, 404, "certificate_not_found")["title"] == "Không tìm thấy"
    assert problem_of(english, 404, "certificate_not_found")["title"] == "Not found"


def test_what_is_not_foreseen_is_a_plain_500(
    client_of: ClientOf, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(_code: str) -> None:
        raise RuntimeError("secret inside")

    monkeypatch.setattr("api.views.certificates.get_verification", fail)

    body = problem_of(client_of().get(f"{V1}/verify/ABC/"), 500, "server_error")

    assert "secret" not in str(body)
    assert "secret inside" in caplog.text


def test_a_wrong_password_and_an_unknown_name_look_alike(client_of: ClientOf) -> None:
    factories.make_account(sign_in="a@hocso.vn")
    client = client_of()

    answers = [
        client.post(f"{V1}/auth/sign-in/", {"sign_in": name, "password": "wrong"}, "json")
        for name in ("a@hocso.vn", "b@hocso.vn", "neither phone nor e-mail")
    ]

    bodies = [problem_of(answer, 400, "wrong_credentials") for answer in answers]
    assert bodies[0] == bodies[1] == bodies[2]


def test_a_revoked_link_is_gone_and_an_unknown_one_not_found(client_of: ClientOf) -> None:
    manager = factories.make_viewer(Role.TRAINING_MANAGER)
    link = factories.make_entry_link(factories.make_run(by=manager), by=manager)
    revoke_entry_link(link=link, by=manager)
    learner = client_of(factories.make_learner())

    problem_of(learner.post(f"{V1}/entry-links/{link.code}/visit/"), 410, "entry_link_revoked")
    problem_of(learner.post(f"{V1}/entry-links/NOPE1234/visit/"), 404, "entry_link_not_found")
    entered = learner.post(
        f"{V1}/enrollments/", {"run": link.run.code, "entry_code": link.code}, "json"
    )
    problem_of(entered, 410, "entry_link_revoked")


def test_a_link_to_another_run_does_not_lead_in(client_of: ClientOf) -> None:
    course = factories.make_course()
    manager = factories.make_viewer(Role.TRAINING_MANAGER)
    one = factories.make_run(course=course, code="mot", by=manager)
    two = factories.make_run(course=course, code="hai", by=manager)
    link = factories.make_entry_link(one, by=manager)
    learner = client_of(factories.make_learner())

    answer = learner.post(f"{V1}/enrollments/", {"run": two.code, "entry_code": link.code}, "json")

    assert set(problem_of(answer, 400, "invalid_input")["errors"]) == {"entry_code"}


def test_a_closed_run_takes_neither_learners_nor_facts_nor_attempts(client_of: ClientOf) -> None:
    manager = factories.make_viewer(Role.TRAINING_MANAGER)
    run = factories.make_run(by=manager)
    viewer = factories.make_learner()
    enrollment = factories.make_enrollment(run=run, learner=viewer)
    close_run(run=run, by=manager)
    learner = client_of(viewer)
    late = client_of(factories.make_learner())
    fact = {
        "id": "0f7a3c52-9d39-4f2b-8d3e-1a2b3c4d5e6f",
        "activity": "huong-dan",
        "kind": "viewed",
        "occurred_at": now().isoformat(),
    }
    address = f"{V1}/enrollments/{enrollment.uuid}"

    problem_of(late.post(f"{V1}/enrollments/", {"run": run.code}, "json"), 409, "enrollment_closed")
    problem_of(
        learner.post(f"{address}/facts/", {"facts": [fact]}, "json"), 409, "enrollment_closed"
    )
    problem_of(
        learner.post(f"{address}/attempts/", {"activity": "kiem-tra"}, "json"),
        409,
        "enrollment_closed",
    )


def test_facts_that_cannot_be_are_named_by_their_place(client_of: ClientOf) -> None:
    viewer = factories.make_learner()
    enrollment = factories.make_enrollment(learner=viewer)
    at = now().isoformat()
    facts = [
        {"id": "x", "activity": "huong-dan", "kind": "viewed", "occurred_at": at},
        {"activity": "huong-dan", "kind": "viewed", "occurred_at": "yesterday"},
    ]
    known = "0f7a3c52-9d39-4f2b-8d3e-1a2b3c4d5e6"
    sound = [
        {"id": f"{known}1", "activity": "huong-dan", "kind": "viewed", "occurred_at": at},
        {"id": f"{known}2", "activity": "khong-co", "kind": "viewed", "occurred_at": at},
        {"id": f"{known}3", "activity": "kiem-tra", "kind": "scored", "occurred_at": at},
        {"id": f"{known}4", "activity": "huong-dan", "kind": "viewed", "occurred_at": "2099-01-01"},
    ]
    sound[3]["occurred_at"] = "2099-01-01T00:00:00Z"
    client, address = client_of(viewer), f"{V1}/enrollments/{enrollment.uuid}/facts/"

    shape = problem_of(client.post(address, {"facts": facts}, "json"), 400, "invalid_input")
    sense = problem_of(client.post(address, {"facts": sound}, "json"), 400, "fact_invalid")

    assert set(shape["errors"]) == {"facts.0.id", "facts.1.id", "facts.1.occurred_at"}
    assert set(sense["errors"]) == {"facts.1", "facts.2", "facts.3"}
    enrollment.refresh_from_db()
    assert enrollment.progress == {}


def test_a_quiz_handed_in_twice_keeps_its_first_answers(client_of: ClientOf) -> None:
    viewer = factories.make_learner()
    enrollment = factories.make_enrollment(learner=viewer)
    client = client_of(viewer)
    attempts = f"{V1}/enrollments/{enrollment.uuid}/attempts/"
    first = client.post(attempts, {"activity": "kiem-tra"}, "json").json()
    again = client.post(attempts, {"activity": "kiem-tra"}, "json").json()
    address = f"{V1}/attempts/{first['uuid']}"

    kept = client.put(f"{address}/responses/", {"responses": {"q3": False}}, "json")
    foreign = client.put(f"{address}/responses/", {"responses": {"q9": True}}, "json")
    misshapen = client.put(f"{address}/responses/", {"responses": {"q1": ["z"]}}, "json")
    right = {"responses": factories.RIGHT_ANSWERS}
    submitted = client.post(f"{address}/submit/", right, "json")
    repeated = client.post(f"{address}/submit/", right, "json")
    changed = client.post(f"{address}/submit/", {"responses": factories.WRONG_ANSWERS}, "json")
    late = client.put(f"{address}/responses/", {"responses": {"q3": True}}, "json")

    assert again["uuid"] == first["uuid"]
    assert kept.json()["responses"] == {"q3": False}
    assert set(problem_of(foreign, 400, "response_invalid")["errors"]) == {"q9"}
    assert set(problem_of(misshapen, 400, "response_invalid")["errors"]) == {"q1"}
    assert submitted.json()["grade"] == "10.00"
    assert repeated.json() == {**submitted.json(), "progress": None}
    problem_of(changed, 409, "attempt_submitted")
    problem_of(late, 409, "attempt_submitted")


def test_what_belongs_to_others_does_not_exist(client_of: ClientOf) -> None:
    owner = factories.make_learner()
    enrollment = factories.make_enrollment(learner=owner)
    attempt = client_of(owner).post(
        f"{V1}/enrollments/{enrollment.uuid}/attempts/", {"activity": "kiem-tra"}, "json"
    )
    uuid = attempt.json()["uuid"]
    stranger = client_of(factories.make_learner())
    answers = {"responses": factories.RIGHT_ANSWERS}

    problem_of(stranger.get(f"{V1}/enrollments/{enrollment.uuid}/"), 404, "enrollment_not_found")
    problem_of(stranger.get(f"{V1}/attempts/{uuid}/"), 404, "attempt_not_found")
    problem_of(
        stranger.put(f"{V1}/attempts/{uuid}/responses/", answers, "json"), 404, "attempt_not_found"
    )
    problem_of(
        stranger.post(f"{V1}/attempts/{uuid}/submit/", answers, "json"), 404, "attempt_not_found"
    )


@pytest.mark.parametrize("bad", ["", "x", "!!!", "W10", "WyIiXQ", "bnVsbA", "WyJcdTAwMDAiLDFd"])
def test_a_cursor_of_nowhere_is_named(client_of: ClientOf, bad: str) -> None:
    answer = client_of().get(f"{V1}/courses/", {"cursor": bad})

    if bad == "":
        assert answer.status_code == 200
    else:
        assert set(problem_of(answer, 400, "invalid_input")["errors"]) == {"cursor"}


@pytest.mark.parametrize("size", ["0", "201", "-1", "many"])
def test_a_page_size_out_of_range_is_named(client_of: ClientOf, size: str) -> None:
    answer = client_of().get(f"{V1}/runs/", {"page_size": size})

    assert set(problem_of(answer, 400, "invalid_input")["errors"]) == {"page_size"}


def test_a_token_opens_and_sign_out_closes(db: None) -> None:
    factories.make_account(sign_in="a@hocso.vn")
    client = APIClient()
    given = {"sign_in": "A@hocso.vn", "password": factories.PASSWORD}
    token = client.post(f"{V1}/auth/sign-in/", given, "json").json()["token"]
    client.credentials(HTTP_AUTHORIZATION=f"Token {token}")

    before = client.get(f"{V1}/me/")
    out = client.post(f"{V1}/auth/sign-out/")
    after = client.get(f"{V1}/me/")

    assert (before.status_code, out.status_code) == (200, 204)
    problem_of(after, 401, "authentication_failed")
