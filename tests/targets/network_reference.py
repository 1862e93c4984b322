"""The network's figures in plain Python, row by row: slow, and in no word like what it checks."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from common.clock import VIETNAM
from people.models import Membership, PersonMerge, Team, TeamHome
from territory.models import Succession, SuccessionKind, Unit, UnitParent

# A place of the tree, or “in it and nowhere below”; no unit is the country.
Key = tuple[int | None, bool]


@dataclass
class Found:
    """The rows of a line themselves."""

    teams: set[int] = field(default_factory=set)
    commune_teams: set[int] = field(default_factory=set)
    persons: set[int] = field(default_factory=set)
    memberships: set[int] = field(default_factory=set)

    @property
    def figures(self) -> tuple[int, int, int, int]:
        teams, communes = len(self.teams), len(self.commune_teams)
        return communes, teams - communes, len(self.persons), len(self.memberships)


class Country:
    """What the tables of the territory say, read once."""

    def __init__(self) -> None:
        self.days = {u.pk: (u.valid.lower, u.valid.upper) for u in Unit.objects.all()}
        self.parents = list(UnitParent.objects.values_list("unit_id", "parent_id", "valid"))
        self.ways = list(Succession.objects.values_list("old_id", "new_id", "kind"))

    def stands(self, unit_id: int, on: date) -> bool:
        since, until = self.days[unit_id]
        return bool(since <= on and (until is None or on < until))

    def path(self, unit_id: int, on: date) -> tuple[int, ...]:
        above = [p for u, p, valid in self.parents if u == unit_id and on in valid]
        return (*self.path(above[0], on), unit_id) if above else (unit_id,)

    def place(self, unit_id: int, on: date) -> tuple[int, ...]:
        """The path as far as all that became of the unit, or that it was made of, agrees."""
        if self.stands(unit_id, on):
            return self.path(unit_id, on)
        if self.days[unit_id][0] > on:
            others = [old for old, new, _kind in self.ways if new == unit_id]
        else:
            ways = [(new, kind) for old, new, kind in self.ways if old == unit_id]
            if [kind for _new, kind in ways] == [SuccessionKind.PART]:
                return ()
            others = [new for new, _kind in ways]
            others = others or [u for u, p, _valid in self.parents if p == unit_id]
        paths = [self.place(one, on) for one in others if one != unit_id]
        if not paths:
            return ()
        agreed: list[int] = []
        for steps in zip(*paths, strict=False):
            if len(set(steps)) > 1:
                break
            agreed.append(steps[0])
        return tuple(agreed)

    def has_below(self, unit_id: int | None, on: date) -> bool:
        return any(p == unit_id and on in valid for _u, p, valid in self.parents)


def count_slowly(
    *, as_of: date, known_on: date, structure_on: date, scope: frozenset[int] | None = None
) -> dict[Key, Found]:
    """Every line that has a team, with its rows."""
    country, found = Country(), defaultdict[Key, Found](Found)
    lead_to = _read_merges(known_on)
    levels = dict(Team.objects.values_list("pk", "level"))
    homes = {h.team_id: h for h in TeamHome.objects.all() if _holds(h, as_of, known_on)}
    later = {h.team_id: h for h in TeamHome.objects.all() if _holds(h, structure_on, known_on)}
    keys: dict[int, list[Key]] = {}
    for team_id, home in homes.items():
        seen = home.unit_id or home.formerly_id
        if scope is not None and seen not in scope:
            continue
        path = country.place(seen or 0, structure_on)
        if team_id in later and (not path or country.has_below(path[-1], structure_on)):
            then = later[team_id]
            decided = country.place(then.unit_id or then.formerly_id or 0, structure_on)
            path = decided if decided[: len(path)] == path else path
        keys[team_id] = [(None, False), *((unit, False) for unit in path)]
        if not path or country.has_below(path[-1], structure_on):
            keys[team_id].append((path[-1] if path else None, True))
        for key in keys[team_id]:
            found[key].teams.add(team_id)
            if levels[team_id] == "commune":
                found[key].commune_teams.add(team_id)
    for row in Membership.objects.all():
        if _holds(row, as_of, known_on):
            for key in keys.get(row.team_id, ()):
                found[key].persons.add(lead_to(row.person_id))
                found[key].memberships.add(row.pk)
    return found


def _holds(row: Any, on: date, known_on: date) -> bool:
    recorded = row.recorded_at.astimezone(VIETNAM).date()
    gone = row.superseded_at and row.superseded_at.astimezone(VIETNAM).date()
    return on in row.valid and recorded <= known_on and (gone is None or gone > known_on)


def _read_merges(known_on: date) -> Any:
    steps = {}
    for row in PersonMerge.objects.all():
        undone = row.undone_at and row.undone_at.astimezone(VIETNAM).date()
        if row.merged_at.astimezone(VIETNAM).date() <= known_on and not (
            undone and undone <= known_on
        ):
            steps[row.merged_id] = row.kept_id

    def lead_to(person_id: int) -> int:
        while person_id in steps:
            person_id = steps[person_id]
        return person_id

    return lead_to
