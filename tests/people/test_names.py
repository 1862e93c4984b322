"""Names: one form, parts, order. Each trap of the country's names, once."""

import unicodedata

import pytest

from common.errors import InvalidInput
from common.text import NameParts, accent_key, search_key, sort_key, split_again, split_name
from people.models import Category, Person
from people.services import create_person
from people.services.corrections import correct_person
from people.viewer import EVERYTHING

IN_ORDER = [
    "Nguyễn Thị An",
    "Nguyễn Văn An",
    "Trần Văn An",
    "Nguyễn Thị Hồng Ánh",
    "Lò Thị Ăm",
    "Lê Thị Ân",
    "Sùng A Dế",
    "Nông Văn Dền",
    "Đỗ Văn Dũng",
    "Phạm Đức Đạt",
    "Vũ Minh Đức",
]


def make_person(full_name: str) -> Person:
    return create_person(full_name=full_name, unit=None, category=Category.CITIZEN, by=None)


def parts_of(person: Person) -> tuple[str, str, str]:
    return person.family_name, person.middle_name, person.given_name


def test_people_are_listed_by_given_then_family_then_middle_name() -> None:
    assert sorted(set(IN_ORDER), key=sort_key) == IN_ORDER


@pytest.mark.django_db
def test_the_database_sorts_as_the_country_does() -> None:
    for name in reversed(IN_ORDER):
        make_person(name)

    listed = list(Person.objects.order_by("sort_key", "id").values_list("full_name", flat=True))

    assert listed == IN_ORDER


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hoà", "Hòa"),
        ("Thuỷ", "Thủy"),
        ("Đỗ  Văn   Dũng ", "đỗ văn dũng"),
        (unicodedata.normalize("NFD", "Nguyễn Thị Hồng Ánh"), "Nguyễn Thị Hồng Ánh"),
        ("H’Hen Niê", "H'Hen Niê"),
        ("H‘Hen Niê", "H'Hen Niê"),
        ("Ðỗ Văn Dũng", "Đỗ Văn Dũng"),
    ],
)
def test_spellings_of_one_name_are_one(one: str, other: str) -> None:
    assert accent_key(one) == accent_key(other)
    assert search_key(one) == search_key(other)
    assert sort_key(one) == sort_key(other)


def test_words_that_only_look_alike_stay_apart() -> None:
    assert accent_key("Quý") == "quý"
    assert accent_key("Hòa") != accent_key("Hóa")
    assert search_key("Đặng Đức Đạt") == "dang duc dat"


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("Nguyễn Thị Hồng Ánh", ("Nguyễn", "Thị Hồng", "Ánh")),
        ("Hoàng Phủ Ngọc Tường", ("Hoàng Phủ", "Ngọc", "Tường")),
        ("Công Tằng Tôn Nữ Thị Minh Anh", ("Công Tằng Tôn Nữ", "Thị Minh", "Anh")),
        ("Sùng A Dế", ("Sùng", "A", "Dế")),
        ("Lò Pánh", ("Lò", "", "Pánh")),
        ("H'Hen Niê", ("Niê", "", "H'Hen")),
        ("Y Moan Êban", ("Êban", "", "Y Moan")),
        ("K'Brối", ("", "", "K'Brối")),
    ],
)
def test_names_are_split_as_their_people_do(name: str, parts: tuple[str, str, str]) -> None:
    assert split_name(name) == NameParts(*parts)


@pytest.mark.django_db
def test_a_corrected_split_stays_and_moves_the_person_in_the_list() -> None:
    person = make_person("Trần Lê Quang")

    correct_person(
        person=person, family_name="Trần Lê", middle_name="", given_name="Quang", by=EVERYTHING
    )
    correct_person(person=person, gender="male", by=EVERYTHING)
    found = correct_person(person=person, full_name="Trần Lệ Quang", by=EVERYTHING)

    assert parts_of(found) == ("Trần Lệ", "", "Quang")
    assert found.sort_key != sort_key("Trần Lệ Quang")


@pytest.mark.django_db
def test_another_name_is_split_anew() -> None:
    person = make_person("Trần Lê Quang")
    correct_person(
        person=person, family_name="Trần Lê", middle_name="", given_name="Quang", by=EVERYTHING
    )

    found = correct_person(person=person, full_name="Trần Lê Minh Quang", by=EVERYTHING)

    assert parts_of(found) == ("Trần", "Lê Minh", "Quang")


def test_a_word_that_stands_twice_keeps_its_parts() -> None:
    again = split_again("An Văn An", split_name("An Văn An"), "Ân Văn An")

    assert again == NameParts("Ân", "Văn", "An")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "parts",
    [
        {"family_name": "Lê", "middle_name": "Lê", "given_name": "Quang"},
        {"family_name": "Trần", "middle_name": "Lê Quang", "given_name": ""},
    ],
)
def test_parts_are_the_words_of_the_name(parts: dict[str, str]) -> None:
    person = make_person("Trần Lê Quang")

    with pytest.raises(InvalidInput) as refused:
        correct_person(person=person, **parts, by=EVERYTHING)  # type: ignore[arg-type]

    assert refused.value.fields.keys() == {"given_name"}
