"""The learner's document: cacheable, the same for everyone, and without answers."""

import orjson
from django.db import connection
from django.test.utils import CaptureQueriesContext

from courses.models import Edition
from people.models import Role
from tests import factories
from tests.api.conftest import ClientOf

V1 = "/api/v1"
SECRETS = {"correct", "answer", "feedback", "explanation"}


def keys_in(value: object) -> set[str]:
    if isinstance(value, dict):
        return set(value) | {key for inner in value.values() for key in keys_in(inner)}
    if isinstance(value, list):
        return {key for inner in value for key in keys_in(inner)}
    return set()


def test_answers_are_never_in_the_document(client_of: ClientOf) -> None:
    course = factories.make_course()
    client = client_of(factories.make_learner())

    answer = client.get(f"{V1}/courses/{course.slug}/editions/current/")

    document = orjson.loads(answer.content)
    assert document["content_hash"] == Edition.objects.get(course=course).content_hash
    assert document["sections"][0]["activities"][2]["questions"][0]["prompt"]
    assert keys_in(document) & SECRETS == set()


def test_a_client_that_holds_the_document_is_told_so(client_of: ClientOf) -> None:
    course = factories.make_course()
    client = client_of(factories.make_learner())
    address = f"{V1}/courses/{course.slug}/editions/current/"
    first = client.get(address)

    again = client.get(address, headers={"If-None-Match": first["ETag"]})
    other = client.get(address, headers={"If-None-Match": '"another"'})

    assert (first.status_code, again.status_code, other.status_code) == (200, 304, 200)
    assert "private" in first["Cache-Control"]
    assert again.content == b""


def test_the_document_costs_no_query_of_its_own(client_of: ClientOf) -> None:
    run = factories.make_run()
    learner = factories.make_learner()
    factories.make_enrollment(run=run, learner=learner)
    client, address = client_of(learner), f"{V1}/runs/{run.code}/edition/"
    client.get(address)

    with CaptureQueriesContext(connection) as queries:
        answer = client.get(address)

    assert answer.status_code == 200
    assert not [query for query in queries if "content" in query["sql"]]


def test_files_come_by_signed_addresses(client_of: ClientOf) -> None:
    run = factories.make_run()
    learner = factories.make_learner()
    factories.make_enrollment(run=run, learner=learner)

    files = client_of(learner).get(f"{V1}/runs/{run.code}/files/").json()["files"]

    assert [address.startswith("/files/assets/") for address in files.values()] == [True]
    assert all("signature=" in address for address in files.values())


def test_drafts_are_locked_optimistically_and_need_a_second_person(client_of: ClientOf) -> None:
    writer, reviewer = (factories.make_viewer(Role.AUTHOR) for _ in range(2))
    course = factories.make_course(by=writer)
    client, address = client_of(writer), f"{V1}/courses/{course.slug}"
    body = {"document": factories.make_document(title="Bản hai"), "lock_version": 0}

    empty = client.get(f"{address}/draft/").json()
    saved = client.put(f"{address}/draft/", body, "json")
    stale = client.put(f"{address}/draft/", body, "json")
    alone = client.post(f"{address}/editions/", {"lock_version": 1}, "json")
    published = client_of(reviewer).post(f"{address}/editions/", {"lock_version": 1}, "json")
    again = client_of(reviewer).post(f"{address}/editions/", {"lock_version": 1}, "json")

    assert empty == {"document": None, "lock_version": 0, "updated_at": None}
    assert saved.json()["lock_version"] == 1
    assert (stale.status_code, stale.json()["code"]) == (409, "draft_changed")
    assert (alone.status_code, alone.json()["code"]) == (409, "second_person_needed")
    assert (published.status_code, published.json()["number"]) == (201, 2)
    assert (again.status_code, again.json()["code"]) == (409, "nothing_to_publish")


def test_a_file_of_a_false_type_is_refused(client_of: ClientOf) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    client = client_of(factories.make_viewer(Role.AUTHOR))

    true = client.post(
        f"{V1}/assets/", {"file": SimpleUploadedFile("a.m4a", factories.audio_bytes())}
    )
    false = client.post(f"{V1}/assets/", {"file": SimpleUploadedFile("a.pdf", b"MZ program")})
    empty = client.post(f"{V1}/assets/", {"file": SimpleUploadedFile("a.pdf", b"")})

    assert (true.status_code, true.json()["media_type"]) == (201, "audio/mp4")
    assert (false.status_code, false.json()["code"]) == (400, "file_type_refused")
    assert (empty.status_code, empty.json()["code"]) == (400, "file_type_refused")
