"""A change is taken back: every row that it made is gone, every row that it closed is open."""

from collections import Counter
from typing import Any

from django.db import connection
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from common.clock import now
from territory.errors import ChangeAlreadyUndone, ChangeInUse
from territory.models import Change, Succession, Unit, UnitName, UnitParent
from territory.outcomes import tell_unfollowers

OWN = ("founded", "closed", "renamed", "moved")


def take_back(change: Change, *, account: Any, reason: str) -> Change:
    """The tables are as before the change. Raises ChangeInUse, ChangeAlreadyUndone.

    The caller holds the lock of changes.
    """
    change = Change.objects.select_for_update().defer("document").get(pk=change.pk)
    if change.undone_at:
        raise ChangeAlreadyUndone
    _refuse_if_built_upon(change)
    tell_unfollowers(change)
    _remove_rows(change)
    _reopen_rows(change)
    change.undone_at, change.undone_by, change.undo_reason = now(), account, reason[:300]
    change.undo_stamp = _draw_stamp()
    change.save(update_fields=["undone_at", "undone_by", "undo_reason", "undo_stamp"])
    return change


def _refuse_if_built_upon(change: Change) -> None:
    """Raises ChangeInUse when a later change touched what this one did."""
    if not change.effects:
        raise ChangeInUse(what=_("it was entered before changes could be taken back"))
    own = {pk for name in OWN for pk in change.effects[name]}
    later = Change.objects.filter(undone_at=None, pk__gt=change.pk).order_by("pk")
    for other in later.defer("document"):
        met = {pk for ids in other.effects.values() for pk in ids}
        if own & met:
            day = other.effective_on.strftime("%d/%m/%Y")
            what = _("the change of %(day)s (%(basis)s)")
            raise ChangeInUse(what=what % {"day": day, "basis": other.legal_basis or other.uuid})


def _remove_rows(change: Change) -> None:
    """The ways, parents, names and units that the change made are gone. Raises ChangeInUse."""
    effects, day = change.effects, change.effective_on
    Succession.objects.filter(change=change).delete()
    UnitParent.objects.filter(
        unit_id__in=[*effects["founded"], *effects["moved"]], valid__startswith=day
    ).delete()
    UnitName.objects.filter(unit_id__in=effects["renamed"], valid__startswith=day).delete()
    try:
        Unit.objects.filter(id__in=effects["founded"]).delete()
    except ProtectedError as error:
        raise ChangeInUse(what=_describe(error)) from error


def _describe(error: ProtectedError) -> str:
    """What refers to the units, counted by sort: “3 team homes, 1 target”."""
    sorts = Counter(type(thing) for thing in error.protected_objects)
    return ", ".join(
        f"{count} {model._meta.verbose_name if count == 1 else model._meta.verbose_name_plural}"  # noqa: SLF001
        for model, count in sorts.items()
    )


def _reopen_rows(change: Change) -> None:
    """What ended on the day goes on: units first, so that no row outlasts its unit."""
    effects = change.effects
    with connection.cursor() as cursor:
        for table, column, ids in (
            ("territory_unit", "id", effects["closed"]),
            ("territory_unitname", "unit_id", effects["closed"] + effects["renamed"]),
            ("territory_unitparent", "unit_id", effects["closed"] + effects["moved"]),
        ):
            cursor.execute(
                f"UPDATE {table} SET valid = daterange(lower(valid), NULL)"  # noqa: S608
                f" WHERE {column} = ANY(%s) AND upper(valid) = %s",
                [ids, change.effective_on],
            )


def _draw_stamp() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('territory_change', 'id'))")
        return int(cursor.fetchone()[0])
