"""A chunk of rows stands: persons, teams, memberships and employments, each line with its rows."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from common.clock import now
from common.text import search_key
from people.citizen_id import seal_citizen_id
from people.models import (
    Account,
    Employment,
    LineState,
    Membership,
    Person,
    Phone,
    RosterKind,
    Team,
    TeamHome,
    TeamRole,
)
from people.rosters.matching import (
    Known,
    Persons,
    find_teams,
    list_employments,
    list_memberships,
    load_teams,
)
from people.rosters.understanding import LineRefused, Row
from people.services.homes import carry_homes

IMPORTS_LOCK = 7_301_003


@dataclass(slots=True)
class Outcome:
    """What becomes of a line."""

    line: int
    state: str = LineState.UNCHANGED
    problem: str = ""
    person: Known | None = None
    team: Team | None = None
    membership: Membership | None = None
    employment: Employment | None = None


@dataclass
class Chunk:
    """Rows matched with what stands, and what they add."""

    kind: str
    on: date
    by: Account | None
    rows: Sequence[Row]
    outcomes: list[Outcome] = field(default_factory=list)
    news: list[tuple[Known, Row]] = field(default_factory=list)
    phones: list[tuple[Known, str]] = field(default_factory=list)
    teams: list[Team] = field(default_factory=list)
    added: list[tuple[Known, Membership | Employment]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.persons = Persons(self.rows)
        units = [one.pk for row in self.rows for one in (row.place, row.founding_place) if one]
        is_of_teams = self.kind in {RosterKind.TEAMS, RosterKind.MEMBERSHIPS}
        self.found = find_teams(units) if is_of_teams else {}
        ids = {pk for pks in self.found.values() for pk in pks}
        self.standing = load_teams(ids)
        self.fresh: dict[tuple[int, str, str], Team] = {}
        self.members: dict[int, list[tuple[int, Membership]]] = defaultdict(list)
        for held in list_memberships(ids):
            self.members[held.team_id].append((held.person_id, held))
        self.jobs: dict[int, list[Employment]] = defaultdict(list)
        if not is_of_teams:
            for job in list_employments(self.persons.by_id):
                self.jobs[job.person_id].append(job)
        self.teams_of: dict[int, list[tuple[Known, Membership]]] = defaultdict(list)

    def decide(self) -> list[Outcome]:
        """What becomes of each line; nothing is written."""
        for row in self.rows:
            outcome = Outcome(row.line)
            try:
                self._decide(row, outcome)
            except LineRefused as problem:
                outcome = Outcome(row.line, LineState.REFUSED, str(problem))
            self.outcomes.append(outcome)
        return self.outcomes

    def _decide(self, row: Row, outcome: Outcome) -> None:
        if self.kind in {RosterKind.TEAMS, RosterKind.MEMBERSHIPS}:
            team, is_new = self._find_team(row)
            outcome.team = team
            if self.kind == RosterKind.TEAMS:
                if is_new:
                    self._add_team(team, row, outcome)
                return
            self._join(row, team, outcome, is_new=is_new)
            return
        self._employ(row, outcome)

    def _find_team(self, row: Row) -> tuple[Team, bool]:
        for place in (row.place, row.founding_place):
            if place is None:
                continue
            key = (place.pk, row.level, row.village_key)
            if key in self.fresh:
                return self.fresh[key], False
            ids = self.found.get(key, ())
            live = [pk for pk in ids if not self.standing[pk].dissolved_on]
            if len(live) > 1:
                raise LineRefused(_("Several teams of this place can be meant."))
            if live:
                return self.standing[live[0]], False
            for pk in ids:
                if self._was_then(self.standing[pk], row):
                    return self.standing[pk], False
        if row.founded_on is None or row.founding_place is None:
            raise LineRefused(_("No such team stands, and the day of its founding is missing."))
        if row.founded_on not in row.founding_place.valid:
            raise LineRefused(_("The place did not stand on the day of the founding."))
        team = Team(
            level=row.level,
            founding_unit=row.founding_place,
            residential_unit=row.village,
            search_key=search_key(row.village),
            decision_number=row.decision_number,
            founded_on=row.founded_on,
        )
        return team, True

    def _was_then(self, team: Team, row: Row) -> bool:
        """Whether the row speaks of the days of a dissolved team; one founded later is another.

        Raises LineRefused when it puts a person into a team that is no more.
        """
        ended_on = team.dissolved_on
        assert ended_on  # noqa: S101 - who asks has looked
        if row.founded_on and row.founded_on >= ended_on:
            return False
        if self.kind == RosterKind.TEAMS or (row.until and row.until <= ended_on):
            return True
        raise LineRefused(
            _("The team was dissolved on %(day)s: nobody is in it from then on.")
            % {"day": ended_on.strftime("%d/%m/%Y")}
        )

    def _add_team(self, team: Team, row: Row, outcome: Outcome) -> None:
        outcome.state = LineState.WRITTEN
        self.teams.append(team)
        for place in (row.place, row.founding_place):
            if place:
                self.fresh[place.pk, row.level, row.village_key] = team

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
            self.news.append((known, row))
            self.persons.add(known)
        if row.phone and row.phone not in known.phones:
            known.phones.add(row.phone)
            self.phones.append((known, row.phone))
        known.places |= near

    def _join(self, row: Row, team: Team, outcome: Outcome, *, is_new: bool) -> None:
        near = {row.place.pk, (row.founding_place or row.place).pk}
        known, is_new_person = self._find_person(row, near)
        valid = DateRange(row.since or team.founded_on, row.until)
        if valid.lower < team.founded_on:
            raise LineRefused(_("The membership begins before the team was founded."))
        outcome.person = known
        mates = [] if team.pk is None else self.members[team.pk]
        for person_id, held in mates:
            if _overlap(held.valid, valid) and self._is_settled(
                held, row, outcome, is_same=bool(known.id) and person_id == known.id
            ):
                return
        for person, held in self.teams_of[id(team)]:
            if _overlap(held.valid, valid) and self._is_settled(
                held, row, outcome, is_same=person is known
            ):
                return
        if is_new:
            self._add_team(team, row, outcome)
        self._keep_person(row, known, near, is_new=is_new_person)
        membership = Membership(team=team, role=row.role, valid=valid)
        self.teams_of[id(team)].append((known, membership))
        self.added.append((known, membership))
        outcome.state, outcome.membership = LineState.WRITTEN, membership

    def _is_settled(self, held: Membership, row: Row, outcome: Outcome, *, is_same: bool) -> bool:
        """Whether the row stands in what is held. Raises LineRefused where the two disagree."""
        if is_same and held.role == row.role:
            outcome.membership = held
            return True
        if is_same:
            raise LineRefused(_("This person is in that team at that time in another role."))
        if TeamRole.LEADER == held.role == row.role:
            raise LineRefused(_("This team has another leader at that time."))
        return False

    def _employ(self, row: Row, outcome: Outcome) -> None:
        near = {row.place.pk}
        known, is_new = self._find_person(row, near)
        outcome.person = known
        since = row.since or self.on
        if since not in row.place.valid:
            raise LineRefused(_("The place did not stand on the day when the work began."))
        valid = DateRange(since, row.until)
        for job in self.jobs[known.id or -id(known)]:
            if job.unit_id == row.place.pk and _overlap(job.valid, valid):
                if (job.category, job.position) != (row.category, row.position):
                    raise LineRefused(_("This person does other work there at that time."))
                outcome.employment = job
                return
        self._keep_person(row, known, near, is_new=is_new)
        job = Employment(
            unit=row.place, category=row.category, position=row.position,
            employer=row.employer, valid=valid,
        )  # fmt: skip
        self.jobs[known.id or -id(known)].append(job)
        self.added.append((known, job))
        outcome.state, outcome.employment = LineState.WRITTEN, job

    def write(self) -> None:
        """What was decided stands. The caller's transaction holds the lock of imports."""
        self._write_persons()
        at = now()
        for team in self.teams:
            team.recorded_at, team.recorded_by = at, self.by
        Team.objects.bulk_create(self.teams)
        TeamHome.objects.bulk_create(
            TeamHome(
                team=team, unit=team.founding_unit, valid=DateRange(team.founded_on, None),
                recorded_at=at, recorded_by=self.by,
            )
            for team in self.teams
        )  # fmt: skip
        if self.teams:
            carry_homes(team_ids=[team.pk for team in self.teams], by=self.by)
        memberships, jobs = [], []
        for known, row in self.added:
            row.person_id = known.id
            if isinstance(row, Membership):
                row.team_id = row.team.pk
                row.recorded_at, row.recorded_by = at, self.by
                memberships.append(row)
            else:
                jobs.append(row)
        Membership.objects.bulk_create(memberships)
        Employment.objects.bulk_create(jobs)

    def _write_persons(self) -> None:
        at = now()
        persons = [_build(row, at) for _known, row in self.news]
        for (known, _row), person in zip(
            self.news, Person.objects.bulk_create(persons), strict=True
        ):
            known.id = person.pk
        Phone.objects.bulk_create(
            Phone(person_id=known.id, number=number) for known, number in self.phones
        )


def _build(row: Row, at: datetime) -> Person:
    assert row.name  # noqa: S101 - only named rows are new persons
    return Person(
        full_name=row.name.full,
        family_name=row.name.family,
        middle_name=row.name.middle,
        given_name=row.name.given,
        search_key=row.name.search_key,
        sort_key=row.name.sort_key,
        birth_on=row.birth_on,
        birth_precision=row.precision,
        gender=row.gender,
        citizen_id_hash=row.citizen_hash,
        citizen_id_sealed=seal_citizen_id(row.citizen_id) if row.citizen_id else b"",
        created_at=at,
    )


def _overlap(one: DateRange, other: DateRange) -> bool:
    return (other.upper is None or one.lower < other.upper) and (
        one.upper is None or other.lower < one.upper
    )


def lock_imports() -> None:
    """No other chunk is matched or written until this transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [IMPORTS_LOCK])
