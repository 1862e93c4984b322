"""The door through which the nation comes into being: all of it in one transaction, or nothing."""

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from math import isfinite
from random import Random

from django.db import connection, transaction

from common.audit import record_audit
from common.models import AuditEntry
from demo.nation.country import OtherCountry, read_country
from demo.nation.coverage import plan_coverage
from demo.nation.network import Growth
from demo.nation.population import settle
from demo.nation.published import LARGEST, PERSONS, SMALLEST, scale_milestones
from demo.nation.work import Offices
from demo.nation.writing import Writer, indexes_built_at_the_end
from people.models import Employment, Membership, Person, Phone, Team
from people.services.homes import carry_homes
from territory.models import Unit
from territory.selectors import place_paths_in_structure
from territory.services import REFORM_ON, load_territory
from territory.structure import list_epochs

Step = Callable[[str], AbstractContextManager[None]]

ACT = "make_nation"
TABLES = (
    *("people_person", "people_phone", "people_employment"),
    *("people_team", "people_teamhome", "people_membership"),
    *("territory_unit", "territory_succession", "territory_change"),
)
# When the offices knew where the reform had taken each team.
REFORM_KNOWN_AT = datetime(2025, 7, 1, 1, tzinfo=UTC)


class NationRefused(Exception):
    """Nothing was written; the text says why."""


@dataclass
class NationReport:
    """What stands, and how long each step took in seconds. `is_new` is False for a repeat."""

    seed: int
    scale: float
    is_new: bool = True
    person_count: int = 0
    member_count: int = 0
    team_count: int = 0
    unplaced_count: int = 0
    complete_counts: list[int] = field(default_factory=list)
    steps: dict[str, float] = field(default_factory=dict)


@transaction.atomic
def make_nation(
    *,
    scale: float = 1.0,
    seed: int = 1,
    before_reform: bool = False,
    network_only: bool = False,
    say: Callable[[str, float], None] = lambda _step, _seconds: None,
) -> NationReport:
    """The nation stands; a repeat with the same seed and scale changes nothing.

    With `before_reform` the territory is loaded as it was until 30 June 2025, where none stands;
    with `network_only` there is nobody beside the members of teams, and no phone and no work.
    Raises NationRefused for a scale that is not from 0.002 to 1, for another nation, for teams
    that stand already, and for a country in which the published figures cannot hold.
    """
    if not (isfinite(scale) and SMALLEST <= scale <= LARGEST):
        raise NationRefused(f"The scale is a number from {SMALLEST} to {LARGEST:g}.")
    report = NationReport(seed=seed, scale=scale)
    step = _Clock(report, say).step
    _hold_teams()
    if _stands(report):
        return report
    with step("territory"):
        if not Unit.objects.exists():
            load_territory(before_reform=before_reform)
    with step("network"):
        writer = _invent(report, network_only=network_only)
    _write(writer, step, network_only=network_only)
    with step("statistics"), connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {', '.join(TABLES)}")
    with step("reform"):
        report.unplaced_count = _follow_reform()
    record_audit(
        by=None, act=ACT, subject="nation", seed=seed, scale=scale, network_only=network_only
    )
    return report


def settle_tables() -> None:
    """Reports and searches are answered from indexes alone at once, not after autovacuum.

    Nothing inside a transaction, in which PostgreSQL refuses it.
    """
    if not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute(f"VACUUM ANALYZE {', '.join(TABLES)}")


class _Clock:
    def __init__(self, report: NationReport, say: Callable[[str, float], None]) -> None:
        self.report = report
        self.say = say

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        began = time.perf_counter()
        yield
        self.report.steps[name] = time.perf_counter() - began
        self.say(name, self.report.steps[name])


def _hold_teams() -> None:
    """Nobody founds a team, or makes another nation, until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE people_team IN SHARE ROW EXCLUSIVE MODE")


def _stands(report: NationReport) -> bool:
    """Whether this nation stands already. Raises NationRefused when something else does."""
    if not Team.objects.exists():
        return False
    entry = AuditEntry.objects.filter(act=ACT, subject="nation").order_by("-id").first()
    if entry is None:
        raise NationRefused("Teams stand already. A nation is made where there are none.")
    found = entry.detail["seed"], entry.detail["scale"]
    if found != (report.seed, report.scale):
        raise NationRefused(f"A nation stands already, of seed {found[0]} and scale {found[1]:g}.")
    report.is_new = False
    return True


def _invent(report: NationReport, *, network_only: bool) -> Writer:
    random = Random(report.seed)  # noqa: S311 - invented data, not a secret
    try:
        provinces = read_country()
    except OtherCountry:
        raise NationRefused(
            "The units of 2022 to 2025 are not those of the published figures."
        ) from None
    milestones = scale_milestones(report.scale)
    shares = plan_coverage(random, provinces, milestones)
    network = Growth(random, shares, milestones).grow()
    communes = [commune for province in provinces for commune in province.communes]
    size = 0 if network_only else round(PERSONS * report.scale)
    people = settle(random, network, communes, size)
    report.person_count, report.member_count = len(people), len(network.firsts)
    report.team_count = len(network.teams)
    report.complete_counts = [
        sum(share.commune_counts[place] == share.size for share in shares)
        for place in range(len(milestones))
    ]
    return Writer(report.seed, network, people)


def _write(writer: Writer, step: Step, *, network_only: bool) -> None:
    size = len(writer.people)
    with step("persons"), indexes_built_at_the_end(Person, size):
        writer.write_persons()
    if not network_only:
        with step("phones"), indexes_built_at_the_end(Phone, size):
            writer.write_phones()
        with step("work"), indexes_built_at_the_end(Employment, size):
            writer.write_work(Offices(_list_offices()))
    with step("teams"):
        writer.write_teams()
        writer.write_homes()
    with step("memberships"), indexes_built_at_the_end(Membership, size):
        writer.write_memberships()
    with step("references"), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def _list_offices() -> dict[int, int]:
    """Communes of before and the one of today in which all of each lies, below its province."""
    if REFORM_ON not in list_epochs():
        return {}
    paths = place_paths_in_structure(REFORM_ON)
    return {unit_id: path[-1] for unit_id, path in paths.items() if len(path) > 1}


def _follow_reform() -> int:
    """Teams are where the reform took them, known from its day; how many wait for a decision."""
    report = carry_homes()
    with connection.cursor() as cursor:
        for column in ("recorded_at", "superseded_at"):
            cursor.execute(
                f"UPDATE people_teamhome SET {column} = %(at)s WHERE {column} > %(at)s",  # noqa: S608 - two columns
                {"at": REFORM_KNOWN_AT},
            )
    return report.unplaced_count
