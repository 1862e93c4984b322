"""Learning on a run: its doors, its races, and what is refused."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Barrier
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection

from common.clock import now, today
from common.errors import DomainError, InvalidInput, Refusal
from enrollment.models import Attempt, Completion, Enrollment, ProgressFact, Run, Session
from enrollment.services.attempts import start_attempt, submit_attempt
from enrollment.services.entry import count_visit, create_entry_link, revoke_entry_link
from enrollment.services.joining import enroll_learner
from enrollment.services.ledger import cancel_completion
from enrollment.services.progress import rebuild_progress, record_progress
from enrollment.services.runs import close_run
from people.models import Person, Role
from people.viewer import Viewer
from tests import factories

WORKERS = 4


@pytest.fixture
def places() -> factories.Places:
    return factories.make_territory()


@pytest.fixture
def run(places: factories.Places) -> Run:
    return factories.make_run()


@pytest.fixture
def manager(places: factories.Places) -> Viewer:
    return factories.make_viewer(Role.TRAINING_MANAGER, full_name="Nguyễn Thị Ánh")


def race(act: Callable[[], Any]) -> list[Any]:
    """What four callers at one moment got: a value, or the refusal."""
    start = Barrier(WORKERS)

    def go(_place: int) -> Any:
        start.wait(timeout=10)
        try:
            return act()
        except DomainError as problem:
            return problem
        finally:
            connection.close()

    with ThreadPoolExecutor(WORKERS) as pool:
        return list(pool.map(go, range(WORKERS)))


@pytest.mark.django_db(transaction=True)
def test_joining_at_once_gives_one_enrollment(run: Run) -> None:
    learner = factories.make_learner()
    person = learner.require_person()
    race(lambda: enroll_learner(run=run, person=person, by=None))
    assert Enrollment.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_last_fact_sent_at_once_gives_one_completion(run: Run) -> None:
    enrollment = factories.make_enrollment(run=run)
    factories.view_and_play(enrollment)
    attempt = start_attempt(enrollment=enrollment, activity_key="kiem-tra")

    def submit() -> Any:
        return submit_attempt(
            enrollment=enrollment,
            attempt_uuid=attempt.uuid,
            responses=factories.RIGHT_ANSWERS,
            by=None,
        )

    race(submit)

    assert Completion.objects.count() == 1
    assert Attempt.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_one_attempt_is_open_at_a_time(run: Run) -> None:
    enrollment = factories.make_enrollment(run=run)
    race(lambda: start_attempt(enrollment=enrollment, activity_key="kiem-tra"))
    assert Attempt.objects.count() == 1


@pytest.mark.django_db
def test_the_state_is_the_merge_of_its_facts(run: Run) -> None:
    enrollment = factories.make_enrollment(run=run)
    factories.complete_online(enrollment)
    enrollment.refresh_from_db()
    before = enrollment.progress
    assert rebuild_progress(enrollment=enrollment) == before


@pytest.mark.django_db
def test_completion_is_a_row_with_its_evidence(run: Run) -> None:
    completion = factories.complete_online(factories.make_enrollment(run=run))
    assert (completion.mode, completion.effective_on) == ("online", today())
    assert completion.run == run
    assert completion.evidence


@pytest.mark.django_db
def test_a_cancelled_completion_stays_and_its_counter_row_points_back(run: Run) -> None:
    completion = factories.complete_online(factories.make_enrollment(run=run))
    account = factories.make_viewer(Role.ADMINISTRATOR, full_name="Vũ Minh Đức").account
    assert account

    counter = cancel_completion(completion=completion, reason="Nhầm người", by=account)

    assert counter.cancels == completion
    assert Completion.objects.count() == 2
    with pytest.raises(Refusal):
        cancel_completion(completion=completion, reason="lần nữa", by=account)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change",
    [
        {"activity_key": "khong-co"},
        {"kind": "danced"},
        {"kind": "scored", "value": {"grade": "10.00"}},
        {"activity_key": "am-thanh", "kind": "played", "value": {"intervals": [[9, 3]]}},
        {"activity_key": "am-thanh", "kind": "played", "value": {"intervals": "all"}},
        {"occurred_at": now() + timedelta(days=400)},
    ],
)
def test_a_bad_fact_refuses_all_that_came_with_it(run: Run, change: dict[str, Any]) -> None:
    enrollment = factories.make_enrollment(run=run)
    good = factories.new_fact(enrollment, "huong-dan", "viewed")
    bad = replace(good, uuid=uuid4(), **change)

    with pytest.raises(InvalidInput):
        record_progress(enrollment=enrollment, facts=[good, bad], by=None)
    assert ProgressFact.objects.count() == 0


@pytest.mark.django_db
@pytest.mark.parametrize(
    "responses",
    [
        {"khong-co": ["a"]},
        {key: ["zzz"] for key in factories.RIGHT_ANSWERS},
        dict.fromkeys(factories.RIGHT_ANSWERS, 7),
    ],
)
def test_foreign_answers_are_refused_and_the_attempt_stays_open(
    run: Run, responses: dict[str, Any]
) -> None:
    enrollment = factories.make_enrollment(run=run)
    attempt = start_attempt(enrollment=enrollment, activity_key="kiem-tra")
    with pytest.raises(InvalidInput):
        submit_attempt(
            enrollment=enrollment, attempt_uuid=attempt.uuid, responses=responses, by=None
        )
    attempt.refresh_from_db()
    assert attempt.submitted_at is None


@pytest.mark.django_db
def test_a_quiz_handed_in_twice_keeps_its_first_mark(run: Run) -> None:
    enrollment = factories.make_enrollment(run=run)
    attempt = start_attempt(enrollment=enrollment, activity_key="kiem-tra")
    first, _ = submit_attempt(
        enrollment=enrollment, attempt_uuid=attempt.uuid, responses={}, by=None
    )
    again, _ = submit_attempt(
        enrollment=enrollment, attempt_uuid=attempt.uuid, responses={}, by=None
    )
    assert first.grade == again.grade
    with pytest.raises(Refusal):
        submit_attempt(
            enrollment=enrollment,
            attempt_uuid=attempt.uuid,
            responses=factories.RIGHT_ANSWERS,
            by=None,
        )


@pytest.mark.django_db
def test_an_attempt_of_another_person_is_unknown(run: Run) -> None:
    mine, other = (
        factories.make_enrollment(run=run, learner=factories.make_learner(full_name=name))
        for name in ("Ma Thị Hòa", "Lý A Sáng")
    )
    attempt = start_attempt(enrollment=other, activity_key="kiem-tra")
    with pytest.raises(DomainError):
        submit_attempt(enrollment=mine, attempt_uuid=attempt.uuid, responses={}, by=None)


@pytest.mark.django_db
def test_a_closed_run_takes_nobody_in(run: Run, manager: Viewer) -> None:
    person = factories.make_learner().require_person()
    close_run(run=run, by=manager)
    run.refresh_from_db()
    with pytest.raises(Refusal):
        enroll_learner(run=run, person=person, by=None)
    assert Enrollment.objects.count() == 0


@pytest.mark.django_db
def test_a_revoked_link_leads_nowhere_and_counts_nothing(run: Run, manager: Viewer) -> None:
    link = create_entry_link(run=run, campaign="Áp phích", by=manager)
    count_visit(code=link.code)
    revoke_entry_link(link=link, by=manager)
    with pytest.raises(DomainError):
        count_visit(code=link.code)
    assert link.visits.count() == 1


LISTS: dict[str, tuple[dict[str, Any], str]] = {
    "future day": ({"held_on": today() + timedelta(days=2)}, "Ma Thị Hòa, 0987654321"),
    "no place": ({"place": " "}, "Ma Thị Hòa, 0987654321"),
    "twice on the list": ({}, "Ma Thị Hòa, 0987654321\nMa Thị Hòa, 0987654321"),
    "unknown unit": ({}, "Ma Thị Hòa, 0987654321, Xã Không Có Thật"),
    "no name": ({}, ", 0987654321"),
}


@pytest.mark.django_db
@pytest.mark.parametrize("case", LISTS)
def test_a_bad_list_records_nothing(
    run: Run, places: factories.Places, manager: Viewer, case: str
) -> None:
    fields, attendees = LISTS[case]
    before = Person.objects.count()
    with pytest.raises(DomainError):
        factories.make_class(
            run=run, unit=places.tuyen_quang, attendees=attendees, by=manager, **fields
        )
    assert (Session.objects.count(), Completion.objects.count()) == (0, 0)
    assert Person.objects.count() == before


@pytest.mark.django_db
def test_those_who_came_get_the_same_row_in_person(
    run: Run, places: factories.Places, manager: Viewer
) -> None:
    report = factories.make_class(
        run=run,
        unit=places.tuyen_quang,
        attendees="Ma Thị Hòa\t0987654321\nLý A Sáng\t0987654322",
        by=manager,
    )
    assert len(report.completions) == 2
    assert {row.mode for row in Completion.objects.all()} == {"in_person"}
    with pytest.raises(Refusal):
        factories.make_class(
            run=run, unit=places.tuyen_quang, attendees="Vừ Mí Pó\t0987654323", by=manager
        )


@pytest.mark.django_db
def test_nobody_is_created_outside_the_branch(run: Run, places: factories.Places) -> None:
    keeper = factories.make_viewer(Role.INSTRUCTOR, branch=places.lai_chau, full_name="Sùng A Dế")
    before = Person.objects.count()
    with pytest.raises(DomainError) as refused:
        factories.make_class(
            run=run,
            unit=places.lai_chau,
            attendees="Ma Thị Hòa\t0987654321\tXã Tân Trào",
            by=keeper,
        )
    assert "attendees.1" in refused.value.fields  # type: ignore[attr-defined]
    assert Person.objects.count() == before
