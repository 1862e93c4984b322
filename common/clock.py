"""Time as the product tells it: instants in UTC, days in Viet Nam."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils import timezone

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")


def now() -> datetime:
    """The present instant, aware, UTC."""
    return timezone.now()


def day_of(instant: datetime) -> date:
    """The calendar day in Viet Nam on which `instant` falls."""
    return instant.astimezone(VIETNAM).date()


def today() -> date:
    """The present calendar day in Viet Nam."""
    return day_of(now())
