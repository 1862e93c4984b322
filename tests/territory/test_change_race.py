"""Two changes at once wait for each other: the second sees what the first did."""

from functools import partial

import pytest

from territory.models import Change
from territory.services import apply_change
from tests.races import race
from tests.territory.test_changes import DAY, MERGER, Document, change, commune, enter, unit, way

pytestmark = pytest.mark.django_db(transaction=True)

OTHER = change(units=[unit("00007", "Xã 7")], ways=[way("00002", "00007"), way("00003", "00007")])


@pytest.fixture(autouse=True)
def _country() -> None:
    provinces = [unit("01", "Tỉnh A", kind="Tỉnh")]
    communes = [unit(f"0000{n}", f"Xã {n}") for n in (1, 2, 3)]
    enter({**change(units=[*provinces, *communes]), "effective_on": "2000-01-01"})


def run_at_once(*documents: Document) -> list[str]:
    return race([partial(apply_change, document=one, by=None) for one in documents])


def test_the_same_change_at_once_is_entered_once() -> None:
    assert run_at_once(MERGER, MERGER) == ["done", "territory_change_already_entered"]
    assert Change.objects.count() == 2


def test_two_changes_of_one_unit_at_once_leave_one() -> None:
    assert run_at_once(MERGER, OTHER) == ["done", "territory_change_invalid"]
    assert commune("00001", DAY)
