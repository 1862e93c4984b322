"""What versions say, by their hash."""

from collections.abc import Iterable
from typing import Any

from common.memo import Memo
from questions.errors import QuestionVersionNotFound
from questions.models import QuestionVersion

_versions: Memo[dict[str, Any]] = Memo(size=5000)


def get_versions(digests: Iterable[str]) -> dict[str, dict[str, Any]]:
    """The contents of the named versions, by hash; one query for those not met before.

    Raises QuestionVersionNotFound when one is unknown.
    """
    wanted = set(digests)
    found = _versions.get_many(wanted, _load)
    if len(found) < len(wanted):
        raise QuestionVersionNotFound
    return found


def _load(digests: list[str]) -> dict[str, dict[str, Any]]:
    rows = QuestionVersion.objects.filter(content_hash__in=digests)
    return dict(rows.values_list("content_hash", "content"))
