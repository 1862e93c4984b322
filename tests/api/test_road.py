"""The road of the product, walked by REST alone."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from rest_framework.test import APIClient

from common.clock import now, today
from enrollment.selectors import get_run
from people.models import Role
from people.viewer import NOBODY
from territory.models import Unit
from tests import factories

V1 = "/api/v1"


def sign_in(client: APIClient, sign_in: str, password: str = factories.PASSWORD) -> None:
    answer = client.post(f"{V1}/auth/sign-in/", {"sign_in": sign_in, "password": password}, "json")
    assert answer.status_code == 200, answer.json()
    client.credentials(HTTP_AUTHORIZATION=f"Token {answer.json()['token']}")


def post(client: APIClient, path: str, body: Any = None, *, status: int) -> Any:
    answer = client.post(f"{V1}/{path}", body, "json")
    assert answer.status_code == status, answer.content
    return answer.json()


def get(client: APIClient, path: str, **query: Any) -> Any:
    answer = client.get(f"{V1}/{path}", query)
    assert answer.status_code == 200, answer.content
    return answer.json()


def account(role: Role | None, name: str, **fields: Any) -> APIClient:
    """A client signed in by a token, as programs are."""
    factories.make_viewer(role, sign_in=f"{name}@hocso.vn", **fields)
    client = APIClient()
    sign_in(client, f"{name}@hocso.vn")
    return client


def publish_course() -> None:
    """One author writes, another publishes."""
    author, reviewer = account(Role.AUTHOR, "author"), account(Role.AUTHOR, "reviewer")
    course = {"slug": "ky-nang-so", "title": "Kỹ năng số", "kind": "refresher_training"}
    post(author, "courses/", {**course, "hours": "6.0"}, status=201)
    draft = {"document": factories.make_document(), "lock_version": 0}
    saved = author.put(f"{V1}/courses/ky-nang-so/draft/", draft, "json").json()
    version = {"lock_version": saved["lock_version"]}
    edition = post(reviewer, "courses/ky-nang-so/editions/", version, status=201)
    assert edition["number"] == 1


def open_run(manager: APIClient, organiser: Unit) -> str:
    """The run is open and certified; the code of a link to it is returned."""
    run = {"course": "ky-nang-so", "code": "kns-2026", "organiser": str(organiser.uuid)}
    opens_at = (now() - timedelta(days=30)).isoformat()
    post(manager, "runs/", {**run, "opens_at": opens_at}, status=201)
    factories.make_rule(get_run("kns-2026", visible_to=NOBODY))
    link = post(manager, "runs/kns-2026/entry-links/", {"campaign": "Áp phích"}, status=201)
    visited = post(APIClient(), f"entry-links/{link['code']}/visit/", status=201)
    assert visited["run"]["code"] == "kns-2026"
    assert get(manager, "runs/kns-2026/entry-links/")["results"][0]["visit_count"] == 1
    return str(link["code"])


def sign_up() -> APIClient:
    """A civil servant of Tân Trào, found by the commune's name."""
    anyone, learner = APIClient(), APIClient()
    unit = get(anyone, "units/", search="Tân Trào", level="commune")["results"][0]
    given = {
        "full_name": "Ma Thị Hòa",
        "sign_in": "0987 654 321",
        "password": "Suoi-Nguon-26",
        "unit": unit["uuid"],
        "category": "civil_servant",
    }
    post(anyone, "auth/sign-up/", given, status=201)
    sign_in(learner, "0987654321", "Suoi-Nguon-26")
    assert get(learner, "me/")["person"]["employment"]["unit"]["name"] == "Xã Tân Trào"
    return learner


def enroll(learner: APIClient, entry_code: str) -> str:
    entry = {"run": "kns-2026", "entry_code": entry_code}
    enrollment = post(learner, "enrollments/", entry, status=201)
    assert post(learner, "enrollments/", entry, status=200)["uuid"] == enrollment["uuid"]
    document = get(learner, "runs/kns-2026/edition/")
    files = get(learner, "runs/kns-2026/files/")["files"]
    assert set(files) == {document["sections"][0]["activities"][1]["audio"]["asset"]}
    return f"enrollments/{enrollment['uuid']}"


