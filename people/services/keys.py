"""Sealed citizen numbers move under the first key, so that an old key can be thrown away."""

from collections.abc import Iterator

from django.db import transaction

from people.citizen_id import SealBroken, is_sealed_by_first_key, open_citizen_id, seal_citizen_id
from people.models import Person

BATCH = 1000


def reseal_citizen_ids() -> Iterator[tuple[int, int]]:
    """Every number is sealed under the first key; (sealed anew, not to be opened) of each batch.

    A batch is a transaction, and numbers under the first key are passed over: who is interrupted
    calls again. What no known key opens stays as it is.
    """
    after: int | None = 0
    while after is not None:
        after, resealed, broken = _reseal_batch(after)
        yield resealed, broken


@transaction.atomic
def _reseal_batch(after: int) -> tuple[int | None, int, int]:
    held = Person.objects.filter(pk__gt=after).exclude(citizen_id_hash="").order_by("pk")
    persons = list(held.only("pk", "citizen_id_sealed").select_for_update()[:BATCH])
    old = [one for one in persons if not is_sealed_by_first_key(one.citizen_id_sealed)]
    opened = []
    for person in old:
        try:
            person.citizen_id_sealed = seal_citizen_id(open_citizen_id(person.citizen_id_sealed))
        except SealBroken:
            continue
        opened.append(person)
    Person.objects.bulk_update(opened, ["citizen_id_sealed"])
    last = persons[-1].pk if len(persons) == BATCH else None
    return last, len(opened), len(old) - len(opened)
