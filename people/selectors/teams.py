"""Questions about teams, cut to what the asker may see: those whose home is in the branch.

A team without a home is seen by who sees the whole of its former commune.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import cast
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from common.clock import today
from common.text import search_key
from people.errors import MembershipNotFound, TeamNotFound
from people.models import KNOWN, Membership, Role, Team, TeamHome, TeamRole
from people.viewer import Viewer
from territory.models import Succession, Unit, UnitName
from territory.selectors import describe_units, unit_ids_in_branch

STATES = ("active", "unassigned", "dissolved")


def list_teams(
    *,
    visible_to: Viewer,
    search: str = "",
    level: str = "",
    branch: Unit | None = None,
    state: str = "active",
    on: date | None = None,
) -> QuerySet[Team]:
    """The teams of a day, by founding commune and village; five queries with what is shown of them.

    `state` is one of STATES, or empty for all. Raises RoleRequired.
    """
    visible_to.require(Role.TRAINING_MANAGER)
    day = on or today()
    homes = TeamHome.objects.filter(KNOWN, team=OuterRef("pk"))
    at_home = homes.filter(valid__contains=day)
    gone = Q(dissolved_on__lte=day) & Exists(homes.filter(valid__endswith=OuterRef("dissolved_on")))
    teams = Team.objects.filter(
        {
            "active": Exists(at_home),
            "unassigned": Exists(at_home.filter(unit=None)),
            "dissolved": gone,
        }.get(state, Exists(at_home) | gone)
    )
    ids = _list_ids(visible_to, branch)
    if ids is not None:
        inside = Q(valid__contains=day) | Q(valid__endswith=OuterRef("dissolved_on"))
        place = Q(unit_id__in=ids) | Q(formerly_id__in=ids)
        teams = teams.filter(Exists(homes.filter(inside & place)))
    if level:
        teams = teams.filter(level=level)
    if key := search_key(search):
        named = UnitName.objects.filter(search_key__contains=key).values("unit")
        at_named = Exists(at_home.filter(unit__in=named))
        teams = teams.filter(Q(search_key__contains=key) | at_named)
    return _with_what_is_shown(teams, day).order_by("founding_unit", "search_key", "id")


def _list_ids(visible_to: Viewer, branch: Unit | None) -> Collection[int] | None:
    """The ids of the units that the asker sees and asks about; None is the whole country."""
    scope = visible_to.scope(Role.TRAINING_MANAGER)
    if branch is None:
        return scope
    ids = unit_ids_in_branch(branch, today()) | {branch.pk}
    return ids if scope is None else ids & scope


def _with_what_is_shown(teams: QuerySet[Team], day: date) -> QuerySet[Team]:
    """With `known_homes`, `leaders` (none or one) and `member_count` of the day."""
    homes = TeamHome.objects.filter(KNOWN).select_related("unit", "formerly").order_by("valid")
    members = Membership.objects.filter(KNOWN, valid__contains=day)
    counted = members.filter(team=OuterRef("pk")).order_by().values("team")
    return teams.annotate(
        member_count=Coalesce(Subquery(counted.annotate(count=Count("pk")).values("count")), 0)
    ).prefetch_related(
        Prefetch(
            "homes",
            homes.prefetch_related("unit__names", "formerly__names"),
            to_attr="known_homes",
        ),
        Prefetch(
            "memberships",
            members.filter(role=TeamRole.LEADER).select_related("person"),
            to_attr="leaders",
        ),
    )


def home_on(team: Team, on: date) -> TeamHome | None:
    """Where a listed team is on a day, or was last."""
    homes = cast("list[TeamHome]", team.known_homes)  # type: ignore[attr-defined]  # prefetched
    return next((home for home in reversed(homes) if home.valid.lower <= on), None)


def get_team(uuid: UUID | str, *, visible_to: Viewer) -> Team:
    """The team of that uuid. Raises RoleRequired, and TeamNotFound also when it is not visible."""
    team = list_teams(visible_to=visible_to, state="").filter(uuid=uuid).first()
    if team is None:
        raise TeamNotFound
    return team


def list_memberships(team: Team) -> QuerySet[Membership]:
    """Who is and was in a team that the asker may see, as it is known, in the order written."""
    rows = Membership.objects.filter(KNOWN, team=team)
    return rows.select_related("person").order_by("id")


def get_membership(uuid: UUID | str, *, visible_to: Viewer) -> Membership:
    """The membership as it is known. Raises RoleRequired, MembershipNotFound."""
    visible = list_teams(visible_to=visible_to, state="").order_by()
    row = (
        Membership.objects.filter(KNOWN, uuid=uuid, team__in=visible.values("pk"))
        .select_related("team", "person")
        .first()
    )
    if row is None:
        raise MembershipNotFound
    return row


@dataclass(frozen=True)
class FormerCommune:
    """A commune that passed into several, the teams that nobody placed, and where they could be."""

    unit: Unit
    name: str
    ended_on: date
    teams: list[Team]
    choices: list[tuple[Unit, str]]


def list_former_communes(*, visible_to: Viewer) -> QuerySet[Unit]:
    """The ended communes whose teams wait for a decision. Raises RoleRequired.

    A manager sees those of which every part lies in the branch.
    """
    visible_to.require(Role.TRAINING_MANAGER)
    waiting = TeamHome.objects.filter(KNOWN, unit=None, valid__contains=today())
    units = Unit.objects.filter(id__in=waiting.values("formerly"))
    scope = visible_to.scope(Role.TRAINING_MANAGER)
    if scope is not None:
        units = units.filter(id__in=scope)
    return units.order_by("code", "id")


def list_unassigned_teams(units: Iterable[Unit]) -> list[FormerCommune]:
    """The waiting teams of each commune of `list_former_communes`, with its successors to choose.

    A handful of queries for any number of communes.
    """
    communes = [unit for unit in units if unit.valid.upper]
    teams: dict[int, list[Team]] = {}
    waiting = TeamHome.objects.filter(
        KNOWN, unit=None, formerly__in=communes, valid__contains=today()
    )
    for home in waiting.select_related("team").order_by("team__search_key", "team_id"):
        teams.setdefault(home.formerly_id or 0, []).append(home.team)
    ways: dict[int, list[Unit]] = {}
    for way in Succession.objects.filter(old__in=communes).select_related("new").order_by("id"):
        ways.setdefault(way.old_id, []).append(way.new)
    names = describe_units([new for news in ways.values() for new in news], today())
    former = _describe_ended(communes)
    return [
        FormerCommune(
            unit=unit,
            name=former[unit.pk],
            ended_on=unit.valid.upper,
            teams=teams.get(unit.pk, []),
            choices=[(new, names[new.pk]) for new in ways.get(unit.pk, [])],
        )
        for unit in communes
    ]


def _describe_ended(units: Iterable[Unit]) -> dict[int, str]:
    """How each place was written on its last day."""
    by_day: dict[date, list[Unit]] = {}
    for unit in units:
        by_day.setdefault(unit.valid.upper - timedelta(days=1), []).append(unit)
    return {
        pk: name for day, ones in by_day.items() for pk, name in describe_units(ones, day).items()
    }
