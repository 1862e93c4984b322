"""Attainment: the query agrees with a count by hand, on any day, cut to what one may see."""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal

import pytest
import time_machine

from common.clock import now, today
from enrollment.models import Completion
from enrollment.services.ledger import cancel_completion
from people.models import STATE_PERSONNEL, Category, Role
from targets.attainment import get_attainment
from targets.errors import TargetNotFound
from targets.models import Target
from targets.selectors import get_target
from tests import factories

CATEGORIES = (*STATE_PERSONNEL, Category.CITIZEN)
NAMES = ("Ma Thị Hòa", "Lý A Sáng", "Vừ Mí Pó", "Đặng Thị Mẩy", "H'Hen Niê")


@pytest.fixture
def places() -> factories.Places:
    return factories.make_territory()


def learn_twice(places: factories.Places) -> None:
    """Two runs, five people in all; some complete both. Lượt and persons must differ."""
    boss = factories.make_viewer(Role.ADMINISTRATOR, full_name="Vũ Minh Đức")
    learners = {
        name: factories.make_learner(
            full_name=name, unit=places.tan_trao, category=CATEGORIES[place % len(CATEGORIES)]
        )
        for place, name in enumerate(NAMES)
    }
    course = factories.make_course()
    for code, names in (("kns-1", NAMES[:3]), ("kns-2", NAMES[1:])):
        run = factories.make_run(course=course, code=code, by=boss)
        for name in names:
            factories.complete_online(factories.make_enrollment(run=run, learner=learners[name]))


def count_by_hand(target: Target, as_of: date) -> tuple[int, int]:
    """Lượt and persons by reading every row, without SQL that groups."""
    rows: Iterable[Completion] = Completion.objects.all()
    cancelled = {row.cancels_id for row in rows if row.cancels_id}
    categories = target.metric.definition["categories"]
    counted = [
        row
        for row in rows
        if row.cancels_id is None
        and row.pk not in cancelled
        and target.period.lower <= row.effective_on <= as_of
        and row.category in categories
    ]
    return len(counted), len({row.person_id for row in counted})


@pytest.fixture
def target(places: factories.Places) -> Target:
    admin = factories.make_viewer(Role.ADMINISTRATOR, full_name="Vũ Minh Đức")
    first_on = today() - timedelta(days=60)
    return factories.make_target(
        by=admin, first_on=first_on, last_on=today() + timedelta(days=60), value=10
    )


@pytest.mark.django_db
def test_the_query_agrees_with_a_count_by_hand(places: factories.Places, target: Target) -> None:
    learn_twice(places)
    account = factories.make_viewer(Role.ADMINISTRATOR, full_name="Đỗ Văn Dũng").account
    assert account
    cancel_completion(completion=Completion.objects.all()[1], reason="Nhầm", by=account)
    manager = factories.make_viewer(Role.TRAINING_MANAGER, full_name="Nguyễn Thị Ánh")

    found = get_attainment(target=target, as_of=today(), visible_to=manager)

    assert (found.completion_count, found.headcount) == count_by_hand(target, today())
    assert found.completion_count > found.headcount > 0
    assert found.attainment_fraction == Decimal(found.completion_count) / target.value
    assert sum(row.completion_count for row in found.provinces) == found.completion_count


@pytest.mark.django_db
def test_a_later_correction_leaves_the_report_of_an_earlier_day(
    places: factories.Places, target: Target
) -> None:
    long_ago = now() - timedelta(days=10)
    with time_machine.travel(long_ago, tick=False):
        learn_twice(places)
        manager = factories.make_viewer(Role.TRAINING_MANAGER, full_name="Nguyễn Thị Ánh")
        then = get_attainment(target=target, as_of=today(), visible_to=manager)
        day = today()
    account = manager.account
    assert account
    cancel_completion(completion=Completion.objects.all()[0], reason="Nhầm", by=account)

    same = get_attainment(target=target, as_of=day, known_on=day, visible_to=manager)
    now_known = get_attainment(target=target, as_of=day, visible_to=manager)

    assert (same.completion_count, same.headcount) == (then.completion_count, then.headcount)
    assert now_known.completion_count == then.completion_count - 1


@pytest.mark.django_db
def test_a_manager_elsewhere_sees_no_number_of_this_branch(
    places: factories.Places, target: Target
) -> None:
    learn_twice(places)
    outside = factories.make_viewer(Role.TRAINING_MANAGER, places.lai_chau, full_name="Sùng A Dế")
    found = get_attainment(target=target, as_of=today(), visible_to=outside)
    assert (found.completion_count, found.headcount, found.attainment_fraction) == (0, 0, None)
    assert found.reason_refused
    with pytest.raises(TargetNotFound):
        get_target(target.code, visible_to=factories.make_learner(full_name="Lò Văn Tư"))
