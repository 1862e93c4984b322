"""Whom a branch has in sight: who works there, whose team is at home there, who was there last."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from common.clock import today
from people.errors import OutOfScope, PersonNotFound
from people.models import Category, Person, Role
from people.selectors import get_person, list_persons
from people.selectors.scope import require_persons
from people.selectors.search import Way, search_persons
from people.services import create_person
from people.services.employments import begin_employment, end_employment
from people.services.memberships import leave_team
from people.services.merges import merge_persons, undo_merge
from people.services.teams import dissolve_team
from people.viewer import EVERYTHING, Viewer
from territory.models import Unit
from tests import factories


@pytest.fixture
def places(db: None) -> factories.Places:
    return factories.make_territory()


@pytest.fixture
def manager(places: factories.Places) -> Viewer:
    return factories.make_viewer(Role.TRAINING_MANAGER, places.tuyen_quang)


def is_seen(person: Person, by: Viewer) -> bool:
    """Whether the branch sees the person, which each door must answer alike."""
    try:
        found = get_person(person.uuid, visible_to=by) == person
    except PersonNotFound:
        found = False
    try:
        require_persons(by, person.pk)
    except OutOfScope:
        assert not found
    assert (person in list_persons(visible_to=by)) == found
    assert (person in search_persons("lo thi am", visible_to=by)) == found
    return found


SINCE = date(2025, 7, 1)


def make_member(unit: Unit) -> Person:
    person = factories.make_person()
    team = factories.make_team(unit, founded_on=SINCE)
    factories.make_membership(team, person, since=SINCE)
    return person


def end(person: Person, unit: Any = None) -> None:
    work = person.employments.get(unit=unit) if unit else person.employments.get()
    end_employment(employment=work, until=today(), by=EVERYTHING)


def test_a_member_without_work_belongs_to_the_home_of_the_team(
    places: factories.Places, manager: Viewer
) -> None:
    inside, outside = make_member(places.tan_trao), make_member(places.lai_chau_commune)

    assert is_seen(inside, manager)
    assert not is_seen(outside, manager)
    assert not is_seen(factories.make_person(), manager)


def test_who_has_left_is_seen_by_the_last_branch_until_another_begins(
    places: factories.Places, manager: Viewer
) -> None:
    person = factories.make_person(unit=places.tan_trao)
    there = factories.make_viewer(Role.TRAINING_MANAGER, places.lai_chau)

    end(person)
    after_the_end = is_seen(person, manager), is_seen(person, there)
    begin_employment(
        person=person, unit=places.lai_chau_commune, category=Category.CADRE, by=EVERYTHING
    )

    assert after_the_end == (True, False)
    assert (is_seen(person, manager), is_seen(person, there)) == (False, True)


def test_an_earlier_end_elsewhere_is_not_the_last(
    places: factories.Places, manager: Viewer
) -> None:
    person = factories.make_person(unit=places.tan_trao)
    begin_employment(
        person=person,
        unit=places.lai_chau_commune,
        category=Category.CADRE,
        since=SINCE,
        by=EVERYTHING,
    )

    end_employment(
        employment=person.employments.get(unit=places.tan_trao),
        until=today() - timedelta(days=30),
        by=EVERYTHING,
    )
    end(person, places.lai_chau_commune)

    assert not is_seen(person, manager)


def leave(person: Person) -> None:
    leave_team(membership=person.memberships.get(), left_on=today(), by=EVERYTHING)


def dissolve(person: Person) -> None:
    dissolve_team(team=person.memberships.get().team, dissolved_on=today(), by=EVERYTHING)


@pytest.mark.parametrize("finish", [leave, dissolve])
def test_who_left_a_team_is_seen_where_it_was_until_work_begins(
    places: factories.Places, manager: Viewer, finish: Callable[[Person], None]
) -> None:
    person = make_member(places.tan_trao)

    finish(person)
    after_the_end = is_seen(person, manager)
    begin_employment(
        person=person, unit=places.lai_chau_commune, category=Category.CADRE, by=EVERYTHING
    )

    assert after_the_end
    assert not is_seen(person, manager)


def test_entries_that_are_one_person_are_seen_together(
    places: factories.Places, manager: Viewer
) -> None:
    kept, other = factories.make_person(), factories.make_person()
    member = make_member(places.tan_trao)

    for merged in (member, other):
        merge = merge_persons(kept=kept, merged=merged, reasons=[], by=EVERYTHING)

    assert is_seen(kept, manager)
    assert [get_person(one.uuid, visible_to=manager) for one in (member, other)] == [member, other]
    undo_merge(merge=merge, by=EVERYTHING)
    assert not is_seen(other, manager)


WORDS = st.sampled_from(["An", "Ân", "Văn", "Thị", "Nguyễn"])
NAMES = st.lists(WORDS, min_size=2, max_size=6).map(" ".join)
TIES = st.sampled_from(["here", "there", "nowhere", "left", "team", "cadre"])


class AnyWay(TestCase):
    """Whichever way the search takes, it finds whom the list has, in its order."""

    @settings(deadline=None, max_examples=40)
    @given(
        st.lists(st.tuples(NAMES, TIES, st.integers(0, 7)), max_size=8),
        st.sampled_from(["", "an", "van a", "thị", "nguyen thi"]),
        st.sampled_from(["", "cadre"]),
    )
    def test_every_way_finds_the_same(
        self, given_persons: list[tuple[str, str, int]], text: str, category: str
    ) -> None:
        places = factories.make_territory()
        manager = factories.make_viewer(Role.TRAINING_MANAGER, places.tuyen_quang)
        persons: list[Person] = []
        for name, tie, merged_into in given_persons:
            persons.append(make_tied(places, name, tie))
            if merged_into < len(persons) - 1 and not persons[merged_into].merged_into_id:
                merge_persons(
                    kept=persons[merged_into], merged=persons[-1], reasons=[], by=EVERYTHING
                )
                persons[-1].refresh_from_db()

        found = {way: search_by(way, text, category, manager) for way in Way}

        assert found[Way.PEOPLE] == found[Way.KNOWN] == found[Way.ASKED]
        if not text and not category:
            assert found[Way.PEOPLE] == list(list_persons(visible_to=manager))


def make_tied(places: factories.Places, name: str, tie: str) -> Person:
    units = {
        "here": places.tan_trao,
        "left": places.tan_trao,
        "cadre": places.tan_trao,
        "there": places.lai_chau_commune,
    }
    category = Category.CADRE if tie == "cadre" else Category.CITIZEN
    person = create_person(
        full_name=name,
        unit=units.get(tie),
        category=category,
        since=SINCE,
        by=None,
    )
    if tie == "left":
        end(person)
    if tie == "team":
        team = factories.make_team(places.tan_trao, village=f"Thôn {person.pk}", founded_on=SINCE)
        factories.make_membership(team, person, since=SINCE)
    return person


def search_by(way: Way, text: str, category: str, manager: Viewer) -> list[Person]:
    """What is found in pages of two, by one way: the others are made too dear."""
    dear = {one: 10**9 for one in Way if one != way}
    found: list[Person] = []
    with patch.dict("people.selectors.search.SURCHARGE", dear):
        while page := search_persons(
            text,
            visible_to=manager,
            category=category,
            after=(found[-1].sort_key, found[-1].pk) if found else None,
            limit=2,
        ):
            found += page
    return found
