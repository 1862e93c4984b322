"""Which persons an account may see, and on which it may act."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from common.clock import today
from people.errors import OutOfScope
from people.models import Employment, Person, Role
from people.viewer import Viewer

WATCHERS = (Role.TRAINING_MANAGER, Role.INSTRUCTOR, Role.CERTIFICATE_OFFICER)


def works_in(scope: frozenset[int], category: str = "") -> Q:
    """Persons who work in one of these units today, by any of their entries."""
    found = Employment.objects.filter(
        person_id=OuterRef("pk"), unit_id__in=scope, valid__contains=today()
    )
    works = Exists(found.filter(category=category) if category else found)
    merged = Person.objects.filter(works, merged_into__isnull=False)
    return Q(works) | Q(pk__in=merged.values("merged_into_id"))


def list_manageable(by: Viewer) -> QuerySet[Person]:
    """The entries of persons whose training `by` manages, in no order; live and merged ones."""
    scope = by.scope(Role.TRAINING_MANAGER)
    if scope is None:
        return Person.objects.all()
    inside = works_in(scope)
    return Person.objects.filter(inside | Q(merged_into__in=Person.objects.filter(inside)))


def require_persons(by: Viewer, *ids: int) -> None:
    """Returns when `by` manages the training of all of them. Raises RoleRequired, OutOfScope."""
    by.require(Role.TRAINING_MANAGER)
    if list_manageable(by).filter(pk__in=ids).count() != len(set(ids)):
        raise OutOfScope
