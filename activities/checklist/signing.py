"""An instructor signs skills that a learner has shown."""

from collections.abc import Iterable
from uuid import uuid5

from django.db import transaction

from activities.errors import SkillsInvalid
from common.audit import record_audit
from common.clock import now
from courses.document import get_activity
from courses.selectors import get_document
from enrollment.models import Enrollment, FactKind
from enrollment.services.progress import NewFact, ProgressResult, apply_facts, lock_enrollment
from people.models import Role
from people.viewer import Viewer


@transaction.atomic
def sign_skills(
    *, enrollment: Enrollment, activity_key: str, skills: Iterable[str], by: Viewer
) -> ProgressResult:
    """Each of the skills is signed; one that was signed before stays as it was.

    Raises RoleRequired, OutOfScope, ActivityNotFound, SkillsInvalid, EnrollmentNotFound.
    """
    locked = lock_enrollment(enrollment)
    by.require_unit(locked.run.organiser, Role.INSTRUCTOR, Role.TRAINING_MANAGER)
    activity = get_activity(get_document(locked.run.edition_id), activity_key)
    wanted = list(dict.fromkeys(skills))
    known = {skill["key"] for skill in activity.get("skills", ())}
    if not wanted or not set(wanted) <= known:
        raise SkillsInvalid
    facts = [
        NewFact(
            uuid=uuid5(locked.uuid, f"signed:{activity_key}:{skill}"),
            activity_key=activity_key,
            kind=FactKind.SIGNED,
            occurred_at=now(),
            value={"skill": skill},
        )
        for skill in wanted
    ]
    subject = f"enrollment:{locked.uuid}"
    record_audit(by=by.account, act="sign_skills", subject=subject, skills=wanted)
    return apply_facts(enrollment=locked, facts=facts, source="instructor", by=by.account)
