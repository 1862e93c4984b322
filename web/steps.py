"""The rows of a learner's course page, drawn once a process for each edition and language."""

from collections.abc import Mapping
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from common.memo import Memo
from courses.document import Document, iter_activities
from enrollment.criteria import ActivityStatus
from enrollment.models import Run

Rows = dict[tuple[str, str], SafeString]

_kept: Memo[Rows] = Memo(size=100)


def draw_sections(
    run: Run, document: Document, statuses: Mapping[str, ActivityStatus]
) -> list[dict[str, Any]]:
    """Each section with its rows as they stand for a learner of these statuses.

    A row is one of three by its status, and an edition never changes: a course of 65 activities
    costs 65 look-ups and no template.
    """
    name = f"{run.edition_id}/{run.code}/{get_language()}"
    rows = _kept.get_many([name], lambda _names: {name: _draw_rows(run, document)})[name]
    return [
        {
            "title": section["title"],
            "count": len(section["activities"]),
            "done_count": sum(statuses[one["key"]] == "done" for one in section["activities"]),
            "rows": [rows[one["key"], statuses[one["key"]]] for one in section["activities"]],
        }
        for section in document["sections"]
    ]


def _draw_rows(run: Run, document: Document) -> Rows:
    return {
        (activity["key"], status): SafeString(
            render_to_string(
                "web/components/step.html",
                {"run": run, "activity": activity, "status": status.value},
            )
        )
        for activity in iter_activities(document)
        for status in ActivityStatus
    }
