"""The frame of the demo: accounts, issuer, courses, runs, targets. Each part is made once."""

import contextlib
from datetime import UTC, date, datetime

from django.db.backends.postgresql.psycopg_any import DateRange

from certificates.models import Issuer, Signatory
from certificates.services import set_certificate_rule
from common.clock import today
from courses.models import Course
from courses.services import create_course, publish_edition
from demo.accounts import DEMO_ACCOUNTS, DEMO_PASSWORD, DemoAccount
from demo.loader.package import list_packages, read_package
from enrollment.models import EntryLink, Run
from enrollment.services.entry import create_entry_link
from enrollment.services.runs import open_run
from people.models import STATE_PERSONNEL, Account, Category
from people.services import grant_role, register_learner
from people.viewer import EVERYTHING, Viewer
from targets.models import Target, UnitOfCount
from targets.services import define_metric, set_target
from territory.models import Level
from territory.selectors import get_unit, list_children

HOME_PROVINCE = "08"
SKILLS = "ky-nang-so-cong-dong"
REFRESHER = "an-toan-so-nhac-lai"
ENTRY_CODE = "KNS2026"


def create_accounts() -> dict[str, Account]:
    """The demo's accounts by sign-in; those that stand already are left as they are."""
    return {demo.sign_in: _create_account(demo) for demo in DEMO_ACCOUNTS}


def _create_account(demo: DemoAccount) -> Account:
    found = Account.objects.filter(sign_in=demo.sign_in).first()
    if found:
        return found
    province = get_unit(level=Level.PROVINCE, code=demo.province or HOME_PROVINCE, on=today())
    home = list_children(province.id, today())[0]
    account = register_learner(
        full_name=demo.name,
        sign_in=demo.sign_in,
        password=DEMO_PASSWORD,
        unit=get_unit(level=Level.COMMUNE, code=home.code, on=today()),
        category=Category.CIVIL_SERVANT,
    )
    if demo.role:
        branch = province if demo.province else None
        grant_role(account=account, role=demo.role, branch=branch, by=None)
    return account


def create_issuer() -> Issuer:
    """An issuing body that does not exist, with a deputy who signs for the director."""
    issuer, created = Issuer.objects.get_or_create(
        slug="trung-tam-hoc-so",
        defaults={
            "parent_name": "BỘ KHOA HỌC VÀ CÔNG NGHỆ",
            "name": "TRUNG TÂM HỌC SỐ (DỮ LIỆU MẪU)",
            "place": "Hà Nội",
            "serial_suffix": "GCN-HS",
        },
    )
    if created:
        Signatory.objects.create(
            issuer=issuer,
            capacity="KT. GIÁM ĐỐC",
            post="PHÓ GIÁM ĐỐC",
            name="Hoàng Phủ Minh Đức",
            valid=DateRange(date(2020, 1, 1), None),
        )
    return issuer


def publish_courses(author: Account, reviewer: Account) -> dict[str, Course]:
    """Every course in demo/content is published in its newest form."""
    from courses.errors import NothingToPublish

    courses = {}
    for folder in list_packages():
        document = read_package(folder)
        slug = document["slug"]
        course = Course.objects.filter(slug=slug).first() or create_course(
            slug=slug,
            title=document["title"],
            kind=document["kind"],
            hours=document["hours"],
            by=Viewer(author),
        )
        with contextlib.suppress(NothingToPublish):
            publish_edition(course=course, document=document, author=author, reviewer=reviewer)
        course.refresh_from_db()
        courses[slug] = course
    return courses


def open_runs(courses: dict[str, Course], manager: Viewer, issuer: Issuer) -> dict[str, Run]:
    """Two open runs with certificates and a short link, and the two of 2022, closed."""
    year = (datetime(2022, 1, 1, tzinfo=UTC), datetime(2022, 12, 31, 17, tzinfo=UTC))
    opens = datetime(2026, 1, 5, tzinfo=UTC)
    plans = [
        ("kns-2026", SKILLS, opens, None, "118/QĐ-HS", True),
        ("nhac-lai-2026", REFRESHER, opens, None, "119/QĐ-HS", True),
        ("kns-2022", SKILLS, *year, "27/QĐ-HS", False),
        ("nhac-lai-2022", REFRESHER, *year, "28/QĐ-HS", False),
    ]
    runs = {}
    for code, slug, opens_at, closes_at, decision, listed in plans:
        run = Run.objects.filter(code=code).first() or open_run(
            course=courses[slug],
            code=code,
            opens_at=opens_at,
            closes_at=closes_at,
            organiser_name="Trung tâm Học Số (dữ liệu mẫu)",
            decision_number=decision,
            is_listed=listed,
            by=manager,
        )
        if listed:
            set_certificate_rule(run=run, issuer=issuer, by=EVERYTHING)
        runs[code] = run
    if not EntryLink.objects.filter(code=ENTRY_CODE).exists():
        create_entry_link(
            run=runs["kns-2026"], campaign="Áp phích nhà văn hóa", code=ENTRY_CODE, by=manager
        )
    return runs


def set_targets(manager: Viewer) -> None:
    """The target of 2022 for the country, and one of 2026 for a province."""
    metric = define_metric(
        code="completions-state-personnel",
        title="Lượt hoàn thành khóa bồi dưỡng",
        description=(
            "Mỗi lần một cán bộ, công chức, viên chức hoàn thành một khóa, trực tuyến hoặc trực "
            "tiếp, là một lượt. Lượt đã hủy không tính."
        ),
        definition={"fact": "completion", "categories": [str(one) for one in STATE_PERSONNEL]},
        by=EVERYTHING,
    )
    if not Target.objects.filter(code="can-bo-2022").exists():
        set_target(
            code="can-bo-2022",
            title="Bồi dưỡng kỹ năng số cho cán bộ, công chức, viên chức năm 2022",
            metric=metric,
            unit_of_count=UnitOfCount.OCCURRENCES,
            branch=None,
            first_on=date(2022, 1, 1),
            last_on=date(2022, 12, 31),
            value=10_000,
            decision_number="27/QĐ-HS",
            by=manager,
        )
    if not Target.objects.filter(code="tuyen-quang-2026").exists():
        set_target(
            code="tuyen-quang-2026",
            title="Tuyên Quang: cán bộ, công chức, viên chức hoàn thành khóa năm 2026",
            metric=metric,
            unit_of_count=UnitOfCount.PERSONS,
            branch=get_unit(level=Level.PROVINCE, code=HOME_PROVINCE, on=today()),
            first_on=date(2026, 1, 1),
            last_on=date(2026, 12, 31),
            value=1_200,
            decision_number="118/QĐ-HS",
            by=manager,
        )
