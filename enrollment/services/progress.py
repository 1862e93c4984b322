"""Facts arrive, are merged into the learner's state, and may complete the run.

All of it is one transaction under the enrollment's row lock: the last fact and the completion row
stand or fall together.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext as _
from psycopg.types.json import Jsonb

from common.clock import day_of, now
from common.compiled import CompiledQuery, Param
from courses.document import Document, get_activity, iter_activities
from courses.errors import ActivityNotFound
from courses.kinds import find_activity_kind
from courses.selectors import get_document
from enrollment.criteria import CompletionDecision, decide_completion
from enrollment.errors import EnrollmentClosed, EnrollmentNotFound, FactInvalid
from enrollment.models import Completion, Enrollment, EnrollmentState, FactKind
from enrollment.progress import join_intervals, merge_facts
from enrollment.services.ledger import NewCompletion, record_completion
from people.models import Account

# A phone's clock may run ahead by a little; by more it is wrong.
CLOCK_LEEWAY = timedelta(minutes=10)
MOST_FACTS = 500
MOST_INTERVALS = 1000
MOST_SECONDS = 10_000_000

# Grades, attendance and what a person signs are said by the server alone.
FROM_DEVICES = frozenset({FactKind.VIEWED, FactKind.PLAYED})

_locked = CompiledQuery(
    lambda: (
        Enrollment.objects.select_for_update(of=("self",), no_key=True)
        .select_related("run__course")
        .filter(pk=Param("enrollment"))
    )
)


@dataclass(frozen=True)
class NewFact:
    """A fact as it was brought: its own id, and the time at which it happened."""

    uuid: UUID
    activity_key: str
    kind: str
    occurred_at: datetime
    value: Mapping[str, Any] = field(default_factory=dict)

    @property
    def occurred_iso(self) -> str:
        return self.occurred_at.astimezone(UTC).isoformat(timespec="milliseconds")


@dataclass(frozen=True)
class ProgressResult:
    """What stands after facts were recorded."""

    enrollment: Enrollment
    decision: CompletionDecision
    accepted_count: int
    repeated_count: int
    completion: Completion | None


def lock_enrollment(enrollment: Enrollment) -> Enrollment:
    """The enrollment under its row lock, with its run. Raises EnrollmentNotFound when left."""
    locked = _locked.first(enrollment=enrollment.pk)
    if locked is None or locked.state != EnrollmentState.ACTIVE:
        raise EnrollmentNotFound
    return locked


@transaction.atomic
def record_progress(
    *, enrollment: Enrollment, facts: Sequence[NewFact], source: str = "device", by: Account | None
) -> ProgressResult:
    """The facts of a learner's device stand and are merged; a fact met before is harmless.

    All are taken or none. Raises FactInvalid (by place in the list), EnrollmentNotFound,
    EnrollmentClosed when one happened after the run closed.
    """
    locked = lock_enrollment(enrollment)
    document = get_document(locked.run.edition_id)
    _check_facts(document, facts)
    cleaned = [_clean(fact, document) for fact in facts]
    return apply_facts(enrollment=locked, facts=cleaned, source=source, by=by)


def apply_facts(
    *, enrollment: Enrollment, facts: Sequence[NewFact], source: str, by: Account | None
) -> ProgressResult:
    """Stores and merges facts that are known to be sound, and decides completion.

    The caller is in a transaction and holds the enrollment's row lock.
    """
    closes_at = enrollment.run.closes_at
    if closes_at and any(fact.occurred_at >= closes_at for fact in facts):
        raise EnrollmentClosed
    new = _insert_facts(enrollment, facts, source)
    if new:
        enrollment.progress = merge_facts(enrollment.progress, new)
        moments = [fact.occurred_at for fact in new]
        enrollment.progress_at = max([*moments, enrollment.progress_at or moments[0]])
        enrollment.save(update_fields=["progress", "progress_at"])
    decision = decide_completion(get_document(enrollment.run.edition_id), enrollment.progress)
    completion = _complete(enrollment, decision, by) if decision.complete else None
    return ProgressResult(
        enrollment=enrollment,
        decision=decision,
        accepted_count=len(new),
        repeated_count=len(facts) - len(new),
        completion=completion,
    )


def _complete(
    enrollment: Enrollment, decision: CompletionDecision, by: Account | None
) -> Completion:
    return record_completion(
        new=NewCompletion(
            enrollment=enrollment,
            mode=decision.mode,
            effective_on=_day(decision.effective_at),
            evidence={"rules": decision.rule_count, "mode": decision.mode},
        ),
        by=by,
    )


def _day(moment: str) -> date:
    """The day in Viet Nam of an instant; of a bare day, that day."""
    bare_length = len("2022-12-31")
    if len(moment) == bare_length:
        return date.fromisoformat(moment)
    return day_of(datetime.fromisoformat(moment))


def _insert_facts(enrollment: Enrollment, facts: Sequence[NewFact], source: str) -> list[NewFact]:
    """Stores those whose id is new, in one statement, and returns them.

    Only what this statement stored is merged: an id that stands already, for whichever
    enrollment, adds nothing.
    """
    if not facts:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO enrollment_progressfact
              (uuid, enrollment_id, activity_key, kind, value, occurred_at, received_at, source)
            SELECT u, %s, k, f, v, o, %s, %s
            FROM unnest(%s::uuid[], %s::text[], %s::text[], %s::jsonb[], %s::timestamptz[])
              AS facts(u, k, f, v, o)
            ON CONFLICT (uuid) DO NOTHING
            RETURNING uuid
            """,
            [
                enrollment.pk,
                now(),
                source,
                [fact.uuid for fact in facts],
                [fact.activity_key for fact in facts],
                [str(fact.kind) for fact in facts],
                [Jsonb(dict(fact.value)) for fact in facts],
                [fact.occurred_at for fact in facts],
            ],
        )
        stored = {row[0] for row in cursor.fetchall()}
    unique = {fact.uuid: fact for fact in reversed(facts)}
    return [fact for uuid, fact in unique.items() if uuid in stored]


