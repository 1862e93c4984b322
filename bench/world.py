"""What a benchmark of the road finds in the database: a course, its run, and learners in it.

Made anew by every run of a benchmark, beside what earlier ones left, through the same doors as
everything else. `bin/reset` takes it all away.
"""

import secrets
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from knox.models import AuthToken

from bench import course as content
from certificates.models import Issuer, Signatory
from certificates.services import set_certificate_rule
from common.sessions import SessionStore
from courses.models import Course
from courses.services import create_course, publish_edition
from enrollment.models import EnrollmentSource, Mode, Run
from enrollment.services.joining import NewEnrollment, enroll_learner, import_enrollments
from enrollment.services.ledger import NewCompletion
from enrollment.services.runs import open_run
from people.models import Account, Category
from people.services import NewPerson, import_persons, register_learner
from people.viewer import EVERYTHING, get_viewer
from territory.models import Level, Unit
from territory.selectors import get_unit
from territory.services import load_territory

PASSWORD = "Do-Toc-Do-26"  # noqa: S105 - of accounts that exist for a measurement
NAMES = ("Lò Thị Ăm", "Nguyễn Thị Hồng Ánh", "H'Hen Niê", "Đỗ Văn Dũng", "Sùng A Dế")
REFORM_ON = date(2025, 7, 1)
HOME = "02545"


@dataclass(frozen=True)
class World:
    """A run with certificates, where its learners work, and the tag in all their names."""

    run: Run
    home: Unit
    tag: str


def build_world() -> World:
    """A fresh edition and run of the course of 65 activities, certified by an issuer."""
    load_territory()
    tag = f"{datetime.now(UTC):%Y%m%d%H%M%S}{secrets.token_hex(2)}"
    home = get_unit(level=Level.COMMUNE, code=HOME, on=REFORM_ON)
    course = _provide_course()
    publish_edition(course=course, document=content.build_document(tag), author=None, reviewer=None)
    course.refresh_from_db()
    run = open_run(course=course, code=f"do-{tag}", organiser_name="Đo tốc độ", by=EVERYTHING)
    set_certificate_rule(run=run, issuer=_provide_issuer(), by=EVERYTHING)
    return World(run, home, tag)


def enroll_users(world: World, count: int) -> list[dict[str, Any]]:
    """Learners of the run as the clients know them: token, cookie, enrollment, what to do."""
    return [
        _enroll_user(world, _register(world.tag, place, world.home))
        for place in range(1, count + 1)
    ]


def enroll_finishers(world: World, count: int) -> list[NewCompletion]:
    """What the ledger is about to be told of so many new persons."""
    persons = import_persons(
        NewPerson(NAMES[place % len(NAMES)], world.home.pk, Category.CIVIL_SERVANT, REFORM_ON)
        for place in range(count)
    )
    now = datetime.now(UTC)
    enrollments = import_enrollments(
        [NewEnrollment(person, world.run, now) for person in persons],
        source=EnrollmentSource.LIST,
    )
    return [NewCompletion(one, Mode.ONLINE, now.date()) for one in enrollments]


def _register(tag: str, place: int, home: Unit) -> Account:
    return register_learner(
        full_name=NAMES[place % len(NAMES)],
        sign_in=f"do-{tag}-{place}@example.vn",
        password=PASSWORD,
        unit=home,
        category=Category.CIVIL_SERVANT,
    )


def _enroll_user(world: World, account: Account) -> dict[str, Any]:
    enrollment = enroll_learner(
        run=world.run, person=get_viewer(account).require_person(), by=account
    )
    _instance, token = AuthToken.objects.create(account)
    return {
        "sign_in": account.sign_in,
        "password": PASSWORD,
        "token": token,
        "cookie": f"{settings.SESSION_COOKIE_NAME}={_open_session(account)}",
        "run": world.run.code,
        "enrollment": str(enrollment.uuid),
        "pages": content.list_keys("page"),
        "quizzes": content.list_keys("quiz"),
        "answers": content.build_answers(),
    }


def _open_session(account: Account) -> str:
    session = SessionStore()
    session[SESSION_KEY] = str(account.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = account.get_session_auth_hash()
    session.create()
    return str(session.session_key)


def _provide_course() -> Course:
    found = Course.objects.filter(slug=content.SLUG).first()
    return found or create_course(
        slug=content.SLUG, title="Đo tốc độ", kind="refresher_training", hours="6.0", by=EVERYTHING
    )


def _provide_issuer() -> Issuer:
    issuer, created = Issuer.objects.get_or_create(
        slug="do-toc-do",
        defaults={"name": "TRUNG TÂM HỌC SỐ", "place": "Hà Nội", "serial_suffix": "GCN-DO"},
    )
    if created:
        Signatory.objects.create(
            issuer=issuer, post="GIÁM ĐỐC", name="Hoàng Phủ Minh Đức", valid=(REFORM_ON, None)
        )
    return issuer
