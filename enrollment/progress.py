"""A learner's state as a merge of facts. Pure functions.

The state of a run is one small document: activity key → what is known of it:
    viewed    the instant of the first viewing, ISO 8601 in UTC
    played    [[from, to], …] seconds heard or seen, joined and sorted
    played_at the instant of the last playing that added to it
    grade     {"value": "8.50", "at": instant}: the best, and when it was first reached
    attended  {session uuid: {"hours": "4.0", "on": day}}
    submitted the instant at which something was first handed in or said
    signed    {skill: the instant at which it was first signed}
Merging is commutative, associative and idempotent: any order, split or repeat of the same facts
gives the same state (tests/enrollment/test_progress_properties.py).
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, Protocol

State = dict[str, dict[str, Any]]
Intervals = list[list[float]]


class Fact(Protocol):
    """What merging needs of a fact."""

    @property
    def activity_key(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def value(self) -> Mapping[str, Any]: ...
    @property
    def occurred_iso(self) -> str: ...


def merge_facts(state: Mapping[str, dict[str, Any]], facts: Iterable[Fact]) -> State:
    """The state after `facts`, whatever their order. `state` itself is left alone."""
    merged = dict(state)
    for fact in facts:
        known = merged.get(fact.activity_key, {})
        merged[fact.activity_key] = {
            **known,
            **_MERGERS[fact.kind](known, fact.value, fact.occurred_iso),
        }
    return merged


def _merge_viewed(known: dict[str, Any], _value: Mapping[str, Any], at: str) -> dict[str, Any]:
    return {"viewed": min(known.get("viewed", at), at)}


def _merge_played(known: dict[str, Any], value: Mapping[str, Any], at: str) -> dict[str, Any]:
    return {
        "played": join_intervals([*known.get("played", []), *value["intervals"]]),
        "played_at": max(known.get("played_at", at), at),
    }


def _merge_scored(known: dict[str, Any], value: Mapping[str, Any], at: str) -> dict[str, Any]:
    new = {"value": str(value["grade"]), "at": at}
    old = known.get("grade")
    if old is None:
        return {"grade": new}
    best = max(Decimal(old["value"]), Decimal(new["value"]))
    return {"grade": min((g for g in (old, new) if Decimal(g["value"]) == best), key=_by_at)}


def _by_at(grade: dict[str, str]) -> tuple[str, str]:
    return grade["at"], grade["value"]


def _merge_attended(known: dict[str, Any], value: Mapping[str, Any], at: str) -> dict[str, Any]:
    sessions = dict(known.get("attended", {}))
    old = sessions.get(value["session"])
    if old is None or Decimal(old["hours"]) < Decimal(value["hours"]):
        sessions[value["session"]] = {"hours": str(value["hours"]), "on": at[:10]}
    elif Decimal(old["hours"]) == Decimal(value["hours"]):
        sessions[value["session"]] = {**old, "on": min(old["on"], at[:10])}
    return {"attended": sessions}


def _merge_submitted(known: dict[str, Any], _value: Mapping[str, Any], at: str) -> dict[str, Any]:
    return {"submitted": min(known.get("submitted", at), at)}


def _merge_signed(known: dict[str, Any], value: Mapping[str, Any], at: str) -> dict[str, Any]:
    signed = known.get("signed", {})
    return {"signed": {**signed, value["skill"]: min(signed.get(value["skill"], at), at)}}


_MERGERS = {
    "viewed": _merge_viewed,
    "played": _merge_played,
    "scored": _merge_scored,
    "attended": _merge_attended,
    "submitted": _merge_submitted,
    "signed": _merge_signed,
}


def join_intervals(intervals: Iterable[Iterable[float]]) -> Intervals:
    """The union of closed intervals in seconds, sorted, with touching ones joined."""
    joined: Intervals = []
    for start, end in sorted((float(a), float(b)) for a, b in intervals):
        if joined and start <= joined[-1][1]:
            joined[-1][1] = max(joined[-1][1], end)
        else:
            joined.append([start, end])
    return joined


def played_fraction(known: Mapping[str, Any], duration_seconds: float) -> Decimal:
    """The part of the material that was played at least once, 0 to 1."""
    seconds = sum(end - start for start, end in known.get("played", []))
    if duration_seconds <= 0:
        return Decimal(0)
    return min(Decimal(1), Decimal(str(round(seconds / duration_seconds, 4))))
