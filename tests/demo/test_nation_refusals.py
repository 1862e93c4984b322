"""What is refused leaves nothing half-written."""

from datetime import date

import pytest
from django.core.management import CommandError, call_command

from demo.nation import NationRefused, make_nation
from people.models import Employment, Person, Phone, Team, TeamHome
from tests import factories

pytestmark = pytest.mark.django_db


def count_all() -> list[int]:
    return [model.objects.count() for model in (Person, Employment, Phone, Team, TeamHome)]


@pytest.mark.parametrize("scale", ["0", "-1", "0.001", "1.01", "nan", "inf"])
def test_a_scale_that_is_none_is_refused(scale: str) -> None:
    with pytest.raises(CommandError, match=r"The scale is a number from 0\.002 to 1"):
        call_command("make_nation", f"--scale={scale}")

    assert count_all() == [0, 0, 0, 0, 0]


def test_nobody_is_added_to_teams_that_stand_already() -> None:
    factories.make_team(factories.make_territory().tan_trao, founded_on=date(2026, 1, 5))
    before = count_all()

    with pytest.raises(NationRefused, match="Teams stand already"):
        make_nation(scale=0.002)

    assert count_all() == before


def test_a_country_of_other_units_is_refused() -> None:
    factories.make_territory()

    with pytest.raises(NationRefused, match="not those of the published figures"):
        make_nation(scale=0.002)

    assert count_all() == [0, 0, 0, 0, 0]
