"""The learner's document of an edition: no answers in it, ready as bytes, the same for everyone."""

from typing import Any

from django.http import HttpResponseBase
from django.utils.cache import get_conditional_response
from rest_framework.request import Request

from api.rendering import dump_json
from api.views.base import file_response
from common.memo import Memo
from courses.document import hash_document, iter_activities
from courses.selectors import get_document
from questions.marking import hide_answers
from questions.selectors import get_versions

_kept: Memo[tuple[str, bytes]] = Memo(size=200)


def document_response(request: Request, edition_id: int) -> HttpResponseBase:
    """The document, or 304 when the client holds it: no query once this process has met it."""
    content_hash, data = _get_learner_document(edition_id)
    etag = f'"{content_hash}"'
    response = file_response(data, "application/json")
    response["ETag"] = etag
    response["Cache-Control"] = "private, max-age=3600"
    found = get_conditional_response(request._request, etag=etag, response=response)  # noqa: SLF001 - conditional requests are Django's
    return found or response


def _get_learner_document(edition_id: int) -> tuple[str, bytes]:
    name = str(edition_id)
    return _kept.get_many([name], lambda _names: {name: _build(edition_id)})[name]


def _build(edition_id: int) -> tuple[str, bytes]:
    document = get_document(edition_id)
    digests = [q["version"] for a in iter_activities(document) for q in a.get("questions", ())]
    versions = get_versions(digests)
    sections = [
        {**section, "activities": [_show(activity, versions) for activity in section["activities"]]}
        for section in document["sections"]
    ]
    content_hash = hash_document(document)
    shown = {**document, "sections": sections, "content_hash": content_hash}
    return content_hash, dump_json(shown)


def _show(activity: dict[str, Any], versions: dict[str, dict[str, Any]]) -> dict[str, Any]:
    if "questions" not in activity:
        return activity
    asked = [hide_answers(versions[question["version"]]) for question in activity["questions"]]
    return {**activity, "questions": asked}
