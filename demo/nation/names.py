"""Names as the regions have them: Kinh everywhere, and those of the peoples who live there.

A people's names are written `families | male | female`; the parts that stand alone keep their
order. Each name is taken apart into its keys once, however many bear it.
"""

from collections.abc import Callable
from random import Random

from demo.loader.names import (
    FAMILIES,
    FEMALE_GIVENS,
    FEMALE_MIDDLES,
    MALE_GIVENS,
    MALE_MIDDLES,
    read_weights,
)
from people.models import Gender
from people.services.persons import build_person

FEMALE_SHARE = 0.52
FOUR_WORDS_SHARE = 0.18
# full name, family, middle, given, search key, sort key
NameParts = tuple[str, str, str, str, str, str]
Maker = Callable[[Callable[[], float], bool], str]

_FAMILIES = [
    name for name, weight in zip(*read_weights(FAMILIES), strict=True) for _each in range(weight)
]


def _split(text: str) -> list[list[str]]:
    return [part.strip().split(":") for part in text.split("|")]


def _make_kinh(draw: Callable[[], float], is_female: bool) -> str:  # noqa: FBT001 - a Maker
    middles, givens = (FEMALE_MIDDLES, FEMALE_GIVENS) if is_female else (MALE_MIDDLES, MALE_GIVENS)
    family = _FAMILIES[int(draw() * len(_FAMILIES))]
    middle = middles[int(draw() * len(middles))]
    given = givens[int(draw() * len(givens))]
    if draw() < FOUR_WORDS_SHARE:
        middle = f"{middle} {middles[4 + int(draw() * (len(middles) - 4))]}"
    return f"{family} {middle} {given}"


def _make_by_parts(text: str) -> Maker:
    """Family, then what men or women are called, as one piece."""
    families, male, female = _split(text)

    def make(draw: Callable[[], float], is_female: bool) -> str:  # noqa: FBT001 - a Maker
        called = female if is_female else male
        return f"{families[int(draw() * len(families))]} {called[int(draw() * len(called))]}"

    return make


def _make_alone(text: str) -> Maker:
    """Names without a family."""
    male, female = _split(text)

    def make(draw: Callable[[], float], is_female: bool) -> str:  # noqa: FBT001 - a Maker
        called = female if is_female else male
        return called[int(draw() * len(called))]

    return make


def _make_by_family(text: str) -> Maker:
    """A people's families with the middle and given names that all have."""
    families = text.split(":")

    def make(draw: Callable[[], float], is_female: bool) -> str:  # noqa: FBT001 - a Maker
        words = _make_kinh(draw, is_female).split(" ", 1)
        return f"{families[int(draw() * len(families))]} {words[1]}"

    return make


def _make_ede(draw: Callable[[], float], is_female: bool) -> str:  # noqa: FBT001 - a Maker
    clans, male, female = _EDE
    called = female if is_female else male
    return f"{called[int(draw() * len(called))]} {clans[int(draw() * len(clans))]}"


