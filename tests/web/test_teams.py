"""The manager's pages of teams: paged, and a team or membership changed, corrected, taken out."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from common.clock import today
from people.models import Membership, Role, Team
from people.selectors.teams import get_team
from people.viewer import EVERYTHING
from territory.models import Unit
from tests import factories
from tests.api.test_lists import add_waiting_team
from tests.people.test_homes import history
from tests.web.test_territory import sign_in

pytestmark = pytest.mark.django_db

FOUNDED = date(2026, 1, 1)
MOST_QUERIES = 16


@pytest.fixture
def places() -> factories.Places:
    return factories.make_territory()


@pytest.fixture
def manager(client: Client, places: factories.Places) -> Client:
    return sign_in(client, factories.make_viewer(Role.TRAINING_MANAGER, places.tuyen_quang))


@pytest.fixture
def team(places: factories.Places) -> Team:
    return factories.make_team(places.tan_trao, village="Thôn Cả", founded_on=FOUNDED)


def read(client: Client, name: str, *args: Any, **query: Any) -> str:
    return client.get(reverse(f"web:{name}", args=args), query).content.decode()


def post(client: Client, name: str, thing: Team | Membership, **fields: Any) -> Any:
    return client.post(reverse(f"web:{name}", args=[thing.uuid]), fields)


def count_queries(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def test_every_team_comes_once_through_the_pages(manager: Client, places: factories.Places) -> None:
    for number in range(120):
        factories.make_team(places.tan_trao, village=f"Bản {number:03d}", founded_on=FOUNDED)

    address, seen, sizes = reverse("web:teams"), set[str](), []
    while address:
        page = manager.get(address)
        shown = {str(row["team"].uuid) for row in page.context["teams"]}
        sizes.append(len(shown))
        seen |= shown
        cursor = page.context["next"]
        address = f"{reverse('web:teams')}?cursor={cursor}" if cursor else ""

    assert (sizes, len(seen)) == ([50, 50, 20], 120)
    assert "Trang sau" in read(manager, "teams")


def test_a_cursor_of_nothing_is_refused(manager: Client) -> None:
    assert manager.get(reverse("web:teams"), {"cursor": "abc"}).status_code == 400


def test_teams_are_filtered_by_place(client: Client, places: factories.Places, team: Team) -> None:
    away = factories.make_team(places.lai_chau_commune, village="Bản Xa", founded_on=FOUNDED)
    boss = sign_in(client, factories.make_viewer(Role.TRAINING_MANAGER))

    near = read(boss, "teams", unit="Tuyên Quang")
    wrong = read(boss, "teams", unit="Xã Không Đâu")

    assert str(team.uuid) in near
    assert str(away.uuid) not in near
    assert "Kiểm tra lại" in wrong or "error" in wrong


def test_many_teams_cost_the_queries_of_one(
    manager: Client, places: factories.Places, team: Team
) -> None:
    address = reverse("web:teams")
    few = count_queries(manager, address)

    for number in range(49):
        other = factories.make_team(places.tan_trao, village=f"Bản {number}", founded_on=FOUNDED)
        factories.make_membership(other, role="team_leader", since=FOUNDED)

    assert count_queries(manager, address) == few <= MOST_QUERIES


def test_many_waiting_communes_cost_the_queries_of_one_and_are_paged(
    client: Client, places: factories.Places
) -> None:
    boss = sign_in(client, factories.make_viewer(Role.TRAINING_MANAGER))
    ground, address = Any, reverse("web:unassigned_teams")
    add_waiting_team(ground, 0)  # type: ignore[arg-type]  # the ground is not looked at
    few = count_queries(boss, address)

    for number in range(1, 30):
        add_waiting_team(ground, number)  # type: ignore[arg-type]
    many = count_queries(boss, address)
    first = boss.get(address)
    second = boss.get(address, {"cursor": first.context["next"]})

    assert many == few <= MOST_QUERIES
    assert [len(page.context["communes"]) for page in (first, second)] == [20, 10]


def test_many_members_cost_the_queries_of_one(manager: Client, team: Team) -> None:
    address = reverse("web:team", args=[team.uuid])
    factories.make_membership(team, since=FOUNDED)
    few = count_queries(manager, address)

    for number in range(20):
        person = factories.make_person(f"Lò Thị {chr(97 + number)}")
        factories.make_membership(team, person, since=FOUNDED)

    assert count_queries(manager, address) == few <= MOST_QUERIES


def test_a_team_moves_and_is_corrected_by_page(
    manager: Client, places: factories.Places, team: Team
) -> None:
    there = find_other_commune(places)
    name = there.names.latest("id").name

    moved = post(manager, "move_team", team, since="2026-02-01", unit=f"{name}, Tuyên Quang")
    early = post(manager, "move_team", team, since="2026-01-15", unit=f"{name}, Tuyên Quang")
    unknown = post(manager, "move_team", team, since="2026-02-02", unit="Xã Không Đâu")
    corrected = post(
        manager,
        "correct_team",
        team,
        residential_unit="Thôn Cả Trên",
        decision_number="5/QĐ-UBND",
        founded_on="2025-12-01",
    )
    nameless = post(manager, "correct_team", team, residential_unit="", founded_on="2025-12-01")

    assert [answer.status_code for answer in (moved, early, unknown)] == [302, 400, 400]
    assert [answer.status_code for answer in (corrected, nameless)] == [302, 400]
    shown = get_team(team.uuid, visible_to=EVERYTHING)
    assert (shown.residential_unit, shown.decision_number) == ("Thôn Cả Trên", "5/QĐ-UBND")
    assert history(team) == [
        (date(2025, 12, 1), "02545", ""),
        (date(2026, 2, 1), there.code, ""),
    ]


def find_other_commune(places: factories.Places) -> Unit:
    rows = places.tuyen_quang.children.filter(unit__level="commune", unit__valid__contains=today())
    found = rows.exclude(unit=places.tan_trao).order_by("unit__code").first()
    assert found
    return found.unit


def test_dissolving_asks_whether_it_is_meant(manager: Client, team: Team) -> None:
    asked = post(manager, "dissolve_team", team, dissolved_on="2026-04-01")
    team.refresh_from_db()
    stands = team.dissolved_on is None
    done = post(manager, "dissolve_team", team, dissolved_on="2026-04-01", sure="on")

    team.refresh_from_db()
    assert (asked.status_code, stands, done.status_code) == (400, True, 302)
    assert team.dissolved_on == date(2026, 4, 1)


def test_a_role_changes_and_a_second_leader_is_refused_in_words(
    manager: Client, team: Team
) -> None:
    factories.make_membership(team, role="team_leader", since=FOUNDED)
    other = factories.make_membership(team, factories.make_person("Sùng A Dế"), since=FOUNDED)
    page = read(manager, "membership", other.uuid)

    refused = post(manager, "change_role", other, role="team_leader", since="2026-02-01")
    done = post(manager, "change_role", other, role="deputy_team_leader", since="2026-02-01")

    assert "Sùng A Dế" in page
    assert refused.status_code == 400
    assert "có tổ trưởng khác" in refused.content.decode()
    assert done.status_code == 302
    rows = team.memberships.filter(superseded_at=None, person=other.person).order_by("valid")
    assert [row.role for row in rows] == ["team_member", "deputy_team_leader"]


def test_a_membership_is_corrected_and_taken_out_by_page(manager: Client, team: Team) -> None:
    membership = factories.make_membership(team, since=FOUNDED)

    early = post(manager, "correct_membership", membership, role="team_member", since="2025-01-01")
    right = post(
        manager,
        "correct_membership",
        membership,
        role="team_leader",
        since="2026-01-05",
        until="2026-03-01",
    )
    gone = post(manager, "retract_membership", membership, sure="on")
    known = team.memberships.get(superseded_at=None)
    unsure = post(manager, "retract_membership", known)
    out = post(manager, "retract_membership", known, sure="on")

    assert (early.status_code, right.status_code) == (400, 302)
    assert (known.role, known.valid.lower, known.valid.upper) == (
        "team_leader",
        date(2026, 1, 5),
        date(2026, 3, 1),
    )
    assert (gone.status_code, unsure.status_code, out.status_code) == (404, 400, 302)
    assert not team.memberships.filter(superseded_at=None).exists()


def test_what_lies_outside_the_branch_is_not_there(
    client: Client, places: factories.Places, team: Team
) -> None:
    membership = factories.make_membership(team, since=FOUNDED)
    outsider = sign_in(client, factories.make_viewer(Role.TRAINING_MANAGER, places.lai_chau))

    answers = [
        outsider.get(reverse("web:membership", args=[membership.uuid])),
        post(outsider, "move_team", team, since="2026-02-01", unit="Lai Châu"),
        post(outsider, "correct_team", team, founded_on="2026-01-01"),
        post(outsider, "change_role", membership, role="team_leader", since="2026-02-01"),
        post(outsider, "correct_membership", membership, role="team_leader", since="2026-02-01"),
        post(outsider, "retract_membership", membership, sure="on"),
    ]

    assert {answer.status_code for answer in answers} == {404}
