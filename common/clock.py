"""Time as the product tells it: instants in UTC, days in Viet Nam."""

from datetime import date, datetime, time, timedelta
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


def end_of(day: date) -> datetime:
    """The instant at which a calendar day in Viet Nam is over."""
    return datetime.combine(day + timedelta(days=1), time(), VIETNAM)
