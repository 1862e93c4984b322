"""A change of the territory is entered as one transaction, tried first, and taken back whole."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Protocol

from django.db import connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from common.clock import now
from common.db import copy_rows
from common.text import search_key
from territory.document import ChangeDocument, Key, read_document
from territory.errors import ChangeAlreadyEntered, ChangeInvalid
from territory.models import Change, Succession, Unit, UnitName, UnitParent
from territory.outcomes import Touched, tell_followers
from territory.planning import Plan, make_plan
from territory.services.undoing import take_back
from territory.structure import get_structure, get_ways

MANY_ROWS = 1000


class Keeper(Protocol):
    """Who enters changes: a viewer of the room above, who knows whether that is allowed."""

    @property
    def account(self) -> Any: ...

    def require_country(self) -> None:
        """Returns for an administrator of the whole country. Raises NotAllowed."""


@dataclass(frozen=True)
class ChangeReport:
    """What a change did, or would do: `change` is None when it was only tried."""

    plan: Plan
    touched: tuple[Touched, ...]
    change: Change | None = None


def plan_change(document: Any) -> Plan:
    """What the document would close, open, rename and move; nothing is written.

    Raises ChangeInvalid with the problems by their place in the document.
    """
    return _plan(read_document(document))


def preview_change(document: Any, *, by: Keeper | None) -> ChangeReport:
    """The change is tried in a transaction that comes to nothing: what it would do and touch.

    Raises whatever `apply_change` would.
    """
    with transaction.atomic():
        report = apply_change(document=document, by=by)
        transaction.set_rollback(True)
    return ChangeReport(plan=report.plan, touched=report.touched)


def apply_change(*, document: Any, by: Keeper | None) -> ChangeReport:
    """The change stands with all that follows from it, and whoever keeps rows about places knows.

    `by` is an administrator of the whole country, or None for a command on the server. Changes
    wait for each other, and are entered in the order of their days. Raises ChangeInvalid,
    ChangeAlreadyEntered.
    """
    if by is not None:
        by.require_country()
    entered = read_document(document)
    canonical = json.dumps(document, sort_keys=True, ensure_ascii=False)
    source_hash = hashlib.sha256(canonical.encode()).hexdigest()
    return enter_change(
        entered,
        document=document,
        kind="change",
        source_hash=source_hash,
        account=by.account if by else None,
    )


def undo_change(*, change: Change, by: Keeper | None, reason: str) -> Change:
    """The units, names, parents and ways are as before the change, which may be entered again.

    `by` as in `apply_change`. Raises ChangeInUse naming what refers to what the change made, and
    ChangeAlreadyUndone.
    """
    if by is not None:
        by.require_country()
    if not reason.strip():
        raise ChangeInvalid(fields={"reason": [_("This is missing.")]})
    with transaction.atomic():
        wait_for_other_changes()
        return take_back(change, account=by.account if by else None, reason=reason.strip())


@transaction.atomic
def enter_change(
    entered: ChangeDocument, *, document: Any, kind: str, source_hash: str, account: Any
) -> ChangeReport:
    """The change stands: the one way by which units are written, for loading and for entering."""
    wait_for_other_changes()
    if Change.objects.filter(source_hash=source_hash, undone_at=None).exists():
        raise ChangeAlreadyEntered
    plan = _plan(entered)
    change = Change(
        effective_on=entered.effective_on,
        kind=kind,
        legal_basis=entered.legal_basis,
        source_hash=source_hash,
        document=document,
        counts=plan.counts,
        recorded_at=now(),
        recorded_by=account,
    )
    _close(plan)
    founded = _found(plan)
    units = {**{key: node.id for key, node in plan.living.items()}, **founded}
    _place(plan, units)
    change.effects = _list_effects(plan, founded, units)
    change.save()
    _lead(change, plan, units)
    if len(founded) > MANY_ROWS:
        _refresh_statistics()
    return ChangeReport(plan=plan, touched=tuple(tell_followers(change)), change=change)


def wait_for_other_changes() -> None:
    """Two changes at once wait for each other; whoever only reads waits for nobody."""
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE territory_change IN SHARE ROW EXCLUSIVE MODE")


def _plan(entered: ChangeDocument) -> Plan:
    day = entered.effective_on
    later = Change.objects.filter(undone_at=None, effective_on__gt=day).order_by("effective_on")
    found = later.values_list("effective_on", flat=True).first()
    if found:
        text = _(
            "A later change of %(day)s stands. Changes are entered in the order of their days."
        )
        problem = text % {"day": found.strftime("%d/%m/%Y")}
        raise ChangeInvalid(fields={"effective_on": [problem]})
    return make_plan(
        entered,
        before=get_structure(day - timedelta(days=1)),
        standing=get_structure(day),
        ways=get_ways(),
    )


def _close(plan: Plan) -> None:
    """What ends, ends on the day: rows first, so that no row outlasts its unit."""
    day = plan.document.effective_on
    closing = [node.id for node in plan.closing]
    moving = [node.id for node, _parent in plan.moving]
    renaming = [node.id for node, _entry in plan.renaming]
    with connection.cursor() as cursor:
        for table, column, ids in (
            ("territory_unitname", "unit_id", closing + renaming),
            ("territory_unitparent", "unit_id", closing + moving),
            ("territory_unit", "id", closing),
        ):
            if ids:
                cursor.execute(
                    f"UPDATE {table} SET valid = daterange(lower(valid), %s)"  # noqa: S608
                    f" WHERE {column} = ANY(%s) AND upper_inf(valid)",
                    [day, ids],
                )


def _found(plan: Plan) -> dict[Key, int]:
    """The new units stand, with their names and the new names of those that live on."""
    lasting = DateRange(plan.document.effective_on, None)
    basis = plan.document.legal_basis
    units = [
        Unit(level=entry.key[0], code=entry.key[1], valid=lasting, legal_basis=basis)
        for entry in plan.opening
    ]
    Unit.objects.bulk_create(units, batch_size=2000)
    named = [(unit.id, entry) for unit, entry in zip(units, plan.opening, strict=True)]
    named += [(node.id, entry) for node, entry in plan.renaming]
    copy_rows(
        UnitName,
        ("unit_id", "name", "type", "search_key", "valid"),
        ((pk, one.name, one.type, search_key(one.name), lasting) for pk, one in named),
    )
    return {entry.key: unit.id for unit, entry in zip(units, plan.opening, strict=True)}


def _place(plan: Plan, units: dict[Key, int]) -> None:
    lasting = DateRange(plan.document.effective_on, None)
    placed: Iterable[tuple[int, Key]] = [
        *((units[entry.key], entry.parent) for entry in plan.opening if entry.parent),
        *((node.id, parent) for node, parent in plan.moving),
    ]
    copy_rows(
        UnitParent,
        ("unit_id", "parent_id", "valid"),
        ((unit_id, units[parent], lasting) for unit_id, parent in placed),
    )


def _lead(change: Change, plan: Plan, units: dict[Key, int]) -> None:
    copy_rows(
        Succession,
        ("change_id", "old_id", "new_id", "kind", "note"),
        ((change.id, old.id, units[way.new], way.kind, way.note) for old, way in plan.ways),
    )


def _list_effects(plan: Plan, founded: dict[Key, int], units: dict[Key, int]) -> dict[str, Any]:
    """The ids of the units that the change made or touched, and of those that it only met."""
    made = {
        "founded": list(founded.values()),
        "closed": [node.id for node in plan.closing],
        "renamed": [node.id for node, _entry in plan.renaming],
        "moved": [node.id for node, _parent in plan.moving],
    }
    parents = [entry.parent for entry in plan.opening if entry.parent]
    parents += [parent for _node, parent in plan.moving]
    met = {units[parent] for parent in parents}
    met |= {old.id for old, _way in plan.ways} | {units[way.new] for _old, way in plan.ways}
    return {**made, "met": sorted(met.difference(*made.values()))}


def _refresh_statistics() -> None:
    """The planner knows the new rows at once: without it the first tree takes seconds."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE territory_unit, territory_unitname, territory_unitparent")
