"""Posts of a discussion: said, answered, hidden by who keeps order."""

from uuid import UUID, uuid5

from django.db import IntegrityError, transaction
from django.db.models import Prefetch, QuerySet

from activities.errors import PostInvalid, PostNotFound
from activities.facts import note_fact
from activities.models import Post
from common.audit import record_audit
from common.clock import now
from enrollment.models import Enrollment, FactKind, Run
from enrollment.services.joining import check_open
from enrollment.services.progress import lock_enrollment
from people.models import Account, Role
from people.viewer import Viewer

LONGEST_TEXT = 5_000
MODERATORS = (Role.INSTRUCTOR, Role.TRAINING_MANAGER)


def list_posts(*, run: Run, activity_key: str) -> QuerySet[Post]:
    """The posts of a discussion, the newest first, each with its answers in order."""
    replies = Post.objects.filter(hidden_at=None).select_related("author").order_by("posted_at")
    posts = Post.objects.filter(run=run, activity_key=activity_key, parent=None, hidden_at=None)
    return (
        posts.select_related("author")
        .prefetch_related(Prefetch("replies", replies, to_attr="answers"))
        .order_by("-posted_at", "-id")
    )


@transaction.atomic
def add_post(
    *,
    enrollment: Enrollment,
    activity_key: str,
    text: str,
    parent_uuid: UUID | None = None,
    by: Account | None,
) -> Post:
    """The post stands, and that the learner spoke is a fact of progress.

    The same words again return the post that stands. An answer to an answer goes below the same
    post. Raises PostInvalid, PostNotFound, EnrollmentClosed, EnrollmentNotOpen.
    """
    locked = lock_enrollment(enrollment)
    check_open(locked.run)
    said = text.strip()
    if not said or len(said) > LONGEST_TEXT or "\x00" in said:
        raise PostInvalid
    parent = _find_parent(locked.run, activity_key, parent_uuid) if parent_uuid else None
    place = {
        "run": locked.run,
        "activity_key": activity_key,
        "author_id": locked.person_id,
        "parent": parent,
        "text": said,
    }
    try:
        with transaction.atomic():
            post = Post.objects.create(**place, posted_at=now())
    except IntegrityError:
        return Post.objects.get(**place)
    note_fact(
        locked,
        activity_key,
        FactKind.SUBMITTED,
        uuid=uuid5(post.uuid, "posted"),
        source="discussion",
        by=by,
    )
    return post


def _find_parent(run: Run, activity_key: str, uuid: UUID) -> Post:
    found = Post.objects.filter(
        run=run, activity_key=activity_key, uuid=uuid, hidden_at=None
    ).first()
    if found is None:
        raise PostNotFound
    return found.parent or found


@transaction.atomic
def hide_post(*, post: Post, by: Viewer) -> Post:
    """Nobody sees the post any more; it is kept. Raises RoleRequired, OutOfScope."""
    by.require_unit(post.run.organiser, *MODERATORS)
    found = Post.objects.select_for_update().get(pk=post.pk)
    if found.hidden_at is None:
        found.hidden_at, found.hidden_by = now(), by.account
        found.save(update_fields=["hidden_at", "hidden_by"])
        record_audit(by=by.account, act="hide_post", subject=f"post:{found.uuid}")
    return found
