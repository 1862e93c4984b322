"""Teams and who is in them: what is refused, what a correction leaves, who is first of two."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from common.clock import now, today
from common.errors import DomainError
from common.models import AuditEntry
from people.errors import (
    AlreadyMember,
    MembershipAfterDissolution,
    MembershipBeforeFounding,
    MembershipInvalid,
    MembershipNotFound,
    OutOfScope,
    RoleRequired,
    TeamAlreadyFounded,
    TeamDissolved,
    TeamHasLeader,
    TeamInvalid,
)
from people.models import Membership, Person, Role, Team, TeamHome, TeamRole
from people.services.memberships import (
    change_role,
    correct_membership,
    join_team,
    leave_team,
    retract_membership,
)
from people.services.teams import correct_team, dissolve_team, found_team, move_team
from people.viewer import EVERYTHING
from tests import factories
from tests.races import race

JUNE, JULY = date(2026, 6, 1), date(2026, 7, 1)
FOUNDING = date(2026, 1, 1)


def make_team(village: str = "Bản Chiềng") -> Team:
    places = factories.make_territory()
    return factories.make_team(places.tan_trao, village=village, founded_on=FOUNDING)


def known(team: Team) -> list[tuple[str, str, date, date | None]]:
    rows = Membership.objects.filter(team=team, superseded_at=None).order_by("valid", "id")
    return [
        (row.person.full_name, row.role, row.valid.lower, row.valid.upper)
        for row in rows.select_related("person")
    ]


@pytest.mark.django_db
def test_team_stands_in_its_commune_and_is_audited() -> None:
    team = make_team("  Bản   Chiềng ")

    assert (team.residential_unit, team.search_key) == ("Bản Chiềng", "ban chieng")
    assert team.homes.get().valid == DateRange(FOUNDING, None)
    assert AuditEntry.objects.filter(act="found_team", subject=f"team:{team.uuid}").exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"unit": "lai_chau"}, "unit"),
        ({"founded_on": date(2024, 1, 1)}, "unit"),
        ({"founded_on": date(2100, 1, 1)}, "founded_on"),
        ({"residential_unit": "Bản 1"}, "residential_unit"),
        ({"level": "village"}, "residential_unit"),
        ({"level": "district"}, "level"),
        ({"level": "village", "residential_unit": "B" * 121}, "residential_unit"),
    ],
)
def test_founding_that_cannot_be_is_refused_at_its_field(
    changes: dict[str, Any], field: str
) -> None:
    places = factories.make_territory()
    given_team: dict[str, Any] = {"unit": "tan_trao", "level": "commune", "founded_on": FOUNDING}
    asked = given_team | changes

    with pytest.raises(TeamInvalid) as refused:
        found_team(**{**asked, "unit": getattr(places, asked["unit"])}, by=EVERYTHING)

    assert refused.value.fields.keys() == {field}
    assert Team.objects.count() == 0


@pytest.mark.django_db
def test_one_village_has_one_team_and_may_have_another_after_it() -> None:
    team = make_team("Bản Chiềng")
    unit = team.founding_unit

    with pytest.raises(TeamAlreadyFounded):
        factories.make_team(unit, village="ban chieng", founded_on=FOUNDING)

    dissolve_team(team=team, dissolved_on=JUNE, by=EVERYTHING)
    factories.make_team(unit, village="Bản Chiềng", founded_on=JULY)


@pytest.mark.django_db
def test_manager_founds_and_changes_in_the_own_branch_only() -> None:
    places = factories.make_territory()
    team = make_team()
    outsider = factories.make_viewer(Role.TRAINING_MANAGER, places.lai_chau)
    acts: list[Callable[[Any], Any]] = [
        lambda by: factories.make_team(places.tan_trao, founded_on=FOUNDING, by=by),
        lambda by: correct_team(team=team, residential_unit="Bản 2", by=by),
        lambda by: factories.make_membership(team, since=JUNE, by=by),
        lambda by: dissolve_team(team=team, dissolved_on=JUNE, by=by),
        lambda by: move_team(team=team, unit=places.tan_trao, since=JUNE, by=by),
    ]

    for act in acts:
        with pytest.raises(OutOfScope):
            act(outsider)
        with pytest.raises(RoleRequired):
            act(factories.make_learner())


@pytest.mark.django_db
def test_dissolution_ends_home_and_memberships_and_forgets_nothing() -> None:
    team = make_team()
    factories.make_membership(team, since=FOUNDING)

    dissolve_team(team=team, dissolved_on=JULY, by=EVERYTHING)

    assert known(team) == [("Lò Thị Ăm", "team_member", FOUNDING, JULY)]
    assert team.homes.get(superseded_at=None).valid == DateRange(FOUNDING, JULY)
    assert team.homes.count() == team.memberships.count() == 2
    with pytest.raises(TeamDissolved):
        dissolve_team(team=team, dissolved_on=JULY, by=EVERYTHING)


@pytest.mark.django_db
@pytest.mark.parametrize("day", [FOUNDING, date(2026, 2, 28), date(2100, 1, 1)])
def test_dissolution_before_someone_joined_or_in_the_future_is_refused(day: date) -> None:
    team = make_team()
    factories.make_membership(team, since=date(2026, 3, 1))

    with pytest.raises(TeamInvalid):
        dissolve_team(team=team, dissolved_on=day, by=EVERYTHING)


@pytest.mark.django_db
def test_nobody_is_in_a_team_before_its_founding_or_after_its_end() -> None:
    team = make_team()
    with pytest.raises(MembershipBeforeFounding):
        factories.make_membership(team, since=FOUNDING - timedelta(days=1))
    with pytest.raises(MembershipInvalid):
        factories.make_membership(team, since=today() + timedelta(days=1))
    dissolve_team(team=team, dissolved_on=JULY, by=EVERYTHING)

    with pytest.raises(MembershipAfterDissolution):
        factories.make_membership(team, since=JUNE)

    join_team(team=team, person=factories.make_person(), since=JUNE, until=JULY, by=EVERYTHING)


@pytest.mark.django_db
def test_person_is_in_two_teams_but_in_one_only_once() -> None:
    team, person = make_team(), factories.make_person()
    factories.make_membership(team, person, since=JUNE)
    factories.make_membership(make_team("Bản 2"), person, since=JUNE)

    with pytest.raises(AlreadyMember):
        factories.make_membership(team, person, since=JULY)


@pytest.mark.django_db
def test_team_has_one_leader_at_a_time() -> None:
    team = make_team()
    first = factories.make_membership(team, role=TeamRole.LEADER, since=FOUNDING)
    second = factories.make_membership(team, factories.make_person("Sùng A Dế"), since=FOUNDING)
    with pytest.raises(TeamHasLeader):
        change_role(membership=second, role=TeamRole.LEADER, since=JUNE, by=EVERYTHING)

    change_role(membership=first, role=TeamRole.DEPUTY, since=JUNE, by=EVERYTHING)
    change_role(membership=second, role=TeamRole.LEADER, since=JUNE, by=EVERYTHING)

    assert [(name, role) for name, role, since, _until in known(team) if since == JUNE] == [
        ("Lò Thị Ăm", "deputy_team_leader"),
        ("Sùng A Dế", "team_leader"),
    ]


@pytest.mark.django_db
def test_correction_supersedes_and_the_former_row_is_corrected_no_more() -> None:
    team = make_team()
    wrong = factories.make_membership(team, since=JUNE)
    right = factories.make_person("Sùng A Dế")

    correct_membership(membership=wrong, person=right, since=FOUNDING, by=EVERYTHING)

    assert known(team) == [("Sùng A Dế", "team_member", FOUNDING, None)]
    for act in (retract_membership, correct_membership):
        with pytest.raises(MembershipNotFound):
            act(membership=wrong, by=EVERYTHING)


@pytest.mark.django_db
def test_founding_day_moves_with_the_home_and_not_behind_a_member() -> None:
    team = make_team()
    factories.make_membership(team, since=JUNE)

    correct_team(team=team, founded_on=date(2026, 3, 1), by=EVERYTHING)
    with pytest.raises(TeamInvalid):
        correct_team(team=team, founded_on=JULY, by=EVERYTHING)

    assert team.homes.get(superseded_at=None).valid == DateRange(date(2026, 3, 1), None)
    correct_team(team=team, founded_on=FOUNDING, decision_number="5/QĐ", by=EVERYTHING)
    team.refresh_from_db()
    assert (team.founded_on, team.decision_number) == (FOUNDING, "5/QĐ")


@pytest.mark.django_db
@pytest.mark.parametrize("column", ["superseded_at", "valid"])
def test_database_keeps_members_inside_the_life_of_the_team(column: str) -> None:
    team = make_team()
    membership = factories.make_membership(team, since=JUNE)
    dissolve_team(team=team, dissolved_on=JULY, by=EVERYTHING)
    value = None if column == "superseded_at" else DateRange(JUNE, today())
    row = Membership.objects.filter(team=team, superseded_at=None).get()
    changed = membership if column == "superseded_at" else row
    Membership.objects.filter(pk=row.pk).exclude(pk=changed.pk).update(superseded_at=now())

    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.filter(pk=changed.pk).update(**{column: value})


@pytest.mark.django_db(transaction=True)
def test_team_founded_by_two_at_once_is_founded_once() -> None:
    unit = factories.make_territory().tan_trao

    codes = race([lambda: factories.make_team(unit, founded_on=FOUNDING)] * 2)

    assert codes == ["done", "team_already_founded"]
    assert TeamHome.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_leaders_at_once_are_one_leader() -> None:
    team = make_team()
    persons = [factories.make_person(), factories.make_person("Sùng A Dế")]

    def lead(person: Person) -> Callable[[], Any]:
        return lambda: factories.make_membership(team, person, role=TeamRole.LEADER, since=JUNE)

    assert race([lead(person) for person in persons]) == ["done", "team_has_leader"]


@pytest.mark.django_db(transaction=True)
def test_one_member_brought_by_two_at_once_is_in_the_team_once() -> None:
    team, person = make_team(), factories.make_person()

    codes = race([lambda: factories.make_membership(team, person, since=JUNE)] * 2)

    assert codes == ["already_member", "done"]


@pytest.mark.django_db(transaction=True)
def test_two_members_made_leader_at_once_are_one_leader() -> None:
    team = make_team()
    members = [
        factories.make_membership(team, factories.make_person(name), since=JUNE)
        for name in ("Lò Thị Ăm", "Sùng A Dế")
    ]

    def lead(member: Membership) -> Callable[[], Any]:
        return lambda: change_role(
            membership=member, role=TeamRole.LEADER, since=JULY, by=EVERYTHING
        )

    assert race([lead(member) for member in members]) == ["done", "team_has_leader"]
    assert Membership.objects.filter(superseded_at=None, role=TeamRole.LEADER).count() == 1


@pytest.mark.django_db(transaction=True)
def test_one_membership_corrected_by_two_at_once_is_corrected_once() -> None:
    team = make_team()
    membership = factories.make_membership(team, since=JUNE)

    codes = race(
        [
            lambda: correct_membership(membership=membership, since=JULY, by=EVERYTHING),
            lambda: retract_membership(membership=membership, by=EVERYTHING),
        ]
    )

    assert codes == ["done", "membership_not_found"]
    assert Membership.objects.filter(superseded_at=None).count() <= 1


@pytest.mark.django_db(transaction=True)
def test_who_joins_while_the_team_is_dissolved_is_in_it_no_longer_than_it_stood() -> None:
    team, person = make_team(), factories.make_person()

    race(
        [
            lambda: factories.make_membership(team, person, since=JUNE),
            lambda: dissolve_team(team=team, dissolved_on=JULY, by=EVERYTHING),
        ]
    )

    assert all(until == JULY for _name, _role, _since, until in known(team))


DAYS = st.integers(0, 300).map(lambda number: date(2025, 7, 1) + timedelta(days=number))
ROLES = st.sampled_from([str(role) for role in TeamRole])
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["join", "leave", "role", "correct", "retract"]),
        st.integers(0, 2),
        DAYS,
        ROLES,
    ),
    max_size=12,
)


class HistoryOfATeam(TestCase):
    """Whatever is done and corrected, each day is held once and the past stays as it was known."""

    @settings(max_examples=30, deadline=None)
    @given(STEPS)
    def test_what_was_known_stays_known(self, steps: list[tuple[str, int, date, str]]) -> None:
        unit = factories.make_territory().lai_chau_commune
        team = Team.objects.first() or factories.make_team(
            unit, village="Bản 1", founded_on=date(2025, 7, 1)
        )
        persons = [
            factories.make_person(name) for name in ("Lò Thị Ăm", "Y Moan Êban", "Sùng A Dế")
        ]
        seen: list[tuple[datetime, Any]] = []

        for act, number, day, role in steps:
            try:
                with transaction.atomic():
                    take_step(team, persons[number], act, day, role)
            except DomainError:
                pass
            assert_each_day_once(team)
            at = now()
            seen.append((at, known_at(team, at)))

        for at, rows in seen:
            assert known_at(team, at) == rows


def take_step(team: Team, person: Person, act: str, day: date, role: str) -> None:
    rows = Membership.objects.filter(team=team, person=person, superseded_at=None)
    row = rows.order_by("-valid").first()
    if act == "join":
        join_team(team=team, person=person, role=role, since=day, by=EVERYTHING)
    elif row is None:
        return
    elif act == "leave":
        leave_team(membership=row, left_on=day, by=EVERYTHING)
    elif act == "role":
        change_role(membership=row, role=role, since=day, by=EVERYTHING)
    elif act == "correct":
        correct_membership(membership=row, since=day, role=role, by=EVERYTHING)
    else:
        retract_membership(membership=row, by=EVERYTHING)


def known_at(team: Team, at: datetime) -> Any:
    """The memberships as they were held to be at an instant."""
    rows = Membership.objects.filter(team=team, recorded_at__lte=at).exclude(superseded_at__lte=at)
    return sorted(rows.values_list("person_id", "role", "valid"), key=repr)


def assert_each_day_once(team: Team) -> None:
    rows = list(Membership.objects.filter(team=team, superseded_at=None))
    for row in rows:
        for other in rows:
            if row.pk < other.pk and row.person_id == other.person_id:
                until = row.valid.upper or date.max
                assert until <= other.valid.lower or (
                    (other.valid.upper or date.max) <= row.valid.lower
                )
