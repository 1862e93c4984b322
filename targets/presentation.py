"""Reports as plain JSON values: one form for the API, the command and files."""

from typing import Any

from targets.attainment import Attainment


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
