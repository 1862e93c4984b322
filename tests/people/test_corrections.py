"""What is known of a person is put right, in scope, dated, and in the audit log."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier

import pytest
from django.db import connections

from common.clock import today
from common.errors import DomainError, InvalidInput
from common.models import AuditEntry
from people.errors import EmploymentOverlaps, OutOfScope, RoleRequired
from people.models import Category, Employment, Person, Phone, Role
from people.selectors import get_placements, list_employments
from people.services import create_person
from people.services.corrections import add_phone, correct_person, remove_phone
from people.services.employments import begin_employment, change_employment, end_employment
from people.viewer import EVERYTHING, Viewer
from tests import factories

SINCE = date(2026, 1, 1)


def make_employee(places: factories.Places) -> Person:
    return create_person(
        full_name="Ma Thị Bích",
        unit=places.tan_trao,
        category=Category.CADRE,
        since=SINCE,
        by=None,
    )


@pytest.fixture
def places(db: None) -> factories.Places:
    return factories.make_territory()


@pytest.fixture
def manager(places: factories.Places) -> Viewer:
    return factories.make_viewer(Role.TRAINING_MANAGER, places.tuyen_quang)


def test_a_birth_date_can_be_only_a_year(places: factories.Places, manager: Viewer) -> None:
    person = make_employee(places)

    found = correct_person(person=person, birth_year=1985, by=manager)
    day = correct_person(person=person, birth_on=date(1985, 3, 2), by=manager)

    assert (found.birth_on, found.birth_precision) == (date(1985, 1, 1), "year")
    assert (day.birth_on, day.birth_precision) == (date(1985, 3, 2), "day")
    for wrong in ({"birth_year": 1700}, {"birth_on": today() + timedelta(days=1)}, {"gender": "x"}):
        with pytest.raises(InvalidInput):
            correct_person(person=person, **wrong, by=manager)


def test_a_correction_says_what_it_changed(places: factories.Places, manager: Viewer) -> None:
    person = make_employee(places)

    correct_person(person=person, gender="female", by=manager)

    entry = AuditEntry.objects.get(act="correct_person")
    assert entry.by == manager.account
    assert entry.detail["changed"] == {"gender": ["", "female"]}


def test_a_household_shares_a_number_and_one_person_has_two(
    places: factories.Places, manager: Viewer
) -> None:
    mother, son = make_employee(places), make_employee(places)

    for person, number in ((mother, "0912345678"), (son, "912345678"), (mother, "0387654321")):
        phone = add_phone(person=person, phone=number, by=manager)
    add_phone(person=mother, phone="+84387654321", by=manager)
    remove_phone(person=mother, phone_id=phone.pk, by=manager)

    assert list(mother.phones.values_list("number", flat=True)) == ["+84912345678"]
    assert Phone.objects.filter(number="+84912345678").count() == 2
    with pytest.raises(InvalidInput):
        add_phone(person=mother, phone="113", by=manager)


def test_what_lies_outside_the_branch_is_not_touched(places: factories.Places) -> None:
    person = make_employee(places)
    outsider = factories.make_viewer(Role.TRAINING_MANAGER, places.lai_chau)

    with pytest.raises(OutOfScope):
        correct_person(person=person, gender="male", by=outsider)
    with pytest.raises(OutOfScope):
        add_phone(person=person, phone="0912345678", by=outsider)
    with pytest.raises(OutOfScope):
        end_employment(employment=person.employments.get(), until=today(), by=outsider)
    with pytest.raises(RoleRequired):
        correct_person(person=person, gender="male", by=factories.make_learner())


def test_other_work_begins_on_a_day_and_the_past_stays(
    places: factories.Places, manager: Viewer
) -> None:
    person = make_employee(places)
    employment = person.employments.get()

    change_employment(
        employment=employment, category=Category.CIVIL_SERVANT, since=date(2026, 3, 1), by=manager
    )

    before, after = (get_placements([person.pk], day)[person.pk] for day in (SINCE, today()))
    assert (before.category, after.category) == (Category.CADRE, Category.CIVIL_SERVANT)
    with pytest.raises(InvalidInput):
        change_employment(employment=employment, position="x", since=today(), by=manager)


def test_an_employment_is_corrected_from_its_first_day_on(
    places: factories.Places, manager: Viewer
) -> None:
    person = make_employee(places)

    change_employment(
        employment=person.employments.get(), position="Văn thư", since=SINCE, by=manager
    )

    assert [row.position for row in list_employments(person)] == ["Văn thư"]


def test_employments_end_and_begin_again_without_overlap(
    places: factories.Places, manager: Viewer
) -> None:
    person, unit = make_employee(places), places.tan_trao
    with pytest.raises(EmploymentOverlaps):
        begin_employment(person=person, unit=unit, category=Category.CADRE, by=manager)

    for wrong in (SINCE, SINCE - timedelta(days=1)):
        with pytest.raises(InvalidInput):
            end_employment(employment=person.employments.get(), until=wrong, by=manager)
    end_employment(employment=person.employments.get(), until=today(), by=manager)
    begin_employment(person=person, unit=unit, category=Category.CADRE, by=manager)

    assert person.employments.count() == 2
    with pytest.raises(InvalidInput):
        begin_employment(
            person=person, unit=unit, category="x", since=date(2026, 1, 1), by=EVERYTHING
        )
    with pytest.raises(InvalidInput):  # the commune of that name was founded by the reform
        begin_employment(
            person=person, unit=unit, category="cadre", since=date(2019, 1, 1), by=EVERYTHING
        )


@pytest.mark.django_db(transaction=True)
def test_of_two_who_begin_one_employment_at_once_one_does() -> None:
    places = factories.make_territory()
    person = create_person(full_name="Lò Văn Tư", unit=None, category=Category.CADRE, by=None)
    barrier = Barrier(2)

    def begin(_number: int) -> str:
        barrier.wait()
        try:
            begin_employment(
                person=person, unit=places.tan_trao, category=Category.CADRE, by=EVERYTHING
            )
        except DomainError as refused:
            return refused.code
        finally:
            connections.close_all()
        return "done"

    with ThreadPoolExecutor(2) as pool:
        outcomes = sorted(pool.map(begin, range(2)))

    assert outcomes == ["done", "employment_overlaps"]
    assert Employment.objects.filter(person=person).count() == 1
