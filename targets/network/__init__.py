"""The network of community digital teams: as of any day, as known on any day, in any structure.

A person in two teams counts once a line. What no way and no decided home can place stands under
“chưa phân bổ”, so that totals are equal in every structure.
"""

from targets.network.cards import (
    TeamCard,
    make_member_cards,
    make_seat_cards,
    make_team_cards,
)
from targets.network.counting import Counts
from targets.network.presentation import (
    LEVELS,
    SELECTIONS,
    define_network,
    present_network,
    write_growth,
)
from targets.network.report import NetworkReport, report_network
from targets.network.rows import (
    NetworkSlice,
    get_slice,
    list_network_members,
    list_network_memberships,
    list_network_teams,
)
from targets.network.sheets import ENDINGS, KINDS, File, export_network, export_rows, show_place

__all__ = [
    "ENDINGS",
    "KINDS",
    "LEVELS",
    "SELECTIONS",
    "Counts",
    "File",
    "NetworkReport",
    "NetworkSlice",
    "TeamCard",
    "define_network",
    "export_network",
    "export_rows",
    "get_slice",
    "list_network_members",
    "list_network_memberships",
    "list_network_teams",
    "make_member_cards",
    "make_seat_cards",
    "make_team_cards",
    "present_network",
    "report_network",
    "show_place",
    "write_growth",
]
