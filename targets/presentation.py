"""Reports as plain JSON values: one form for the API, the command and files."""

from decimal import Decimal
from typing import Any

from targets.attainment import Attainment
from targets.network import Counts, NetworkReport
from territory.structure import get_structure

UNPLACED = "chưa phân bổ"


def present_attainment(found: Attainment) -> dict[str, Any]:
    """Counts as integers, days as ISO 8601, the fraction as a decimal text of four places."""
    fraction = found.attainment_fraction
    target = found.target
    return {
        "target": {
            "code": target.code,
            "title": target.title,
            "value": target.value,
            "unit_of_count": target.unit_of_count,
            "bound": target.bound,
            "first_on": target.period.lower.isoformat(),
            "before": target.period.upper.isoformat(),
            "decision_number": target.decision_number,
            "metric": {"code": target.metric.code, "version": target.metric.version},
        },
        "as_of": found.as_of.isoformat(),
        "known_on": found.known_on.isoformat(),
        "structure_on": found.structure_on.isoformat(),
        "definition": found.definition,
        "scope": found.scope_name,
        "completion_count": found.completion_count,
        "online_count": found.online_count,
        "headcount": found.headcount,
        "attainment_fraction": None if fraction is None else f"{fraction:.4f}",
        "reason_refused": found.reason_refused or None,
        "excess": found.excess,
        "shortfall": found.shortfall,
        "provinces": [
            {
                "unit": row.uuid,
                "code": row.code,
                "name": row.name,
                "completion_count": row.completion_count,
                "online_count": row.online_count,
                "headcount": row.headcount,
            }
            for row in found.provinces
        ],
        "unplaced_count": found.unplaced_count,
        "unplaced_headcount": found.unplaced_headcount,
        "curve": [
            {
                "day": point.day.isoformat(),
                "completion_count": point.completion_count,
                "headcount": point.headcount,
            }
            for point in found.curve
        ],
    }


def present_network(
    found: NetworkReport, *, base: NetworkReport | None = None, with_communes: bool = False
) -> dict[str, Any]:
    """Counts as integers, days as ISO 8601, growth on `base` as decimal texts of four places.

    Every province of the structure stands in the list, with zeros where it has no team; what is
    not assigned comes last, without a code. A growth on nothing is null.
    """
    return {
        "as_of": found.as_of.isoformat(),
        "known_on": found.known_on.isoformat(),
        "structure_on": found.structure_on.isoformat(),
        "definition": _define_network(found),
        "province_count": found.province_count,
        "covered_province_count": found.covered_province_count,
        "complete_province_count": len(found.complete_province_ids),
        "districts_left_out": list(found.districts_left_out),
        **_present_counts(found.total),
        "base_on": base.as_of.isoformat() if base else None,
        "growth": _present_growth(found, base) if base else None,
        "provinces": _present_provinces(found),
        "communes": _present_communes(found) if with_communes else None,
    }


def _present_provinces(found: NetworkReport) -> list[dict[str, Any]]:
    provinces = sorted(get_structure(found.structure_on).provinces(), key=lambda one: one.code)
    rows = [
        {
            "code": one.code,
            "name": one.name,
            "is_complete": one.id in found.complete_province_ids,
            **_present_counts(found.provinces.get(one.id, Counts())),
        }
        for one in provinces
        if found.is_whole_country or one.id in found.provinces
    ]
    unplaced = found.provinces.get(None)
    if unplaced:
        nowhere = {"code": None, "name": UNPLACED, "is_complete": False}
        rows.append({**nowhere, **_present_counts(unplaced)})
    return rows


def _present_communes(found: NetworkReport) -> list[dict[str, Any]]:
    nodes = get_structure(found.structure_on).nodes
    return [
        {
            "code": nodes[here].code if here else None,
            "name": nodes[here].name if here else UNPLACED,
            "province_code": nodes[province].code if province else None,
            **_present_counts(one),
        }
        for (province, here), one in found.places.items()
    ]


def _define_network(found: NetworkReport) -> str:
    """What the numbers mean, in words that a manager reads."""
    days = [day.strftime("%d/%m/%Y") for day in (found.as_of, found.structure_on, found.known_on)]
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
        "members_per_team": None if each is None else f"{each:.2f}",
    }


def _present_growth(found: NetworkReport, base: NetworkReport) -> dict[str, str | None]:
    return {
        "covered_province_count": _grow(found.covered_province_count, base.covered_province_count),
        "team_count": _grow(found.total.team_count, base.total.team_count),
        "member_headcount": _grow(found.total.member_headcount, base.total.member_headcount),
    }


def _grow(value: int, base: int) -> str | None:
    return f"{Decimal(value - base) / base:.4f}" if base else None
