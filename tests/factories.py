"""What tests are made of: deterministic plain functions that go through the services' doors.

Names of people and places are real in form; nothing is random, so that a failure repeats itself.
"""

import csv
import io
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

from django.db.backends.postgresql.psycopg_any import DateRange

from certificates.models import CertificateRule, Issuer, Signatory
from certificates.services import set_certificate_rule
from common.clock import now, today
from courses.document import Document
from courses.models import Course, Edition
from courses.selectors import get_document
from courses.services import create_course, publish_edition
from enrollment.attendees import read_pasted
from enrollment.models import Completion, Enrollment, EntryLink, Run
from enrollment.services.attempts import start_attempt, submit_attempt
from enrollment.services.classes import ClassReport, NewClass, record_class
from enrollment.services.entry import create_entry_link
from enrollment.services.joining import enroll_learner
from enrollment.services.progress import NewFact, ProgressResult, record_progress
from enrollment.services.runs import open_run
from media.models import Asset
from media.services import create_asset
from people.models import STATE_PERSONNEL, Account, Category, Role
from people.services import grant_role, register_learner
from people.viewer import EVERYTHING, Viewer, get_viewer
from targets.models import Target, UnitOfCount
from targets.services import define_metric, set_target
from territory.models import Level, Unit
from territory.selectors import get_unit
from territory.services import DATA, REFORM_ON, load_territory

PASSWORD = "Hoc-So-2026"
FACT_NAMESPACE = UUID("5b0f3c5e-2f6a-4c57-9f6a-0d5b7a3c1e11")
LONG_AGO = date(2020, 1, 1)

# Three provinces of before; the first two became one. One district and its communes of each.
_PROVINCES = {"02", "08", "12"}
_DISTRICTS = {"024", "076", "106"}


@dataclass(frozen=True)
class Places:
    """A small part of the real territory: Tuyên Quang takes in Hà Giang, Lai Châu stays."""

    tuyen_quang: Unit
    lai_chau: Unit
    tan_trao: Unit
    lai_chau_commune: Unit
    ha_giang_before: Unit


def make_territory() -> Places:
    """The small territory is loaded; a repeat in one test gives the same units."""
    load_territory(_small_tables())
    on = REFORM_ON
    lai_chau = get_unit(level=Level.PROVINCE, code="12", on=on)
    return Places(
        tuyen_quang=get_unit(level=Level.PROVINCE, code="08", on=on),
        lai_chau=lai_chau,
        tan_trao=get_unit(level=Level.COMMUNE, code="02545", on=on),
        lai_chau_commune=_first_commune_of(lai_chau, on),
        ha_giang_before=get_unit(level=Level.PROVINCE, code="02", on=on - timedelta(days=1)),
    )


def _first_commune_of(province: Unit, on: date) -> Unit:
    child = province.children.filter(valid__contains=on).order_by("unit__code").first()
    assert child is not None
    return child.unit


@cache
def _small_tables() -> Path:
    """A folder with the rows of the real tables that concern the three provinces."""
    folder = Path(tempfile.mkdtemp(prefix="hocso-territory-"))
    before = _select(
        "units_before",
        lambda row: (
            row["code"] in (_PROVINCES if row["level"] == "province" else _DISTRICTS)
            if row["level"] != "commune"
            else row["parent_code"] in _DISTRICTS
        ),
    )
    old = {(row["level"], row["code"]) for row in before}
    ways = _select("succession", lambda row: (row["level"], row["old_code"]) in old)
    new = {way["new_code"] for way in ways}
    after = _select("units_from", lambda row: row["code"] in new)
    known = {row["code"] for row in after}
    ways = [way for way in ways if way["new_code"] in known]
    for name, rows in (("units_before", before), ("units_from", after), ("succession", ways)):
        _write(folder / f"{name}_2025-07-01.csv", rows)
    return folder


def _select(name: str, wanted: Any) -> list[dict[str, str]]:
    with (DATA / f"{name}_2025-07-01.csv").open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if wanted(row)]


