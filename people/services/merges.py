"""Two entries of one human being become one, and two again. Only pointers change.

`Person.merged_into` always leads to a live person: who pointed to the one that is merged points
to the one that is kept from then on. So a merge can be undone exactly while the person kept is
live, which is while no later merge builds on it.
"""

from collections.abc import Sequence

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from common.audit import record_audit
from common.clock import now
from common.errors import InvalidInput
from people.errors import (
    CitizenIdsDiffer,
    CitizenIdTaken,
    MergeBuiltUpon,
    MergedAlready,
    MergeUndone,
)
from people.models import Duplicate, DuplicateVerdict, Person, PersonMerge
from people.selectors.scope import require_persons
from people.viewer import Viewer


@transaction.atomic
def merge_persons(
    *, kept: Person, merged: Person, reasons: Sequence[str], by: Viewer
) -> PersonMerge:
    """`merged`, and all who were merged into it, lead to `kept`. Nothing of theirs is moved.

    Locks both, in the order of their ids. Raises RoleRequired, OutOfScope, InvalidInput,
    MergedAlready, CitizenIdsDiffer.
    """
    if kept.pk == merged.pk:
        raise InvalidInput(_("A person cannot be merged with itself."))
    require_persons(by, kept.pk, merged.pk)
    keeps, goes = _lock(kept.pk, merged.pk)
    if keeps.citizen_id_hash and goes.citizen_id_hash:
        raise CitizenIdsDiffer  # equal ones cannot be: people_person_citizen_id_once
    followers = Person.objects.filter(merged_into=goes)
    repointed = sorted(followers.values_list("pk", flat=True))
    followers.update(merged_into=keeps)
    Person.objects.filter(pk=goes.pk).update(merged_into=keeps)
    merge = PersonMerge.objects.create(
        kept=keeps,
        merged=goes,
        repointed=repointed,
        reasons=list(reasons),
        merged_at=now(),
        merged_by=by.account,
    )
    _record(by, "merge_persons", merge)
    return merge


@transaction.atomic
def undo_merge(*, merge: PersonMerge, by: Viewer) -> PersonMerge:
    """The two are two again, and who followed the one follows it again; the pair is open again.

    Raises RoleRequired, OutOfScope, MergeUndone, MergeBuiltUpon, CitizenIdTaken.
    """
    require_persons(by, merge.kept_id)
    # The persons first, then the row, as everywhere here: two acts never wait for each other.
    persons = {row.pk: row for row in _select_for_update(merge.kept_id, merge.merged_id)}
    found = PersonMerge.objects.select_for_update().get(pk=merge.pk)
    if found.undone_at:
        raise MergeUndone
    kept = persons[found.kept_id]
    if kept.merged_into_id:
        raise MergeBuiltUpon(name=kept.full_name)
    try:
        with transaction.atomic():
            Person.objects.filter(pk=found.merged_id).update(merged_into=None)
    except IntegrityError:
        raise CitizenIdTaken from None
    Person.objects.filter(pk__in=found.repointed).update(merged_into=found.merged_id)
    found.undone_at, found.undone_by = now(), by.account
    found.save(update_fields=["undone_at", "undone_by"])
    first, second = sorted((found.kept_id, found.merged_id))
    Duplicate.objects.filter(first=first, second=second, verdict=DuplicateVerdict.SAME).update(
        verdict=DuplicateVerdict.OPEN, decided_at=None, decided_by=None
    )
    _record(by, "undo_merge", found)
    return found


def _lock(*ids: int) -> list[Person]:
    """The persons in the order asked, locked in the order of ids. Raises MergedAlready."""
    found = {row.pk: row for row in _select_for_update(*ids)}
    for row in found.values():
        if row.merged_into_id:
            raise MergedAlready(name=row.full_name)
    return [found[pk] for pk in ids]


def _select_for_update(*ids: int) -> list[Person]:
    return list(Person.objects.filter(pk__in=ids).order_by("pk").select_for_update())


def _record(by: Viewer, act: str, merge: PersonMerge) -> None:
    for person in (merge.kept, merge.merged):
        record_audit(
            by=by.account,
            act=act,
            subject=f"person:{person.uuid}",
            merge=str(merge.uuid),
            reasons=merge.reasons,
        )
