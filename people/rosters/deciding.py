"""What becomes of each row of a chunk, decided before anything is written."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from people.models import Category, LineState, RosterKind, TeamRole
from people.rosters.errors import LineRefused
from people.rosters.matching import Held, Known, KnownTeam, Persons, Teams, find_jobs
from people.rosters.places import OF_TEAMS
from people.rosters.understanding import Row


@dataclass(slots=True)
class Outcome:
    """What becomes of a line."""

    line: int
    state: str = LineState.UNCHANGED
    problem: str = ""
    person: Known | None = None
    team: KnownTeam | None = None
    membership: Held | None = None
    employment: Held | None = None


@dataclass
class Added:
    """What the rows of a chunk add, in the order in which it is written."""

    persons: list[tuple[Known, Row]] = field(default_factory=list)
    phones: list[tuple[Known, str]] = field(default_factory=list)
    teams: list[KnownTeam] = field(default_factory=list)
    memberships: list[Held] = field(default_factory=list)
    employments: list[Held] = field(default_factory=list)


class Chunk:
    """Rows matched with what stands. With `is_held` the teams found stay as they are meanwhile."""

    def __init__(self, kind: str, on: date, rows: Sequence[Row], *, is_held: bool = False) -> None:
        self.kind, self.on, self.rows = kind, on, rows
        self.added = Added()
        self.persons = Persons(rows)
        units = {unit for row in rows for unit in row.near()}
        self.teams = Teams(units if kind in OF_TEAMS else (), is_held=is_held)
        self.jobs = {} if kind in OF_TEAMS else find_jobs(self.persons.by_id, units)

    def decide(self) -> list[Outcome]:
        """What becomes of each line; nothing is written."""
        return [self._decide(row) for row in self.rows]

    def _decide(self, row: Row) -> Outcome:
        outcome = Outcome(row.line)
        try:
            if self.kind in OF_TEAMS:
                self._decide_team(row, outcome)
            else:
                self._employ(row, outcome)
        except LineRefused as problem:
            return Outcome(row.line, LineState.REFUSED, str(problem))
        return outcome

    def _decide_team(self, row: Row, outcome: Outcome) -> None:
        found = self._find_team(row)
        team = found or _make_team(row)
        outcome.team = team
        if self.kind == RosterKind.MEMBERSHIPS:
            self._join(row, team, outcome)
        elif not found:
            outcome.state = LineState.WRITTEN
        if not found and outcome.state == LineState.WRITTEN:
            self.added.teams.append(team)
            self.teams.add(team, row.near())

    def _find_team(self, row: Row) -> KnownTeam | None:
        """The one team that the row means; None is one to be founded. Raises LineRefused.

        The units that the text names come first, then the one where they are on the roster's
        day, then those of the day of the founding.
        """
        if row.team_code:
            return self._find_by_code(row)
        founding = row.founding_place
        tries = [row.place.named, (row.place.unit,)]
        if founding:
            tries += [founding.named, (founding.unit,)]
        ended: dict[KnownTeam, None] = {}
        for units in dict.fromkeys(tries):
            found = dict.fromkeys(team for unit in units for team in self.teams.find(unit, row))
            live = [team for team in found if not team.dissolved_on]
            if len(live) > 1:
                live = _narrow(live, row)
            if live:
                return live[0]
            ended |= found
        return next((team for team in ended if self._was_then(team, row)), None)

    def _find_by_code(self, row: Row) -> KnownTeam:
        """Codes are looked for in the places that the row names: no team of elsewhere is met."""
        team = self.teams.by_code.get(row.team_code)
        if team is None or (team.dissolved_on and not self._was_then(team, row)):
            raise LineRefused(
                _("No team of this place has the code %(code)s.") % {"code": row.team_code}
            )
        return team

    def _was_then(self, team: KnownTeam, row: Row) -> bool:
        """Whether the row speaks of the days of a dissolved team; one founded later is another.

        Raises LineRefused when it puts a person into a team that is no more.
        """
        ended_on = team.dissolved_on or date.max
        if row.founded_on and row.founded_on >= ended_on:
            return False
        if self.kind == RosterKind.TEAMS or (row.until and row.until <= ended_on):
            return True
        if any(one.overlaps(row.since or team.founded_on, row.until) for one in team.members):
            return True
        raise LineRefused(
            _("The team was dissolved on %(day)s: nobody is in it from then on.")
            % {"day": ended_on.strftime("%d/%m/%Y")}
        )

    def _find_person(self, row: Row, near: set[int]) -> tuple[Known, bool]:
        assert row.name  # noqa: S101 - every kind that has persons reads their names
        found = self.persons.find(row, row.name, near)
        if found:
            return found, False
        known = Known(
            0, row.name.accent_key, row.name.search_key, row.birth_on, row.precision,
            row.citizen_hash,
        )  # fmt: skip
        return known, True

    def _keep_person(self, row: Row, known: Known, near: set[int], *, is_new: bool) -> None:
        if is_new:
            self.added.persons.append((known, row))
            self.persons.add(known)
        for number in row.phones:
            if number not in known.phones:
                known.phones.add(number)
                self.added.phones.append((known, number))
        known.places |= near

    def _join(self, row: Row, team: KnownTeam, outcome: Outcome) -> None:
        near = row.near()
        known, is_new = self._find_person(row, near)
        since = row.since or team.founded_on
        if since < team.founded_on:
            raise LineRefused(_("The membership begins before the team was founded."))
        outcome.person = known
        then = [held for held in team.members if held.overlaps(since, row.until)]
        outcome.membership = _find_settled(then, known, row)
        if outcome.membership:
            return
        if team.dissolved_on and (row.until is None or row.until > team.dissolved_on):
            raise LineRefused(
                _("The team was dissolved on %(day)s: nobody is in it from then on.")
                % {"day": team.dissolved_on.strftime("%d/%m/%Y")}
            )
        self._keep_person(row, known, near, is_new=is_new)
        held = Held(0, known, row.role, since, row.until, team=team)
        team.members.append(held)
        self.added.memberships.append(held)
        outcome.state, outcome.membership = LineState.WRITTEN, held

    def _employ(self, row: Row, outcome: Outcome) -> None:
        near, unit = row.near(), row.place.unit
        known, is_new = self._find_person(row, near)
        outcome.person = known
        since = row.since or self.on
        jobs = self.jobs.setdefault(known.id or -id(known), [])
        for job in jobs:
            if job.unit == unit and job.overlaps(since, row.until):
                _require_same_work(job, row)
                outcome.employment = job
                return
        self._keep_person(row, known, near, is_new=is_new)
        category = row.category or Category.CITIZEN
        job = Held(0, known, category, since, row.until, unit, row.position, row.employer)
        jobs.append(job)
        self.added.employments.append(job)
        outcome.state, outcome.employment = LineState.WRITTEN, job


def _make_team(row: Row) -> KnownTeam:
    """A team to be founded. Raises LineRefused."""
    if row.founded_on is None or row.founding_place is None:
        row.place.require()
        raise LineRefused(_("No such team stands, and the day of its founding is missing."))
    return KnownTeam(
        0, row.level, row.village.name, row.founding_place.require(), row.founded_on,
        decision_number=row.decision_number,
    )  # fmt: skip


def _narrow(teams: Sequence[KnownTeam], row: Row) -> list[KnownTeam]:
    """The one of several teams that the row's founding singles out. Raises LineRefused."""
    founding = row.founding_place.unit if row.founding_place else 0
    here = [team for team in teams if team.founding_unit == founding]
    for found in (here, [team for team in here if team.founded_on == row.founded_on]):
        if len(found) == 1:
            return found
    raise LineRefused(_("Several teams of this place can be meant."))


def _find_settled(then: Sequence[Held], known: Known, row: Row) -> Held | None:
    """What is held already of what the row says. Raises LineRefused where the two disagree."""
    own = [held for held in then if held.is_of(known)]
    same = next((held for held in own if held.role == row.role), None)
    if own and not same:
        raise LineRefused(_("This person is in that team at that time in another role."))
    if not own and row.role == TeamRole.LEADER and any(held.role == row.role for held in then):
        raise LineRefused(_("This team has another leader at that time."))
    return same


def _require_same_work(job: Held, row: Row) -> None:
    """What the row does not say is as it stands. Raises LineRefused."""
    if (row.category and row.category != job.role) or (
        row.position and row.position != job.position
    ):
        raise LineRefused(_("This person does other work there at that time."))
