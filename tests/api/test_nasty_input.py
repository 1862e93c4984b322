"""Whatever is sent, the answer is a refusal in words: never a failure of ours."""

from typing import Any

import pytest
from django.db import transaction

from people.models import Role
from tests import factories
from tests.api.conftest import ClientOf
from tests.api.test_access import TABLE, address_of
from tests.api.world import World, make_world

NASTY: list[Any] = [
    None,
    [],
    "text",
    7,
    True,
    {"": None},
    "\ud7ff\uffff",
]
NASTY_VALUES: list[Any] = [
    None,
    [],
    {},
    [[]],
    [None],
    [{}],
    "",
    " ",
    "x" * 100_000,
    -1,
    10**30,
    1.5,
    True,
    "2026-13-45",
    "0001-01-01",
    "9999-12-31T23:59:59+00:00",
    {"q1": {"a": []}},
    {"intervals": "x"},
    "Ｎguyễn\u202e\u200b",
]


def bodies_of(world: World, row: tuple[str, str]) -> list[Any]:
    """The sound body with each of its fields made nasty, one at a time."""
    sound = world.bodies.get(row) or {}
    return [
        *NASTY,
        *({**sound, name: value} for name in sound for value in NASTY_VALUES),
    ]


@pytest.mark.slow
@pytest.mark.parametrize("row", [row for row in TABLE if row[0] != "GET"], ids=" ".join)
def test_no_body_breaks_an_operation(client_of: ClientOf, row: tuple[str, str]) -> None:
    world = make_world()
    holders = ("enrollments/<", "attempts/<", "completions/<")
    asker = "holder" if row[1].startswith(holders) else "administrator"
    client = client_of(world.viewers[asker])
    address = address_of(row[1], world.parts)
    failed = []

    for body in bodies_of(world, row):
        point = transaction.savepoint()
        answer = getattr(client, row[0].lower())(address, body, "json")
        if answer.status_code >= 500:
            failed.append((body, answer.status_code))
        transaction.savepoint_rollback(point)

    assert failed == []


QUERIES = [
    "?page_size=٣",
    "?page_size=²",
    "?cursor=AAAA",
    "?cursor=%00",
    "?search=%00",
    "?search=%25_%5C",
    "?on=0001-01-01",
    "?on=9999-12-31",
    "?parent=1",
    "?level=moon",
    "?since=9999-12-31&until=0001-01-01",
    "?as_of=9999-12-31",
    "?known_on=9999-12-31",
    "?structure_on=0001-01-01",
    "?as_of=0001-01-01&known_on=0001-01-01",
]


def test_no_query_breaks_an_operation(client_of: ClientOf) -> None:
    world = make_world()
    client = client_of(world.viewers["administrator"])
    routes = [route for method, route in TABLE if method == "GET" and ".p" not in route]

    failed = [
        (route, query)
        for route in routes
        for query in QUERIES
        if client.get(address_of(route, world.parts) + query).status_code >= 500
    ]

    assert failed == []


DOCUMENTS: list[dict[str, Any]] = [
    {"sections": None},
    {"sections": [1]},
    {"sections": [{"activities": [1]}]},
    {"sections": [{"key": "a", "title": "b", "activities": [{"kind": "quiz", "questions": [1]}]}]},
    {"sections": [{"activities": [{"kind": "quiz", "questions": [{"kind": "single_choice"}]}]}]},
    {"sections": [{"activities": [{"kind": "quiz", "questions": "x"}]}]},
    {"sections": [{"activities": [{"kind": "page", "body_markdown": 1, "key": "a"}]}]},
    {"sections": [{"activities": [{"kind": "poster", "pdf": {"asset": []}, "key": "a"}]}]},
    {"completion": []},
    {"completion": {"ways": [1]}},
    {"completion": {"ways": [{"mode": [], "rules": [1]}]}},
    {"completion": {"ways": [{"mode": "online", "rules": [{"activity": [], "rule": {}}]}]}},
    {"description_markdown": 7},
    {"title": "x" * 300},
    {"hours": "NaN"},
    {"hours": "1e3"},
    {"hours": "0.01"},
    {"hours": []},
]


@pytest.mark.parametrize("change", DOCUMENTS, ids=lambda change: str(change)[:40])
def test_a_draft_that_makes_no_sense_is_not_published(
    client_of: ClientOf, change: dict[str, Any]
) -> None:
    course = factories.make_course()
    document = {**factories.make_document(title="Khác"), **change}
    writer, reviewer = (client_of(factories.make_viewer(Role.AUTHOR)) for _ in range(2))
    address = f"/api/v1/courses/{course.slug}"
    writer.put(f"{address}/draft/", {"document": document, "lock_version": 0}, "json")

    answer = reviewer.post(f"{address}/editions/", {"lock_version": 1}, "json")

    assert answer.status_code == 400, answer.content
    assert answer.json()["errors"]
