"""A nation is the same for the same seed and keeps every rule of teams, homes and work."""

import hashlib
import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from common.clock import today
from demo.nation import NationRefused, make_nation, scale_milestones
from people.models import Employment, Membership, Person, Phone, Team, TeamHome, TeamRole
from people.viewer import EVERYTHING
from targets.network import report_network
from territory.services import REFORM_ON
from tests.territory.conftest import country

__all__ = ["country"]

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.xdist_group("nation"),
    pytest.mark.usefixtures("country"),
]

TINY = 0.002
HOMES = """
SELECT t.uuid, h.valid, h.unit_id, h.formerly_id, h.recorded_at, h.superseded_at
FROM people_teamhome h JOIN people_team t ON t.id = h.team_id
"""
CONTENTS = (
    "uuid, full_name, birth_on, gender, created_at FROM people_person",
    "uuid, unit_id, category, valid FROM people_employment",
    "uuid, level, residential_unit, founded_on, dissolved_on FROM people_team",
    "uuid, role, valid, recorded_at, superseded_at FROM people_membership",
    "* FROM homes",
    "number, uuid FROM people_phone n JOIN people_person p ON p.id = n.person_id",
)


def digest() -> str:
    """The contents of the people room, without the ids."""
    found = hashlib.sha256()
    with connection.cursor() as cursor:
        for columns in CONTENTS:
            query = f"SELECT row::text FROM (SELECT {columns}) AS row ORDER BY 1"  # noqa: S608
            cursor.execute(f"WITH homes AS ({HOMES}) {query}")
            found.update(repr(cursor.fetchall()).encode())
    return found.hexdigest()


def clear() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
        cursor.execute("TRUNCATE people_person, people_team CASCADE")


def count_all() -> list[int]:
    return [model.objects.count() for model in (Person, Employment, Phone, Team, TeamHome)]


@pytest.mark.slow
def test_one_seed_gives_one_nation_and_another_seed_another() -> None:
    digests = []
    for seed in (5, 5, 6):
        make_nation(scale=TINY, seed=seed)
        digests.append(digest())
        clear()

    assert digests[0] == digests[1] != digests[2]


@pytest.mark.parametrize("scale", [TINY, 0.01])
def test_a_smaller_nation_has_the_figures_of_its_scale_on_every_date(scale: float) -> None:
    made = make_nation(scale=scale)

    assert made.person_count == Person.objects.count() == round(1_000_000 * scale)
    for place, milestone in enumerate(scale_milestones(scale)):
        for known_on in (milestone.on, today()):
            found = report_network(as_of=milestone.on, known_on=known_on, visible_to=EVERYTHING)
            assert len(found.covered_provinces) == milestone.provinces
            assert found.total.team_count == milestone.teams
            assert found.total.member_headcount == milestone.members
            assert len(found.complete_provinces) == made.complete_counts[place]


def test_a_repeat_changes_nothing_and_says_so() -> None:
    first = json.loads(run("--json", "--seed=3"))
    before = count_all()

    said = run("--seed=3")

    assert (first["is_new"], first["person_count"], first["scale"]) == (True, 2000, TINY)
    assert first["seconds"] > 0 < first["peak_megabytes"]
    assert said == "This nation stands already: seed 3, scale 0.002. Nothing was changed.\n"
    assert count_all() == before
    with pytest.raises(CommandError, match=r"A nation stands already, of seed 3 and scale 0\.002"):
        run("--seed=4")
    with pytest.raises(NationRefused, match="A nation stands already"):
        make_nation(scale=0.003, seed=3)
    assert count_all() == before


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("make_nation", f"--scale={TINY}", *arguments, stdout=out)
    return out.getvalue()


def test_every_team_is_led_by_one_and_everybody_is_reached_and_works_somewhere() -> None:
    make_nation(scale=0.01, seed=2)

    held = Membership.objects.filter(superseded_at=None, valid__contains=today())
    standing = Team.objects.filter(dissolved_on=None)
    leaders = held.filter(role=TeamRole.LEADER)
    assert leaders.count() == standing.count() == leaders.values("team").distinct().count()
    assert held.count() > held.values("person").distinct().count()
    assert held.filter(team__dissolved_on__isnull=False).count() == 0
    assert Team.objects.exclude(dissolved_on=None).count() > 0
    assert Membership.objects.exclude(superseded_at=None).count() > 0
    assert Employment.objects.values("person").distinct().count() == Person.objects.count()
    numbers = count_repeats("number"), count_repeats("person_id")
    assert all(count > 0 for count in numbers)
    precisions = set(Person.objects.exclude(birth_on=None).values_list("birth_precision"))
    assert precisions == {("day",), ("year",)}
    assert Person.objects.filter(birth_on=None).exists()


def count_repeats(column: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT count(*) FROM (SELECT {column} FROM people_phone GROUP BY 1"  # noqa: S608
            " HAVING count(*) > 1) AS shared"
        )
        return int(cursor.fetchone()[0])


def test_teams_live_where_the_reform_took_them_and_were_known_there_from_its_day() -> None:
    made = make_nation(scale=0.01)

    homes = TeamHome.objects.filter(superseded_at=None, valid__contains=today())
    assert homes.count() == Team.objects.filter(dissolved_on=None).count()
    assert homes.filter(unit=None).count() == made.unplaced_count > 0
    assert not homes.exclude(unit=None).exclude(unit__valid__contains=today()).exists()
    found = [
        report_network(as_of=REFORM_ON, known_on=known_on, visible_to=EVERYTHING)
        for known_on in (REFORM_ON, today())
    ]
    assert found[0].lines == found[1].lines
    assert (len(found[0].provinces), len(found[0].covered_provinces)) == (34, 34)


def test_whoever_worked_for_a_district_works_for_a_commune_since_the_reform() -> None:
    make_nation(scale=TINY)

    ended: Any = Employment.objects.filter(unit__level="district")
    assert ended.filter(valid__contains=today()).count() < ended.count() / 5
    followed = Employment.objects.filter(valid__startswith=REFORM_ON)
    assert followed.count() > 0
    assert set(followed.values_list("unit__level")) == {("commune",)}
