"""A discussion among the learners of a run: posts and answers to them."""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.utils.translation import gettext_lazy

from activities.base import LearnerSide, Sent, Visit
from activities.discussion.talking import add_post, list_posts
from common.shape import FLAG, fields
from courses.kinds import ActivityKind

PAGE_SIZE = 30


def _describe(visit: Visit) -> dict[str, Any]:
    posts = list_posts(run=visit.enrollment.run, activity_key=visit.activity["key"])
    return {
        "posts": Paginator(posts, PAGE_SIZE).get_page(visit.page),
        "person_id": visit.enrollment.person_id,
    }


def _post(visit: Visit, sent: Sent) -> None:
    add_post(
        enrollment=visit.enrollment,
        activity_key=visit.activity["key"],
        text=sent.fields.get("text", ""),
        parent_uuid=_read_uuid(sent.fields.get("parent", "")),
        by=visit.by,
    )


def _read_uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


KIND = ActivityKind(
    code="discussion",
    name=gettext_lazy("Discussion"),
    rules=("submitted", "viewed"),
    device_facts=frozenset({"viewed"}),
    shape=fields({}, {"graded": FLAG}),
)
SIDE = LearnerSide(describe=_describe, actions={"post": _post}, is_seen_on_opening=True)
