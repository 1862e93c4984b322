"""Which persons an account may see, and on which it may act.

A person belongs to the branches of their ties: where they work, and where their teams are at home,
as long as that has not ended. When all has ended, the last place keeps sight of the person until
another begins: nobody is lost by an end that was entered. Ties to come count from when they are
known. Entries that are one person are seen together.
"""

from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from common.clock import today
from people.errors import OutOfScope
from people.models import Person, Role, Tie
from people.viewer import Viewer

WATCHERS = (Role.TRAINING_MANAGER, Role.INSTRUCTOR, Role.CERTIFICATE_OFFICER)
# The rule in SQL, of a row `t` of people_tie on the day %(on)s, for `people.selectors.search`.
HOLDS = "(t.until > %(on)s OR t.is_latest)"


def _holds(on: date) -> Q:
    return Q(until__gt=on) | Q(is_latest=True)


def belongs_to(scope: frozenset[int]) -> Q:
    """Entries of persons who belong to one of these units, by whichever of their entries."""
    ties = Tie.objects.filter(_holds(today()), unit_id__in=scope)
    head = Coalesce(OuterRef("merged_into_id"), OuterRef("pk"))
    merged = Person.objects.filter(merged_into_id=head)
    return Q(Exists(ties.filter(person_id=head))) | Q(
        Exists(merged.filter(Exists(ties.filter(person_id=OuterRef("pk")))))
    )


def list_manageable(by: Viewer) -> QuerySet[Person]:
    """The entries of persons whose training `by` manages, in no order; live and merged ones."""
    scope = by.scope(Role.TRAINING_MANAGER)
    return Person.objects.all() if scope is None else Person.objects.filter(belongs_to(scope))


def require_persons(by: Viewer, *ids: int) -> None:
    """Returns when `by` manages the training of all of them. Raises RoleRequired, OutOfScope."""
    by.require(Role.TRAINING_MANAGER)
    if list_manageable(by).filter(pk__in=ids).count() != len(set(ids)):
        raise OutOfScope
