"""People by name: what is found, in which order, by whom, page after page."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from common.text import search_key, sort_key
from people.models import Category, Person, Role
from people.selectors import list_persons
from people.selectors.search import search_persons
from people.services import create_person
from people.services.merges import merge_persons
from people.viewer import EVERYTHING, NOBODY
from territory.models import Unit
from tests import factories

NAMES = [
    "Nguyễn Văn An",
    "Nguyễn Thị Hồng Ánh",
    "Trần Văn Ân",
    "Hoàng Phủ Ngọc Tường",
    "Lê Thị Hòa",
    "Lê Thị Hóa",
    "Phạm Thuỷ Tiên",
    "Đỗ Văn Dũng",
    "Sùng A Dế",
    "H’Hen Niê",
    "Y Moan Êban",
    "Công Tằng Tôn Nữ Thị Minh Anh",
]


def make_person(full_name: str, unit: Unit | None = None, category: str = Category.CADRE) -> Person:
    return create_person(full_name=full_name, unit=unit, category=category, by=None)


def names_of(persons: list[Person]) -> list[str]:
    return [person.full_name for person in persons]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("an", ["Nguyễn Văn An", "Công Tằng Tôn Nữ Thị Minh Anh", "Nguyễn Thị Hồng Ánh",
                "Trần Văn Ân"]),
        ("ân", ["Trần Văn Ân"]),
        ("nguyen an", ["Nguyễn Văn An", "Nguyễn Thị Hồng Ánh"]),
        ("NGUYỄN  VĂN", ["Nguyễn Văn An"]),
        ("van an", ["Nguyễn Văn An", "Trần Văn Ân"]),
        ("an van", []),
        ("hoà", ["Lê Thị Hòa"]),
        ("hòa", ["Lê Thị Hòa"]),
        ("hoa", ["Lê Thị Hòa", "Lê Thị Hóa", "Hoàng Phủ Ngọc Tường"]),
        ("thủy", ["Phạm Thủy Tiên"]),
        ("do van dung", ["Đỗ Văn Dũng"]),
        ("đỗ", ["Đỗ Văn Dũng"]),
        ("a", ["Sùng A Dế"]),
        ("sung a", ["Sùng A Dế"]),
        ("h'hen", ["H'Hen Niê"]),
        ("H’HEN NIÊ", ["H'Hen Niê"]),
        ("moan eban", ["Y Moan Êban"]),
        ("minh anh", ["Công Tằng Tôn Nữ Thị Minh Anh"]),
        ("hoang phu", ["Hoàng Phủ Ngọc Tường"]),
        ("guyen", []),
        ("%", []),
        ("_", []),
        ("\\", []),
    ],
)  # fmt: skip
def test_names_are_found_by_the_beginnings_of_their_words(text: str, found: list[str]) -> None:
    for name in NAMES:
        make_person(name)

    assert sorted(names_of(search_persons(text, visible_to=EVERYTHING))) == sorted(found)


LETTERS = st.sampled_from(["An", "Ân", "Anh", "Văn", "Vân", "Thị", "Nguyễn", "A", "Hoà", "Hoàng"])
NAME = st.lists(LETTERS, min_size=1, max_size=7).map(" ".join)


class AnyNames(TestCase):
    """The merged indexes give what a plain look at every name gives, in the same order."""

    @settings(deadline=None, max_examples=60)
    @given(st.lists(NAME, max_size=12), NAME, st.integers(1, 3))
    def test_every_match_comes_once_in_order(self, names: list[str], asked: str, size: int) -> None:
        words = search_key(asked).split()[:3]
        text = " ".join(words)
        for name in names:
            make_person(name)

        found: list[Person] = []
        while page := search_persons(
            text,
            visible_to=EVERYTHING,
            after=(found[-1].sort_key, found[-1].pk) if found else None,
            limit=size,
        ):
            found += page

        expected = [name for name in sorted(names, key=sort_key) if matches(name, words)]
        assert [sort_key(name) for name in expected] == [person.sort_key for person in found]
        assert len({person.pk for person in found}) == len(found)


def matches(name: str, words: list[str]) -> bool:
    """Whether the words begin words of the name, in their order."""
    rest = search_key(name).split()
    for word in words:
        exact = len(word) == 1 and len(words) == 1
        at = next(
            (i for i, one in enumerate(rest) if (one == word if exact else one.startswith(word))),
            None,
        )
        if at is None:
            return False
        rest = rest[at + 1 :]
    return True


@pytest.mark.django_db
def test_the_list_is_cut_to_the_branch_and_the_category() -> None:
    places = factories.make_territory()
    manager = factories.make_viewer(
        Role.TRAINING_MANAGER, places.tuyen_quang, full_name="Ma Thị Bích"
    )
    cadre = make_person("Lò Văn Tư", places.tan_trao)
    citizen = make_person("Lò Văn Năm", places.tan_trao, Category.CITIZEN)
    make_person("Lò Văn Sáu", places.lai_chau_commune)

    everyone = search_persons(visible_to=manager)

    assert everyone == list(list_persons(visible_to=manager))
    assert names_of(everyone) == ["Ma Thị Bích", "Lò Văn Năm", "Lò Văn Tư"]
    assert search_persons("lo", visible_to=manager) == [citizen, cadre]
    assert search_persons("lo van", visible_to=manager, category="cadre") == [cadre]
    assert search_persons(visible_to=manager, category="citizen", limit=1) == [citizen]
    assert search_persons(visible_to=manager, category="x") == []
    assert search_persons("lo", visible_to=NOBODY) == []


@pytest.mark.django_db
def test_a_merged_name_is_found_and_leads_to_the_person() -> None:
    places = factories.make_territory()
    manager = factories.make_viewer(Role.TRAINING_MANAGER, places.tuyen_quang)
    kept = make_person("Lò Thị Hương", places.tan_trao)
    wrong, same = make_person("Lò Thị Hường"), make_person("Nò Thị Hương", places.tan_trao)
    for merged in (wrong, same):
        merge_persons(kept=kept, merged=merged, reasons=[], by=EVERYTHING)

    assert search_persons("lo thi huong", visible_to=manager) == [kept]
    assert search_persons("no thi", visible_to=manager) == [same]
    assert search_persons("hường", visible_to=EVERYTHING)[0].merged_into == kept
    assert kept in search_persons(visible_to=manager)
    assert same not in search_persons(visible_to=manager)


@pytest.mark.django_db
def test_who_works_by_the_merged_entry_is_in_the_branch() -> None:
    places = factories.make_territory()
    manager = factories.make_viewer(Role.TRAINING_MANAGER, places.tuyen_quang)
    kept, merged = make_person("Lò Thị Hương"), make_person("Lò Thị Hương", places.tan_trao)
    merge_persons(kept=kept, merged=merged, reasons=[], by=EVERYTHING)

    assert search_persons("huong", visible_to=manager) == [kept]
    assert kept in list_persons(visible_to=manager)


@pytest.mark.django_db
def test_a_search_costs_the_same_queries_at_any_size() -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            search_persons("nguyen van", visible_to=EVERYTHING)
        return len(queries)

    make_person("Nguyễn Văn An")
    few = count()
    for number in range(40):
        make_person(f"Nguyễn Văn A{chr(97 + number % 26)}")

    assert count() == few <= 4
