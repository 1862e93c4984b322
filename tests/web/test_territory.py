"""The pages of the territory: a change is seen before it is entered, a unit shows its history."""

import json
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from people.models import Role
from people.viewer import Viewer
from territory.models import Change
from territory.selectors import find_unit, get_unit
from tests import factories

pytestmark = pytest.mark.django_db

FORM = "/quan-ly/dia-gioi/moi/"
CHANGES = "/quan-ly/dia-gioi/"
DAY = "2026-03-01"


@pytest.fixture
def places() -> factories.Places:
    return factories.make_territory()


def sign_in(client: Client, viewer: Viewer) -> Client:
    assert viewer.account
    client.force_login(viewer.account)
    return client


@pytest.fixture
def keeper(client: Client, places: factories.Places) -> Client:
    return sign_in(client, factories.make_viewer(Role.ADMINISTRATOR))


def fill(**fields: str) -> dict[str, str]:
    return {"effective_on": DAY, "legal_basis": "Nghị quyết 9/NQ", "type": "Xã", **fields}


def enter(client: Client, shown: str) -> str:
    """The hidden document of the preview is sent; the page that follows."""
    marker = 'name="document" value="'
    start = shown.index(marker) + len(marker)
    document = shown[start : shown.index('"', start)].replace("&quot;", '"')
    answer = client.post(FORM, {"document": document, "enter": "1"}, follow=True)
    return answer.content.decode()


def test_a_merger_is_shown_first_and_then_entered(keeper: Client, places: factories.Places) -> None:
    first, second = (
        row.unit for row in places.lai_chau.children.filter(valid__contains=date(2026, 2, 28))[:2]
    )
    names = "\n".join(f"{one.names.latest('id')}, Lai Châu" for one in (first, second))
    before = Change.objects.count()

    shown = keeper.post(FORM, fill(sort="merger", units=names, name="Gộp")).content.decode()
    assert "Xã Gộp" in shown
    assert Change.objects.count() == before
    enter(keeper, shown)

    assert Change.objects.count() == before + 1
    assert find_unit(level="commune", code=second.code, on=date(2026, 3, 1)) is None
    new = get_unit(level="commune", code=first.code, on=date(2026, 3, 1))
    page = keeper.get(f"/dia-gioi/{new.uuid}/").content.decode()
    assert "Xã Gộp" in page
    assert str(second.uuid) in page


def test_a_renaming_is_entered_and_taken_back(keeper: Client, places: factories.Places) -> None:
    form = fill(sort="renaming", units="Xã Tân Trào, Tuyên Quang", name="Tân Trào Mới")
    enter(keeper, keeper.post(FORM, form).content.decode())
    change = Change.objects.latest("id")

    page = keeper.get(f"/dia-gioi/{places.tan_trao.uuid}/").content.decode()
    assert "Xã Tân Trào Mới" in page
    silent = keeper.post(f"{CHANGES}{change.uuid}/hoan-tac/", {"reason": ""}, follow=True)
    assert silent.status_code == 200
    change.refresh_from_db()
    assert change.undone_at is None
    keeper.post(f"{CHANGES}{change.uuid}/hoan-tac/", {"reason": "Nhập nhầm"})

    change.refresh_from_db()
    assert change.undo_reason == "Nhập nhầm"
    assert "Nhập nhầm" in keeper.get(CHANGES).content.decode()


def test_a_document_is_uploaded(keeper: Client) -> None:
    unit = {"level": "province", "code": "12", "type": "Tỉnh", "name": "Tỉnh Lai"}
    document = {"effective_on": DAY, "legal_basis": "NQ", "units": [unit]}
    file = SimpleUploadedFile("a.json", json.dumps(document).encode())

    shown = keeper.post(FORM, {"file": file}).content.decode()

    assert "Tỉnh Lai" in shown


@pytest.mark.parametrize(
    "fields",
    [
        {"units": "", "name": "Gộp"},
        {"units": "Xã Không Đâu", "name": "Gộp"},
        {"units": "Xã Tân Trào, Tuyên Quang", "name": "Gộp", "code": "7"},
        {"units": "Xã Tân Trào, Tuyên Quang", "name": "Gộp", "effective_on": "2020-01-01"},
    ],
)
def test_what_cannot_be_is_said_in_the_form(keeper: Client, fields: dict[str, str]) -> None:
    answer = keeper.post(FORM, fill(**{"sort": "merger", **fields}))

    assert answer.status_code == 400
    assert "notice bad" in answer.content.decode()


def test_no_json_is_said_in_the_form(keeper: Client) -> None:
    answer = keeper.post(FORM, {"file": SimpleUploadedFile("a.json", b"{")})

    assert answer.status_code == 400


def test_only_the_whole_country_enters_and_managers_read(
    client: Client, places: factories.Places
) -> None:
    sign_in(client, factories.make_viewer(Role.TRAINING_MANAGER, places.tuyen_quang))

    assert client.get(CHANGES).status_code == 200
    assert FORM not in client.get(CHANGES).content.decode()
    assert client.get(FORM).status_code == 403


def test_an_ended_unit_says_where_it_is_today(client: Client, places: factories.Places) -> None:
    page = client.get(f"/dia-gioi/{places.ha_giang_before.uuid}/").content.decode()

    assert str(places.tuyen_quang.uuid) in page
    assert "01/07/2025" in page
    assert client.get("/dia-gioi/").status_code == 200
