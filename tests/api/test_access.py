"""One table: each operation × who asks → the status. A route that is missing here fails."""

from collections.abc import Iterator
from typing import Any, cast

import pytest
from django.db import transaction
from django.urls import URLPattern

from api.urls import v1
from people.viewer import NOBODY
from tests import factories
from tests.api.conftest import ClientOf
from tests.api.world import World, make_world

V1 = "/api/v1/"
NOWHERE = "00000000-0000-4000-8000-000000000000"

ASKERS = (
    "nobody",
    "holder",
    "stranger",
    "instructor",
    "manager",
    "outsider",
    "author",
    "officer",
    "administrator",
)
# Per row: nobody, holder, stranger, instructor, manager, outsider, author, officer, administrator.
# The manager's, instructor's and officer's branch holds the holder's unit; the outsider is a
# training manager elsewhere. A body that is empty shows who is let in: 400 comes after the door.
OPEN = "200 200 200 200 200 200 200 200 200"
SIGNED_IN = "401 200 200 200 200 200 200 200 200"
OWN = "401 200 404 404 404 404 404 404 404"
MANAGERS = "401 403 403 403 200 200 403 403 200"
TEAM = "401 403 403 403 200 404 403 403 200"
AUTHORS = "401 403 403 403 403 403 200 403 200"
AUTHORS_MAKE = "401 403 403 403 403 403 201 403 201"
AUTHORS_END = "401 403 403 403 403 403 204 403 204"

SENDING = {"assets/", "rosters/", "question-banks/<slug:slug>/imports/"}

