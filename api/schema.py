"""The OpenAPI document: how operations are described, and the problems that each may answer."""

from typing import Any

from drf_spectacular.contrib.knox_auth_token import KnoxTokenScheme
from drf_spectacular.utils import extend_schema, inline_serializer
from rest_framework import serializers


class TokensScheme(KnoxTokenScheme):  # type: ignore[no-untyped-call]
    """How the document names our reading of knox's tokens."""

    target_class = "api.authentication.Tokens"


PROBLEMS = {
    "400": "What was sent is not valid; `errors` names the problems by field.",
    "401": "Nobody is signed in.",
    "403": "The asker may not do this.",
    "404": "No such thing, or nothing that the asker may know of.",
    "409": "A rule or the present state says no.",
}
PROBLEM_SCHEMA = {
    "type": "object",
    "description": "RFC 9457 problem details.",
    "required": ["type", "title", "status", "detail", "code", "errors"],
    "properties": {
        "type": {"type": "string", "format": "uri", "examples": ["urn:hocso:problem:run_full"]},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "A sentence for people, in their language."},
        "code": {"type": "string", "description": "Stable: programs may rely on it."},
        "errors": {
            "type": "object",
            "additionalProperties": {"type": "array", "items": {"type": "string"}},
        },
    },
}


def document_problems(result: dict[str, Any], **_others: Any) -> dict[str, Any]:
    """Every operation names the problems that it may answer with (a post-processing hook)."""
    result["components"]["schemas"]["Problem"] = PROBLEM_SCHEMA
    body = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    for operations in result["paths"].values():
        for operation in operations.values():
            for status, text in PROBLEMS.items():
                operation["responses"].setdefault(status, {"description": text, "content": body})
    return result


def page_of(serializer_class: type[serializers.BaseSerializer[Any]]) -> Any:
    """The schema of a cursor page of these."""
    return inline_serializer(
        name=serializer_class.__name__.removesuffix("Output") + "Page",
        fields={
            "next": serializers.URLField(
                allow_null=True, help_text="The address of the next page; null on the last."
            ),
            "results": serializer_class(many=True),
        },
    )


class PageQuery(serializers.Serializer[Any]):
    """Parameters of every list."""

    cursor = serializers.CharField(required=False, help_text="From `next` of the page before.")
    page_size = serializers.IntegerField(
        required=False, min_value=1, max_value=200, help_text="Rows a page; 50 when not said."
    )


operation = extend_schema
