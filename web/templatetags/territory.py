"""Units and their days in words."""

from typing import Any

from django import template
from django.utils.translation import gettext as _

from territory.models import KNOWN_FROM, SuccessionKind, Unit

register = template.Library()


@register.filter
def days(valid: Any) -> str:
    """“từ 01/07/2025”, “01/01/2026 – 30/06/2026”: what is known from the beginning says so."""
    first = valid.lower.strftime("%d/%m/%Y")
    if valid.upper is None:
        if valid.lower == KNOWN_FROM:
            return _("always")
        return _("from %(first)s") % {"first": first}
    last = valid.upper.strftime("%d/%m/%Y")
    if valid.lower == KNOWN_FROM:
        return _("until %(last)s") % {"last": last}
    return _("from %(first)s until %(last)s") % {"first": first, "last": last}


@register.filter
def last_name(unit: Unit) -> str:
    """The newest name of a unit whose names are prefetched."""
    names = sorted(unit.names.all(), key=lambda row: row.valid.lower)
    return names[-1].name if names else unit.code


@register.filter
def name_in(unit: Unit, valid: Any) -> str:
    """The name of a unit at the beginning of `valid`."""
    named = (row.name for row in unit.names.all() if valid.lower in row.valid)
    return next(named, unit.code)


@register.filter
def way_kind(kind: str) -> str:
    """The kind of a way in words."""
    return str(SuccessionKind(kind).label)