TABLE: dict[tuple[str, str], str] = {
    ("POST", "auth/sign-up/"): "400 400 400 400 400 400 400 400 400",
    ("POST", "auth/sign-in/"): "400 400 400 400 400 400 400 400 400",
    ("POST", "auth/sign-out/"): "401 204 204 204 204 204 204 204 204",
    ("GET", "me/"): SIGNED_IN,
    ("GET", "units/"): OPEN,
    ("GET", "units/<uuid:uuid>/"): OPEN,
    ("GET", "units/<uuid:uuid>/history/"): OPEN,
    ("GET", "territory-changes/"): OPEN,
    ("POST", "territory-changes/"): "401 403 403 403 403 403 403 403 201",
    ("POST", "territory-changes/preview/"): "401 403 403 403 403 403 403 403 200",
    ("POST", "territory-changes/<uuid:uuid>/undo/"): "401 403 403 403 403 403 403 403 200",
    ("GET", "courses/"): OPEN,
    ("POST", "courses/"): "401 403 403 403 403 403 201 403 201",
    ("GET", "courses/<slug:slug>/"): OPEN,
    ("GET", "courses/<slug:slug>/draft/"): AUTHORS,
    ("PUT", "courses/<slug:slug>/draft/"): AUTHORS,
    ("POST", "courses/<slug:slug>/editions/"): "401 403 403 403 403 403 409 403 409",
    ("GET", "courses/<slug:slug>/editions/current/"): SIGNED_IN,
    ("POST", "assets/"): "401 403 403 403 403 403 400 403 400",
    ("GET", "runs/"): OPEN,
    ("POST", "runs/"): "401 403 403 403 201 403 403 403 201",
    ("GET", "runs/<slug:code>/"): OPEN,
    ("POST", "runs/<slug:code>/close/"): "401 403 403 403 200 403 403 403 200",
    ("GET", "runs/<slug:code>/edition/"): "401 200 404 200 200 200 200 200 200",
    ("GET", "runs/<slug:code>/files/"): "401 200 404 200 200 200 200 200 200",
    ("GET", "runs/<slug:code>/entry-links/"): "401 403 403 403 200 403 403 403 200",
    ("POST", "runs/<slug:code>/entry-links/"): "401 403 403 403 201 403 403 403 201",
    ("POST", "runs/<slug:code>/classes/preview/"): "401 403 403 200 200 403 403 403 200",
    ("POST", "runs/<slug:code>/classes/"): "401 403 403 201 201 403 403 403 201",
    ("POST", "entry-links/<slug:code>/visit/"): "201 201 201 201 201 201 201 201 201",
    ("POST", "entry-links/<slug:code>/revoke/"): "401 403 403 403 200 403 403 403 200",
    ("GET", "entry-links/<slug:code>/qr.png"): OPEN,
    ("GET", "entry-links/<slug:code>/qr.svg"): OPEN,
    ("GET", "entry-links/<slug:code>/poster.pdf"): OPEN,
    ("GET", "enrollments/"): SIGNED_IN,
    ("POST", "enrollments/"): "401 200 201 201 201 201 201 201 201",
    ("GET", "enrollments/<uuid:uuid>/"): OWN,
    ("POST", "enrollments/<uuid:uuid>/facts/"): OWN,
    ("POST", "enrollments/<uuid:uuid>/attempts/"): "401 201 404 404 404 404 404 404 404",
    ("GET", "attempts/<uuid:uuid>/"): OWN,
    ("PUT", "attempts/<uuid:uuid>/responses/"): OWN,
    ("POST", "attempts/<uuid:uuid>/submit/"): OWN,
    ("GET", "sessions/"): "401 403 403 200 200 200 403 403 200",
    ("GET", "completions/"): SIGNED_IN,
    ("POST", "completions/<uuid:uuid>/certificate/"): "401 200 404 403 403 404 404 200 200",
    ("GET", "certificates/"): SIGNED_IN,
    ("GET", "certificates/<slug:code>/"): "401 200 404 404 404 404 404 200 200",
    ("GET", "certificates/<slug:code>/pdf/"): "401 200 404 404 404 404 404 200 200",
    ("POST", "certificates/<slug:code>/revoke/"): "401 403 404 404 404 404 404 200 200",
    ("GET", "verify/<slug:code>/"): OPEN,
    ("GET", "targets/"): SIGNED_IN,
    ("POST", "targets/"): "401 403 403 403 201 403 403 403 201",
    ("GET", "targets/<slug:code>/"): "401 404 404 200 200 200 404 200 200",
    ("GET", "metrics/"): "401 403 403 200 200 200 403 200 200",
    ("POST", "metrics/"): "401 403 403 403 403 403 403 403 201",
    ("GET", "issuers/"): "401 403 403 403 403 403 403 200 200",
    ("POST", "issuers/"): "401 403 403 403 403 403 403 403 201",
    ("POST", "issuers/<slug:slug>/signatories/"): "401 403 403 403 403 403 403 403 201",
    ("GET", "runs/<slug:code>/certificate-rule/"): "401 403 403 403 403 403 403 200 200",
    ("PUT", "runs/<slug:code>/certificate-rule/"): "401 403 403 403 403 403 403 200 200",
    ("GET", "targets/<slug:code>/attainment/"): "401 404 404 200 200 200 404 200 200",
    ("GET", "teams/"): MANAGERS,
    ("POST", "teams/"): "401 403 403 403 201 403 403 403 201",
    ("GET", "teams/unassigned/"): MANAGERS,
    ("POST", "teams/assignments/"): "401 403 403 403 200 400 403 403 200",
    ("GET", "teams/<uuid:uuid>/"): TEAM,
    ("PATCH", "teams/<uuid:uuid>/"): TEAM,
    ("POST", "teams/<uuid:uuid>/dissolve/"): TEAM,
    ("GET", "teams/<uuid:uuid>/memberships/"): TEAM,
    ("POST", "teams/<uuid:uuid>/memberships/"): "401 403 403 403 201 404 403 403 201",
    ("POST", "teams/<uuid:uuid>/move/"): TEAM,
    ("PATCH", "memberships/<uuid:uuid>/"): TEAM,
    ("POST", "memberships/<uuid:uuid>/end/"): TEAM,
    ("POST", "memberships/<uuid:uuid>/role/"): TEAM,
    ("POST", "memberships/<uuid:uuid>/retract/"): "401 403 403 403 204 404 403 403 204",
    ("GET", "people/"): SIGNED_IN,
    ("GET", "people/<uuid:uuid>/"): "401 200 404 200 200 404 404 200 200",
    ("PATCH", "people/<uuid:uuid>/"): "401 403 404 403 200 404 404 403 200",
    ("GET", "people/<uuid:uuid>/employments/"): "401 200 404 200 200 404 404 200 200",
    ("POST", "people/<uuid:uuid>/employments/"): "401 403 404 403 409 404 404 403 409",
    ("PATCH", "employments/<uuid:uuid>/"): "401 403 404 403 200 404 404 403 200",
    ("GET", "duplicates/"): "401 403 403 403 200 200 403 403 200",
    ("POST", "duplicates/<uuid:uuid>/decide/"): "401 404 404 404 200 404 404 404 200",
    ("POST", "merges/<uuid:uuid>/undo/"): "401 404 404 404 200 404 404 404 200",
    ("GET", "rosters/"): MANAGERS,
    ("POST", "rosters/"): "401 403 403 403 201 201 403 403 201",
    ("GET", "rosters/<uuid:uuid>/"): TEAM,
    ("GET", "rosters/<uuid:uuid>/preview/"): TEAM,
    ("POST", "rosters/<uuid:uuid>/write/"): "401 403 403 403 202 404 403 403 202",
    ("POST", "rosters/<uuid:uuid>/cancel/"): TEAM,
    ("GET", "rosters/<uuid:uuid>/lines/"): TEAM,
    ("GET", "jobs/<uuid:uuid>/"): "401 404 404 404 200 404 404 404 200",
    ("POST", "jobs/<uuid:uuid>/cancel/"): "401 404 404 404 200 404 404 404 200",
    ("GET", "network/report/"): "401 403 403 200 200 200 403 200 200",
    ("GET", "network/report.xlsx"): "401 403 403 200 200 200 403 200 200",
    ("GET", "network/teams/"): MANAGERS,
    ("GET", "network/members/"): MANAGERS,
    ("GET", "network/memberships/"): MANAGERS,
    ("GET", "network/export/"): MANAGERS,
    ("GET", "question-banks/"): AUTHORS,
    ("POST", "question-banks/"): AUTHORS_MAKE,
    ("GET", "question-banks/<slug:slug>/"): AUTHORS,
    ("PATCH", "question-banks/<slug:slug>/"): AUTHORS,
    ("GET", "question-banks/<slug:slug>/grants/"): AUTHORS,
    ("POST", "question-banks/<slug:slug>/grants/"): AUTHORS_MAKE,
    ("POST", "question-bank-grants/<uuid:uuid>/end/"): AUTHORS_END,
    ("GET", "question-banks/<slug:slug>/categories/"): AUTHORS,
    ("POST", "question-banks/<slug:slug>/categories/"): AUTHORS_MAKE,
    ("PATCH", "question-categories/<uuid:uuid>/"): AUTHORS,
    ("DELETE", "question-categories/<uuid:uuid>/"): AUTHORS_END,
    ("GET", "question-banks/<slug:slug>/questions/"): AUTHORS,
    ("POST", "question-banks/<slug:slug>/questions/"): AUTHORS_MAKE,
    ("POST", "question-banks/<slug:slug>/change/"): AUTHORS,
    ("POST", "question-banks/<slug:slug>/copy/"): AUTHORS,
    ("GET", "question-banks/<slug:slug>/imports/"): AUTHORS,
    ("POST", "question-banks/<slug:slug>/imports/"): AUTHORS_MAKE,
    ("GET", "question-imports/<uuid:uuid>/"): AUTHORS,
    ("GET", "question-imports/<uuid:uuid>/lines/"): AUTHORS,
    ("POST", "question-imports/<uuid:uuid>/write/"): "401 403 403 403 403 403 202 403 202",
    ("POST", "question-imports/<uuid:uuid>/cancel/"): AUTHORS,
    ("POST", "question-banks/<slug:slug>/exports/"): "401 403 403 403 403 403 202 403 202",
    ("GET", "question-exports/<uuid:uuid>/"): AUTHORS,
    ("GET", "questions/<uuid:uuid>/"): AUTHORS,
    ("PUT", "questions/<uuid:uuid>/"): AUTHORS,
    ("DELETE", "questions/<uuid:uuid>/"): AUTHORS_END,
    ("GET", "questions/<uuid:uuid>/versions/"): AUTHORS,
    ("GET", "questions/<uuid:uuid>/difference/"): AUTHORS,
    ("GET", "questions/<uuid:uuid>/uses/"): AUTHORS,
    ("POST", "questions/<uuid:uuid>/try/"): AUTHORS,
    ("GET", "schema/"): OPEN,
    ("GET", "docs/"): OPEN,
}


