"""One of each thing that operations act on, one of each who asks, and what each is given."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from certificates.services import issue_certificate
from common.clock import today
from common.jobs import run_job
from enrollment.models import Run
from enrollment.services.attempts import start_attempt
from people.models import Duplicate, Role, Team
from people.selectors import list_employments
from people.services import create_person
from people.services.duplicates import find_duplicates
from people.services.merges import merge_persons
from people.viewer import EVERYTHING, NOBODY, Viewer
from questions.services.banks import create_category, share_bank
from questions.services.exports import start_export
from targets.models import Metric
from territory.models import Change, Unit
from territory.selectors import get_unit
from territory.services import apply_change
from tests import factories


@dataclass
class World:
    """One of each thing, and one of each who asks."""

    viewers: dict[str, Viewer]
    parts: dict[str, str]
    bodies: dict[tuple[str, str], Any]


def make_world() -> World:
    places = factories.make_territory()
    branch, outside = places.tuyen_quang, places.lai_chau
    viewers = {
        "nobody": NOBODY,
        "holder": factories.make_learner(unit=places.tan_trao),
        "stranger": factories.make_learner(unit=places.tan_trao),
        "instructor": factories.make_viewer(Role.INSTRUCTOR, branch),
        "manager": factories.make_viewer(Role.TRAINING_MANAGER, branch),
        "outsider": factories.make_viewer(Role.TRAINING_MANAGER, outside),
        "author": factories.make_viewer(Role.AUTHOR),
        "officer": factories.make_viewer(Role.CERTIFICATE_OFFICER, branch),
        "administrator": factories.make_viewer(Role.ADMINISTRATOR),
    }
    run = factories.make_run(by=viewers["manager"], organiser=branch)
    issuer = factories.make_rule(run).issuer
    link = factories.make_entry_link(run, by=viewers["manager"])
    enrollment = factories.make_enrollment(run=run, learner=viewers["holder"])
    completion = factories.complete_online(enrollment)
    attempt = start_attempt(enrollment=enrollment, activity_key="kiem-tra")
    certificate = issue_certificate(completion=completion, by=None)
    parts = {
        "units": str(places.tan_trao.uuid),
        "courses": run.course.slug,
        "runs": run.code,
        "entry-links": link.code,
        "enrollments": str(enrollment.uuid),
        "attempts": str(attempt.uuid),
        "completions": str(completion.uuid),
        "certificates": certificate.code,
        "verify": certificate.code,
        "targets": factories.make_target(by=viewers["administrator"]).code,
    }
    parts["issuers"] = issuer.slug
    team = make_waiting_team()
    parts |= {"teams": str(team.uuid), "memberships": str(factories.make_membership(team).uuid)}
    parts["persons-to-join"] = str(viewers["holder"].require_person().uuid)

    parts |= make_people(viewers["holder"], branch)
    parts["territory-changes"] = str(make_change().uuid)
    parts |= make_bank_parts(viewers["author"], viewers["administrator"])
    roster = factories.make_roster(by=viewers["manager"])
    assert roster.job
    parts |= {"rosters": str(roster.uuid), "jobs": str(roster.job.uuid)}
    return World(viewers, parts, make_bodies(run, branch, parts))


def make_people(holder: Viewer, branch: Unit) -> dict[str, str]:
    """A person, an employment, a pair to decide on and a merge to undo, all in the branch."""
    person = holder.require_person()
    employment = list_employments(person)[0]
    twins, entries = (
        [create_person(full_name=name, unit=branch, category="cadre", birth_on=today(), by=None)
         for _number in range(2)]
        for name in ("Ma Thị Bích", "Ma Thị Cúc")
    )  # fmt: skip
    run_job(find_duplicates(by=EVERYTHING).pk)
    merge = merge_persons(kept=entries[0], merged=entries[1], reasons=[], by=EVERYTHING)
    return {
        "people": str(person.uuid),
        "employments": str(employment.uuid),
        "duplicates": str(Duplicate.objects.get(first=twins[0]).uuid),
        "merges": str(merge.uuid),
    }


def make_bank_parts(author: Viewer, other: Viewer) -> dict[str, str]:
    """A bank of the author's that all authors may edit, and one of each thing of it."""
    bank = factories.make_bank(by=author)
    assert author.account
    assert other.account
    grant = share_bank(bank=bank, sign_in=other.account.sign_in, access="use", by=author)
    batch = factories.make_question_import(bank, by=author)
    return {
        "question-banks": bank.slug,
        "question-bank-grants": str(grant.uuid),
        "question-categories": str(create_category(bank=bank, name="Trống", by=author).uuid),
        "questions": str(factories.make_question(bank, by=author).uuid),
        "question-imports": str(batch.uuid),
        "question-exports": str(start_export(bank=bank, file_format="gift", by=author).uuid),
        "author": author.account.sign_in,
    }


