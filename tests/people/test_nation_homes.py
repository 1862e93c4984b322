"""The whole network passes through the reform of 1 July 2025."""

import pytest
from django.db import connection

from people.models import TeamHome
from people.services.homes import carry_homes
from territory.services import REFORM_ON, LoadReport
from tests.territory.conftest import BEFORE, country

__all__ = ["country"]

TEAM_COUNT = 69_345
_FILL = """
WITH places AS (
  SELECT u.id, row_number() OVER (ORDER BY u.id) AS place FROM territory_unit u
  WHERE u.level = 'commune' AND u.valid @> %(before)s
), teams AS (
  INSERT INTO people_team (uuid, level, founding_unit_id, residential_unit, search_key,
    decision_number, founded_on, recorded_at)
  SELECT gen_random_uuid(), 'village', p.id, 'Thôn ' || n, 'thon ' || n, '', '2022-05-26', now()
  FROM generate_series(0, 69344) n JOIN places p ON p.place = 1 + n %% 10033
  RETURNING id, founding_unit_id
)
INSERT INTO people_teamhome (team_id, unit_id, valid, recorded_at)
SELECT id, founding_unit_id, daterange('2022-05-26', NULL), now() FROM teams
"""


@pytest.mark.slow
@pytest.mark.django_db
def test_every_team_of_the_country_moves_or_waits_for_a_person(country: LoadReport) -> None:
    assert not country.already_loaded
    with connection.cursor() as cursor:
        cursor.execute(_FILL, {"before": BEFORE})

    report = carry_homes()

    known = TeamHome.objects.filter(superseded_at=None)
    before, after = known.filter(valid__endswith=REFORM_ON), known.filter(valid__contains=REFORM_ON)
    assert known.filter(valid__contains=BEFORE).count() == after.count() == TEAM_COUNT
    assert before.count() == report.team_count
    assert after.filter(unit=None).count() == report.unplaced_count > 0
    # 314 + 66 + 1 communes went in parts, and 2 are said to have gone whole to two.
    assert after.filter(unit=None).values("formerly").distinct().count() == 383
