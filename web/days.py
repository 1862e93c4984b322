"""Days in the addresses of pages."""

from datetime import date

from django.utils.translation import gettext as _

from common.errors import InvalidInput


def read_day(text: str) -> date | None:
    """A day as the form sends it. Raises InvalidInput: a report for another day than asked lies."""
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InvalidInput(_("“%(text)s” is not a day."), text=text) from None
