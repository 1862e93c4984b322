"""Drafts and editions: written by two, published once, never changed."""

from copy import deepcopy
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from courses.document import hash_document, iter_activities
from courses.errors import (
    DocumentInvalid,
    DraftChanged,
    NothingToPublish,
    SecondPersonNeeded,
    SlugTaken,
)
from courses.models import Activity, Course, Edition
from courses.selectors import get_document, list_courses
from courses.services import create_course, publish_draft, publish_edition, save_draft
from people.errors import RoleRequired
from people.models import Role
from people.viewer import NOBODY
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def course() -> Course:
    author = factories.make_viewer(Role.AUTHOR)
    return create_course(
        slug="ky-nang-so", title="Kỹ năng số", kind="refresher_training", hours="6.0", by=author
    )


def publish(course: Course, document: dict[str, Any]) -> Edition:
    return publish_edition(course=course, document=document, author=None, reviewer=None)


def test_edition_is_named_by_its_content_and_numbered_in_turn(course: Course) -> None:
    first = publish(course, factories.make_document(title="Lần một"))
    second = publish(course, factories.make_document(title="Lần hai"))

    course.refresh_from_db()
    assert (first.number, second.number) == (1, 2)
    assert second.content_hash == hash_document(second.content)
    assert course.current_edition == second
    assert Activity.objects.filter(edition=first).count() == len(
        list(iter_activities(first.content))
    )


def test_same_content_is_not_published_twice(course: Course) -> None:
    publish(course, factories.make_document())

    with pytest.raises(NothingToPublish):
        publish(course, factories.make_document())

    assert course.editions.count() == 1


def test_hash_does_not_depend_on_the_order_of_fields() -> None:
    document = {"b": [1, {"y": 1, "x": 2}], "a": "ẵ"}

    assert hash_document(document) == hash_document({"a": "ẵ", "b": [1, {"x": 2, "y": 1}]})
    assert hash_document(document) != hash_document({"a": "ẵ", "b": [{"x": 2, "y": 1}, 1]})


def test_published_edition_can_be_neither_changed_nor_removed(course: Course) -> None:
    edition = publish(course, factories.make_document())

    for statement in ("UPDATE courses_edition SET number = 9", "DELETE FROM courses_edition"):
        with (
            pytest.raises(DatabaseError, match="append-only"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(f"{statement} WHERE id = %s", [edition.pk])

    assert get_document(edition.pk) == edition.content


def test_draft_that_somebody_else_changed_is_not_overwritten(course: Course) -> None:
    first, second = factories.make_viewer(Role.AUTHOR), factories.make_viewer(Role.AUTHOR)
    save_draft(course=course, document={"title": "của tôi"}, lock_version=0, by=first)

    with pytest.raises(DraftChanged):
        save_draft(course=course, document={"title": "của bạn"}, lock_version=0, by=second)
    kept = save_draft(course=course, document={"title": "chung"}, lock_version=1, by=second)

    assert (kept.lock_version, kept.document) == (2, {"title": "chung"})


def test_draft_is_published_by_a_second_person(course: Course) -> None:
    author, reviewer = factories.make_viewer(Role.AUTHOR), factories.make_viewer(Role.AUTHOR)
    draft = save_draft(course=course, document=factories.make_document(), lock_version=0, by=author)

    with pytest.raises(SecondPersonNeeded):
        publish_draft(course=course, lock_version=draft.lock_version, by=author)
    edition = publish_draft(course=course, lock_version=draft.lock_version, by=reviewer)

    assert (edition.author, edition.reviewer) == (author.account, reviewer.account)


def test_writing_needs_an_author(course: Course) -> None:
    learner = factories.make_learner()

    with pytest.raises(RoleRequired):
        save_draft(course=course, document={}, lock_version=0, by=learner)
    with pytest.raises(RoleRequired):
        create_course(slug="x", title="X", kind="workshop_training", hours="1.0", by=learner)
    with pytest.raises(SlugTaken):
        create_course(
            slug=course.slug, title="X", kind="workshop_training", hours="1.0",
            by=factories.make_viewer(Role.AUTHOR),
        )  # fmt: skip


def test_course_without_an_edition_is_seen_by_authors_alone(course: Course) -> None:
    author = factories.make_viewer(Role.AUTHOR)

    assert list(list_courses(visible_to=NOBODY)) == []
    assert list(list_courses(visible_to=author, search="ky nang")) == [course]


def _without(*path: Any) -> Any:
    def change(document: dict[str, Any]) -> None:
        for step in path[:-1]:
            document = document[step]
        del document[path[-1]]

    return change


def _with(value: Any, *path: Any) -> Any:
    def change(document: dict[str, Any]) -> None:
        for step in path[:-1]:
            document = document[step]
        document[path[-1]] = value

    return change


@pytest.mark.parametrize(
    ("change", "where"),
    [
        (_without("title"), "title"),
        (_with("hocso.course/9", "schema"), "schema"),
        (_with("party", "kind"), "kind"),
        (_with("-1", "hours"), "hours"),
        (_with([], "sections"), "sections"),
        (_with("dance", "sections", 0, "activities", 0, "kind"), "activities.huong-dan"),
        (_with("am-thanh", "sections", 0, "activities", 0, "key"), "activities.am-thanh"),
        (_with([], "completion", "ways"), "completion"),
        (_with("khong-co", "completion", "ways", 0, "rules", 0, "activity"), "completion.0"),
        (_with("passed", "completion", "ways", 0, "rules", 0, "rule"), "completion.0"),
        (_with("2", "completion", "ways", 0, "rules", 1, "fraction"), "completion.0"),
        (_with("0" * 64, "sections", 0, "activities", 1, "audio", "asset"), "assets"),
    ],
)
def test_document_is_refused_at_the_place_of_its_fault(
    course: Course, change: Any, where: str
) -> None:
    document = deepcopy(factories.make_document())
    change(document)

    with pytest.raises(DocumentInvalid) as refused:
        publish(course, document)

    assert where in refused.value.fields
    assert course.editions.count() == 0


def test_script_in_a_page_does_not_reach_the_edition(course: Course) -> None:
    document = factories.make_document()
    page = document["sections"][0]["activities"][0]
    page["body_markdown"] = "# Bài\n\n<script>alert(1)</script>[x](javascript:alert(1))"

    edition = publish(course, document)

    html = edition.content["sections"][0]["activities"][0]["body_html"]
    assert "<script" not in html
    assert 'href="javascript' not in html