def learn(learner: APIClient, enrollment: str) -> None:
    """Facts arrive in an odd order, and twice."""
    moment = {"occurred_at": now().isoformat()}
    played = {"intervals": [[0, 60], [50, 95]]}
    facts = [
        {"id": str(uuid4()), "activity": "am-thanh", "kind": "played", "value": played, **moment},
        {"id": str(uuid4()), "activity": "huong-dan", "kind": "viewed", **moment},
    ]
    progress = post(learner, f"{enrollment}/facts/", {"facts": facts}, status=200)
    again = post(learner, f"{enrollment}/facts/", {"facts": facts}, status=200)
    assert (progress["accepted_count"], progress["complete"], progress["percent"]) == (2, False, 66)
    assert (again["accepted_count"], again["repeated_count"]) == (0, 2)


def pass_quiz(learner: APIClient, enrollment: str) -> Any:
    """The quiz is handed in; the completion that it brought is returned."""
    attempt = post(learner, f"{enrollment}/attempts/", {"activity": "kiem-tra"}, status=201)
    answers = {"responses": factories.RIGHT_ANSWERS}
    marked = post(learner, f"attempts/{attempt['uuid']}/submit/", answers, status=200)
    assert marked["grade"] == "10.00"
    assert marked["questions"][0]["explanation"].startswith("Cổng Dịch vụ công")
    assert get(learner, f"{enrollment}/")["certificate_due"] is True
    return marked["progress"]["completion"]


def certify(learner: APIClient, enrollment: str, completion: str) -> str:
    """The certificate is asked for twice; its code is returned."""
    certificate = post(learner, f"completions/{completion}/certificate/", status=200)
    again = post(learner, f"completions/{completion}/certificate/", status=200)
    assert again == certificate
    assert get(learner, "certificates/")["results"] == [certificate]
    assert get(learner, f"{enrollment}/")["certificate"]["code"] == certificate["code"]
    return str(certificate["code"])


@pytest.mark.django_db
def test_the_road_from_a_draft_to_a_verified_certificate() -> None:
    places = factories.make_territory()
    manager = account(Role.TRAINING_MANAGER, "manager", branch=places.tuyen_quang)
    publish_course()
    entry_code = open_run(manager, places.tuyen_quang)
    learner = sign_up()

    enrollment = enroll(learner, entry_code)
    learn(learner, enrollment)
    completion = pass_quiz(learner, enrollment)
    code = certify(learner, enrollment, completion["uuid"])

    verified = get(APIClient(), f"verify/{code}/")
    assert (verified["state"], verified["holder_name"]) == ("valid", "Ma Thị Hòa")
    counted = get(manager, "completions/")["results"]
    assert [(row["uuid"], row["mode"]) for row in counted] == [(completion["uuid"], "online")]
    assert counted[0]["unit"]["name"] == "Xã Tân Trào"


@pytest.mark.django_db
def test_a_class_is_previewed_and_recorded_from_text_rows_or_a_file() -> None:
    places = factories.make_territory()
    run = factories.make_run()
    manager = APIClient()
    viewer = factories.make_viewer(Role.TRAINING_MANAGER, places.tuyen_quang)
    manager.force_authenticate(viewer.account)
    new = {
        "held_on": str(today() - timedelta(days=1)),
        "place": "Nhà văn hóa",
        "unit": str(places.tan_trao.uuid),
        "hours": "4.0",
        "decision_number": "12/QĐ-UBND",
        "create_missing": True,
    }

    text = {**new, "attendees": "Lý Văn Páo, 0912345678\nGiàng Thị Mỷ, 12"}
    preview = post(manager, f"runs/{run.code}/classes/preview/", text, status=200)
    refused = post(manager, f"runs/{run.code}/classes/", text, status=400)
    recorded = post(
        manager, f"runs/{run.code}/classes/", {**text, "skip_problems": True}, status=201
    )
    repeated = post(
        manager, f"runs/{run.code}/classes/", {**text, "skip_problems": True}, status=409
    )
    rows = {
        **new,
        "place": "Trường",
        "attendees": [{"full_name": "Lý Văn Páo", "phone": "912345678"}],
    }
    from_rows = post(manager, f"runs/{run.code}/classes/", rows, status=201)

    assert (preview["good_count"], preview["problem_count"]) == (1, 1)
    assert (refused["code"], list(refused["errors"])) == ("attendees_invalid", ["attendees.2"])
    assert (recorded["attendance_count"], recorded["completion_count"]) == (1, 1)
    assert [line["line"] for line in recorded["left_out"]] == [2]
    assert repeated["code"] == "class_already_recorded"
    assert from_rows["attendance_count"] == 1
    sessions = get(manager, "sessions/")["results"]
    assert [session["place"] for session in sessions] == ["Trường", "Nhà văn hóa"]
    assert factories.make_territory().tan_trao == places.tan_trao
