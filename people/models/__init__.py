"""Persons and where they work, accounts and what they may do, teams, rosters."""

from people.models.accounts import Account, AccountManager, AccountPerson, Grant, Role
from people.models.persons import (
    STATE_PERSONNEL,
    BirthPrecision,
    Category,
    Duplicate,
    DuplicateVerdict,
    Employment,
    Gender,
    Person,
    PersonMerge,
    Phone,
)
from people.models.rosters import (
    LineState,
    Roster,
    RosterKind,
    RosterLine,
    RosterState,
)
from people.models.teams import KNOWN, Membership, Team, TeamHome, TeamLevel, TeamRole
from people.models.ties import Tie

__all__ = [
    "KNOWN",
    "STATE_PERSONNEL",
    "Account",
    "AccountManager",
    "AccountPerson",
    "BirthPrecision",
    "Category",
    "Duplicate",
    "DuplicateVerdict",
    "Employment",
    "Gender",
    "Grant",
    "LineState",
    "Membership",
    "Person",
    "PersonMerge",
    "Phone",
    "Role",
    "Roster",
    "RosterKind",
    "RosterLine",
    "RosterState",
    "Team",
    "TeamHome",
    "TeamLevel",
    "TeamRole",
    "Tie",
]
