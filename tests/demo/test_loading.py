"""The demo is loaded once; the small year is a true picture of the large one."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.db.models import Count

from demo.accounts import DEMO_ACCOUNTS
from demo.loader.year2022 import YEAR_END, apportion
from enrollment.models import Completion
from people.models import Account, Person
from people.viewer import EVERYTHING
from targets.models import Target
from targets.selectors import get_attainment

SCALE = 0.01


def count_all() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (Account, Person, Completion, Target))


@pytest.mark.django_db
@pytest.mark.slow
def test_demo_is_loaded_once_and_its_numbers_are_those_of_its_scale() -> None:
    call_command("load_demo", scale=SCALE, stdout=StringIO())
    before = count_all()

    call_command("load_demo", scale=SCALE, stdout=StringIO())

    assert count_all() == before
    assert Account.objects.count() == len(DEMO_ACCOUNTS)
    target = Target.objects.get(code="can-bo-2022")
    found = get_attainment(target, as_of=YEAR_END, visible_to=EVERYTHING)
    assert (found.completion_count, found.headcount) == (279, 244)
    modes = dict(Completion.objects.values_list("mode").annotate(Count("id")))
    assert set(modes) == {"online", "in_person"}


def test_shares_add_up_to_the_whole() -> None:
    shares = apportion(27_855, [1.5, 2.25, 0.1, 40])

    assert sum(shares) == 27_855
    assert shares[2] < shares[0] < shares[1] < shares[3]
