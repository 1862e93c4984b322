"""Vietnamese text: one word has one form, and lists stand in Vietnamese order."""

import random
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.text import (
    NameParts,
    accent_key,
    alphabet_key,
    has_accents,
    normalize_text,
    search_key,
    sort_key,
    split_name,
)

VIETNAMESE = st.text(
    alphabet="aăâbcdđeêghiklmnoôơpqrstuưvxyAĐHOUY àảãáạằẩẫếệìỏõóộờủứựỳỷỵ'’`Ðð\u0300\u0301\u0323",
    max_size=24,
)
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


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("hoà", "hòa"),
        ("Thuỷ", "Thủy"),
        ("KHOẺ", "KHỎE"),
        ("Hoà Bình", "Hòa Bình"),
        ("H’Hen Niê", "H'Hen Niê"),
        ("H`Hen  Niê ", "H'Hen Niê"),
        ("Nguyễn\u00a0Văn\tAn", "Nguyễn Văn An"),
        ("Ðặng Văn Lâm", "Đặng Văn Lâm"),
        ("Hà\u200b Nội", "Hà Nội"),
        (unicodedata.normalize("NFD", "Nguyễn Thị Hồng Ánh"), "Nguyễn Thị Hồng Ánh"),
    ],
)
def test_one_word_written_in_two_ways_is_one(one: str, other: str) -> None:
    assert normalize_text(one) == other


@pytest.mark.parametrize("word", ["quý", "quỳnh", "hoàng", "toán", "khuyến", "ngoằn", "quá"])
def test_a_tone_that_stands_right_stays(word: str) -> None:
    assert normalize_text(word) == word


def test_search_key_drops_accents_and_writes_dd_as_d() -> None:
    assert search_key("ĐẶNG Thuỳ Trâm") == "dang thuy tram"
    assert accent_key("ĐẶNG Thuỳ Trâm") == "đặng thùy trâm"
    assert has_accents("đặng")
    assert not has_accents("Dang Thuy Tram")


@given(VIETNAMESE)
def test_normalizing_twice_changes_nothing(text: str) -> None:
    once = normalize_text(text)

    assert normalize_text(once) == once
    assert accent_key(accent_key(text)) == accent_key(text)
    assert search_key(search_key(text)) == search_key(text)


@given(st.text(max_size=20))
def test_any_text_at_all_has_stable_keys(text: str) -> None:
    assert normalize_text(normalize_text(text)) == normalize_text(text)
    assert search_key(normalize_text(text)) == search_key(text)
    assert sort_key(normalize_text(text)) == sort_key(text)


@given(VIETNAMESE)
def test_composed_and_decomposed_letters_have_the_same_keys(text: str) -> None:
    apart = unicodedata.normalize("NFD", text)

    assert search_key(apart) == search_key(text)
    assert sort_key(apart) == sort_key(text)


def test_people_stand_in_vietnamese_order() -> None:
    shuffled = IN_ORDER[:]
    random.Random(7).shuffle(shuffled)  # noqa: S311 - an order to be undone, no secret

    assert sorted(shuffled, key=sort_key) == IN_ORDER


def test_people_stand_in_the_same_order_by_code_point_in_bytes() -> None:
    keys = [sort_key(name).encode() for name in IN_ORDER]

    assert keys == sorted(keys)


def test_tones_are_the_second_level() -> None:
    words = ["ma", "mà", "mả", "mã", "má", "mạ", "mai", "măm", "mâm", "me"]
    backwards = words[::-1]

    assert sorted(backwards, key=alphabet_key) == words


@pytest.mark.parametrize(
    ("full_name", "parts"),
    [
        ("Nguyễn Thị Hồng Ánh", NameParts("Nguyễn", "Thị Hồng", "Ánh")),
        ("Nguyễn An", NameParts("Nguyễn", "", "An")),
        ("Hoàng Phủ Ngọc Tường", NameParts("Hoàng Phủ", "Ngọc", "Tường")),
        ("Hoàng Phủ", NameParts("Hoàng", "", "Phủ")),
        ("Tôn Nữ Thị Ninh", NameParts("Tôn Nữ", "Thị", "Ninh")),
        ("Công Tằng Tôn Nữ Lan", NameParts("Công Tằng Tôn Nữ", "", "Lan")),
        ("Sùng A Dế", NameParts("Sùng", "A", "Dế")),
        ("H’Hen Niê", NameParts("Niê", "", "H'Hen")),
        ("Y Moan Êban", NameParts("Êban", "", "Y Moan")),
        ("Y Luyện Niê Kdăm", NameParts("Niê Kdăm", "", "Y Luyện")),
        ("Y Phương", NameParts("Y", "", "Phương")),
        ("Ksor Phước", NameParts("Ksor", "", "Phước")),
        ("Linh", NameParts("", "", "Linh")),
        ("", NameParts("", "", "")),
    ],
)
def test_a_name_is_split_as_its_people_would(full_name: str, parts: NameParts) -> None:
    assert split_name(full_name) == parts


@given(VIETNAMESE)
def test_no_word_of_a_name_is_lost(text: str) -> None:
    parts = split_name(text)
    words = f"{parts.family} {parts.middle} {parts.given}".split()

    assert sorted(words) == sorted(normalize_text(text).split())
