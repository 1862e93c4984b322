"""The network of community digital teams: as of any day, as known on any day, in any structure.

A person in two teams counts once a line. What no way and no decided home can place stands under
“chưa phân bổ”, so that totals are equal in every structure.
"""

from targets.network.counting import Counts
from targets.network.presentation import LEVELS, present_network, write_growth
from targets.network.report import NetworkReport, report_network

__all__ = [
    "LEVELS",
    "Counts",
    "NetworkReport",
    "present_network",
    "report_network",
    "write_growth",
]
