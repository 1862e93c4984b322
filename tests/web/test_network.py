"""The manager's page of the network's figures, and the rows behind each figure."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from people.models import Role
from territory.models import Unit
from tests import factories

pytestmark = pytest.mark.django_db

NETWORK = "/quan-ly/mang-luoi/"
ON = date(2026, 2, 5)


def sign_in(role: Role | None, branch: Unit | None = None) -> Client:
    client = Client()
    account = factories.make_viewer(role, branch).account
    assert account
    client.force_login(account)
    return client


def open_page(role: Role | None, query: str = "") -> tuple[int, str]:
    answer = sign_in(role).get(f"{NETWORK}{query}")
    return answer.status_code, answer.content.decode()


def make_network() -> factories.Places:
    """Two teams of a commune, the later with a member, and one elsewhere."""
    places = factories.make_territory()
    factories.make_team(places.tan_trao, founded_on=date(2026, 1, 5))
    second = factories.make_team(places.tan_trao, village="Thôn Một", founded_on=ON)
    factories.make_team(places.lai_chau_commune, founded_on=ON)
    factories.make_membership(second, factories.make_person("Lò Thị An"), since=ON)
    return places


def test_page_shows_teams_members_and_growth_in_words() -> None:
    make_network()

    status, page = open_page(Role.TRAINING_MANAGER, "?as_of=2026-02-05&base_on=2026-01-05")

    assert status == 200
    assert "2/2" in page
    assert "+200,0%" in page
    assert "tính đến 05/02/2026" in page


def test_a_province_opens_down_to_its_communes_with_those_without_a_team() -> None:
    places = make_network()

    _status, page = open_page(
        Role.TRAINING_MANAGER, f"?as_of=2026-02-05&unit={places.tuyen_quang.uuid}&only=without_team"
    )

    assert "Theo cấp xã" in page
    assert "chưa có tổ" in page
    assert "Xã Tân Trào" not in page


def test_until_the_reform_a_province_opens_to_its_districts() -> None:
    places = make_network()

    query = f"?as_of=2026-02-05&structure_on=2025-06-30&unit={places.ha_giang_before.uuid}"
    _status, page = open_page(Role.TRAINING_MANAGER, query)

    assert "Theo cấp huyện" in page
    assert "Thành phố Hà Giang" in page


def test_page_is_for_those_who_watch() -> None:
    assert open_page(None)[0] == 403


@pytest.mark.parametrize("query", ["?as_of=hom-qua", "?only=moi-thu"])
def test_what_cannot_be_read_is_refused(query: str) -> None:
    assert open_page(Role.TRAINING_MANAGER, query)[0] == 400


def test_a_unit_that_is_none_is_not_here() -> None:
    factories.make_territory()

    assert open_page(Role.TRAINING_MANAGER, "?unit=hom-qua")[0] == 404


@pytest.mark.parametrize(
    ("name", "shown"),
    [("to", "3</strong> tổ"), ("thanh-vien", "Lò Thị An"), ("luot-tham-gia", "Lò Thị An")],
)
def test_a_figure_opens_to_its_rows(name: str, shown: str) -> None:
    make_network()

    status, page = open_page(Role.TRAINING_MANAGER, f"{name}/?as_of=2026-02-05")

    assert status == 200
    assert shown in page


def test_rows_are_cut_to_the_branch_and_names_are_for_managers() -> None:
    places = make_network()
    manager = sign_in(Role.TRAINING_MANAGER, places.lai_chau)

    own = manager.get(f"{NETWORK}to/?as_of=2026-02-05").content.decode()
    elsewhere = manager.get(f"{NETWORK}to/?unit={places.tuyen_quang.uuid}")
    unknown = manager.get(f"{NETWORK}khac/")
    watcher = sign_in(Role.INSTRUCTOR).get(f"{NETWORK}thanh-vien/")

    assert "1</strong> tổ" in own
    assert (elsewhere.status_code, unknown.status_code, watcher.status_code) == (404, 404, 403)


def test_long_lists_have_pages_that_cost_the_same() -> None:
    places = make_network()
    client = sign_in(Role.TRAINING_MANAGER)
    client.get(f"{NETWORK}to/?as_of=2026-02-05")
    costs = []
    for more in (0, 101):
        for number in range(more):
            factories.make_team(places.tan_trao, village=f"Thôn {number + 2}", founded_on=ON)
        with CaptureQueriesContext(connection) as queries:
            page = client.get(f"{NETWORK}to/?as_of=2026-02-05").content.decode()
        costs.append(len(queries))
    after = page.partition("&amp;cursor=")[2].partition('"')[0]

    second = client.get(f"{NETWORK}to/?as_of=2026-02-05&cursor={after}").content.decode()
    wrong = client.get(f"{NETWORK}to/?cursor=WyJ4Il0")

    assert costs[0] == costs[1]
    assert second.count('<th scope="row">') == 4
    assert wrong.status_code == 400


def test_the_report_and_its_rows_leave_as_files() -> None:
    make_network()
    client = sign_in(Role.TRAINING_MANAGER)

    report = client.get("/quan-ly/mang-luoi.xlsx?as_of=2026-02-05")
    rows = client.get("/quan-ly/mang-luoi/luot-tham-gia.csv?as_of=2026-02-05")

    assert b"".join(report.streaming_content).startswith(b"PK")  # type: ignore[attr-defined]
    assert "Lò Thị An" in b"".join(rows.streaming_content).decode()  # type: ignore[attr-defined]
