"""Lists: the same number of queries for one row and for fifty; every row once through the pages."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from certificates.services import issue_certificate
from common.clock import now, today
from courses.models import Course
from enrollment.models import Run
from people.models import Duplicate, Person, Role
from people.services import create_person
from people.viewer import Viewer
from territory.models import Unit
from territory.services import apply_change
from tests import factories
from tests.api.conftest import ClientOf

V1 = "/api/v1/"
MOST_QUERIES = 12


@dataclass
class Ground:
    """What rows of every list stand on."""

    places: factories.Places
    course: Course
    run: Run
    boss: Viewer
    learner: Viewer


@pytest.fixture
def ground(db: None) -> Ground:
    boss = factories.make_viewer(Role.ADMINISTRATOR)
    places = factories.make_territory()
    course = factories.make_course(by=boss)
    run = factories.make_run(course=course, by=boss, organiser=places.tuyen_quang)
    factories.make_rule(run)
    learner = factories.make_learner(unit=places.tan_trao, full_name="Ma Văn Tài")
    return Ground(places, course, run, boss, learner)


def add_course(ground: Ground, number: int) -> None:
    factories.make_course(slug=f"khoa-{number}", by=ground.boss)


def add_run(ground: Ground, number: int) -> Run:
    organiser = ground.places.tuyen_quang
    return factories.make_run(
        course=ground.course, code=f"dot-{number}", by=ground.boss, organiser=organiser
    )


def add_link(ground: Ground, number: int) -> None:
    factories.make_entry_link(ground.run, code=f"LINK{number:04d}", by=ground.boss)


def add_enrollment(ground: Ground, number: int) -> None:
    factories.make_enrollment(run=add_run(ground, number), learner=ground.learner)


def add_session(ground: Ground, number: int) -> None:
    factories.make_class(
        run=ground.run,
        unit=ground.places.tan_trao,
        attendees=f"Lý Văn {chr(97 + number // 26)}{chr(97 + number % 26)}",
        by=ground.boss,
        held_on=today() - timedelta(days=1 + number),
    )


def add_certificate(ground: Ground, number: int) -> None:
    report = factories.make_class(
        run=ground.run,
        unit=ground.places.tan_trao,
        attendees=f"Lò Thị {chr(97 + number // 26)}{chr(97 + number % 26)}",
        by=ground.boss,
        place=f"Nhà văn hóa {number}",
    )
    issue_certificate(completion=report.completions[0], by=None)


def add_target(ground: Ground, number: int) -> None:
    factories.make_target(
        code=f"chi-tieu-{number}", by=ground.boss, branch=ground.places.tuyen_quang
    )


def add_team(ground: Ground, number: int) -> None:
    team = factories.make_team(
        ground.places.tan_trao, village=f"Bản {number}", founded_on=today(), by=ground.boss
    )
    factories.make_membership(team, role="team_leader", since=today())


def add_waiting_team(_ground: Ground, number: int) -> None:
    """A team of a commune that ended on a day of its own, with nothing to follow it."""
    ended = DateRange(date(2000, 1, 1), date(2026, 1, 1))
    unit = Unit.objects.create(level="commune", code=f"9{number:04d}", valid=ended)
    factories.make_team(unit)


def add_person(ground: Ground, number: int) -> Person:
    name = f"Lò Thị {chr(97 + number // 26)}{chr(97 + number % 26)}"
    unit = ground.places.tan_trao
    return create_person(full_name=name, unit=unit, category="cadre", phone="0912345678", by=None)


def add_pair(ground: Ground, number: int) -> None:
    twins = [add_person(ground, number) for _number in range(2)]
    Duplicate.objects.create(
        first=twins[0],
        second=twins[1],
        reasons=["same_phone_and_name"],
        weight=60,
        found_at=now(),
    )


def add_change(_ground: Ground, number: int) -> None:
    """One more change; the founding and the reform of the small country stand from the start."""
    if not number:
        return
    day = date(2026, 1, 1) + timedelta(days=number)
    unit = {"level": "province", "code": "12", "type": "Tỉnh", "name": f"Tỉnh {number}"}
    document = {"effective_on": str(day), "legal_basis": f"NQ {number}", "units": [unit]}
    apply_change(document=document, by=None)


def add_roster(ground: Ground, number: int) -> None:
    factories.make_roster(by=ground.boss, village=f"Bản {number}", is_read=False)


LISTS: dict[str, Callable[[Ground, int], Any]] = {
    "courses/": add_course,
    "runs/": add_run,
    "runs/kns-2026/entry-links/": add_link,
    "enrollments/": add_enrollment,
    "sessions/": add_session,
    "completions/": add_session,
    "certificates/": add_certificate,
    "targets/": add_target,
    "territory-changes/": add_change,
    "teams/": add_team,
    "teams/unassigned/": add_waiting_team,
    "people/?search=lo thi": add_person,
    "people/?category=cadre": add_person,
    "duplicates/": add_pair,
    "rosters/": add_roster,
}


def count_queries(client: APIClient, address: str) -> tuple[int, int]:
    """The queries and the rows of one call, after a first call has filled what is kept."""
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(address)
    assert answer.status_code == 200, answer.content
    return len(queries), len(answer.json()["results"])


@pytest.mark.parametrize("path", LISTS)
def test_fifty_rows_cost_the_queries_of_one(client_of: ClientOf, ground: Ground, path: str) -> None:
    asker = ground.learner if path == "enrollments/" else ground.boss
    add, client = LISTS[path], client_of(asker)
    add(ground, 0)
    few = count_queries(client, V1 + path)

    for number in range(1, 50):
        add(ground, number)
    many = count_queries(client, V1 + path)

    assert few[1] <= 2 < many[1]
    assert many[1] == 50
    assert many[0] == few[0] <= MOST_QUERIES


def test_fifty_members_cost_the_queries_of_one(client_of: ClientOf, ground: Ground) -> None:
    team = factories.make_team(ground.places.tan_trao, founded_on=today(), by=ground.boss)
    client, path = client_of(ground.boss), f"{V1}teams/{team.uuid}/memberships/"
    factories.make_membership(team, since=today())
    few = count_queries(client, path)

    for number in range(1, 50):
        factories.make_membership(team, add_person(ground, number), since=today())
    many = count_queries(client, path)

    assert (few[1], many[1]) == (1, 50)
    assert many[0] == few[0] <= MOST_QUERIES


def test_every_row_comes_once_through_the_pages(client_of: ClientOf, ground: Ground) -> None:
    attendees = "\n".join(f"Giàng A {chr(97 + n)}" for n in range(11))
    factories.make_class(
        run=ground.run, unit=ground.places.tan_trao, attendees=attendees, by=ground.boss
    )
    client = client_of(ground.boss)

    address, seen, sizes = f"{V1}completions/?page_size=4", [], []
    while address:
        page = client.get(address).json()
        sizes.append(len(page["results"]))
        seen += [row["uuid"] for row in page["results"]]
        address = page["next"]

    assert sizes == [4, 4, 3]
    assert len(set(seen)) == 11


def test_rows_that_arrive_between_two_pages_shift_nothing(
    client_of: ClientOf, ground: Ground
) -> None:
    for number in range(4):
        add_run(ground, number)
    client = client_of()
    first = client.get(f"{V1}runs/", {"page_size": 2}).json()

    factories.make_run(course=ground.course, code="moi-nhat", by=ground.boss, opens_at=now())
    second = client.get(first["next"]).json()

    codes = [row["code"] for row in first["results"] + second["results"]]
    assert len(set(codes)) == 4
    assert "moi-nhat" not in codes


def test_units_are_paged_searched_and_listed_below_their_parent(
    client_of: ClientOf, ground: Ground
) -> None:
    client, province = client_of(), str(ground.places.tuyen_quang.uuid)

    provinces = client.get(f"{V1}units/").json()["results"]
    communes = client.get(f"{V1}units/", {"parent": province}).json()["results"]
    before = client.get(f"{V1}units/", {"on": "2025-06-30"}).json()["results"]
    found = client.get(f"{V1}units/", {"search": "tan trao"}).json()["results"]
    few, many = (
        count_queries(client, f"{V1}units/?parent={province}&page_size={size}") for size in (1, 20)
    )

    assert {row["name"] for row in provinces} == {"Tỉnh Tuyên Quang", "Tỉnh Lai Châu"}
    assert {row["level"] for row in communes} == {"commune"}
    assert {row["parent"] for row in communes} == {province}
    assert "Tỉnh Hà Giang" in {row["name"] for row in before}
    assert [row["name"] for row in found] == ["Xã Tân Trào"]
    assert few[0] == many[0]


def test_a_unit_tells_what_became_of_it(client_of: ClientOf, ground: Ground) -> None:
    old, new = ground.places.ha_giang_before, ground.places.tuyen_quang

    answer = client_of().get(f"{V1}units/{old.uuid}/", {"on": "2025-06-30"}).json()

    assert answer["name"] == "Tỉnh Hà Giang"
    assert answer["valid_until"] == "2025-07-01"
    assert [step["unit"]["uuid"] for step in answer["successors"]] == [str(new.uuid)]
