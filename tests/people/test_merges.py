"""Two entries become one person and two again; reports count as known on their day."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
import time_machine
from django.db import IntegrityError, connections, transaction
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from common.clock import now, today
from common.errors import DomainError, InvalidInput
from people.citizen_id import hash_citizen_id
from people.errors import (
    CitizenIdsDiffer,
    CitizenIdTaken,
    MergeBuiltUpon,
    MergedAlready,
    MergeUndone,
    OutOfScope,
)
from people.models import Category, Person, PersonMerge, Role
from people.selectors import get_person, get_placements, list_persons
from people.selectors.merges import get_merge, list_merges_known_on
from people.services import create_person
from people.services.merges import merge_persons, undo_merge
from people.viewer import EVERYTHING
from targets.selectors import get_attainment
from tests import factories


def make_persons(count: int) -> list[Person]:
    return [
        create_person(
            full_name=f"Lò Văn {chr(65 + number)}", unit=None, category=Category.CITIZEN, by=None
        )
        for number in range(count)
    ]


def merge(kept: Person, merged: Person) -> PersonMerge:
    return merge_persons(kept=kept, merged=merged, reasons=["same_name"], by=EVERYTHING)


def pointers() -> dict[int, int | None]:
    return dict(Person.objects.values_list("pk", "merged_into"))


@pytest.mark.django_db
def test_whoever_is_merged_leads_to_a_live_person() -> None:
    first, second, third = make_persons(3)

    merge(second, third)
    merge(first, second)

    assert pointers() == {first.pk: None, second.pk: first.pk, third.pk: first.pk}
    assert list(list_persons(visible_to=EVERYTHING)) == [first]
    assert get_person(third.uuid, visible_to=EVERYTHING).merged_into == first


@pytest.mark.django_db
def test_undoing_gives_back_exactly_what_was() -> None:
    first, second, third = make_persons(3)
    merge(second, third)
    before = pointers()

    undo_merge(merge=merge(first, second), by=EVERYTHING)

    assert pointers() == before


@pytest.mark.django_db
def test_a_merge_on_which_another_builds_is_undone_after_it() -> None:
    first, second, third = make_persons(3)
    earlier = merge(second, third)
    later = merge(first, second)

    with pytest.raises(MergeBuiltUpon):
        undo_merge(merge=earlier, by=EVERYTHING)
    undo_merge(merge=later, by=EVERYTHING)
    undo_merge(merge=earlier, by=EVERYTHING)

    assert set(pointers().values()) == {None}
    with pytest.raises(MergeUndone):
        undo_merge(merge=earlier, by=EVERYTHING)


@pytest.mark.django_db
def test_what_cannot_be_merged_is_refused() -> None:
    first, second, third = make_persons(3)
    merge(first, second)

    with pytest.raises(InvalidInput):
        merge(first, first)
    for kept, merged in ((third, second), (second, third)):
        with pytest.raises(MergedAlready):
            merge(kept, merged)
    for person, number in ((first, "008190001234"), (third, "008190001235")):
        Person.objects.filter(pk=person.pk).update(citizen_id_hash=hash_citizen_id(number))
    with pytest.raises(CitizenIdsDiffer):
        merge(first, third)


@pytest.mark.django_db
def test_a_number_that_another_got_meanwhile_keeps_the_merge() -> None:
    first, second, third = make_persons(3)
    number = hash_citizen_id("008190001234")
    Person.objects.filter(pk=second.pk).update(citizen_id_hash=number)
    done = merge(first, second)
    Person.objects.filter(pk=third.pk).update(citizen_id_hash=number)

    with pytest.raises(CitizenIdTaken):
        undo_merge(merge=done, by=EVERYTHING)

    assert pointers()[second.pk] == first.pk


@pytest.mark.django_db
def test_managers_merge_inside_their_branch_only() -> None:
    places = factories.make_territory()
    manager = factories.make_viewer(Role.TRAINING_MANAGER, places.tuyen_quang)
    inside, twice, outside = (
        create_person(full_name="Lò Văn Tư", unit=unit, category=Category.CADRE, by=None)
        for unit in (places.tan_trao, places.tan_trao, places.lai_chau_commune)
    )

    with pytest.raises(OutOfScope):
        merge_persons(kept=inside, merged=outside, reasons=[], by=manager)
    done = merge_persons(kept=inside, merged=twice, reasons=[], by=manager)

    assert get_merge(done.uuid, visible_to=manager) == done
    assert get_person(twice.uuid, visible_to=manager).merged_into == inside


@pytest.mark.django_db
def test_the_database_refuses_what_services_never_write() -> None:
    first, second, third = make_persons(3)
    merge(first, second)
    twice = PersonMerge(kept=third, merged=second, merged_at=now())

    with pytest.raises(IntegrityError), transaction.atomic():
        twice.save()
    with pytest.raises(IntegrityError), transaction.atomic():
        Person.objects.filter(pk=third.pk).update(merged_into=third)


class SequencesOfMerges(TestCase):
    """Any sequence of merges and undos ends where a model of plain sets says."""

    @settings(deadline=None, max_examples=60)
    @given(st.lists(st.tuples(st.sampled_from("mmu"), st.integers(0, 4), st.integers(0, 4))))
    def test_pointers_follow_the_model(self, acts: list[tuple[str, int, int]]) -> None:
        persons = make_persons(5)
        groups = {number: {number} for number in range(5)}  # live person → whom it stands for
        done: list[tuple[PersonMerge, int, int, set[int]]] = []

        for act, one, other in acts:
            if act == "m":
                if one not in groups or other not in groups or one == other:
                    with pytest.raises(DomainError):
                        merge(persons[one], persons[other])
                    continue
                done.append((merge(persons[one], persons[other]), one, other, groups[other]))
                groups[one] = groups[one] | groups.pop(other)
            elif done:
                row, kept, merged, moved = done[one % len(done)]
                if kept not in groups:
                    with pytest.raises(MergeBuiltUpon):
                        undo_merge(merge=row, by=EVERYTHING)
                    continue
                undo_merge(merge=row, by=EVERYTHING)
                done.pop(one % len(done))
                groups[kept] = groups[kept] - moved
                groups[merged] = moved

        expected = {
            persons[number].pk: None if number == root else persons[root].pk
            for root, group in groups.items()
            for number in group
        }
        known = list_merges_known_on(today())
        assert pointers() == expected
        assert known == {pk: root for pk, root in expected.items() if root}


@pytest.mark.django_db(transaction=True)
def test_of_two_who_merge_one_person_at_once_one_does() -> None:
    first, second, third = make_persons(3)
    barrier = Barrier(2)

    def act(kept: Person) -> str:
        barrier.wait()
        try:
            merge(kept, third)
        except DomainError as refused:
            return refused.code
        finally:
            connections.close_all()
        return "done"

    with ThreadPoolExecutor(2) as pool:
        outcomes = sorted(pool.map(act, [first, second]))

    assert outcomes == ["done", "merged_already"]
    assert PersonMerge.objects.count() == 1


@pytest.mark.django_db
def test_what_was_known_on_a_day_stays() -> None:
    first, second, third = make_persons(3)
    monday = now()
    with time_machine.travel(monday, tick=False):
        merge(second, third)
    with time_machine.travel(monday + timedelta(days=1), tick=False):
        later = merge(first, second)
    with time_machine.travel(monday + timedelta(days=2), tick=False):
        undo_merge(merge=later, by=EVERYTHING)

    days = [today() + timedelta(days=number) for number in (-1, 0, 1, 2)]

    assert [list_merges_known_on(day) for day in days] == [
        {},
        {third.pk: second.pk},
        {third.pk: first.pk, second.pk: first.pk},
        {third.pk: second.pk},
    ]


@pytest.mark.django_db
def test_a_merged_person_counts_once_from_the_day_it_was_known_and_learns_on() -> None:
    boss = factories.make_viewer(Role.ADMINISTRATOR)
    places = factories.make_territory()
    run = factories.make_run(by=boss, organiser=places.tuyen_quang)
    learners = [factories.make_learner(unit=places.tan_trao) for _number in range(2)]
    enrollments = [factories.make_enrollment(run=run, learner=one) for one in learners]
    target = factories.make_target(by=boss)
    factories.complete_online(enrollments[0])
    kept, merged = (one.require_person() for one in learners)

    with time_machine.travel(now() + timedelta(days=1), tick=False):
        merge(kept, merged)
        factories.complete_online(enrollments[1])
        day = today()
        counts = get_attainment(target, as_of=day, visible_to=boss)
    before = get_attainment(target, as_of=day, known_on=today(), visible_to=boss)

    assert (counts.completion_count, counts.headcount) == (2, 1)
    assert (before.completion_count, before.headcount) == (1, 1)
    assert [row.headcount for row in counts.provinces if row.headcount] == [1]
    assert get_placements([merged.pk], day)[merged.pk].unit_id == places.tan_trao.pk
