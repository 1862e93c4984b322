"""The network as it grew: teams, who was in them, and when, all of it invented from one seed.

Members are numbered in the order in which they first join. Whoever leaves a team and is in no
other leaves the network; whoever is in two teams is never the one who leaves. So the persons of a
day are those who joined less those who left, whatever else happens.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from random import Random

from demo.nation.country import Commune
from demo.nation.coverage import Share
from demo.nation.published import Milestone, list_first_days
from people.models import TeamLevel, TeamRole

VILLAGE_ONLY_SHARE = 0.06  # communes whose first team is a village's
DEPUTY_SHARE = 0.6
TWO_TEAMS_SHARE = 0.25  # leaders of a village's team who are in the commune's too
HANDOVER_SHARE = 0.006  # teams whose leadership changes between two milestones
NEW_TEAMS_SHARE = 0.7  # of those who join beside the leaders
LATEST_NOTE_DAYS = 6


@dataclass(slots=True, eq=False)
class Team:
    """A team from its founding on; `noted` are the ordinals of the days on which it was known."""

    place: int
    commune: Commune
    level: TeamLevel
    village: str
    founded: int
    founded_noted: int
    dissolved: int = 0
    dissolved_noted: int = 0
    stays: list["Stay"] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Stay:
    """A person in a team in one role, from a day on; days are ordinals, 0 is no day."""

    person: int
    team: Team
    role: TeamRole
    since: int
    since_noted: int
    until: int = 0
    until_noted: int = 0


@dataclass
class Network:
    """All that was ever founded and joined; `firsts` is the first stay of each person."""

    teams: list[Team] = field(default_factory=list)
    stays: list[Stay] = field(default_factory=list)
    firsts: list[Stay] = field(default_factory=list)


class Growth:
    """Brings a network from one milestone to the next."""

    def __init__(
        self, random: Random, shares: Sequence[Share], milestones: Sequence[Milestone]
    ) -> None:
        self.random = random
        self.shares = shares
        self.milestones = milestones
        self.network = Network()
        self.first_days = list_first_days(milestones)
        self.orders = [random.sample(s.province.communes, len(s.province.communes)) for s in shares]
        self.first_teams: dict[int, Team] = {}
        self.two_teams: set[int] = set()
        self.first = self.last = 0

    def grow(self) -> Network:
        for step, milestone in enumerate(self.milestones):
            self.first, self.last = self.first_days[step], milestone.on.toordinal()
            standing = [team for team in self.network.teams if not team.dissolved]
            lost = self._dissolve(standing, milestone.dissolutions)
            fresh = self._found(step, lost)
            standing = [team for team in standing if not team.dissolved]
            self._hand_over(standing)
            before = self.milestones[step - 1].members if step else 0
            growth = milestone.members - before
            leaving = max(milestone.departures, len(fresh) - growth)
            self._leave(leaving)
            self._join(growth + leaving, fresh, standing)
        return self.network

    def _dissolve(self, standing: list[Team], count: int) -> dict[int, int]:
        """Teams of villages end, and their members are in the commune's first team from then on."""
        able = [team for team in standing if self.first_teams[team.commune.id] is not team]
        lost: dict[int, int] = {}
        for team in self.random.sample(able, min(count, len(able))):
            team.dissolved = self._choose_day(self.first)
            team.dissolved_noted = self._note(team.dissolved)
            province = team.commune.province_id
            lost[province] = lost.get(province, 0) + 1
            for stay in [stay for stay in team.stays if not stay.until]:
                self._end(stay, team.dissolved)
                if stay.person not in self.two_teams:
                    into = self.first_teams[team.commune.id]
                    self._add(stay.person, into, TeamRole.MEMBER, team.dissolved)
        return lost

    def _found(self, step: int, lost: dict[int, int]) -> list[Team]:
        fresh = []
        for share, order in zip(self.shares, self.orders, strict=True):
            before = (0, 0)
            if step:
                before = share.team_counts[step - 1], share.commune_counts[step - 1]
            covered = share.commune_counts[step]
            count = share.team_counts[step] - before[0] + lost.get(share.province.id, 0)
            communes = order[before[1] : covered]
            fresh += [self._found_first(commune) for commune in communes]
            for _each in range(count - len(communes)):
                commune = order[int(self.random.random() * covered)]
                fresh.append(self._found_team(commune, TeamLevel.VILLAGE))
        self.random.shuffle(fresh)
        return fresh

    def _found_first(self, commune: Commune) -> Team:
        is_village = self.random.random() < VILLAGE_ONLY_SHARE
        team = self._found_team(commune, TeamLevel.VILLAGE if is_village else TeamLevel.COMMUNE)
        self.first_teams[commune.id] = team
        return team

    def _found_team(self, commune: Commune, level: TeamLevel) -> Team:
        day = self._choose_day(self.first)
        village = commune.name_village() if level == TeamLevel.VILLAGE else ""
        place = len(self.network.teams)
        team = Team(place, commune, level, village, day, self._note(day))
        self.network.teams.append(team)
        return team

    def _hand_over(self, standing: list[Team]) -> None:
        """In some teams the leader and another member change places."""
        for team in self.random.sample(standing, int(len(standing) * HANDOVER_SHARE)):
            held = [stay for stay in team.stays if not stay.until and stay.since < self.first]
            leader = next((stay for stay in held if stay.role == TeamRole.LEADER), None)
            other = next((stay for stay in held if stay.role != TeamRole.LEADER), None)
            if leader and other:
                day = self._choose_day(self.first)
                for stay, role in ((leader, other.role), (other, TeamRole.LEADER)):
                    self._end(stay, day)
                    self._add(stay.person, team, role, day)

    def _leave(self, count: int) -> None:
        """Members who lead nothing and are in one team leave the network."""
        able = [
            stay
            for stay in self.network.stays
            if not stay.until
            and stay.since < self.first
            and stay.role != TeamRole.LEADER
            and stay.person not in self.two_teams
        ]
        for stay in self.random.sample(able, count):
            self._end(stay, self._choose_day(self.first))

    def _join(self, count: int, fresh: list[Team], standing: list[Team]) -> None:
        """New persons join: a leader for each new team, then most into new teams, evenly."""
        for team in fresh:
            self._admit(team, TeamRole.LEADER, team.founded)
        rest = count - len(fresh)
        into_fresh = round(rest * NEW_TEAMS_SHARE) if standing and fresh else rest * (not standing)
        for place in range(into_fresh):
            is_dealt = place < into_fresh // 2
            team = fresh[place % len(fresh)] if is_dealt else self.random.choice(fresh)
            day = team.founded if is_dealt else self._choose_day(team.founded)
            self._admit(team, self._choose_role(team), day)
        for _each in range(rest - into_fresh):
            team = self.random.choice(standing)
            self._admit(team, self._choose_role(team), self._choose_day(self.first))

    def _choose_role(self, team: Team) -> TeamRole:
        is_deputy = len(team.stays) == 1 and self.random.random() < DEPUTY_SHARE
        return TeamRole.DEPUTY if is_deputy else TeamRole.MEMBER

    def _admit(self, team: Team, role: TeamRole, day: int) -> None:
        person = len(self.network.firsts)
        self.network.firsts.append(self._add(person, team, role, day))
        first = self.first_teams[team.commune.id]
        if role == TeamRole.LEADER and first is not team and self.random.random() < TWO_TEAMS_SHARE:
            self.two_teams.add(person)
            self._add(person, first, TeamRole.MEMBER, max(day, first.founded))

    def _add(self, person: int, team: Team, role: TeamRole, day: int) -> Stay:
        stay = Stay(person, team, role, day, self._note(day))
        team.stays.append(stay)
        self.network.stays.append(stay)
        return stay

    def _end(self, stay: Stay, day: int) -> None:
        stay.until, stay.until_noted = day, self._note(day)

    def _choose_day(self, first: int) -> int:
        return first + int(self.random.random() * (self.last - first + 1))

    def _note(self, day: int) -> int:
        """The day on which the office knew: within a week, and before the next figure was told."""
        return min(day + int(self.random.random() * LATEST_NOTE_DAYS), self.last)


def write_day(ordinal: int) -> str:
    return date.fromordinal(ordinal).isoformat()
