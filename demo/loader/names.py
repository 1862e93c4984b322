"""Invented people with names as the country has them."""

from dataclasses import dataclass
from datetime import date
from random import Random

FAMILIES = (
    "Nguyễn:38 Trần:12 Lê:10 Phạm:7 Hoàng:5 Huỳnh:4 Phan:4 Vũ:4 Võ:3 Đặng:3 Bùi:3 Đỗ:3 Hồ:2 Ngô:2 "
    "Dương:2 Lý:2 Đào:1 Đoàn:1 Vương:1 Trịnh:1 Lương:1 Nông:1 Lò:1 Vàng:1 Giàng:1 Hà:1 Mai:1 Tô:1"
)
MALE_MIDDLES = [
    "Văn",
    "Văn",
    "Văn",
    "Đức",
    "Hữu",
    "Minh",
    "Quang",
    "Công",
    "Xuân",
    "Ngọc",
    "Thanh",
    "Quốc",
    "Đình",
    "Trọng",
    "Anh",
    "Mạnh",
]
MALE_GIVENS = [
    "Hùng",
    "Dũng",
    "Tuấn",
    "Nam",
    "Thắng",
    "Sơn",
    "Hải",
    "Long",
    "Minh",
    "Đức",
    "Cường",
    "Trung",
    "Quân",
    "Phong",
    "Hiếu",
    "Thành",
    "Tâm",
    "Bình",
    "Toàn",
    "Khoa",
    "Kiên",
    "Lâm",
    "Việt",
    "Vinh",
    "Quý",
    "Phúc",
    "Lộc",
    "Thái",
    "Hòa",
    "Đạt",
]
FEMALE_MIDDLES = [
    "Thị",
    "Thị",
    "Thị",
    "Thị",
    "Hồng",
    "Thu",
    "Minh",
    "Ngọc",
    "Thanh",
    "Kim",
    "Phương",
    "Bích",
    "Mai",
    "Thúy",
    "Diệu",
]
FEMALE_GIVENS = [
    "Hương",
    "Lan",
    "Hoa",
    "Hằng",
    "Thủy",
    "Nga",
    "Hà",
    "Linh",
    "Mai",
    "Trang",
    "Phương",
    "Thảo",
    "Ánh",
    "Nhung",
    "Yến",
    "Dung",
    "Vân",
    "Loan",
    "Hạnh",
    "Huệ",
    "Liên",
    "Oanh",
    "Tuyết",
    "Xuân",
    "Ngân",
    "Giang",
    "Thơm",
    "Hiền",
    "Ân",
    "An",
]
HIGHLAND = [
    "Sùng A Dế",
    "Vàng Thị Mỷ",
    "Giàng A Páo",
    "Lò Văn Ín",
    "Y Moan Êban",
    "H'Hen Niê",
    "K'Brối",
    "Thào A Sử",
    "Hờ Thị Máy",
]


@dataclass(frozen=True)
class InventedPerson:
    full_name: str
    birth_on: date


def read_weights(text: str) -> tuple[list[str], list[int]]:
    """Names and their weights out of “Nguyễn:38 Trần:12”."""
    pairs = [pair.split(":") for pair in text.split()]
    return [name for name, _weight in pairs], [int(weight) for _name, weight in pairs]


_FAMILY_NAMES, _FAMILY_WEIGHTS = read_weights(FAMILIES)


def invent_person(random: Random) -> InventedPerson:
    """A person of working age; one in forty bears a name of the highlands."""
    birth_on = date(random.randint(1966, 1999), random.randint(1, 12), random.randint(1, 28))
    if random.random() < 1 / 40:
        return InventedPerson(random.choice(HIGHLAND), birth_on)
    family = random.choices(_FAMILY_NAMES, _FAMILY_WEIGHTS)[0]
    female = random.random() < 0.52  # noqa: PLR2004 - a share
    middles, givens = (FEMALE_MIDDLES, FEMALE_GIVENS) if female else (MALE_MIDDLES, MALE_GIVENS)
    return InventedPerson(f"{family} {random.choice(middles)} {random.choice(givens)}", birth_on)
