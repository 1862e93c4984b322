"""The learner's document of an edition: no answers in it, ready as bytes, the same for everyone."""

import gzip
from dataclasses import dataclass
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


@dataclass(frozen=True)
class LearnerDocument:
    """The bytes as they are and as most clients ask for them."""

    content_hash: str
    plain: bytes
    gzipped: bytes


_kept: Memo[LearnerDocument] = Memo(size=200)


def document_response(request: Request, edition_id: int) -> HttpResponseBase:
    """The document, or 304 when the client holds it: no query once this process has met it."""
    document = _get_learner_document(edition_id)
    is_gzipped = "gzip" in request.headers.get("Accept-Encoding", "")
    response = file_response(document.gzipped if is_gzipped else document.plain, "application/json")
    # Weak: both encodings are the same document.
    etag = f'W/"{document.content_hash}"'
    response["ETag"] = etag
    response["Cache-Control"] = "private, max-age=3600"
    response["Vary"] = "Accept-Encoding"
    if is_gzipped:
        response["Content-Encoding"] = "gzip"
    found = get_conditional_response(request._request, etag=etag, response=response)  # noqa: SLF001 - conditional requests are Django's
    return found or response


def _get_learner_document(edition_id: int) -> LearnerDocument:
    name = str(edition_id)
    return _kept.get_many([name], lambda _names: {name: _build(edition_id)})[name]


def _build(edition_id: int) -> LearnerDocument:
    document = get_document(edition_id)
    digests = [q["version"] for a in iter_activities(document) for q in a.get("questions", ())]
    versions = get_versions(digests)
    sections = [
        {**section, "activities": [_show(activity, versions) for activity in section["activities"]]}
        for section in document["sections"]
    ]
    content_hash = hash_document(document)
    shown = {**document, "sections": sections, "content_hash": content_hash}
    data = dump_json(shown)
    return LearnerDocument(content_hash, data, gzip.compress(data, mtime=0))


def _show(activity: dict[str, Any], versions: dict[str, dict[str, Any]]) -> dict[str, Any]:
    if "questions" not in activity:
        return activity
    asked = [hide_answers(versions[question["version"]]) for question in activity["questions"]]
    return {**activity, "questions": asked}
