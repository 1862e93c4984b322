"""The citizen number: looked up, kept, shown behind dots; keys change; two cannot have one."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connections, transaction
from django.test import override_settings

from common.errors import DomainError, InvalidInput
from common.models import AuditEntry
from people.citizen_id import (
    SealBroken,
    hash_citizen_id,
    mask_citizen_id,
    normalize_citizen_id,
    open_citizen_id,
    seal_citizen_id,
)
from people.errors import CitizenIdTaken
from people.models import Category, Person
from people.selectors import show_citizen_id
from people.services import create_person
from people.services.corrections import correct_person
from people.viewer import EVERYTHING

NUMBER = "008190001234"


def make_person(full_name: str = "Ma Thị Bích") -> Person:
    return create_person(full_name=full_name, unit=None, category=Category.CITIZEN, by=None)


@pytest.mark.parametrize(
    "text", [NUMBER, " 008 190 001 234", "8190001234", "8190001234.0", "'008190001234"]
)
def test_a_number_that_lost_its_zeros_is_the_number(text: str) -> None:
    assert normalize_citizen_id(text) == NUMBER


@pytest.mark.parametrize("text", ["", "123", "0081900012345", "097190001234", "a08190001234"])
def test_what_is_no_citizen_number_is_none(text: str) -> None:
    assert normalize_citizen_id(text) is None


def test_the_hash_needs_its_key() -> None:
    plain = hash_citizen_id(NUMBER)

    with override_settings(HASH_KEY="another"):
        other = hash_citizen_id(NUMBER)

    assert plain == hash_citizen_id(NUMBER) != other


def test_a_number_is_sealed_differently_each_time_and_opens() -> None:
    first, second = seal_citizen_id(NUMBER), seal_citizen_id(NUMBER)

    assert first != second
    assert NUMBER.encode() not in first
    assert open_citizen_id(first) == open_citizen_id(second) == NUMBER


@pytest.mark.parametrize("place", [0, 4, 20, -1])
def test_a_seal_that_was_changed_does_not_open(place: int) -> None:
    sealed = bytearray(seal_citizen_id(NUMBER))
    sealed[place] ^= 1

    with pytest.raises(SealBroken):
        open_citizen_id(bytes(sealed))


def test_only_the_end_of_a_number_is_shown() -> None:
    assert mask_citizen_id(NUMBER) == "••••••••1234"


@pytest.mark.django_db
def test_keys_are_changed_without_losing_a_number() -> None:
    with override_settings(FIELD_KEYS=["old"]):
        person = correct_person(person=make_person(), citizen_id=NUMBER, by=EVERYTHING)
    with override_settings(FIELD_KEYS=["new", "old"]):
        assert show_citizen_id(person) == "••••••••1234"

        call_command("reseal_citizen_ids")
        call_command("reseal_citizen_ids")

    person.refresh_from_db()
    with override_settings(FIELD_KEYS=["new"]):
        assert open_citizen_id(person.citizen_id_sealed) == NUMBER
    with override_settings(FIELD_KEYS=["old"]), pytest.raises(SealBroken):
        open_citizen_id(person.citizen_id_sealed)


@pytest.mark.django_db
def test_a_number_is_never_in_the_audit_log() -> None:
    person = correct_person(person=make_person(), citizen_id=NUMBER, by=EVERYTHING)

    entry = AuditEntry.objects.get(act="correct_person", subject=f"person:{person.uuid}")

    assert NUMBER not in str(entry.detail)
    assert entry.detail["citizen_id_set"] is True


@pytest.mark.django_db
def test_another_spelling_of_a_number_that_is_taken_is_refused() -> None:
    correct_person(person=make_person(), citizen_id=NUMBER, by=EVERYTHING)
    other = make_person("Ma Văn Bình")

    with pytest.raises(CitizenIdTaken):
        correct_person(person=other, citizen_id="8190001234", by=EVERYTHING)
    with pytest.raises(InvalidInput):
        correct_person(person=other, citizen_id="12", by=EVERYTHING)
    with pytest.raises(IntegrityError), transaction.atomic():
        Person.objects.filter(pk=other.pk).update(citizen_id_hash=hash_citizen_id(NUMBER))

    assert correct_person(person=other, citizen_id="", by=EVERYTHING).citizen_id_hash == ""


@pytest.mark.django_db(transaction=True)
def test_of_two_who_enter_one_number_at_once_one_has_it() -> None:
    persons = [make_person(), make_person("Ma Văn Bình")]
    barrier = Barrier(2)

    def enter(person: Person) -> str:
        barrier.wait()
        try:
            correct_person(person=person, citizen_id=NUMBER, by=EVERYTHING)
        except DomainError as refused:
            return refused.code
        finally:
            connections.close_all()
        return "done"

    with ThreadPoolExecutor(2) as pool:
        outcomes = sorted(pool.map(enter, persons))

    assert outcomes == ["citizen_id_taken", "done"]
    assert Person.objects.exclude(citizen_id_hash="").count() == 1
