"""What every template may use."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def page_context(request: HttpRequest) -> dict[str, Any]:
    """The asker, the theme chosen, and the address that stands on paper."""
    theme = request.COOKIES.get("theme", "")
    return {
        "viewer": getattr(request, "viewer", None),
        "theme": theme if theme in {"light", "dark"} else "",
        "public_url": settings.PUBLIC_URL,
    }