_EDE = _split(
    "Niê:Êban:Mlô:Kbuôr:Ayun:Kpă:Byă:Knul:Niê Kđăm"
    "| Y Moan:Y Blin:Y Thuyên:Y Kuốp:Y Wer:Y Nuê:Y Bhăm:Y Jút"
    "| H'Hen:H'Bia:H'Nga:H'Loan:H'Duên:H'Yar:H'Lim:H'Zina"
)
HMONG = _make_by_parts(
    "Sùng:Giàng:Vàng:Thào:Hờ:Lý:Mùa:Tráng:Cứ:Ly"
    "| A Páo:A Dế:A Sử:A Chu:A Lử:A Dính:A Tủa:A Sáu:A Phử:Mí Sính:Seo Lùng:Mí Già"
    "| Thị Mỷ:Thị Máy:Thị Dở:Thị Sua:Thị Chư:Thị Pàng:Thị Ía:Thị Mái:Thị Dí:Thị Say"
)
THAI = _make_by_parts(
    "Lò:Quàng:Cà:Tòng:Lường:Vì:Cầm:Đèo:Bạc:Hoàng"
    "| Văn Ín:Văn Ứng:Văn Phong:Văn Hặc:Văn Pản:Văn Thoan:Văn Hom:Văn Tiên:Văn Ơn"
    "| Thị Ăm:Thị Inh:Thị Pâng:Thị Hịa:Thị Ọi:Thị Ún:Thị Pọm:Thị Thoan:Thị Ín"
)
KHMER = _make_by_parts(
    "Thạch:Sơn:Kim:Danh:Châu:Kiên:Lâm"
    "| Sươl:Rinh:Phol:Hên:Sa Rết:Bươl:Rươi:Sóc Khone:Thương:Đa Ra"
    "| Thị Sa Rây:Thị Sà Phép:Thị Hên:Thị Sóc Kha:Thị Pha Ly:Thị Ngọc:Thị Som Bo"
)
GIA_RAI = _make_by_parts(
    "Rơ Châm:Rah Lan:Siu:Ksor:Kpă:Rơ Mah:Nay"
    "| Hyui:Blơn:Tuấn:Thuk:Djít:Phin:Khăm"
    "| H'Lan:H'Nuê:H'Bli:H'Oanh:H'Mun:H'Yên"
)
KHO = _make_alone(
    "K'Brối:K'Tem:K'Brèo:K'Nhim:K'Sơn:K'Bes|Ka Hòa:Ka Glơi:Ka Duyên:Ka Rơm:Ka Nhơi:Ka Oanh"
)
TAY = _make_by_family("Nông:Hoàng:Lương:Triệu:Vi:Ma:Bế:Đàm:Chu:Lý")
MUONG = _make_by_family("Bùi:Quách:Đinh:Bạch:Hà")
CHAM = _make_by_family("Đàng:Thành:Quảng:Bá:Lưu:Châu")

# Province of 2022 → whose names are there beside those of the Kinh, and how many of 100.
REGIONS: dict[str, tuple[tuple[int, Maker], ...]] = {
    "02": ((45, HMONG), (30, TAY)),
    "04": ((12, HMONG), (75, TAY)),
    "06": ((4, HMONG), (75, TAY)),
    "08": ((6, HMONG), (45, TAY)),
    "10": ((26, HMONG), (20, TAY)),
    "11": ((38, HMONG), (40, THAI)),
    "12": ((25, HMONG), (42, THAI)),
    "14": ((16, HMONG), (54, THAI)),
    "15": ((12, HMONG), (26, TAY)),
    "17": ((62, MUONG),),
    "19": ((1, HMONG), (24, TAY)),
    "20": ((1, HMONG), (78, TAY)),
    "38": ((2, HMONG), (14, MUONG)),
    "40": ((1, HMONG), (11, THAI)),
    "58": ((13, CHAM),),
    "60": ((3, CHAM),),
    "62": ((12, GIA_RAI),),
    "64": ((44, GIA_RAI),),
    "66": ((20, _make_ede),),
    "67": ((9, _make_ede), (6, KHO)),
    "68": ((14, KHO),),
    "84": ((31, KHMER),),
    "89": ((4, KHMER),),
    "91": ((12, KHMER),),
    "94": ((30, KHMER),),
    "95": ((7, KHMER),),
}


def _spread(peoples: tuple[tuple[int, Maker], ...]) -> list[Maker]:
    makers = [maker for count, maker in peoples for _each in range(count)]
    return makers + [_make_kinh] * (100 - len(makers))


_MAKERS = {code: _spread(peoples) for code, peoples in REGIONS.items()}


class NameBook:
    """Draws names of a region, each with its gender and keys."""

    def __init__(self, random: Random) -> None:
        self.draw = random.random
        self.known: dict[str, NameParts] = {}

    def invent(self, province_code: str) -> tuple[NameParts, Gender]:
        draw, makers = self.draw, _MAKERS.get(province_code)
        is_female = draw() < FEMALE_SHARE
        maker = makers[int(draw() * 100)] if makers else _make_kinh
        name = maker(draw, is_female)
        parts = self.known.get(name)
        if parts is None:
            parts = self.known[name] = _take_apart(name)
        return parts, Gender.FEMALE if is_female else Gender.MALE


def _take_apart(name: str) -> NameParts:
    person = build_person(full_name=name)
    return (
        person.full_name,
        person.family_name,
        person.middle_name,
        person.given_name,
        person.search_key,
        person.sort_key,
    )