def make_bodies_of_banks(parts: dict[str, str]) -> dict[tuple[str, str], Any]:
    content = {"kind": "true_false", "prompt": "Hỏi?", "answer": True}
    bank = "question-banks/<slug:slug>/"
    question = "questions/<uuid:uuid>/"
    file = SimpleUploadedFile("cau.gift", "Câu mới{T}".encode())
    return {
        ("POST", "question-banks/"): {"slug": "moi", "title": "Mới"},
        ("PATCH", bank): {"title": "Tên khác"},
        ("POST", f"{bank}grants/"): {"sign_in": parts["author"], "access": "use"},
        ("POST", f"{bank}categories/"): {"name": "Mới"},
        ("PATCH", "question-categories/<uuid:uuid>/"): {"name": "Khác"},
        ("POST", f"{bank}questions/"): {"content": content},
        ("POST", f"{bank}change/"): {"questions": [parts["questions"]], "state": "retired"},
        ("POST", f"{bank}copy/"): {"questions": [parts["questions"]]},
        ("POST", f"{bank}imports/"): {"file": file},
        ("POST", f"{bank}exports/"): {"format": "aiken"},
        ("PUT", question): {"content": content, "number": 1},
        ("POST", f"{question}try/"): {"response": True},
    }


def make_bodies(run: Run, branch: Unit, parts: dict[str, str]) -> dict[tuple[str, str], Any]:
    """What each operation is given, so that it would succeed for who may."""
    course = {"slug": "khac", "title": "Khác", "kind": "workshop_training", "hours": "1.0"}
    attended = {
        "held_on": str(today() - timedelta(days=30)),
        "place": "Nhà văn hóa",
        "hours": "4.0",
        "unit": parts["units"],
        "attendees": "Lò Thị Pánh",
        "create_missing": True,
    }
    new_run = {"course": run.course.slug, "code": "moi", "organiser": str(branch.uuid)}
    answers = {"responses": {"q3": True}}
    return {
        **make_bodies_of_officers(branch),
        **make_bodies_of_teams(parts),
        **make_bodies_of_banks(parts),
        ("POST", "territory-changes/"): make_renaming("Tỉnh Mới"),
        ("POST", "territory-changes/preview/"): make_renaming("Tỉnh Mới"),
        ("POST", "territory-changes/<uuid:uuid>/undo/"): {"reason": "Nhập nhầm"},
        ("POST", "rosters/"): {"kind": "teams", "file": factories.make_roster_file("Thôn 9")},
        ("POST", "courses/"): course,
        ("PUT", "courses/<slug:slug>/draft/"): {"document": {}, "lock_version": 0},
        ("POST", "courses/<slug:slug>/editions/"): {"lock_version": 1},
        ("POST", "runs/"): new_run,
        ("POST", "runs/<slug:code>/entry-links/"): {"campaign": "Loa"},
        ("POST", "runs/<slug:code>/classes/preview/"): attended,
        ("POST", "runs/<slug:code>/classes/"): attended,
        ("POST", "enrollments/"): {"run": run.code},
        ("POST", "enrollments/<uuid:uuid>/facts/"): {"facts": []},
        ("POST", "enrollments/<uuid:uuid>/attempts/"): {"activity": "kiem-tra"},
        ("PUT", "attempts/<uuid:uuid>/responses/"): answers,
        ("POST", "attempts/<uuid:uuid>/submit/"): answers,
        ("POST", "certificates/<slug:code>/revoke/"): {"reason": "Cấp nhầm"},
        ("PUT", "runs/<slug:code>/certificate-rule/"): {"issuer": parts["issuers"]},
        ("PATCH", "people/<uuid:uuid>/"): {"gender": "female"},
        ("POST", "people/<uuid:uuid>/employments/"): {"unit": parts["units"], "category": "cadre"},
        ("PATCH", "employments/<uuid:uuid>/"): {"position": "Văn thư"},
        ("POST", "duplicates/<uuid:uuid>/decide/"): {"verdict": "same"},
    }


