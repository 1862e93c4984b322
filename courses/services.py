"""The doors through which courses are written and published."""

from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max

from common.audit import record_audit
from common.clock import now
from common.markup import render_markdown, sanitise_html
from common.text import search_key
from courses.document import (
    Document,
    asset_digests,
    check_document,
    hash_document,
    iter_activities,
    question_digests,
)
from courses.errors import (
    DocumentInvalid,
    DraftChanged,
    NothingToPublish,
    SecondPersonNeeded,
    SlugTaken,
)
from courses.kinds import Preparation, find_activity_kind
from courses.models import Activity, Course, Draft, Edition
from courses.shape import check_shape
from media.selectors import list_missing_assets
from people.models import Account, Role
from people.viewer import Viewer
from questions.services import note_uses


@transaction.atomic
def create_course(*, slug: str, title: str, kind: str, hours: str, by: Viewer) -> Course:
    """An empty course stands in the catalogue under `slug`. Raises RoleRequired, SlugTaken."""
    by.require(Role.AUTHOR)
    try:
        with transaction.atomic():
            course = Course.objects.create(
                slug=slug,
                title=title,
                kind=kind,
                hours=hours,
                search_key=search_key(title),
                created_at=now(),
                created_by=by.account,
            )
    except IntegrityError:
        raise SlugTaken from None
    record_audit(by=by.account, act="create_course", subject=f"course:{slug}")
    return course


@transaction.atomic
def save_draft(*, course: Course, document: Document, lock_version: int, by: Viewer) -> Draft:
    """The draft holds `document`; its lock version has risen by one.

    `lock_version` is the version that the author loaded, 0 when there was no draft. A draft may
    be unfinished: it is checked when it is published. Raises RoleRequired, DraftChanged.
    """
    by.require(Role.AUTHOR)
    draft = Draft.objects.select_for_update().filter(course=course).first()
    if (draft.lock_version if draft else 0) != lock_version:
        raise DraftChanged
    if draft is None:
        draft = Draft(course=course, lock_version=0)
    draft.document = dict(document)
    draft.lock_version += 1
    draft.author = by.account
    draft.updated_at = now()
    try:
        with transaction.atomic():
            draft.save()
    except IntegrityError:
        raise DraftChanged from None
    return draft


@transaction.atomic
def publish_draft(*, course: Course, lock_version: int, by: Viewer) -> Edition:
    """The draft as it stood at `lock_version` is the course's newest edition.

    Raises RoleRequired, DraftChanged, NothingToPublish, SecondPersonNeeded, DocumentInvalid.
    """
    by.require(Role.AUTHOR)
    draft = Draft.objects.select_for_update().filter(course=course).first()
    if draft is None:
        raise NothingToPublish
    if draft.lock_version != lock_version:
        raise DraftChanged
    if draft.author is not None and draft.author == by.account:
        raise SecondPersonNeeded
    return publish_edition(
        course=course, document=draft.document, author=draft.author, reviewer=by.account
    )


@transaction.atomic
def publish_edition(
    *, course: Course, document: Document, author: Account | None, reviewer: Account | None
) -> Edition:
    """An immutable edition says what `document` says; Markdown, questions and files are resolved.

    The same content is never published twice: NothingToPublish. Raises DocumentInvalid. The
    course's row is locked while the edition gets its number.
    """
    check_shape(document)
    course = Course.objects.select_for_update().get(pk=course.pk)
    content = _resolve(document, course=course, by=author)
    check_document(content)
    _check_assets(content)
    digest = hash_document(content)
    if Edition.objects.filter(content_hash=digest).exists():
        raise NothingToPublish
    edition = Edition.objects.create(
        course=course,
        number=(course.editions.aggregate(last=Max("number"))["last"] or 0) + 1,
        content=content,
        content_hash=digest,
        author=author,
        reviewer=reviewer,
        published_at=now(),
    )
    _derive_rows(edition, content)
    note_uses(
        digests=question_digests(content),
        course_slug=course.slug,
        title=content["title"],
        number=edition.number,
    )
    _show_in_catalogue(course, edition, content)
    record_audit(
        by=reviewer, act="publish_edition", subject=f"course:{course.slug}", edition=digest
    )
    return edition


def _resolve(document: Document, *, course: Course, by: Account | None) -> dict[str, Any]:
    """The document with Markdown rendered and questions replaced by frozen versions."""
    content = {key: value for key, value in document.items() if key != "sections"}
    content["slug"] = course.slug
    if text := content.pop("description_markdown", None):
        content["description_html"] = render_markdown(text)
    ready = Preparation(bank=course.slug, bank_title=course.title, by=by)
    content["sections"] = [
        {**section, "activities": [_resolve_activity(a, ready) for a in section["activities"]]}
        for section in document.get("sections", [])
        if isinstance(section.get("activities"), list)
    ]
    return content


def _resolve_activity(activity: dict[str, Any], preparation: Preparation) -> dict[str, Any]:
    kind = find_activity_kind(activity.get("kind", ""))
    if kind is None:  # the check that follows says so
        return activity
    resolved = dict(activity)
    for name in kind.texts:
        if text := resolved.pop(f"{name}_markdown", None):
            resolved[f"{name}_html"] = render_markdown(text)
        elif html := resolved.get(f"{name}_html"):
            resolved[f"{name}_html"] = sanitise_html(html)
    return kind.prepare(resolved, preparation)


def _check_assets(content: Document) -> None:
    missing = list_missing_assets(asset_digests(content))
    if missing:
        raise DocumentInvalid(fields={"assets": [f"no such file: {one}" for one in missing]})


def _derive_rows(edition: Edition, content: Document) -> None:
    Activity.objects.bulk_create(
        Activity(
            edition=edition,
            key=activity["key"],
            kind=activity["kind"],
            title=activity["title"],
            position=position,
        )
        for position, activity in enumerate(iter_activities(content))
    )


def _show_in_catalogue(course: Course, edition: Edition, content: Document) -> None:
    course.title = content["title"]
    course.summary = content["summary"]
    course.kind = content["kind"]
    course.hours = content["hours"]
    course.search_key = search_key(f"{course.title} {course.summary}")[:400]
    course.current_edition = edition
    course.save()
