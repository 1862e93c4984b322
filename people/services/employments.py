"""Where a person works, as what: begun, changed, ended, each from a day on."""

from datetime import date

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from common.audit import record_audit
from common.clock import today
from common.errors import InvalidInput
from people.errors import EmploymentOverlaps
from people.models import Category, Employment, Person, Role
from people.selectors.scope import require_persons
from people.viewer import Viewer
from territory.models import Unit


@transaction.atomic
def begin_employment(
    *,
    person: Person,
    unit: Unit,
    category: str,
    position: str = "",
    employer: str = "",
    since: date | None = None,
    by: Viewer,
) -> Employment:
    """The person works in `unit` from `since` (today when not said).

    A person may work in two places, and twice in one at different times. Raises RoleRequired,
    OutOfScope, InvalidInput, EmploymentOverlaps.
    """
    require_persons(by, person.pk)
    by.require_unit(unit, Role.TRAINING_MANAGER)
    start = since or today()
    if start not in unit.valid:
        raise InvalidInput(fields={"since": [_("This unit did not stand on that day.")]})
    # Two who insert at once under an exclusion constraint can wait for each other for ever.
    Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    employment = Employment(
        person=person,
        unit=unit,
        category=_read_category(category),
        position=position,
        employer=employer,
        valid=DateRange(start, None),
    )
    _save(employment)
    _record(by, "begin_employment", employment, since=start)
    return employment


@transaction.atomic
def change_employment(
    *,
    employment: Employment,
    category: str | None = None,
    position: str | None = None,
    since: date | None = None,
    by: Viewer,
) -> Employment:
    """From `since` (today when not said) the person does other work in the same place.

    What was before that day stays as it was; from its own first day on the employment itself is
    corrected. Raises RoleRequired, OutOfScope, InvalidInput.
    """
    found = _lock(employment, by)
    start = since or today()
    _require_within(found, start, "since")
    wanted = found.category if category is None else _read_category(category)
    changed = found
    if start > found.valid.lower:
        changed = Employment(
            person=found.person,
            unit=found.unit,
            employer=found.employer,
            valid=DateRange(start, found.valid.upper),
        )
        found.valid = DateRange(found.valid.lower, start)
        found.save(update_fields=["valid"])
    changed.category = wanted
    changed.position = found.position if position is None else position
    _save(changed)
    _record(by, "change_employment", changed, since=start, category=wanted)
    return changed


@transaction.atomic
def end_employment(*, employment: Employment, until: date, by: Viewer) -> Employment:
    """The person works there no longer from `until` on: it is the first day without.

    Raises RoleRequired, OutOfScope, InvalidInput.
    """
    found = _lock(employment, by)
    if until <= found.valid.lower:
        raise InvalidInput(fields={"until": [_("An employment ends after it began.")]})
    if found.valid.upper and until > found.valid.upper:
        raise InvalidInput(fields={"until": [_("This employment has ended before that day.")]})
    found.valid = DateRange(found.valid.lower, until)
    found.save(update_fields=["valid"])
    _record(by, "end_employment", found, until=until)
    return found


def _lock(employment: Employment, by: Viewer) -> Employment:
    """The employment as it stands, locked, when `by` may act on its person and in its unit."""
    require_persons(by, employment.person_id)
    by.require_unit(employment.unit, Role.TRAINING_MANAGER)
    return (
        Employment.objects.select_for_update(of=("self",))
        .select_related("person", "unit")
        .get(pk=employment.pk)
    )


def _read_category(category: str) -> Category:
    if category not in Category.values:
        raise InvalidInput(fields={"category": [_("Choose a category.")]})
    return Category(category)


def _require_within(employment: Employment, day: date, field: str) -> None:
    if day not in employment.valid:
        raise InvalidInput(fields={field: [_("The person did not work there on that day.")]})


def _save(employment: Employment) -> None:
    try:
        with transaction.atomic():
            employment.save()
    except IntegrityError:
        raise EmploymentOverlaps from None


def _record(by: Viewer, act: str, employment: Employment, **detail: object) -> None:
    plain = {name: str(value) for name, value in detail.items()}
    subject = f"person:{employment.person.uuid}"
    record_audit(by=by.account, act=act, subject=subject, employment=str(employment.uuid), **plain)
