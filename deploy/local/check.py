"""The walk of `bin/start --check`: the main road over HTTP, as its people would go it.

A learner comes in by the QR code's link, learns and gets a certificate from the worker; a manager
records a class and reads the target; a verifier without an account opens the certificate's address.
"""

import time
import uuid
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from deploy.local.course_answers import read_answers
from deploy.local.http_client import Caller, Unexpected

Seen = dict[str, Any]

ENTRY_CODE = "KNS2026"
COURSE = "ky-nang-so-cong-dong"
TARGET, TARGET_DAY = "can-bo-2022", "2022-12-31"
HEARD = {"audio", "video"}
READ = {"page", "poster"}
WORKER_SECONDS = 30
VIETNAM = timezone(timedelta(hours=7))


def walk(base_url: str, context: Mapping[str, Any]) -> Seen:
    """What was seen and the seconds of each step; where not `ok`, the failed step and why."""
    road = Road(base_url, context)
    steps: dict[str, float] = {}
    for step in road.steps():
        began = time.monotonic()
        try:
            step()
        except (Unexpected, OSError, LookupError, ValueError, TypeError) as problem:
            name = step.__name__
            return {"ok": False, "failed_step": name, "problem": str(problem), "steps": steps}
        steps[step.__name__] = round(time.monotonic() - began, 3)
    return {"ok": True, **road.seen, "steps": steps}


class Road:
    """The steps in their order; each leaves in `seen` what it saw."""

    def __init__(self, base_url: str, context: Mapping[str, Any]) -> None:
        self.anyone, self.learner, self.manager = (Caller(base_url) for _ in range(3))
        self.accounts = {row["sign_in"]: row for row in context["accounts"]}
        self.phone, self.attendee_phone = (f"09{uuid.uuid4().int % 10**8:08d}" for _ in range(2))
        self.seen: Seen = {}
        self.run = self.enrollment = self.unit = ""
        self.document: Seen = {}

    def steps(self) -> list[Callable[[], None]]:
        return [
            self.entry,
            self.sign_up,
            self.enroll,
            self.files,
            self.learn,
            self.quizzes,
            self.certificate,
            self.verify,
            self.manager_sign_in,
            self.in_person_class,
            self.target,
        ]

    def entry(self) -> None:
        """The QR code's address opens the landing page without an account."""
        page = self.anyone.page(f"/q/{ENTRY_CODE}")
        require("Phổ cập kỹ năng số cộng đồng" in page, "the landing page lacks the course")
        visit = self.anyone.post(f"entry-links/{ENTRY_CODE}/visit/")
        self.run = visit["run"]["code"]
        self.seen["run"] = self.run

    def sign_up(self) -> None:
        self.unit = self.anyone.get("units/?search=Tân+Trào&level=commune")["results"][0]["uuid"]
        given = {
            "full_name": "Ma Thị Hòa",
            "sign_in": self.phone,
            "password": f"Suoi-{uuid.uuid4().hex[:12]}",
            "unit": self.unit,
            "category": "citizen",
        }
        self.learner.token = self.anyone.post("auth/sign-up/", given)["token"]

    def enroll(self) -> None:
        made = self.learner.post("enrollments/", {"run": self.run, "entry_code": ENTRY_CODE})
        self.enrollment = f"enrollments/{made['uuid']}/"
        self.document = self.learner.get(f"runs/{self.run}/edition/")

    def files(self) -> None:
        """One of the course's files is fetched through its expiring address."""
        files = self.learner.get(f"runs/{self.run}/files/")["files"]
        address = str(next(iter(files.values())))
        require(bool(self.anyone.bytes(address)), "the file is empty")
        self.seen["file_count"] = len(files)

    def learn(self) -> None:
        moment = datetime.now(UTC).isoformat()
        facts = [
            {"id": str(uuid.uuid4()), "occurred_at": moment, "activity": one["key"], **fact}
            for one in self._activities()
            if (fact := _fact_of(one))
        ]
        progress = self.learner.post(f"{self.enrollment}facts/", {"facts": facts})
        require(progress["accepted_count"] == len(facts), "not every fact was taken")

    def quizzes(self) -> None:
        answers = read_answers(COURSE)
        grades = [
            self._sit(one["key"], answers) for one in self._activities() if one["kind"] == "quiz"
        ]
        self.seen["grades"] = grades
        decision = self.learner.get(self.enrollment)["decision"]
        require(decision["complete"] is True, f"{decision['percent']}% done after the last quiz")

    def certificate(self) -> None:
        """The worker issues it after the commit of the last fact."""
        until = time.monotonic() + WORKER_SECONDS
        while not (found := self.learner.get(self.enrollment).get("certificate")):
            require(time.monotonic() < until, f"no certificate after {WORKER_SECONDS} s")
            time.sleep(0.1)
        code = found["code"]
        pdf = self.learner.bytes(f"/api/v1/certificates/{code}/pdf/")
        require(pdf.startswith(b"%PDF-"), "the certificate is no PDF")
        self.seen |= {"certificate": code, "pdf_bytes": len(pdf)}

    def verify(self) -> None:
        code = self.seen["certificate"]
        page = self.anyone.page(f"/verify/{code}")
        require("Ma Thị Hòa" in page, "the page does not name the holder")
        found = self.anyone.get(f"verify/{code}/")
        require(found["state"] == "valid", f"the certificate is {found['state']}")
        self.seen["serial_number"] = found["serial_number"]

    def manager_sign_in(self) -> None:
        account = self.accounts["quan-ly@hocso.example"]
        given = {"sign_in": account["sign_in"], "password": account["password"]}
        self.manager.token = self.anyone.post("auth/sign-in/", given)["token"]

    def in_person_class(self) -> None:
        sheet = {
            "held_on": datetime.now(VIETNAM).date().isoformat(),
            "place": f"Nhà văn hóa {uuid.uuid4().hex[:8]}",
            "hours": "4.0",
            "decision_number": "12/QĐ-HS",
            "attendees": f"Lý Văn Tư, {self.attendee_phone}",
            "unit": self.unit,
            "create_missing": True,
        }
        report = self.manager.post(f"runs/{self.run}/classes/", sheet)
        self.seen["class_attendances"] = report["attendance_count"]
        self.seen["class_completions"] = report["completion_count"]
        require(report["completion_count"] == 1, "the class brought no completion")
        newest = self.manager.get("completions/")["results"][0]
        require(newest["mode"] == "in_person", f"the completion's mode is {newest['mode']}")

    def target(self) -> None:
        path = f"targets/{TARGET}/attainment/?as_of={TARGET_DAY}"
        found = self.manager.get(path)
        for name in ("completion_count", "headcount", "attainment_fraction"):
            self.seen[name] = found[name]

    def _activities(self) -> list[Seen]:
        return [one for section in self.document["sections"] for one in section["activities"]]

    def _sit(self, activity: str, answers: Mapping[str, object]) -> str:
        attempt = self.learner.post(f"{self.enrollment}attempts/", {"activity": activity})
        asked = (question["key"] for question in attempt["questions"])
        responses = {key: answers[key] for key in asked}
        path = f"attempts/{attempt['uuid']}/submit/"
        return str(self.learner.post(path, {"responses": responses})["grade"])


def _fact_of(activity: Seen) -> Seen | None:
    if activity["kind"] in READ:
        return {"kind": "viewed"}
    if activity["kind"] in HEARD:
        return {"kind": "played", "value": {"intervals": [[0, activity["duration_seconds"]]]}}
    return None


def require(holds: bool, otherwise: str) -> None:  # noqa: FBT001 - a condition
    if not holds:
        raise Unexpected(otherwise)
