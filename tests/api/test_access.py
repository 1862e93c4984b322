"""One table: each operation × who asks → the status. A route that is missing here fails."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, cast

import pytest
from django.db import transaction
from django.urls import URLPattern

from api.urls import v1
from certificates.services import issue_certificate
from common.clock import today
from common.jobs import run_job
from enrollment.models import Run
from enrollment.services.attempts import start_attempt
from people.models import Duplicate, Role, Team
from people.selectors import list_employments
from people.services import create_person
from people.services.duplicates import find_duplicates
from people.services.merges import merge_persons
from people.viewer import EVERYTHING, NOBODY, Viewer
from targets.models import Metric
from territory.models import Change, Unit
from territory.selectors import get_unit
from territory.services import apply_change
from tests import factories
from tests.api.conftest import ClientOf

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
    ("GET", "schema/"): OPEN,
    ("GET", "docs/"): OPEN,
}


@dataclass
class World:
    """One of each thing, and one of each who asks."""

    viewers: dict[str, Viewer]
    parts: dict[str, str]
    bodies: dict[tuple[str, str], Any]


def make_world() -> World:
    places = factories.make_territory()
    branch, outside = places.tuyen_quang, places.lai_chau
    viewers = {
        "nobody": NOBODY,
        "holder": factories.make_learner(unit=places.tan_trao),
        "stranger": factories.make_learner(unit=places.tan_trao),
        "instructor": factories.make_viewer(Role.INSTRUCTOR, branch),
        "manager": factories.make_viewer(Role.TRAINING_MANAGER, branch),
        "outsider": factories.make_viewer(Role.TRAINING_MANAGER, outside),
        "author": factories.make_viewer(Role.AUTHOR),
        "officer": factories.make_viewer(Role.CERTIFICATE_OFFICER, branch),
        "administrator": factories.make_viewer(Role.ADMINISTRATOR),
    }
    run = factories.make_run(by=viewers["manager"], organiser=branch)
    issuer = factories.make_rule(run).issuer
    link = factories.make_entry_link(run, by=viewers["manager"])
    enrollment = factories.make_enrollment(run=run, learner=viewers["holder"])
    completion = factories.complete_online(enrollment)
    attempt = start_attempt(enrollment=enrollment, activity_key="kiem-tra")
    certificate = issue_certificate(completion=completion, by=None)
    parts = {
        "units": str(places.tan_trao.uuid),
        "courses": run.course.slug,
        "runs": run.code,
        "entry-links": link.code,
        "enrollments": str(enrollment.uuid),
        "attempts": str(attempt.uuid),
        "completions": str(completion.uuid),
        "certificates": certificate.code,
        "verify": certificate.code,
        "targets": factories.make_target(by=viewers["administrator"]).code,
    }
    parts["issuers"] = issuer.slug
    team = make_waiting_team()
    parts |= {"teams": str(team.uuid), "memberships": str(factories.make_membership(team).uuid)}
    parts["persons-to-join"] = str(viewers["holder"].require_person().uuid)

    parts |= make_people(viewers["holder"], branch)
    parts["territory-changes"] = str(make_change().uuid)
    roster = factories.make_roster(by=viewers["manager"])
    assert roster.job
    parts |= {"rosters": str(roster.uuid), "jobs": str(roster.job.uuid)}
    return World(viewers, parts, make_bodies(run, branch, parts))


def make_people(holder: Viewer, branch: Unit) -> dict[str, str]:
    """A person, an employment, a pair to decide on and a merge to undo, all in the branch."""
    person = holder.require_person()
    employment = list_employments(person)[0]
    twins, entries = (
        [create_person(full_name=name, unit=branch, category="cadre", birth_on=today(), by=None)
         for _number in range(2)]
        for name in ("Ma Thị Bích", "Ma Thị Cúc")
    )  # fmt: skip
    run_job(find_duplicates(by=EVERYTHING).pk)
    merge = merge_persons(kept=entries[0], merged=entries[1], reasons=[], by=EVERYTHING)
    return {
        "people": str(person.uuid),
        "employments": str(employment.uuid),
        "duplicates": str(Duplicate.objects.get(first=twins[0]).uuid),
        "merges": str(merge.uuid),
    }


def make_bodies(run: Run, branch: Unit, parts: dict[str, str]) -> dict[tuple[str, str], Any]:
    """What each operation is given, so that it would succeed for who may."""
    course = {"slug": "khac", "title": "Khác", "kind": "workshop_training", "hours": "1.0"}
    attended = {
        "held_on": str(today() - timedelta(days=30)),
        "place": "Nhà văn hóa",
        "hours": "4.0",
        "unit": parts["units"],
        "attendees": "Lò Thị Pánh",
        "create_missing": True,
    }
    new_run = {"course": run.course.slug, "code": "moi", "organiser": str(branch.uuid)}
    answers = {"responses": {"q3": True}}
    return {
        **make_bodies_of_officers(branch),
        **make_bodies_of_teams(parts),
        ("POST", "territory-changes/"): make_renaming("Tỉnh Mới"),
        ("POST", "territory-changes/preview/"): make_renaming("Tỉnh Mới"),
        ("POST", "territory-changes/<uuid:uuid>/undo/"): {"reason": "Nhập nhầm"},
        ("POST", "rosters/"): {"kind": "teams", "file": factories.make_roster_file("Thôn 9")},
        ("POST", "courses/"): course,
        ("PUT", "courses/<slug:slug>/draft/"): {"document": {}, "lock_version": 0},
        ("POST", "courses/<slug:slug>/editions/"): {"lock_version": 1},
        ("POST", "runs/"): new_run,
        ("POST", "runs/<slug:code>/entry-links/"): {"campaign": "Loa"},
        ("POST", "runs/<slug:code>/classes/preview/"): attended,
        ("POST", "runs/<slug:code>/classes/"): attended,
        ("POST", "enrollments/"): {"run": run.code},
        ("POST", "enrollments/<uuid:uuid>/facts/"): {"facts": []},
        ("POST", "enrollments/<uuid:uuid>/attempts/"): {"activity": "kiem-tra"},
        ("PUT", "attempts/<uuid:uuid>/responses/"): answers,
        ("POST", "attempts/<uuid:uuid>/submit/"): answers,
        ("POST", "certificates/<slug:code>/revoke/"): {"reason": "Cấp nhầm"},
        ("PUT", "runs/<slug:code>/certificate-rule/"): {"issuer": parts["issuers"]},
        ("PATCH", "people/<uuid:uuid>/"): {"gender": "female"},
        ("POST", "people/<uuid:uuid>/employments/"): {"unit": parts["units"], "category": "cadre"},
        ("PATCH", "employments/<uuid:uuid>/"): {"position": "Văn thư"},
        ("POST", "duplicates/<uuid:uuid>/decide/"): {"verdict": "same"},
    }


def make_waiting_team() -> Team:
    """A team of a commune of Hà Giang that passed into two communes of Tuyên Quang."""
    split = get_unit(level="commune", code="00688", on=date(2025, 6, 30))
    return factories.make_team(split, village="Thôn 1")


def make_bodies_of_teams(parts: dict[str, str]) -> dict[tuple[str, str], Any]:
    part = get_unit(level="commune", code="00691", on=today())
    team = {"unit": parts["units"], "level": "commune", "founded_on": str(today())}
    decision = {"team": parts["teams"], "unit": str(part.uuid)}
    member = {"person": parts["persons-to-join"], "since": str(today())}
    return {
        ("POST", "teams/"): team,
        ("POST", "teams/assignments/"): {"assignments": [decision]},
        ("PATCH", "teams/<uuid:uuid>/"): {"decision_number": "5/QĐ-UBND"},
        ("POST", "teams/<uuid:uuid>/dissolve/"): {"dissolved_on": str(today())},
        ("POST", "teams/<uuid:uuid>/memberships/"): member,
        ("POST", "teams/<uuid:uuid>/move/"): {"unit": parts["units"], "since": str(today())},
        ("PATCH", "memberships/<uuid:uuid>/"): {"role": "deputy_team_leader"},
        ("POST", "memberships/<uuid:uuid>/end/"): {"left_on": str(today())},
        ("POST", "memberships/<uuid:uuid>/role/"): {"role": "team_leader", "since": str(today())},
    }


def make_renaming(name: str, on: date | None = None) -> dict[str, Any]:
    """A change that gives Lai Châu another name."""
    unit = {"level": "province", "code": "12", "type": "Tỉnh", "name": name}
    return {"effective_on": str(on or today()), "legal_basis": "NQ", "units": [unit]}


def make_change() -> Change:
    change = apply_change(document=make_renaming("Tỉnh Lai", date(2026, 1, 1)), by=None).change
    assert change is not None
    return change


def make_bodies_of_officers(branch: Unit) -> dict[tuple[str, str], Any]:
    """The same for what is set once: metrics, targets, issuing bodies."""
    metric = Metric.objects.get()
    target = {
        "code": "chi-tieu-moi",
        "title": "Chỉ tiêu mới",
        "metric": metric.code,
        "unit_of_count": "persons",
        "branch": str(branch.uuid),
        "first_on": "2026-01-01",
        "last_on": "2026-12-31",
        "value": 100,
    }
    body = {"slug": "so-moi", "name": "SỞ", "place": "Huế", "serial_suffix": "GCN"}
    signs = {"post": "GIÁM ĐỐC", "name": "Hồ Thị Bi", "first_on": "2026-01-01"}
    counted = {
        "code": "moi",
        "title": "Lượt",
        "description": "Mỗi lần là một lượt.",
        "definition": {"fact": "completion", "modes": ["online"]},
    }
    return {
        ("POST", "targets/"): target,
        ("POST", "metrics/"): counted,
        ("POST", "issuers/"): body,
        ("POST", "issuers/<slug:slug>/signatories/"): signs,
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
    how = "multipart" if route in {"assets/", "rosters/"} else "json"
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
