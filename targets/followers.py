"""Targets and the changes of the territory: a target keeps the branch that its decision named.

Nothing moves: what is counted for it follows the ways by itself, as of any day. The change only
says how many targets it meets.
"""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from targets.models import Target
from territory.models import Change
from territory.outcomes import Touched


class TargetFollower:
    """Counts the targets of units that a change ends, whose period goes on past its day."""

    def follow(self, change: Change) -> Sequence[Touched]:
        met = Target.objects.filter(
            branch_id__in=change.effects["closed"], period__endswith__gt=change.effective_on
        )
        return [Touched(_("targets"), met.count())]

    def unfollow(self, change: Change) -> None:
        """Nothing was moved. A target of a new unit stands in the way by its foreign key."""
