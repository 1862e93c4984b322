"""Names of kinds of activities, for pages."""

from django import template

from courses.kinds import find_activity_kind

register = template.Library()


@register.filter
def kind_name(code: str) -> str:
    """What the kind is called in the reader's language; nothing for none of ours."""
    kind = find_activity_kind(code)
    return str(kind.name) if kind else ""
