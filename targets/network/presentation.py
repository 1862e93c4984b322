"""The report on the network as plain JSON values: one form for the API, the command and pages."""

from collections.abc import Callable, Iterator
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from typing import Any

from targets.network.asking import Question
from targets.network.counting import Counts
from targets.network.report import NetworkReport
from territory.models import Level
from territory.structure import Node

UNPLACED = "chưa phân bổ"
LEVELS = [str(level) for level in (Level.PROVINCE, Level.DISTRICT, Level.COMMUNE)]
SELECTIONS: dict[str, Callable[[dict[str, Any]], bool]] = {
    "with_team": lambda line: line["team_count"] > 0,
    "without_team": lambda line: line["team_count"] == 0,
    "complete": lambda line: line["is_complete"],
    "incomplete": lambda line: not line["is_complete"] and line["commune_count"] > 0,
}
GROWN = ("covered_province_count", "team_count", "member_headcount")


def present_network(found: NetworkReport, *, down_to: str = "", only: str = "") -> dict[str, Any]:
    """Counts as integers, days as ISO 8601, growth on the base as decimal texts of six places.

    `lines` are the units right below the place, or all down to the level `down_to`, each right
    before what lies in it. Every unit that the asker may open stands there, with zeros where it
    has no team; what is in none of the units below one comes after them, without a code. `only`
    is one of SELECTIONS: the units behind a figure. A growth on nothing is null.
    """
    lines = _iter_lines(found, found.unit, down_to)
    base, asked = found.base, found.asked
    return {
        "as_of": asked.as_of.isoformat(),
        "known_on": asked.known_on.isoformat(),
        "structure_on": asked.structure_on.isoformat(),
        "definition": define_network(asked),
        "path": [_present_unit(found, node) for node in _list_path(found)],
        **_present_figures(found),
        "districts_left_out": [node.name for node in found.districts_left_out],
        "base": base
        and {
            "as_of": base.asked.as_of.isoformat(),
            "known_on": base.asked.known_on.isoformat(),
            **_present_figures(base),
        },
        "growth": base and _present_growth(found, base),
        "lines": [one for one in lines if not only or _is_one_of(found, one, only)],
    }


def _is_one_of(found: NetworkReport, line: dict[str, Any], only: str) -> bool:
    """Whether a line is behind the figure; of provinces, those that the figure is over."""
    if line["is_unplaced"]:
        return False
    if line["level"] == Level.PROVINCE and line["unit"] not in {p.uuid for p in found.provinces}:
        return False
    return bool(SELECTIONS[only](line))


def write_growth(fraction: str | None) -> str:
    """“0.7333” is “+73,3%”, as it stands in Vietnamese reports; nothing is a dash."""
    if fraction is None:
        return "–"
    percent = (Decimal(fraction) * 100).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return f"{percent:+,}%".translate(str.maketrans(",.", ".,"))


def _list_path(found: NetworkReport) -> list[Node]:
    return found.asked.placing.structure.path(found.unit.id) if found.unit else []


def _present_figures(found: NetworkReport) -> dict[str, Any]:
    return {
        "province_count": len(found.provinces),
        "covered_province_count": len(found.covered_provinces),
        "complete_province_count": len(found.complete_provinces),
        "commune_count": found.commune_counts[found.place_id],
        **_present_counts(found.total),
    }


def _iter_lines(found: NetworkReport, above: Node | None, down_to: str) -> Iterator[dict[str, Any]]:
    below = found.list_below(above.id if above else None)
    for node in below:
        yield {
            **_present_unit(found, node),
            "is_unplaced": False,
            "is_complete": found.is_complete(node.id),
            "commune_count": found.commune_counts[node.id],
            **_present_counts(found.count(node.id)),
        }
        if down_to and LEVELS.index(node.level) < LEVELS.index(down_to):
            yield from _iter_lines(found, node, down_to)
    unplaced = found.count_unplaced(above.id if above else None)
    if unplaced.team_count:
        yield {
            "unit": None,
            "level": below[0].level if below else None,
            "code": None,
            "name": UNPLACED,
            "parent_code": above.code if above else None,
            "is_unplaced": True,
            "is_complete": False,
            "commune_count": 0,
            **_present_counts(unplaced),
        }


def _present_unit(found: NetworkReport, node: Node) -> dict[str, Any]:
    parent = found.asked.placing.structure.nodes.get(node.parent_id or 0)
    return {
        "unit": node.uuid,
        "level": node.level,
        "code": node.code,
        "name": node.name,
        "parent_code": parent.code if parent else None,
    }


def define_network(asked: Question) -> str:
    """What the numbers mean, in words that a manager reads."""
    days = [day.strftime("%d/%m/%Y") for day in (asked.as_of, asked.structure_on, asked.known_on)]
    return (
        "Tổ công nghệ số cộng đồng đang hoạt động và thành viên khác nhau của các tổ, "
        f"tính đến {days[0]}, theo địa giới ngày {days[1]}, theo dữ liệu ghi nhận đến hết {days[2]}"
    )


def _present_counts(one: Counts) -> dict[str, Any]:
    each = one.members_per_team
    return {
        "team_count": one.team_count,
        "commune_team_count": one.commune_team_count,
        "village_team_count": one.village_team_count,
        "member_headcount": one.member_headcount,
        "membership_count": one.membership_count,
        "covered_commune_count": one.covered_commune_count,
        "members_per_team": None if each is None else f"{each:.2f}",
    }


def _present_growth(found: NetworkReport, base: NetworkReport) -> dict[str, str | None]:
    after, before = _present_figures(found), _present_figures(base)
    return {name: _grow(after[name], before[name]) for name in GROWN}


def _grow(value: int, base: int) -> str | None:
    """Cut off, not rounded: who rounds it further, as `write_growth` does, rounds once."""
    if not base:
        return None
    return str((Decimal(value - base) / base).quantize(Decimal("0.000001"), ROUND_DOWN))
