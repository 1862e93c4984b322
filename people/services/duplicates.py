"""Entries that may be one person are found, as a job in chunks, and decided upon."""

from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from common.audit import record_audit
from common.clock import now, today
from common.errors import InvalidInput
from common.jobs import create_job
from common.models import Job
from people.duplicates import HEAVIEST, RULES
from people.errors import DuplicateDecided
from people.models import Duplicate, DuplicateVerdict, Person, PersonMerge
from people.selectors.scope import require_persons
from people.services.merges import merge_persons
from people.viewer import Viewer
from territory.selectors import place_in_structure

FIND_DUPLICATES = "find_duplicates"
CHUNK_SIZE = 10_000


def find_duplicates(*, by: Viewer) -> Job:
    """A job that compares all live persons waits for a worker. Raises RoleRequired, OutOfScope."""
    by.require_unit(None)
    total = Person.objects.filter(merged_into=None).count()
    return create_job(kind=FIND_DUPLICATES, params={}, total=total, by=by.account)


_PAIRS = " UNION ALL ".join(
    f"SELECT o.id AS first_id, p.id AS second_id, {number} AS rule FROM chunk p {rule.join} "  # noqa: S608 - our own texts
    "WHERE o.id < p.id AND o.merged_into_id IS NULL "
    "AND NOT (p.citizen_id_hash <> '' AND o.citizen_id_hash <> '')"
    for number, rule in enumerate(RULES)
)
_FIND = f"""
WITH place(unit_id, province_id) AS MATERIALIZED (
  SELECT * FROM unnest(%(units)s::bigint[], %(provinces)s::bigint[])
), chunk AS MATERIALIZED (
  SELECT * FROM people_person WHERE id > %(after)s AND id <= %(last)s AND merged_into_id IS NULL
), rule(number, code, weight) AS (
  SELECT * FROM unnest(%(numbers)s::int[], %(codes)s::text[], %(weights)s::int[])
), held AS (
  SELECT DISTINCT first_id, second_id, rule FROM ({_PAIRS}) AS pairs
)
INSERT INTO people_duplicate (uuid, first_id, second_id, reasons, weight, verdict, found_at)
SELECT gen_random_uuid(), first_id, second_id, jsonb_agg(code ORDER BY weight DESC, number),
       least(sum(weight), {HEAVIEST}), '{DuplicateVerdict.OPEN}', %(now)s
FROM held JOIN rule ON rule.number = held.rule GROUP BY first_id, second_id
ON CONFLICT (first_id, second_id) DO NOTHING
"""  # noqa: S608 - our own texts


def compare_chunk(job: Job) -> bool:
    """The pairs of the next persons stand; True when nobody is left. A step of the job.

    A pair that stands already stays as it is, decided or not.
    """
    after = job.cursor.get("after", 0)
    live = Person.objects.filter(merged_into=None, pk__gt=after).order_by("pk")
    ids = list(live.values_list("pk", flat=True)[:CHUNK_SIZE])
    if not ids:
        return True
    found = _compare(after, ids[-1])
    job.cursor = {"after": ids[-1]}
    job.done_count += len(ids)
    job.result = {"found_count": job.result.get("found_count", 0) + found}
    return len(ids) < CHUNK_SIZE


def _compare(after: int, last: int) -> int:
    """How many new pairs stand of the persons from behind `after` to `last`."""
    places = [(unit, where) for unit, where in place_in_structure(today()).items() if where]
    params: dict[str, Any] = {
        "units": [unit for unit, _where in places],
        "provinces": [where for _unit, where in places],
        "after": after,
        "last": last,
        "on": today(),
        "now": now(),
        "numbers": list(range(len(RULES))),
        "codes": [rule.code for rule in RULES],
        "weights": [rule.weight for rule in RULES],
    }
    with connection.cursor() as cursor:
        cursor.execute(_FIND, params)
        return int(cursor.rowcount)


@transaction.atomic
def decide_same(*, duplicate: Duplicate, kept: Person, by: Viewer) -> PersonMerge:
    """The two are one person: the other of the pair leads to `kept`.

    Raises RoleRequired, OutOfScope, InvalidInput, DuplicateDecided, and as `merge_persons`.
    """
    if kept.pk not in {duplicate.first_id, duplicate.second_id}:
        raise InvalidInput(fields={"kept": [_("Choose one of the two.")]})
    found = _decide(duplicate, DuplicateVerdict.SAME, by)
    keeps, goes = found.first, found.second
    if kept.pk == goes.pk:
        keeps, goes = goes, keeps
    return merge_persons(kept=keeps, merged=goes, reasons=found.reasons, by=by)


@transaction.atomic
def decide_different(*, duplicate: Duplicate, by: Viewer) -> Duplicate:
    """The two are two persons, and nobody is asked again. Raises as `decide_same`."""
    return _decide(duplicate, DuplicateVerdict.DIFFERENT, by)


def _decide(duplicate: Duplicate, verdict: DuplicateVerdict, by: Viewer) -> Duplicate:
    require_persons(by, duplicate.first_id, duplicate.second_id)
    found = (
        Duplicate.objects.select_for_update(of=("self",))
        .select_related("first", "second")
        .get(pk=duplicate.pk)
    )
    if found.verdict != DuplicateVerdict.OPEN:
        raise DuplicateDecided
    found.verdict, found.decided_at, found.decided_by = verdict, now(), by.account
    found.save(update_fields=["verdict", "decided_at", "decided_by"])
    subject = f"duplicate:{found.uuid}"
    record_audit(by=by.account, act="decide_duplicate", subject=subject, verdict=verdict)
    return found
