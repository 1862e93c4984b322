"""The network's figures by REST, the rows behind each, and both as files."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from common.sheets import open_sheet
from people.models import Role
from people.services.memberships import leave_team
from people.services.merges import merge_persons
from people.viewer import EVERYTHING
from tests import factories
from tests.api.conftest import ClientOf

pytestmark = pytest.mark.django_db

NETWORK = "/api/v1/network/"
ON = date(2026, 2, 5)


@pytest.fixture
def places(db: None) -> factories.Places:
    """Three teams in two provinces; two who are one, one in two teams, one who left."""
    places = factories.make_territory()
    first = factories.make_team(places.tan_trao, founded_on=date(2026, 1, 5))
    second = factories.make_team(places.tan_trao, village="Thôn Một", founded_on=ON)
    third = factories.make_team(places.lai_chau_commune, village="Bản Hai", founded_on=ON)
    double, kept, merged, gone = (
        factories.make_person(f"Lò Thị {name}", unit=places.tan_trao)
        for name in ("An", "Bình", "Bình", "Cúc")
    )
    for team, person in ((first, double), (second, double), (first, kept), (third, merged)):
        factories.make_membership(team, person, since=ON)
    left = factories.make_membership(first, gone, since=date(2026, 1, 5))
    leave_team(membership=left, left_on=ON, by=EVERYTHING)
    merge_persons(kept=kept, merged=merged, reasons=[], by=EVERYTHING)
    return places


def list_all(client: APIClient, path: str) -> Iterator[dict[str, Any]]:
    """The rows of every page, two at a time."""
    address: str | None = f"{NETWORK}{path}&page_size=2"
    while address:
        page = client.get(address).json()
        yield from page["results"]
        address = page["next"]


def read_texts(answer: Any, path: Path) -> list[str]:
    """The cells of a workbook that was sent, row by row."""
    path.write_bytes(b"".join(answer.streaming_content))
    return [cell for _line, cells in open_sheet(path, path.name) for cell in cells if cell]


def test_report_tells_counts_growth_and_communes(client_of: ClientOf) -> None:
    places = factories.make_territory()
    factories.make_team(places.tan_trao, founded_on=date(2026, 1, 5))
    factories.make_team(places.tan_trao, village="Thôn Một", founded_on=ON)
    client = client_of(factories.make_viewer(Role.TRAINING_MANAGER))

    found = client.get(
        f"{NETWORK}report/?as_of=2026-02-05&base_on=2026-01-05&down_to=commune&only=with_team"
    ).json()

    assert (found["team_count"], found["growth"]["team_count"]) == (2, "1.000000")
    assert found["base"]["team_count"] == 1
    lines = [(row["level"], row["code"], row["parent_code"]) for row in found["lines"]]
    assert lines == [("province", "08", None), ("commune", "02545", "08")]


def test_a_day_that_is_none_is_refused_by_name(client_of: ClientOf) -> None:
    client = client_of(factories.make_viewer(Role.TRAINING_MANAGER))

    answer = client.get(f"{NETWORK}report/?as_of=31/12/2022")

    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["as_of"])


def test_there_are_as_many_rows_as_each_figure_says(
    client_of: ClientOf, places: factories.Places
) -> None:
    client = client_of(factories.make_viewer(Role.TRAINING_MANAGER))
    day = "as_of=2026-02-05"
    for place in ("", f"&unit={places.tuyen_quang.uuid}", f"&unit={places.tan_trao.uuid}"):
        report = client.get(f"{NETWORK}report/?{day}{place}").json()

        listed = {
            "team_count": list_all(client, f"teams/?{day}{place}"),
            "commune_team_count": list_all(client, f"teams/?{day}{place}&level=commune"),
            "village_team_count": list_all(client, f"teams/?{day}{place}&level=village"),
            "member_headcount": list_all(client, f"members/?{day}{place}"),
            "membership_count": list_all(client, f"memberships/?{day}{place}"),
        }

        counts = {name: len({row["uuid"] for row in rows}) for name, rows in listed.items()}
        assert counts == {name: report[name] for name in listed}
    whole = client.get(f"{NETWORK}report/?{day}").json()
    assert (whole["member_headcount"], whole["membership_count"]) == (2, 4)


@pytest.mark.usefixtures("places")
def test_a_person_of_two_entries_stands_once_with_the_memberships_of_both(
    client_of: ClientOf,
) -> None:
    client = client_of(factories.make_viewer(Role.TRAINING_MANAGER))

    found = list(list_all(client, "members/?as_of=2026-02-05"))

    names = [(row["full_name"], len(row["memberships"])) for row in found]
    assert names == [("Lò Thị An", 2), ("Lò Thị Bình", 2)]


def test_a_manager_sees_rows_of_the_own_branch_and_of_no_other(
    client_of: ClientOf, places: factories.Places
) -> None:
    client = client_of(factories.make_viewer(Role.TRAINING_MANAGER, branch=places.lai_chau))

    teams = list(list_all(client, "teams/?as_of=2026-02-05"))
    elsewhere = client.get(f"{NETWORK}members/?unit={places.tuyen_quang.uuid}")

    assert [team["name"] for team in teams] == ["Bản Hai"]
    assert elsewhere.status_code == 404


@pytest.mark.parametrize("kind", ["teams", "members", "memberships"])
def test_a_page_of_rows_costs_the_same_for_one_and_for_many(
    client_of: ClientOf, places: factories.Places, kind: str
) -> None:
    client = client_of(factories.make_viewer(Role.TRAINING_MANAGER))
    costs = []
    client.get(f"{NETWORK}{kind}/?as_of=2026-02-05")  # the tree is known from here on
    for more in (0, 12):
        for number in range(more):
            team = factories.make_team(places.tan_trao, village=f"Thôn {number + 2}", founded_on=ON)
            factories.make_membership(team, since=ON)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(f"{NETWORK}{kind}/?as_of=2026-02-05").status_code == 200
        costs.append(len(queries))

    assert costs[0] == costs[1]


def test_rows_leave_as_a_file_of_each_kind(
    client_of: ClientOf, places: factories.Places, tmp_path: Path
) -> None:
    client = client_of(factories.make_viewer(Role.TRAINING_MANAGER))
    unit = f"as_of=2026-02-05&unit={places.tuyen_quang.uuid}"

    csv = client.get(f"{NETWORK}export/?kind=memberships&ending=csv&{unit}")
    book = client.get(f"{NETWORK}export/?kind=members&{unit}")

    lines = b"".join(csv.streaming_content).decode("utf-8-sig").splitlines()  # type: ignore[attr-defined]
    assert len(lines) == 1 + 3
    assert {"Lò Thị An", "Lò Thị Bình"} <= set(read_texts(book, tmp_path / "a.xlsx"))


@pytest.mark.usefixtures("places")
def test_the_report_leaves_as_a_state_paper(client_of: ClientOf, tmp_path: Path) -> None:
    client = client_of(factories.make_viewer(Role.TRAINING_MANAGER))

    answer = client.get(f"{NETWORK}report.xlsx?as_of=2026-02-05&base_on=2026-01-05")

    texts = read_texts(answer, tmp_path / "a.xlsx")
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in texts
    assert {"Biểu số 01/TCNSCĐ", "NGƯỜI LẬP BIỂU", "THỦ TRƯỞNG ĐƠN VỊ"} <= set(texts)
    assert any("số tổ +200,0%" in text for text in texts)


def test_a_cursor_of_another_list_is_refused(client_of: ClientOf, places: factories.Places) -> None:
    client = client_of(factories.make_viewer(Role.TRAINING_MANAGER))

    answer = client.get(f"{NETWORK}teams/?cursor=WyJ4Il0&unit={places.lai_chau.uuid}")

    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["cursor"])
