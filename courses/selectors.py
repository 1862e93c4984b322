"""Questions about the catalogue and its editions."""

from typing import Any

from django.db.models import QuerySet

from common.memo import Memo
from common.text import search_key
from courses.errors import CourseNotFound
from courses.models import Course, Draft, Edition
from people.models import Role
from people.viewer import Viewer

_documents: Memo[dict[str, Any]] = Memo(size=500)


def list_courses(*, visible_to: Viewer, search: str = "") -> QuerySet[Course]:
    """The published courses, and for authors also those not yet published, by title."""
    courses = Course.objects.select_related("current_edition").order_by("title", "id")
    courses = courses.defer("current_edition__content")
    if not visible_to.holds(Role.AUTHOR):
        courses = courses.filter(current_edition__isnull=False)
    if search:
        courses = courses.filter(search_key__contains=search_key(search))
    return courses


def get_course(slug: str, *, visible_to: Viewer) -> Course:
    """The course of that slug. Raises CourseNotFound, also when it may not be seen."""
    course = list_courses(visible_to=visible_to).filter(slug=slug).first()
    if course is None:
        raise CourseNotFound
    return course


def find_draft(course: Course, *, visible_to: Viewer) -> Draft | None:
    """The draft of a course, for authors. Raises RoleRequired."""
    visible_to.require(Role.AUTHOR)
    return Draft.objects.filter(course=course).first()


def get_document(edition_id: int) -> dict[str, Any]:
    """The document of an edition, not to be changed; no query when this process has met it."""
    found = _documents.get_many([str(edition_id)], _load)
    if not found:
        raise CourseNotFound
    return found[str(edition_id)]


def _load(ids: list[str]) -> dict[str, dict[str, Any]]:
    rows = Edition.objects.filter(id__in=ids).values_list("id", "content")
    return {str(pk): content for pk, content in rows}
