"""Numbers as Vietnamese write them, whatever the language of the page."""

from decimal import Decimal

from django import template

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