def make_waiting_team() -> Team:
    """A team of a commune of Hà Giang that passed into two communes of Tuyên Quang."""
    split = get_unit(level="commune", code="00688", on=date(2025, 6, 30))
    return factories.make_team(split, village="Thôn 1")


def make_bodies_of_teams(parts: dict[str, str]) -> dict[tuple[str, str], Any]:
    part = get_unit(level="commune", code="00691", on=today())
    team = {"unit": parts["units"], "level": "commune", "founded_on": str(today())}
    decision = {"team": parts["teams"], "unit": str(part.uuid)}
    member = {"person": parts["persons-to-join"], "since": str(today())}
    return {
        ("POST", "teams/"): team,
        ("POST", "teams/assignments/"): {"assignments": [decision]},
        ("PATCH", "teams/<uuid:uuid>/"): {"decision_number": "5/QĐ-UBND"},
        ("POST", "teams/<uuid:uuid>/dissolve/"): {"dissolved_on": str(today())},
        ("POST", "teams/<uuid:uuid>/memberships/"): member,
        ("POST", "teams/<uuid:uuid>/move/"): {"unit": parts["units"], "since": str(today())},
        ("PATCH", "memberships/<uuid:uuid>/"): {"role": "deputy_team_leader"},
        ("POST", "memberships/<uuid:uuid>/end/"): {"left_on": str(today())},
        ("POST", "memberships/<uuid:uuid>/role/"): {"role": "team_leader", "since": str(today())},
    }


def make_renaming(name: str, on: date | None = None) -> dict[str, Any]:
    """A change that gives Lai Châu another name."""
    unit = {"level": "province", "code": "12", "type": "Tỉnh", "name": name}
    return {"effective_on": str(on or today()), "legal_basis": "NQ", "units": [unit]}


def make_change() -> Change:
    change = apply_change(document=make_renaming("Tỉnh Lai", date(2026, 1, 1)), by=None).change
    assert change is not None
    return change


def make_bodies_of_officers(branch: Unit) -> dict[tuple[str, str], Any]:
    """The same for what is set once: metrics, targets, issuing bodies."""
    metric = Metric.objects.get()
    target = {
        "code": "chi-tieu-moi",
        "title": "Chỉ tiêu mới",
        "metric": metric.code,
        "unit_of_count": "persons",
        "branch": str(branch.uuid),
        "first_on": "2026-01-01",
        "last_on": "2026-12-31",
        "value": 100,
    }
    body = {"slug": "so-moi", "name": "SỞ", "place": "Huế", "serial_suffix": "GCN"}
    signs = {"post": "GIÁM ĐỐC", "name": "Hồ Thị Bi", "first_on": "2026-01-01"}
    counted = {
        "code": "moi",
        "title": "Lượt",
        "description": "Mỗi lần là một lượt.",
        "definition": {"fact": "completion", "modes": ["online"]},
    }
    return {
        ("POST", "targets/"): target,
        ("POST", "metrics/"): counted,
        ("POST", "issuers/"): body,
        ("POST", "issuers/<slug:slug>/signatories/"): signs,
    }
