"""Numbers as Vietnamese write them, whatever the language of the page."""

from decimal import Decimal
from typing import Any

from django import template
from django.urls import reverse

from targets.network import write_growth

register = template.Library()


@register.filter
def grouped(value: int | Decimal | None) -> str:
    """1234567 → 1.234.567; a missing number is a dash."""
    return "–" if value is None else f"{value:,}".replace(",", ".")


@register.filter
def percent(fraction: Decimal | None) -> str:
    """A fraction as a percentage with two decimals: 2.7855 → 278,55%."""
    if fraction is None:
        return "–"
    return f"{fraction * 100:,.2f}%".replace(",", " ").replace(".", ",").replace(" ", ".")


@register.filter
def growth(fraction: str | None) -> str:
    """What grew by a fraction: 0.7333 → +73,3%."""
    return write_growth(fraction)


@register.filter
def decimal(text: str) -> str:
    """4.67 → 4,67."""
    return text.replace(".", ",")


@register.simple_tag(takes_context=True)
def rows_address(
    context: dict[str, Any], name: str, *, unit: Any = "", unplaced: Any = "", level: str = ""
) -> str:
    """Where the rows behind a figure of the page are: of its days, and its unit if none is said."""
    query = context["request"].GET.copy()
    # A line of the page says its unit; the unit of the page itself is a dictionary.
    said = {"unit": "" if isinstance(unit, dict) else unit, "level": level}
    for key in ("only", "base_on", "base_known_on"):
        query.pop(key, None)
    for key, value in {**said, "unplaced": "1" if unplaced else ""}.items():
        if value:
            query[key] = value
    text = query.urlencode()
    return reverse("web:network_rows", args=[name]) + (f"?{text}" if text else "")