def _check_facts(document: Document, facts: Sequence[NewFact]) -> None:
    if len(facts) > MOST_FACTS:
        raise FactInvalid(fields={"facts": [_("At most %d facts at a time.") % MOST_FACTS]})
    kinds = {activity["key"]: activity["kind"] for activity in iter_activities(document)}
    latest = now() + CLOCK_LEEWAY
    problems = {
        f"facts.{place}": [problem]
        for place, fact in enumerate(facts)
        if (problem := _find_problem(fact, kinds, latest))
    }
    if problems:
        raise FactInvalid(fields=problems)


def _find_problem(fact: NewFact, kinds: Mapping[str, str], latest: datetime) -> str | None:
    if fact.occurred_at > latest:
        return _("This lies in the future.")
    if fact.activity_key not in kinds:
        return ActivityNotFound().detail
    if fact.kind not in FROM_DEVICES:
        return _("This kind of fact is not taken from a device.")
    kind = find_activity_kind(kinds[fact.activity_key])
    if kind is None or fact.kind not in kind.device_facts:
        return _("This kind of fact does not fit the activity.")
    if fact.kind == FactKind.PLAYED and not _are_intervals(fact.value.get("intervals")):
        return _("intervals must be pairs of seconds, each [from, to] with from < to.")
    return None


def _are_intervals(value: Any) -> bool:
    def is_pair(pair: Any) -> bool:
        return (
            isinstance(pair, list)
            and [type(x) in {int, float} for x in pair] == [True, True]
            and 0 <= pair[0] < pair[1] < MOST_SECONDS
        )

    return isinstance(value, list) and 0 < len(value) <= MOST_INTERVALS and all(map(is_pair, value))


def _clean(fact: NewFact, document: Document) -> NewFact:
    """The fact without what it need not say, and with playing cut to the material's length."""
    value: dict[str, Any] = {}
    if fact.kind == FactKind.PLAYED:
        length = float(get_activity(document, fact.activity_key)["duration_seconds"])
        inside = [
            [round(min(a, length), 1), round(min(b, length), 1)] for a, b in fact.value["intervals"]
        ]
        value = {"intervals": join_intervals(inside)}
    return NewFact(fact.uuid, fact.activity_key, fact.kind, fact.occurred_at, value)


@transaction.atomic
def rebuild_progress(*, enrollment: Enrollment) -> dict[str, Any]:
    """The learner's state made anew from the stored facts alone, without saving it.

    Equal to `enrollment.progress` at any time.
    """
    facts = [
        NewFact(fact.uuid, fact.activity_key, fact.kind, fact.occurred_at, fact.value)
        for fact in enrollment.facts.all()
    ]
    return merge_facts({}, facts)
