"""Every kind of change has a form: what it says is tried first, entered, and taken back."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from people.models import Role
from territory.models import Change, Level, Succession, Unit
from territory.selectors import describe_unit, find_unit, get_path, get_unit
from tests import factories
from tests.territory.test_changes import read_tables
from tests.web.test_territory import CHANGES, DAY, FORM, enter, sign_in

pytestmark = pytest.mark.django_db

EVE, ON = date(2026, 2, 28), date(2026, 3, 1)
SAID = {"effective_on": DAY, "legal_basis": "Nghị quyết 9/NQ"}


@pytest.fixture
def places() -> factories.Places:
    return factories.make_territory()


@pytest.fixture
def keeper(client: Client, places: factories.Places) -> Client:
    return sign_in(client, factories.make_viewer(Role.ADMINISTRATOR))


def commune(code: str, on: date = ON) -> Unit:
    return get_unit(level=Level.COMMUNE, code=code, on=on)


def written(code: str, on: date = EVE) -> str:
    """A commune as an official writes it: with its province."""
    return describe_unit(commune(code, on), on)


def fill(client: Client, sort: str, **fields: str) -> str:
    return client.post(FORM, {**SAID, "sort": sort, **fields}).content.decode()


def ways() -> set[tuple[str, str, str]]:
    rows = Succession.objects.filter(change=Change.objects.latest("id"))
    return set(rows.values_list("old__code", "new__code", "kind"))


# What each form is given, over communes 02545, 00691 and 00694 of Tuyên Quang (08).
FILLED: dict[str, tuple[str, dict[str, Any]]] = {
    "a merger": ("merger", {"units": "02545\n00691", "type": "Xã", "name": "Gộp"}),
    "a merger with a part": (
        "merger",
        {"units": "02545", "parts": "00691", "type": "Phường", "name": "Gộp", "code": "99900"},
    ),
    "a partial transfer": ("part", {"units": "02545", "taker": "00691"}),
    "a split": ("split", {"unit": "02545", "news": "Xã Đông; 99901\nPhường Tây; 99902"}),
    "a part that becomes a unit": (
        "split",
        {"unit": "02545", "news": "Xã Đông; 99901", "goes_on": "on"},
    ),
    "another name": ("renaming", {"units": "02545", "type": "Xã", "name": "Tên Khác"}),
    "communes that become wards": ("renaming", {"units": "02545\n00691", "type": "Phường"}),
    "another province": ("moving", {"units": "02545", "parent": "Lai Châu"}),
    "a new province": (
        "province",
        {"units": "02545\n00691", "type": "Tỉnh", "name": "Tân Lập", "code": "99"},
    ),
    "provinces that merge": (
        "merger",
        {"units": "Tỉnh Tuyên Quang\nTỉnh Lai Châu", "type": "Tỉnh", "name": "Tuyên Lai"},
    ),
}


@pytest.mark.parametrize("name", FILLED)
def test_every_kind_is_tried_entered_and_taken_back(keeper: Client, name: str) -> None:
    sort, fields = FILLED[name]
    before = read_tables()

    shown = fill(keeper, sort, **fields)
    tried = read_tables()
    enter(keeper, shown)
    change = Change.objects.latest("id")
    entered = read_tables()
    keeper.post(f"{CHANGES}{change.uuid}/hoan-tac/", {"reason": "Nhập nhầm"})

    assert tried == before
    assert change.legal_basis == "Nghị quyết 9/NQ"
    assert entered != before
    assert read_tables() == before


def test_a_merger_takes_in_units_whole_and_in_part(keeper: Client) -> None:
    part = commune("00691", EVE)

    sort, fields = FILLED["a merger with a part"]
    enter(keeper, fill(keeper, sort, **fields))

    assert ways() == {("02545", "99900", "whole"), ("00691", "99900", "part")}
    assert commune("00691") == part
    assert describe_unit(commune("99900"), ON) == "Phường Gộp, Tỉnh Tuyên Quang"


def test_a_partial_transfer_leaves_both_standing(keeper: Client) -> None:
    both = commune("02545", EVE), commune("00691", EVE)

    enter(keeper, fill(keeper, "part", units=written("02545"), taker=written("00691")))

    assert ways() == {("02545", "00691", "part")}
    assert (commune("02545"), commune("00691")) == both


def test_a_split_unit_ends_or_goes_on_as_said(keeper: Client) -> None:
    sort, fields = FILLED["a split"]
    whole = commune("00694", EVE)

    enter(keeper, fill(keeper, sort, **fields))
    enter(keeper, fill(keeper, sort, unit="00694", news="Xã Nam; 99903", goes_on="on"))

    assert find_unit(level=Level.COMMUNE, code="02545", on=ON) is None
    assert describe_unit(commune("99902"), ON) == "Phường Tây, Tỉnh Tuyên Quang"
    assert commune("00694") == whole


def test_communes_become_wards_under_the_names_that_they_had(keeper: Client) -> None:
    old = commune("02545", EVE)

    sort, fields = FILLED["communes that become wards"]
    enter(keeper, fill(keeper, sort, **fields))

    assert commune("02545") == old
    assert describe_unit(old, EVE) == "Xã Tân Trào, Tỉnh Tuyên Quang"
    assert describe_unit(old, ON) == "Phường Tân Trào, Tỉnh Tuyên Quang"


def test_a_new_province_remembers_what_it_was_made_of(keeper: Client) -> None:
    sort, fields = FILLED["a new province"]

    enter(keeper, fill(keeper, sort, **fields))

    assert [node.name for node in get_path(commune("02545").id, ON)] == [
        "Tỉnh Tân Lập",
        "Xã Tân Trào",
    ]
    assert ways() == {("08", "99", "part")}
    assert find_unit(level=Level.PROVINCE, code="08", on=ON)


def test_one_resolution_with_several_changes_is_one_change(keeper: Client) -> None:
    first = fill(keeper, "province", units="00691", type="Tỉnh", name="Tân Lập", code="99")
    document = hidden(first, "document")

    chosen = keeper.post(FORM, {"document": document, "add": "1"}).content.decode()
    so_far = hidden(chosen, "so_far")
    empty = keeper.post(FORM, {"so_far": so_far, "choose": "moving"}).content.decode()
    shown = fill(keeper, "moving", so_far=so_far, units="02545", parent="Tỉnh Tân Lập")
    before = Change.objects.count()
    enter(keeper, shown)

    assert "Tỉnh Tân Lập" in chosen
    assert hidden(empty, "effective_on") == DAY
    assert Change.objects.count() == before + 1
    for code in ("00691", "02545"):
        assert describe_unit(commune(code), ON).endswith("Tỉnh Tân Lập")


def hidden(page: str, name: str) -> str:
    marker = f'name="{name}" value="'
    start = page.index(marker) + len(marker)
    return page[start : page.index('"', start)].replace("&quot;", '"')


@pytest.mark.parametrize(
    ("sort", "fields", "said"),
    [
        ("merger", {"units": "Xã Không Đâu", "type": "Xã", "name": "Gộp"}, "Xã Không Đâu"),
        ("merger", {"units": "02545", "type": "Tỉnh", "name": "Gộp"}, "Đặc khu."),
        ("part", {"units": "02545", "taker": "02545"}, "Xã Tân Trào (02545)"),
        ("part", {"units": "02545", "taker": "Xã Không Đâu"}, "Xã Không Đâu"),
        ("split", {"unit": "02545", "news": "Đông; 99901"}, "Đông; 99901"),
        ("split", {"unit": "02545", "news": "Xã Đông"}, "Xã Đông"),
        ("split", {"unit": "02545", "news": "Xã Đông; 00691"}, "mã 00691"),
        ("split", {"unit": "02545", "news": "Xã Đông; 999"}, "5"),
        ("split", {"unit": "02545", "news": ""}, "notice bad"),
        ("renaming", {"units": "02545\n00691", "type": "Xã", "name": "Một"}, "notice bad"),
        ("moving", {"units": "02545", "parent": "Xã Tân Trào"}, "notice bad"),
        ("province", {"units": "02545", "type": "Tỉnh", "name": "Mới", "code": "08"}, "mã 08"),
    ],
)
def test_what_a_form_cannot_mean_is_said_in_it(
    keeper: Client, sort: str, fields: dict[str, str], said: str
) -> None:
    before = read_tables()

    answer = keeper.post(FORM, {**SAID, "sort": sort, **fields})

    assert answer.status_code == 400
    page = answer.content.decode()
    assert "notice bad" in page
    assert said in page
    assert read_tables() == before


@pytest.mark.parametrize("text", ["{", "[]", '{"units": 3}', "[" * 100_000])
def test_what_was_said_so_far_and_spoilt_on_the_way_is_refused(keeper: Client, text: str) -> None:
    for sent in (
        {"so_far": text, "choose": "moving"},
        {"document": text, "add": "1"},
        {"document": text, "enter": "1"},
    ):
        assert keeper.post(FORM, sent, follow=True).status_code in {200, 400}
    assert Change.objects.count() == 2
