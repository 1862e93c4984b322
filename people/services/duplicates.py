"""Entries that may be one person are found, as a job in chunks, and decided upon."""

from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from common.audit import record_audit
from common.clock import now, today
from common.errors import InvalidInput
from common.jobs import create_job
from common.models import Job
from people.duplicates import CHUNK, CROWD, HEAVIEST, RULES
from people.errors import DuplicateDecided
from people.models import Duplicate, DuplicateVerdict, Person, PersonMerge
from people.selectors.scope import require_persons
from people.services.merges import merge_persons
from people.viewer import Viewer
from territory.selectors import place_paths_in_structure

FIND_DUPLICATES = "find_duplicates"
CHUNK_SIZE = 50_000


def find_duplicates(*, by: Viewer) -> Job:
    """A job that compares all live persons waits for a worker. Raises RoleRequired, OutOfScope."""
    by.require_unit(None)
    total = Person.objects.filter(merged_into=None).count()
    return create_job(kind=FIND_DUPLICATES, params={}, total=total, by=by.account)


_PAIRS = " UNION ALL ".join(
    f"SELECT o.id AS first_id, p.id AS second_id, {number} AS rule FROM {rule.source} "  # noqa: S608 - our own texts
    "WHERE o.id < p.id AND NOT (p.is_numbered AND o.is_numbered)"
    for number, rule in enumerate(RULES)
)
_FIND = f"""
WITH place(unit_id, commune_id, province_id) AS MATERIALIZED (
  SELECT * FROM unnest(%(units)s::bigint[], %(communes)s::bigint[], %(provinces)s::bigint[])
), {CHUNK}, rule(number, code, weight) AS (
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
    """The pairs of the next names stand; True when no name is left. A step of the job.

    A chunk is whole names, without accents in their order. A pair that stands already stays as it
    is, decided or not.
    """
    after = job.cursor.get("after")
    live = Person.objects.filter(merged_into=None).order_by("search_key")
    if after is not None:
        live = live.filter(search_key__gt=after)
    last = live.values_list("search_key", flat=True)[CHUNK_SIZE - 1 : CHUNK_SIZE].first()
    names = live if last is None else live.filter(search_key__lte=last)
    job.done_count += names.count()
    found = _compare(after, last)
    job.cursor = {"after": last}
    job.result = {"found_count": job.result.get("found_count", 0) + found}
    return last is None


def _compare(after: str | None, last: str | None) -> int:
    """How many new pairs stand of the names behind `after`, up to `last`; None has no bound."""
    paths = {unit: path for unit, path in place_paths_in_structure(today()).items() if path}
    params: dict[str, Any] = {
        "units": list(paths),
        "communes": [path[-1] for path in paths.values()],
        "provinces": [path[0] for path in paths.values()],
        "after": after,
        "last": last,
        "crowd": CROWD,
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