def _write(path: Path, rows: list[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def make_account(
    *,
    full_name: str = "Nguyễn Thị Hòa",
    sign_in: str = "",
    unit: Unit | None = None,
    category: str = "",
) -> Account:
    """An account that acts as a person, with the password PASSWORD."""
    return register_learner(
        full_name=full_name,
        sign_in=sign_in or f"09120{Account.objects.count():05d}",
        password=PASSWORD,
        unit=unit,
        category=category or (Category.CIVIL_SERVANT if unit else Category.CITIZEN),
    )


def make_learner(**fields: Any) -> Viewer:
    """A viewer without any role."""
    return get_viewer(make_account(**fields))


def make_viewer(role: Role | None = None, branch: Unit | None = None, **fields: Any) -> Viewer:
    """A viewer who holds `role` in `branch`; no branch is the whole country."""
    account = make_account(**fields)
    if role:
        grant_role(account=account, role=role, branch=branch, since=LONG_AGO, by=None)
    return get_viewer(account)


def audio_bytes(name: str = "loa") -> bytes:
    return b"\x00\x00\x00\x20ftypM4A \x00\x00\x02\x00" + name.encode().ljust(64, b"\x00")


def make_asset(name: str = "loa.m4a", data: bytes | None = None) -> Asset:
    return create_asset(file=io.BytesIO(data or audio_bytes(name)), name=name)


def make_document(*, title: str = "Kỹ năng số cộng đồng", **head: Any) -> dict[str, Any]:
    """An author's document: a page, an audio of 100 s, a quiz of three, a session of 4 h."""
    audio = make_asset()
    return {
        "schema": "hocso.course/1",
        "slug": "ky-nang-so",
        "title": title,
        "summary": "Dịch vụ công, mua sắm, thanh toán và an toàn trên mạng.",
        "kind": "refresher_training",
        "language": "vi",
        "hours": "6.0",
        "audience": ["Cán bộ, công chức, viên chức"],
        "sections": [
            {
                "key": "dich-vu-cong",
                "title": "Dịch vụ công trực tuyến",
                "activities": [
                    {
                        "key": "huong-dan",
                        "kind": "page",
                        "title": "Nộp hồ sơ trực tuyến",
                        "minutes": 6,
                        "body_markdown": "# Nộp hồ sơ\n\nMở **Cổng Dịch vụ công**.",
                    },
                    {
                        "key": "am-thanh",
                        "kind": "audio",
                        "title": "Bài phát thanh",
                        "minutes": 2,
                        "audio": {
                            "asset": audio.sha256,
                            "name": audio.name,
                            "type": audio.media_type,
                            "size": audio.size_bytes,
                        },
                        "duration_seconds": 100.0,
                        "transcript_markdown": "Kính thưa bà con.",
                    },
                    {
                        "key": "kiem-tra",
                        "kind": "quiz",
                        "title": "Kiểm tra",
                        "minutes": 4,
                        "pass_grade": "5.0",
                        "questions": list(_questions()),
                    },
                ],
            },
            {
                "key": "thuc-hanh",
                "title": "Thực hành",
                "activities": [
                    {
                        "key": "buoi-truc-tiep",
                        "kind": "session",
                        "title": "Buổi trực tiếp",
                        "hours": "4.0",
                        "minutes": 240,
                    }
                ],
            },
        ],
        "completion": {
            "ways": [
                {
                    "mode": "online",
                    "rules": [
                        {"activity": "huong-dan", "rule": "viewed"},
                        {"activity": "am-thanh", "rule": "played", "fraction": "0.8"},
                        {"activity": "kiem-tra", "rule": "passed", "grade": "5.0"},
                    ],
                },
                {
                    "mode": "in_person",
                    "rules": [{"activity": "buoi-truc-tiep", "rule": "attended", "hours": "4.0"}],
                },
            ]
        },
        **head,
    }


RIGHT_ANSWERS: dict[str, Any] = {"q1": ["b"], "q2": ["a", "c"], "q3": False}
WRONG_ANSWERS: dict[str, Any] = {"q1": ["a"], "q2": ["b"], "q3": True}


def _questions() -> Iterable[dict[str, Any]]:
    yield {
        "key": "q1",
        "kind": "single_choice",
        "prompt": "Nộp hồ sơ trực tuyến ở đâu?",
        "choices": [
            {"key": "a", "text": "Mạng xã hội", "correct": False, "feedback": "Không an toàn."},
            {"key": "b", "text": "Cổng Dịch vụ công", "correct": True, "feedback": "Đúng."},
        ],
        "explanation": "Cổng Dịch vụ công quốc gia nhận hồ sơ.",
    }
    yield {
        "key": "q2",
        "kind": "multiple_choice",
        "prompt": "Cần chuẩn bị gì?",
        "choices": [
            {"key": "a", "text": "Tài khoản định danh", "correct": True},
            {"key": "b", "text": "Mã OTP của người khác", "correct": False},
            {"key": "c", "text": "Ảnh chụp giấy tờ", "correct": True},
        ],
        "explanation": "Không bao giờ dùng mã OTP của người khác.",
    }
    yield {
        "key": "q3",
        "kind": "true_false",
        "prompt": "Cán bộ có quyền hỏi mã OTP của bạn.",
        "answer": False,
        "explanation": "Không ai có quyền hỏi mã OTP.",
    }


def make_edition(
    *, course: Course, document: Document | None = None, reviewer: Account | None = None
) -> Edition:
    """A published edition of the course."""
    return publish_edition(
        course=course, document=document or make_document(), author=None, reviewer=reviewer
    )


def make_course(
    *, slug: str = "ky-nang-so", document: Document | None = None, by: Viewer | None = None
) -> Course:
    """A course in the catalogue with one published edition."""
    author = by or make_viewer(Role.AUTHOR, full_name="Trần Văn Bình")
    course = create_course(
        slug=slug,
        title="Kỹ năng số cộng đồng",
        kind="refresher_training",
        hours="6.0",
        by=author,
    )
    make_edition(course=course, document=document or make_document(title=f"Kỹ năng số ({slug})"))
    course.refresh_from_db()
    return course


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
