"""Every refusal as problem+json (RFC 9457): type, title, status, detail, code, errors by field."""

import logging
from collections.abc import Iterator, Mapping
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.http import Http404
from django.utils.translation import gettext as _
from rest_framework.exceptions import APIException, ParseError, ValidationError
from rest_framework.exceptions import NotFound as RestNotFound
from rest_framework.exceptions import PermissionDenied as RestPermissionDenied
from rest_framework.response import Response

from api.rendering import BodyTooLarge
from common.errors import DomainError, InvalidInput, NotAllowed, NotFound, Refusal, Unavailable

log = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"

STATUS_OF_KIND: tuple[tuple[type[DomainError], int], ...] = (
    (NotFound, 404),
    (NotAllowed, 403),
    (InvalidInput, 400),
    (Refusal, 409),
    (Unavailable, 503),
)
# A printed code that was taken out of use is known to have been here: gone, not unknown.
# A file that is too large says so as HTTP does, whichever room refused it.
STATUS_OF_CODE = {
    "entry_link_revoked": 410,
    "roster_too_large": 413,
    "question_file_too_large": 413,
    "sheet_too_large": 413,
}

Errors = dict[str, list[str]]


def present_problem(error: Exception, _context: Mapping[str, Any]) -> Response:
    """The response to an exception raised in a view; what is not foreseen is logged and a 500."""
    if isinstance(error, DomainError):
        return _present_domain_error(error)
    if isinstance(error, Http404):
        error = RestNotFound()
    elif isinstance(error, PermissionDenied):
        error = RestPermissionDenied()
    elif isinstance(error, RequestDataTooBig):
        error = BodyTooLarge()
    elif isinstance(error, SuspiciousOperation):
        error = ParseError(str(error))
    if isinstance(error, APIException):
        return _present_rest_error(error)
    log.error("unforeseen error in the API", exc_info=error)
    return build_problem(500, "server_error", _("Something went wrong on our side."))


def build_problem(
    status: int,
    code: str,
    detail: str,
    *,
    errors: Errors | None = None,
    headers: Mapping[str, str] | None = None,
    told: Mapping[str, Any] | None = None,
) -> Response:
    """`told` are members of the error's own, such as the uuid of what stands in the way."""
    body: dict[str, Any] = {
        "type": f"urn:hocso:problem:{code}",
        "title": title_of(status),
        "status": status,
        "detail": detail,
        "code": code,
        "errors": errors or {},
        **(told or {}),
    }
    return Response(body, status=status, headers=dict(headers or {}), content_type=MEDIA_TYPE)


def title_of(status: int) -> str:
    """The short name of a kind of problem, the same for each of its codes."""
    titles = {
        400: _("Not valid"),
        401: _("Not signed in"),
        403: _("Not allowed"),
        404: _("Not found"),
        409: _("Refused"),
        410: _("No longer in use"),
        413: _("Too large"),
        503: _("Not available now"),
    }
    return titles.get(status, _("Problem"))


def _present_domain_error(error: DomainError) -> Response:
    status = STATUS_OF_CODE.get(error.code) or next(
        (status for kind, status in STATUS_OF_KIND if isinstance(error, kind)), 409
    )
    headers = {"Retry-After": "5"} if isinstance(error, Unavailable) else {}
    errors = error.fields if isinstance(error, InvalidInput) else {}
    told = {name: error.params[name] for name in error.told if name in error.params}
    return build_problem(
        status, error.code, error.detail, errors=errors, headers=headers, told=told
    )


def _present_rest_error(error: APIException) -> Response:
    challenge = getattr(error, "auth_header", None)
    headers = {"WWW-Authenticate": challenge} if challenge else {}
    if wait := getattr(error, "wait", None):
        headers["Retry-After"] = str(int(wait))
    if isinstance(error, ValidationError):
        detail = str(InvalidInput.message)
        return build_problem(400, "invalid_input", detail, errors=_flatten(error.detail))
    code = error.get_codes()
    return build_problem(
        error.status_code,
        code if isinstance(code, str) else "error",
        str(error.detail),
        headers=headers,
    )


def _flatten(detail: Any) -> Errors:
    """Nested errors of a serializer as one flat table: facts.0.kind → texts."""
    errors: Errors = {}
    for path, text in _walk(detail, ""):
        errors.setdefault(path or "body", []).append(text)
    return errors


def _walk(detail: Any, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(detail, Mapping):
        for name, inner in detail.items():
            own = path if name == "non_field_errors" else f"{path}.{name}".lstrip(".")
            yield from _walk(inner, own)
    elif isinstance(detail, list):
        for place, inner in enumerate(detail):
            nested = isinstance(inner, Mapping | list)
            yield from _walk(inner, f"{path}.{place}".lstrip(".") if nested else path)
    else:
        yield path, str(detail)
