"""What the fields of a roster are called, and which of them each kind is read for."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from people.models import RosterKind

LABELS: dict[str, Promise] = {
    "full_name": _("Full name"),
    "family_name": _("Family name"),
    "given_name": _("Given name"),
    "birth_on": _("Date of birth"),
    "gender": _("Gender"),
    "citizen_id": _("Citizen number"),
    "phone": _("Phone"),
    "position": _("Position"),
    "category": _("Category"),
    "role": _("Role in the team"),
    "unit": _("Place"),
    "commune": _("Commune or ward"),
    "district": _("District"),
    "province": _("Province"),
    "employer": _("Employer"),
    "level": _("Level of the team"),
    "residential_unit": _("Village"),
    "decision_number": _("Decision number"),
    "founded_on": _("Founded on"),
    "since": _("From"),
    "until": _("First day without"),
}
_PERSON = ("full_name", "birth_on", "gender", "citizen_id", "phone")
_TEAM = ("level", "residential_unit", "unit", "founded_on")
_WORK = ("category", "position", "employer", "unit", "since", "until")
FIELDS_OF_KIND: dict[str, tuple[str, ...]] = {
    RosterKind.PEOPLE: _PERSON + _WORK,
    RosterKind.EMPLOYMENTS: _PERSON + _WORK,
    RosterKind.TEAMS: (*_TEAM, "decision_number"),
    RosterKind.MEMBERSHIPS: (*_PERSON, "role", *_TEAM, "since", "until"),
}
# A field that is found as soon as one of these columns is.
_PARTS = {"full_name": {"family_name", "given_name"}, "unit": {"commune"}}


def list_columns(layout: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Each column that is read: its letters in Excel, its heading as sent, field and label."""
    found = sorted(layout.get("fields", {}).items(), key=lambda pair: pair[1])
    return [
        {
            "letters": name_column(index),
            "heading": _find_heading(layout["headings"], index),
            "field": field,
            "label": str(LABELS[field]),
        }
        for field, index in found
    ]


def list_missing(layout: Mapping[str, Any], kind: str) -> list[str]:
    """The labels of what this kind of roster may say and this one has no column for."""
    found = set(layout.get("fields", {}))
    return [
        str(LABELS[field])
        for field in FIELDS_OF_KIND[kind]
        if field not in found and not _PARTS.get(field, set()) & found
    ]


def name_column(index: int) -> str:
    """The letters of a column counted from 0, as Excel shows them: 27 is AB."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _find_heading(lines: Sequence[Sequence[str]], index: int) -> str:
    """The lowest text above the data of a column; numbers of columns are no headings."""
    texts = (line[index] for line in reversed(lines) if index < len(line))
    return next((text for text in texts if text and not text.strip("() .").isdecimal()), "")
