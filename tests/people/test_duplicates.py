"""Pairs that may be one person: the rules, the job, the decision."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import Any
from unittest.mock import patch

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from common.clock import today
from common.jobs import create_job, run_job
from common.models import JobState
from common.text import search_key
from people.duplicates import RULES, describe_reasons
from people.errors import DuplicateDecided, DuplicateNotFound, RoleRequired
from people.models import Category, Duplicate, DuplicateVerdict, Person, Role
from people.selectors.duplicates import get_duplicate, list_duplicates
from people.services import create_person
from people.services.corrections import correct_person
from people.services.duplicates import (
    FIND_DUPLICATES,
    compare_chunk,
    decide_different,
    decide_same,
    find_duplicates,
)
from people.services.merges import undo_merge
from people.viewer import EVERYTHING
from territory.models import Unit
from territory.services import REFORM_ON
from tests import factories

BORN = date(1985, 3, 2)


@pytest.fixture
def places(db: None) -> factories.Places:
    return factories.make_territory()


def make_person(
    full_name: str = "Nguyễn Thị Hòa", *, unit: Unit | None = None, year: int = 0, **more: Any
) -> Person:
    person = create_person(full_name=full_name, unit=unit, category=Category.CADRE, by=None, **more)
    return correct_person(person=person, birth_year=year, by=EVERYTHING) if year else person


def find() -> None:
    run_job(find_duplicates(by=EVERYTHING).pk)


PAIRS: list[tuple[Mapping[str, Any], Mapping[str, Any], list[str]]] = [
    ({"phone": "0912345678"}, {"phone": "+84912345678"}, ["same_phone_and_name"]),
    (
        {"birth_on": BORN},
        {"full_name": "Nguyễn Thị Hóa", "birth_on": BORN},
        ["same_name_and_birth_day"],
    ),
    (
        {"birth_on": BORN, "unit": "tan_trao"},
        {"birth_on": BORN, "unit": "tan_trao"},
        ["same_name_and_birth_day", "same_name_birth_day_and_unit"],
    ),
    (
        {"birth_on": BORN, "unit": "tan_trao"},
        {"year": 1985, "unit": "tan_trao"},
        ["same_name_birth_year_and_province"],
    ),
    (
        {"birth_on": BORN},
        {"full_name": "Hòa Nguyễn Thị", "birth_on": BORN},
        ["swapped_name_and_birth_day"],
    ),
    (
        {"birth_on": BORN},
        {"full_name": "Thị Hòa Nguyễn", "birth_on": BORN},
        ["swapped_name_and_birth_day"],
    ),
]
NO_PAIRS: list[tuple[Mapping[str, Any], Mapping[str, Any]]] = [
    ({}, {}),
    ({"phone": "0912345678"}, {"full_name": "Nguyễn Văn Hòa", "phone": "0912345678"}),
    ({"birth_on": BORN}, {"birth_on": date(1985, 3, 3)}),
    ({"year": 1985}, {"year": 1985}),
    ({"year": 1985, "unit": "tan_trao"}, {"year": 1985, "unit": "lai_chau_commune"}),
    ({"year": 1985, "unit": "tan_trao"}, {"birth_on": date(1986, 1, 1), "unit": "tan_trao"}),
]


def make_pair(places: factories.Places, *given: Mapping[str, Any]) -> list[Person]:
    units = ({"unit": getattr(places, one["unit"])} if "unit" in one else {} for one in given)
    return [make_person(**{**one, **unit}) for one, unit in zip(given, units, strict=True)]


@pytest.mark.parametrize(("one", "other", "codes"), PAIRS)
@pytest.mark.parametrize("turned", [False, True])
def test_each_rule_finds_its_pair_once(
    places: factories.Places,
    one: Mapping[str, Any],
    other: Mapping[str, Any],
    codes: list[str],
    turned: bool,  # noqa: FBT001
) -> None:
    first, second = make_pair(places, *((other, one) if turned else (one, other)))

    find()
    find()

    found = Duplicate.objects.get()
    weights = {rule.code: rule.weight for rule in RULES}
    assert (found.first, found.second, found.reasons) == (first, second, codes)
    assert found.weight == sum(weights[code] for code in codes)
    assert all(describe_reasons(codes))


@pytest.mark.parametrize(("one", "other"), NO_PAIRS)
def test_people_who_only_resemble_each_other_are_left_alone(
    places: factories.Places, one: Mapping[str, Any], other: Mapping[str, Any]
) -> None:
    make_pair(places, one, other)

    find()

    assert Duplicate.objects.count() == 0


@dataclass(frozen=True)
class Entry:
    """What a roster says of somebody; `place` is where they work, or where their team is."""

    name: str
    birth_on: date | None
    is_year: bool
    phone: str
    place: str
    is_member: bool


ENTRIES = st.builds(
    Entry,
    name=st.sampled_from(["Lò Thị Ba", "Lò Thị Bá", "Ba Lò Thị", "Thị Ba Lò", "Sùng A"]),
    birth_on=st.sampled_from([None, date(1985, 1, 1), date(1985, 3, 2)]),
    is_year=st.booleans(),
    phone=st.sampled_from(["", "0912345678"]),
    place=st.sampled_from(["", "tan_trao", "lai_chau_commune"]),
    is_member=st.booleans(),
)


def explain(one: Entry, other: Entry) -> set[str]:
    """The rules that hold for a pair, word for word as docs/people.md tells them."""
    same_name = search_key(one.name) == search_key(other.name)
    words = [search_key(entry.name).split() for entry in (one, other)]
    same_day = one.birth_on == other.birth_on and None not in (one.birth_on, other.birth_on)
    same_day = same_day and not (one.is_year or other.is_year)
    both_born = one.birth_on and other.birth_on
    same_place = one.place == other.place != ""
    rules = {
        "same_phone_and_name": same_name and one.phone == other.phone != "",
        "same_name_and_birth_day": same_name and same_day,
        "same_name_birth_day_and_unit": one.name == other.name and same_day and same_place,
        # All were born in one year here, and the two places lie in two provinces.
        "same_name_birth_year_and_province": same_name
        and both_born
        and (one.is_year or other.is_year)
        and same_place,
        "swapped_name_and_birth_day": not same_name
        and same_day
        and words[0] in (words[1][1:] + words[1][:1], words[1][-1:] + words[1][:-1]),
    }
    return {code for code, holds in rules.items() if holds}


class AnyEntries(TestCase):
    """What is found in joins over chunks is what comparing each with each finds."""

    @settings(deadline=None, max_examples=40)
    @given(st.lists(ENTRIES, max_size=6), st.integers(1, 3))
    def test_the_job_finds_what_comparing_each_with_each_finds(
        self, entries: list[Entry], chunk_size: int
    ) -> None:
        places = factories.make_territory()
        persons = [enter(places, entry) for entry in entries]

        with patch("people.services.duplicates.CHUNK_SIZE", chunk_size):
            find()

        expected = {
            (persons[first].pk, persons[second].pk): codes
            for first, second in combinations(range(len(entries)), 2)
            if (codes := explain(entries[first], entries[second]))
        }
        rows = Duplicate.objects.values_list("first", "second", "reasons")
        assert {(first, second): set(reasons) for first, second, reasons in rows} == expected


def enter(places: factories.Places, entry: Entry) -> Person:
    unit = getattr(places, entry.place) if entry.place else None
    person = create_person(
        full_name=entry.name,
        unit=None if entry.is_member else unit,
        category=Category.CITIZEN,
        phone=entry.phone,
        birth_on=entry.birth_on,
        by=None,
    )
    if unit and entry.is_member:
        team = factories.make_team(unit, village=f"Thôn {person.pk}", founded_on=REFORM_ON)
        factories.make_membership(team, person, since=REFORM_ON)
    if entry.birth_on and entry.is_year:
        correct_person(person=person, birth_year=1985, by=EVERYTHING)
    return person


def test_namesakes_by_the_crowd_are_compared_inside_their_commune_only(
    places: factories.Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = places.tuyen_quang.children.filter(valid__contains=today())
    commune = other.exclude(unit=places.tan_trao).order_by("unit").first()
    assert commune
    for unit in (places.tan_trao, places.tan_trao, commune.unit):
        make_person(year=1985, unit=unit)

    monkeypatch.setattr("people.services.duplicates.CROWD", 2)
    find()

    assert Duplicate.objects.count() == 1


@pytest.mark.django_db
def test_two_citizen_numbers_are_two_persons() -> None:
    pair = [make_person(birth_on=BORN) for _number in range(2)]
    for person, number in zip(pair, ("008190001234", "008190001235"), strict=True):
        correct_person(person=person, citizen_id=number, by=EVERYTHING)

    find()

    assert Duplicate.objects.count() == 0


@pytest.mark.django_db
def test_a_search_that_stopped_goes_on_where_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("people.services.duplicates.CHUNK_SIZE", 2)
    for name in ("Lò Thị Mai", "Lò Thị Mai", "Ma Thị Hoa", "Ma Thị Hoa", "Ma Thị Hòa"):
        make_person(name, birth_on=BORN)
    job = create_job(kind=FIND_DUPLICATES, params={}, by=None)
    assert not compare_chunk(job)
    job.save()
    half = Duplicate.objects.count()

    state = run_job(job.pk)
    job.refresh_from_db()

    assert state == JobState.DONE
    assert (half, Duplicate.objects.count()) == (1, 4)
    assert (job.done_count, job.result["found_count"]) == (5, 4)


@pytest.mark.django_db
def test_the_command_says_what_it_found(capsys: pytest.CaptureFixture[str]) -> None:
    for _number in range(2):
        make_person(birth_on=BORN)

    call_command("find_duplicates")

    assert "2 persons compared, 1 new pairs" in capsys.readouterr().out


@pytest.mark.django_db
def test_one_person_is_merged_and_can_be_two_again() -> None:
    first, second = (make_person(birth_on=BORN) for _number in range(2))
    find()
    pair = Duplicate.objects.get()

    merge = decide_same(duplicate=pair, kept=second, by=EVERYTHING)
    first.refresh_from_db()

    assert first.merged_into == second
    assert merge.reasons == ["same_name_and_birth_day"]
    assert not list_duplicates(visible_to=EVERYTHING)
    with pytest.raises(DuplicateDecided):
        decide_different(duplicate=pair, by=EVERYTHING)

    undo_merge(merge=merge, by=EVERYTHING)
    assert list(list_duplicates(visible_to=EVERYTHING)) == [pair]


@pytest.mark.django_db
def test_two_persons_are_not_asked_about_again() -> None:
    for _number in range(2):
        make_person(birth_on=BORN)
    find()

    decide_different(duplicate=Duplicate.objects.get(), by=EVERYTHING)
    find()

    assert not list_duplicates(visible_to=EVERYTHING)
    assert Duplicate.objects.get().verdict == DuplicateVerdict.DIFFERENT


def test_a_pair_is_seen_by_who_manages_both(places: factories.Places) -> None:
    make_pair(
        places,
        {"birth_on": BORN, "unit": "tan_trao"},
        {"birth_on": BORN, "unit": "lai_chau_commune"},
    )
    find()
    pair = Duplicate.objects.get()
    manager = factories.make_viewer(Role.TRAINING_MANAGER, places.tuyen_quang)

    assert not list_duplicates(visible_to=manager)
    with pytest.raises(DuplicateNotFound):
        get_duplicate(pair.uuid, visible_to=manager)
    with pytest.raises(RoleRequired):
        list_duplicates(visible_to=factories.make_learner())


@pytest.mark.django_db
def test_the_database_refuses_a_pair_in_two_orders() -> None:
    first, second = (make_person(birth_on=BORN) for _number in range(2))
    find()
    pair = Duplicate.objects.get()

    for one, other in ((first, second), (second, first)):
        row = Duplicate(first=one, second=other, reasons=[], weight=50, found_at=pair.found_at)
        with pytest.raises(IntegrityError), transaction.atomic():
            row.save()
