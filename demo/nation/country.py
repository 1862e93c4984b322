"""The country in which the nation lives: provinces with their communes as they stood in 2022."""

from dataclasses import dataclass, field

from demo.nation.published import MILESTONES
from territory.models import Level
from territory.structure import Structure, get_structure

HAMLETS_OF_TOWNS = ("Tổ dân phố", "Khu phố")
BAN = frozenset(("02", "04", "06", "08", "10", "11", "12", "14", "15", "17", "19", "20"))
BUON = frozenset(("62", "64", "66", "67", "68"))
FIRST_AP = "70"  # the codes of the south begin here
VILLAGES = (
    *("Nà Lốm", "Pác Ngòi", "Khuổi Slao", "Nà Phạ", "Pò Mã", "Tà Lài"),
    *("Nậm Cáy", "Sín Chải", "Bản Mù", "Huổi Một", "Tả Van", "Lũng Cú"),
)


@dataclass(slots=True)
class Commune:
    """A commune, ward or township; `district_id` is the unit between it and the province."""

    id: int
    name: str
    province_code: str
    province_id: int
    district_id: int
    village_kind: str
    is_highland: bool
    village_count: int = 0

    def name_village(self) -> str:
        """A name that no other village of the commune has."""
        place, self.village_count = self.village_count, self.village_count + 1
        if self.is_highland and place < len(VILLAGES):
            return f"{self.village_kind} {VILLAGES[(self.id + place) % len(VILLAGES)]}"
        return f"{self.village_kind} {place + 1}"


@dataclass
class Province:
    id: int
    code: str
    communes: list[Commune] = field(default_factory=list)


class OtherCountry(Exception):
    """The units of 2022 to 2025 are not those in which the published figures were counted."""


def read_country() -> list[Province]:
    """The provinces by code. Raises OtherCountry where the published counts cannot hold."""
    first, *later = [get_structure(one.on) for one in MILESTONES]
    provinces = [_read_province(first, node.id, node.code) for node in first.provinces()]
    found = sorted((one for one in provinces if one.communes), key=lambda one: one.code)
    if len(found) != MILESTONES[-1].provinces or any(first.nodes.keys() - a.nodes for a in later):
        raise OtherCountry
    return found


def _read_province(structure: Structure, province_id: int, code: str) -> Province:
    province = Province(province_id, code)
    for unit_id in sorted(structure.descendants(province_id)):
        node = structure.nodes[unit_id]
        if node.level == Level.COMMUNE:
            province.communes.append(
                Commune(
                    id=unit_id,
                    name=node.name,
                    province_code=code,
                    province_id=province_id,
                    district_id=node.parent_id or province_id,
                    village_kind=_choose_kind(node.type, code, unit_id),
                    is_highland=node.type == "Xã" and code in BAN,
                )
            )
    return province


def _choose_kind(commune_type: str, code: str, unit_id: int) -> str:
    """How villages are called there: by the type of the commune, and by the region."""
    if commune_type != "Xã":
        return HAMLETS_OF_TOWNS[code >= FIRST_AP]
    if code in BAN:
        return ("Bản", "Thôn")[unit_id % 2]
    if code in BUON:
        return ("Buôn", "Thôn")[unit_id % 2]
    return "Ấp" if code >= FIRST_AP else "Thôn"
