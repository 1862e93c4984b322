"""What is shown of the rows behind a number: a page of them in the same few queries."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count

from people.models import Membership, Person, Team, TeamHome, TeamRole
from people.selectors.cards import show_birth
from people.selectors.merges import list_merges_known_on
from targets.network.rows import NetworkSlice, held_on, list_network_memberships
from territory.models import Unit
from territory.selectors import describe_units


@dataclass(frozen=True)
class TeamCard:
    """A team, where it stands in the tree of the report, and where it was on the day.

    `place` ends where no more is sure: `is_unplaced`.
    """

    team: Team
    name: str
    place: str
    is_unplaced: bool
    seen_at: str
    leader: str
    membership_count: int


@dataclass(frozen=True)
class SeatCard:
    """A membership, and of which team."""

    membership: Membership
    team: TeamCard
    role: str
    since: date
    until: date | None


@dataclass(frozen=True)
class MemberCard:
    """A person with the memberships of the line, those of merged entries too."""

    person: Person
    birth: str
    seats: list[SeatCard]


def name_team(team: Team) -> str:
    """The village, or that the team is of the commune."""
    return team.residential_unit or str(team.get_level_display())


def make_team_cards(of: NetworkSlice, teams: Sequence[Team]) -> list[TeamCard]:
    """A card for each, in the order given: six queries, however many there are."""
    asked, placing = of.asked, of.asked.placing
    homes = _find_homes(of, teams, asked.as_of)
    decided = (
        homes if asked.as_of == asked.structure_on else _find_homes(of, teams, asked.structure_on)
    )
    names = describe_units(homes.values(), asked.as_of)
    rows = Membership.objects.filter(held_on(asked.as_of, asked), team__in=teams)
    counts = dict(rows.values_list("team").annotate(Count("pk")).order_by())
    leaders = dict(rows.filter(role=TeamRole.LEADER).values_list("team", "person__full_name"))
    cards = []
    for team in teams:
        seen, then = homes[team.pk], decided.get(team.pk)
        path = placing.place(seen.pk, then.pk if then else None)
        nodes = [placing.structure.nodes[unit_id] for unit_id in reversed(path)]
        cards.append(
            TeamCard(
                team=team,
                name=name_team(team),
                place=", ".join(node.name for node in nodes),
                is_unplaced=placing.has_below(path),
                seen_at=names[seen.pk],
                leader=leaders.get(team.pk, ""),
                membership_count=counts.get(team.pk, 0),
            )
        )
    return cards


def _find_homes(of: NetworkSlice, teams: Iterable[Team], on: date) -> dict[int, Unit]:
    """Where each team was on a day, or the unit that ended under it."""
    homes = TeamHome.objects.filter(held_on(on, of.asked), team__in=[one.pk for one in teams])
    found = {}
    for home in homes.select_related("unit", "formerly"):
        unit = home.unit or home.formerly
        if unit:
            found[home.team_id] = unit
    return found


def make_seat_cards(of: NetworkSlice, rows: Sequence[Membership]) -> list[SeatCard]:
    """A card for each, in the order given: six queries, however many there are."""
    teams = {row.team_id: row.team for row in rows}
    cards = {card.team.pk: card for card in make_team_cards(of, list(teams.values()))}
    return [
        SeatCard(
            membership=row,
            team=cards[row.team_id],
            role=str(row.get_role_display()),
            since=row.valid.lower,
            until=row.valid.upper,
        )
        for row in rows
    ]


def make_member_cards(of: NetworkSlice, persons: Sequence[Person]) -> list[MemberCard]:
    """A card for each, in the order given: eight queries, however many there are."""
    heads = {person.pk: person.pk for person in persons}
    same = list_merges_known_on(of.asked.known_on)
    heads |= {entry: head for entry, head in same.items() if head in heads}
    rows = list_network_memberships(of).filter(person__in=heads)
    seats: dict[int, list[SeatCard]] = defaultdict(list)
    for seat in make_seat_cards(of, list(rows)):
        # An entry that was merged stands under the person whom it led to, and alone nowhere.
        seats[same.get(seat.membership.person_id, seat.membership.person_id)].append(seat)
    return [MemberCard(person, show_birth(person), seats[person.pk]) for person in persons]