def address_of(route: str, parts: dict[str, str]) -> str:
    kind, *rest = route.split("/")
    if not rest or not rest[0].startswith("<"):
        return V1 + route
    return V1 + "/".join([kind, parts[kind], *rest[1:]])


def ask(world: World, client_of: ClientOf, row: tuple[str, str], asker: str) -> int:
    method, route = row
    viewer = world.viewers[asker]
    client = client_of(None if viewer is NOBODY else viewer)
    how = "multipart" if route in SENDING else "json"
    options = {} if method == "GET" else {"format": how, "data": world.bodies.get(row)}
    address = address_of(route, world.parts)
    answer = getattr(client, method.lower())(address, **options)
    return int(answer.status_code)


@pytest.mark.parametrize("asker", ASKERS)
def test_each_operation_answers_each_asker_as_the_table_says(
    client_of: ClientOf, asker: str
) -> None:

    world = make_world()
    column = ASKERS.index(asker)
    expected = {row: int(statuses.split()[column]) for row, statuses in TABLE.items()}

    found = {}
    for row in TABLE:
        point = transaction.savepoint()
        found[row] = ask(world, client_of, row, asker)
        transaction.savepoint_rollback(point)

    assert {row: status for row, status in found.items() if status != expected[row]} == {}


def test_the_table_names_every_operation() -> None:
    assert set(TABLE) == set(iter_operations())


def iter_operations() -> Iterator[tuple[str, str]]:
    for pattern in v1:
        assert isinstance(pattern, URLPattern)
        view = cast("Any", pattern.callback).cls
        for method in ("get", "post", "put", "patch", "delete"):
            if hasattr(view, method):
                yield method.upper(), str(pattern.pattern)


@pytest.mark.parametrize(
    "path",
    [
        f"units/{NOWHERE}/",
        "courses/khong-co/",
        "runs/khong-co/",
        f"enrollments/{NOWHERE}/",
        f"attempts/{NOWHERE}/",
        "certificates/NOPE/",
        "verify/NOPE/",
    ],
)
def test_what_is_not_there_is_not_found(client_of: ClientOf, path: str) -> None:
    learner = factories.make_learner()

    answer = client_of(learner).get(V1 + path)

    assert answer.status_code == 404
    assert answer.json()["code"].endswith("not_found")
