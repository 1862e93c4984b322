"""The rows behind each number of the report: as many as it says, on every line."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from common.clock import end_of
from people.models import Membership, Person, Role, Team, TeamHome
from people.selectors.merges import list_merges_known_on
from people.viewer import Viewer
from targets.network.asking import Question, ask, find_place
from territory.structure import Node


@dataclass(frozen=True)
class NetworkSlice:
    """One line of the report: a unit with all below it, or what is in it and in no unit below."""

    asked: Question
    unit: Node | None
    is_unplaced: bool = False
    level: str = ""


def get_slice(
    *,
    as_of: date,
    structure_on: date | None = None,
    known_on: date | None = None,
    unit: UUID | str | None = None,
    is_unplaced: bool = False,
    level: str = "",
    visible_to: Viewer,
) -> NetworkSlice:
    """The line in a training manager's branch, of the teams of one level if it is said.

    Raises RoleRequired, UnitNotFound.

    Others who watch the figures see no names.
    """
    asked = ask(
        as_of,
        structure_on=structure_on,
        known_on=known_on,
        visible_to=visible_to,
        roles=(Role.TRAINING_MANAGER,),
    )
    return NetworkSlice(asked, find_place(asked, unit) if unit else None, is_unplaced, level)


def list_network_teams(of: NetworkSlice) -> QuerySet[Team]:
    """The teams of the line, by founding commune and village."""
    teams = Team.objects.filter(_has_home(of, "pk"))
    if of.level:
        teams = teams.filter(level=of.level)
    return teams.order_by("founding_unit", "search_key", "id")


def list_network_memberships(of: NetworkSlice) -> QuerySet[Membership]:
    """The memberships of the line, by team, in the order written."""
    rows = _list_memberships(of).select_related("person", "team")
    return rows.order_by("team", "id")


def list_network_members(of: NetworkSlice) -> QuerySet[Person]:
    """The persons of the line, each once, by name; merged entries as it was known of them."""
    same = list_merges_known_on(of.asked.known_on)
    memberships = _list_memberships(of)
    entries = memberships.filter(person__in=list(same)).values_list("person", flat=True)
    heads = {same[entry] for entry in entries} if same else set()
    own = Exists(memberships.filter(person=OuterRef("pk")))
    persons = Person.objects.filter(own & ~Q(pk__in=list(same)) | Q(pk__in=heads))
    return persons.order_by("sort_key", "id")


def _list_memberships(of: NetworkSlice) -> QuerySet[Membership]:
    rows = Membership.objects.filter(held_on(of.asked.as_of, of.asked))
    if of.level:
        rows = rows.filter(team__level=of.level)
    return rows.filter(_has_home(of, "team"))


def held_on(day: date, asked: Question) -> Q:
    """What was so on a day, as it was known."""
    known = end_of(asked.known_on)
    return Q(valid__contains=day, recorded_at__lt=known) & (
        Q(superseded_at=None) | Q(superseded_at__gte=known)
    )


def _has_home(of: NetworkSlice, team: str) -> Q:
    """Whether the team of that column stands on the line, by the rules of `Placing.place`."""
    asked = of.asked
    homes = TeamHome.objects.filter(held_on(asked.as_of, asked), team=OuterRef(team))
    decided = TeamHome.objects.filter(held_on(asked.structure_on, asked), team=OuterRef(team))
    if asked.scope is not None:
        homes = homes.filter(_seen_in(asked.scope))
    if of.is_unplaced:
        return _is_unplaced(of, homes, decided)
    if of.unit is None:
        return Q(Exists(homes))
    within = _seen_in(asked.placing.list_within(of.unit.id))
    above = _seen_in(asked.placing.list_above(of.unit.id))
    return Exists(homes.filter(within)) | (
        Exists(homes.filter(above)) & Exists(decided.filter(within))
    )


def _is_unplaced(of: NetworkSlice, homes: QuerySet[TeamHome], decided: QuerySet[TeamHome]) -> Q:
    """Seen where no more is sure and not decided below, or decided where no more is sure."""
    placing = of.asked.placing
    if of.unit is None:
        at = _seen_in(placing.list_at(None))
        return Exists(homes.filter(at)) & ~Exists(decided.exclude(at))
    if not placing.has_below(placing.paths[of.unit.id]):
        return Q(pk__in=())
    at_ids = set(placing.list_at(of.unit.id))
    below = _seen_in(set(placing.list_within(of.unit.id)) - at_ids)
    at, above = _seen_in(at_ids), _seen_in(placing.list_above(of.unit.id))
    return (Exists(homes.filter(at)) & ~Exists(decided.filter(below))) | (
        Exists(homes.filter(above)) & Exists(decided.filter(at))
    )


def _seen_in(unit_ids: Collection[int]) -> Q:
    """Homes in those units, or in none since one of them ended."""
    ids = list(unit_ids)
    return Q(unit__in=ids) | Q(formerly__in=ids)
