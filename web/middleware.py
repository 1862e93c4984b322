"""What every page needs: who is asking, and a calm page for every refusal."""

from collections.abc import Callable

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.shortcuts import render
from django.utils.functional import SimpleLazyObject

from common.errors import DomainError, InvalidInput, NotAllowed, NotFound, Refusal, Unavailable
from people.viewer import get_viewer

COMPRESSED = {"text/html", "application/json", "application/problem+json", "image/svg+xml"}
STATUS_OF = {NotFound: 404, NotAllowed: 403, InvalidInput: 400, Refusal: 409, Unavailable: 503}


def status_of(error: DomainError) -> int:
    return next((status for kind, status in STATUS_OF.items() if isinstance(error, kind)), 500)


class ViewerMiddleware:
    """`request.viewer` is the asker; nothing is read from the database until it is asked."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.viewer = SimpleLazyObject(lambda: get_viewer(request.user))  # type: ignore[attr-defined]
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, problem: Exception) -> HttpResponse | None:
        """A refusal becomes a page that says it; the API presents its own."""
        if request.path.startswith("/api/"):
            return None
        if isinstance(problem, OperationalError):
            problem = Unavailable()
        if not isinstance(problem, DomainError):
            return None
        status = status_of(problem)
        return render(
            request, "web/problem.html", {"problem": problem, "status": status}, status=status
        )


class TextCompression(GZipMiddleware):
    """Text travels compressed. Audio, video and parts of files stay as they are stored."""

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        kind = response.headers.get("Content-Type", "").partition(";")[0]
        if response.streaming or kind not in COMPRESSED:
            return response
        compressed: HttpResponseBase = super().process_response(request, response)
        return compressed
