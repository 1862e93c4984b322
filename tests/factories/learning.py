"""Runs, learners in them, certificates and targets."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid5

from django.db.backends.postgresql.psycopg_any import DateRange

from certificates.models import CertificateRule, Issuer, Signatory
from certificates.services import set_certificate_rule
from common.clock import now, today
from courses.models import Course
from courses.selectors import get_document
from enrollment.attendees import read_pasted
from enrollment.models import Completion, Enrollment, EntryLink, Run
from enrollment.services.attempts import start_attempt, submit_attempt
from enrollment.services.classes import ClassReport, NewClass, record_class
from enrollment.services.entry import create_entry_link
from enrollment.services.joining import enroll_learner
from enrollment.services.progress import NewFact, ProgressResult, record_progress
from enrollment.services.runs import open_run
from people.models import STATE_PERSONNEL, Role
from people.viewer import EVERYTHING, Viewer
from targets.models import Target, UnitOfCount
from targets.services import define_metric, set_target
from territory.models import Unit
from tests.factories.courses import RIGHT_ANSWERS, make_course
from tests.factories.people import make_learner, make_viewer
from tests.factories.places import LONG_AGO

FACT_NAMESPACE = UUID("5b0f3c5e-2f6a-4c57-9f6a-0d5b7a3c1e11")


def make_run(
    *,
    course: Course | None = None,
    code: str = "kns-2026",
    opens_at: datetime | None = None,
    by: Viewer | None = None,
    **fields: Any,
) -> Run:
    """A run that opened a year ago and is open, organised by nobody in particular."""
    manager = by or make_viewer(Role.TRAINING_MANAGER, full_name="Lê Thị Cúc")
    return open_run(
        course=course or make_course(),
        code=code,
        opens_at=opens_at or now() - timedelta(days=365),
        by=manager,
        **fields,
    )


def make_entry_link(run: Run, *, code: str = "KNS2026", by: Viewer | None = None) -> EntryLink:
    manager = by or make_viewer(Role.TRAINING_MANAGER, full_name="Lê Thị Cúc")
    return create_entry_link(run=run, code=code, campaign="Áp phích", by=manager)


def make_enrollment(*, run: Run | None = None, learner: Viewer | None = None) -> Enrollment:
    learner = learner or make_learner()
    return enroll_learner(
        run=run or make_run(), person=learner.require_person(), by=learner.account
    )


def make_issuer(*, slug: str = "trung-tam-hoc-so") -> Issuer:
    """A body that issues certificates, with one who signs."""
    issuer, created = Issuer.objects.get_or_create(
        slug=slug,
        defaults={
            "parent_name": "BỘ KHOA HỌC VÀ CÔNG NGHỆ",
            "name": "TRUNG TÂM HỌC SỐ",
            "place": "Hà Nội",
            "serial_suffix": "GCN-HS",
        },
    )
    if created:
        Signatory.objects.create(
            issuer=issuer,
            capacity="KT. GIÁM ĐỐC",
            post="PHÓ GIÁM ĐỐC",
            name="Phạm Văn Dũng",
            valid=DateRange(LONG_AGO, None),
        )
    return issuer


def make_rule(run: Run, *, issuer: Issuer | None = None) -> CertificateRule:
    """Completions of the run are certified."""
    officer = make_viewer(Role.CERTIFICATE_OFFICER, full_name="Hoàng Thị Em")
    return set_certificate_rule(run=run, issuer=issuer or make_issuer(), by=officer)


def new_fact(
    enrollment: Enrollment, activity: str, kind: str, *, at: datetime | None = None, **value: Any
) -> NewFact:
    """A fact of a device; the same words give the same id."""
    name = f"{enrollment.uuid} {activity} {kind} {at} {value}"
    return NewFact(uuid5(FACT_NAMESPACE, name), activity, kind, at or now(), value)


def view_and_play(enrollment: Enrollment) -> ProgressResult:
    """All that a device can say of the course of `make_document`: only the quiz is left."""
    facts = [
        new_fact(enrollment, "huong-dan", "viewed"),
        new_fact(enrollment, "am-thanh", "played", intervals=[[0, 90]]),
    ]
    return record_progress(enrollment=enrollment, facts=facts, by=None)


def complete_online(enrollment: Enrollment) -> Completion:
    """The learner has done everything online; the ledger's row is returned."""
    view_and_play(enrollment)
    attempt = start_attempt(enrollment=enrollment, activity_key="kiem-tra")
    _attempt, result = submit_attempt(
        enrollment=enrollment, attempt_uuid=attempt.uuid, responses=RIGHT_ANSWERS, by=None
    )
    assert result is not None
    assert result.completion is not None
    return result.completion


def make_class(
    *, run: Run, unit: Unit | None, attendees: str, by: Viewer, **fields: Any
) -> ClassReport:
    """A class of 4 hours yesterday, whose unknown attendees are created."""
    new = NewClass(
        run=run,
        held_on=fields.pop("held_on", now().date() - timedelta(days=1)),
        place=fields.pop("place", "Nhà văn hóa xã"),
        unit=unit,
        hours=fields.pop("hours", Decimal("4.0")),
        decision_number=fields.pop("decision_number", "12/QĐ-UBND"),
    )
    return record_class(new=new, rows=read_pasted(attendees), create_missing=True, by=by, **fields)


def make_target(
    *, code: str = "can-bo-2026", by: Viewer, branch: Unit | None = None, **fields: Any
) -> Target:
    """100 completions (lượt) of state personnel in a year, for the country or a branch."""
    metric = define_metric(
        code="can-bo-hoan-thanh",
        title="Lượt cán bộ hoàn thành",
        description="Lượt hoàn thành của cán bộ, công chức, viên chức.",
        definition={"fact": "completion", "categories": [str(one) for one in STATE_PERSONNEL]},
        by=EVERYTHING,
    )
    year = today().year
    return set_target(
        code=code,
        title="Bồi dưỡng kỹ năng số",
        metric=metric,
        unit_of_count=fields.pop("unit_of_count", UnitOfCount.OCCURRENCES),
        branch=branch,
        first_on=fields.pop("first_on", date(year, 1, 1)),
        last_on=fields.pop("last_on", date(year, 12, 31)),
        value=fields.pop("value", 100),
        by=by,
        **fields,
    )


def document_of(run: Run) -> dict[str, Any]:
    return get_document(run.edition_id)
