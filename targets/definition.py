"""What stands beside every number, in words that a manager reads."""

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _

from people.models import STATE_PERSONNEL, Category, Role
from people.viewer import Viewer
from targets.models import Target
from territory.selectors import describe_unit


def _day(on: date) -> str:
    return on.strftime("%d/%m/%Y")


def describe_population(categories: Sequence[str]) -> str:
    """Who counts: state personnel by their one name, others one by one, or everyone."""
    if not categories:
        return _("everyone")
    if set(categories) == set(STATE_PERSONNEL):
        return _("state personnel (cadres, civil servants, public employees)")
    return ", ".join(str(Category(category).label) for category in categories)


def describe_count(target: Target, as_of: date, known_on: date, structure_on: date) -> str:
    """The definition of a target's numbers: what, whom, when, where, by which knowledge."""
    return _(
        "%(metric)s (definition %(code)s, version %(version)d): %(population)s, from %(first)s, "
        "up to %(as_of)s, by the provinces of %(structure)s, as recorded to the end of %(known)s."
    ) % {
        "metric": target.metric.title,
        "code": target.metric.code,
        "version": target.metric.version,
        "population": describe_population(target.metric.definition.get("categories", [])),
        "first": _day(target.period.lower),
        "as_of": _day(as_of),
        "structure": _day(structure_on),
        "known": _day(known_on),
    }


def describe_scope(target: Target, viewer: Viewer, roles: Sequence[Role], on: date) -> str:
    """For which places the asker sees the numbers."""
    if target.branch is not None:
        return describe_unit(target.branch, max(target.branch.valid.lower, target.period.lower))
    if viewer.scope(*roles) is None:
        return _("the whole country")
    branches = [grant.branch for grant in viewer.grants if grant.role in roles and grant.branch]
    return "; ".join(
        dict.fromkeys(describe_unit(branch, max(branch.valid.lower, on)) for branch in branches)
    )
