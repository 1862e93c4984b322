"""A synthetic nation in which the published figures of the network hold on each of their dates."""

from demo.nation.making import NationRefused, NationReport, make_nation, settle_tables
from demo.nation.published import MILESTONES, Milestone, scale_milestones

__all__ = [
    "MILESTONES",
    "Milestone",
    "NationRefused",
    "NationReport",
    "make_nation",
    "scale_milestones",
    "settle_tables",
]
