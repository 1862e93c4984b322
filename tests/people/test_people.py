"""Persons and accounts: names and numbers as people write them, and what the database refuses."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from hypothesis import given
from hypothesis import strategies as st

from common.clock import now, today
from common.errors import InvalidInput
from people.errors import (
    OutOfScope,
    RoleAlreadyHeld,
    RoleRequired,
    SignInInvalid,
    SignInTaken,
    WrongCredentials,
)
from people.models import Account, AccountPerson, Category, Employment, Grant, Person, Phone, Role
from people.selectors import get_placements, list_persons
from people.selectors.search import search_persons
from people.services import (
    NewPerson,
    check_credentials,
    create_person,
    grant_role,
    import_persons,
    register_learner,
)
from people.signin import normalize_phone, normalize_sign_in, show_phone
from people.viewer import EVERYTHING, NOBODY, get_viewer
from tests import factories

SPELLINGS = ["0912345678", "912345678", "+84912345678", "84912345678", "0084912345678",
             "0912 345 678", "0912.345.678", "(+84) 912-345-678"]  # fmt: skip


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_every_spelling_of_a_number_is_one_number(spelling: str) -> None:
    assert normalize_phone(spelling) == "+84912345678"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("01681234567", "+84381234567"),
        ("0120.123.4567", "+84701234567"),
        ("1291234567", "+84821234567"),
        ("+84 188 123 4567", "+84581234567"),
        ("84 (0)199 123 4567", "+84591234567"),
    ],
)
def test_phone_of_eleven_digits_is_what_it_became_in_2018(old: str, new: str) -> None:
    assert normalize_phone(old) == new


@pytest.mark.parametrize("text", ["", "0123", "0112345678", "+1 912 345 678", "09123456789", "abc"])
def test_what_is_no_vietnamese_mobile_number_is_none(text: str) -> None:
    assert normalize_phone(text) is None


@given(st.from_regex(r"0[35789][0-9]{8}", fullmatch=True))
def test_number_shown_is_the_number_again(number: str) -> None:
    stored = normalize_phone(number)

    assert stored is not None
    assert normalize_phone(show_phone(stored)) == stored


def test_sign_in_is_a_phone_or_an_address_in_small_letters() -> None:
    assert normalize_sign_in(" Hoa@Example.VN ") == "hoa@example.vn"
    with pytest.raises(SignInInvalid):
        normalize_sign_in("hoa@")


@pytest.mark.django_db
def test_sign_up_is_whole_or_nothing() -> None:
    given_once = {
        "full_name": "Lò Thị Ăm",
        "sign_in": "0912345678",
        "password": "Suoi-Nguon-26",
        "unit": None,
        "category": Category.CITIZEN,
    }
    register_learner(**given_once)  # type: ignore[arg-type]

    with pytest.raises(SignInTaken):
        register_learner(**{**given_once, "sign_in": "+84 912 345 678"})  # type: ignore[arg-type]
    with pytest.raises(InvalidInput):
        register_learner(**{**given_once, "sign_in": "0912345679", "full_name": "A1"})  # type: ignore[arg-type]

    assert (Account.objects.count(), Person.objects.count(), Phone.objects.count()) == (1, 1, 1)


@pytest.mark.django_db
@pytest.mark.parametrize("password", ["short", "12345678", "password"])
def test_weak_password_is_refused_at_its_field(password: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        register_learner(
            full_name="Lò Thị Ăm", sign_in="0912345678", password=password, unit=None,
            category=Category.CITIZEN,
        )  # fmt: skip

    assert refused.value.fields.keys() == {"password"}
    assert Account.objects.count() == 0


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("sign_in", "password"),
    [("0912000001", factories.PASSWORD), ("0912000000", "wrong"), ("???", factories.PASSWORD)],
)
def test_wrong_credentials_do_not_say_which(sign_in: str, password: str) -> None:
    factories.make_account(sign_in="0912000000")

    with pytest.raises(WrongCredentials):
        check_credentials(sign_in=sign_in, password=password)


@pytest.mark.django_db
def test_closed_account_does_not_sign_in() -> None:
    factories.make_account(sign_in="0912000000")
    Account.objects.update(is_active=False)

    with pytest.raises(WrongCredentials):
        check_credentials(sign_in="0912000000", password=factories.PASSWORD)


@pytest.mark.django_db
def test_person_counts_where_employed_on_that_day_and_nowhere_before() -> None:
    places = factories.make_territory()
    began = today() - timedelta(days=10)
    person = create_person(
        full_name="H'Hen Niê", unit=places.tan_trao, category=Category.CADRE, since=began, by=None
    )

    assert get_placements([person.pk], began)[person.pk].unit_id == places.tan_trao.pk
    assert get_placements([person.pk], began - timedelta(days=1)) == {}


@pytest.mark.django_db
def test_roster_with_one_bad_name_brings_nobody() -> None:
    places = factories.make_territory()
    names = ["Lò Thị Ăm", "Sùng A Dế", ""]

    with pytest.raises(InvalidInput):
        import_persons(
            NewPerson(name, places.tan_trao.pk, Category.CADRE, today()) for name in names
        )

    assert (Person.objects.count(), Employment.objects.count()) == (0, 0)


@pytest.mark.django_db
def test_manager_sees_the_persons_of_the_branch_and_the_own() -> None:
    places = factories.make_territory()
    inside = factories.make_learner(unit=places.tan_trao, full_name="Lò Văn Tư").person
    factories.make_learner(unit=places.lai_chau_commune, full_name="Lò Văn Xa")
    manager = factories.make_viewer(Role.TRAINING_MANAGER, places.tuyen_quang)

    assert set(list_persons(visible_to=manager)) == {inside, manager.person}
    assert search_persons("lo van", visible_to=manager) == [inside]
    assert set(list_persons(visible_to=NOBODY)) == set()
    assert list_persons(visible_to=EVERYTHING).count() == 3


@pytest.mark.django_db
def test_role_ends_with_its_last_day_and_is_held_once() -> None:
    places = factories.make_territory()
    account = factories.make_account()
    ended = DateRange(today() - timedelta(days=30), today())
    Grant.objects.create(
        account=account, role=Role.AUTHOR, branch=None, valid=ended, created_at=now()
    )
    with pytest.raises(RoleRequired):
        get_viewer(account).require(Role.AUTHOR)

    grant_role(account=account, role=Role.TRAINING_MANAGER, branch=places.tuyen_quang, by=None)

    get_viewer(account).require_unit(places.tan_trao, Role.TRAINING_MANAGER)
    for unit in (places.lai_chau, None):
        with pytest.raises(OutOfScope):
            get_viewer(account).require_unit(unit, Role.TRAINING_MANAGER)
    with pytest.raises(RoleAlreadyHeld):
        grant_role(account=account, role=Role.TRAINING_MANAGER, branch=places.tuyen_quang, by=None)


@pytest.mark.django_db
def test_database_refuses_what_services_never_write() -> None:
    places = factories.make_territory()
    account = factories.make_account(unit=places.tan_trao)
    link = AccountPerson.objects.get(account=account)
    other = factories.make_account()
    employment = Employment.objects.get(person=link.person)
    whole = {"granted_by": None, "created_at": now(), "role": Role.AUTHOR, "account": account}
    Grant.objects.create(**whole, branch=None, valid=DateRange(date(2026, 1, 1), None))
    twice = [
        AccountPerson(account=account, person=link.person),
        AccountPerson(account=account, person=other.persons.get(), is_default=True),
        Phone(person=link.person, number=Phone.objects.filter(person=link.person)[0].number),
        Employment(
            person=link.person, unit=employment.unit, category=Category.CADRE,
            valid=DateRange(today(), None),
        ),
        Employment(
            person=link.person, unit=places.lai_chau, category=Category.CADRE,
            valid=DateRange(today(), today()),
        ),
        Grant(**whole, branch=None, valid=DateRange(date(2026, 6, 1), None)),
        Account(sign_in=account.sign_in, created_at=now()),
        Person(full_name="", search_key="", sort_key="", created_at=now()),
    ]  # fmt: skip

    for row in twice:
        with pytest.raises(IntegrityError), transaction.atomic():
            row.save()
