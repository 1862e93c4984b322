"""Completion decided from an edition's document and a learner's state. Pure functions."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from courses.document import Document, get_activity, iter_activities
from courses.kinds import find_activity_kind
from enrollment.progress import played_fraction


class ActivityStatus(StrEnum):
    NOT_STARTED = "not_started"
    IN_PROGRESS = "in_progress"
    DONE = "done"


@dataclass(frozen=True)
class CompletionDecision:
    """Whether a learner has completed, by which mode, since when, and what is missing.

    `effective_at` is ISO 8601, the last instant (or day, of a class) that the way needed.
    `missing` names the unmet rules of the way that is nearest to its end.
    """

    complete: bool
    mode: str
    effective_at: str
    missing: tuple[Mapping[str, Any], ...]
    done_count: int
    rule_count: int

    @property
    def percent(self) -> int:
        return self.done_count * 100 // self.rule_count if self.rule_count else 0


def decide_completion(document: Document, state: Mapping[str, Any]) -> CompletionDecision:
    """The first way that is met decides the mode; else the way with the fewest rules missing."""
    decisions = [_judge_way(document, way, state) for way in document["completion"]["ways"]]
    met = [decision for decision in decisions if decision.complete]
    return met[0] if met else max(decisions, key=_progress_of)


def _progress_of(decision: CompletionDecision) -> Decimal:
    return Decimal(decision.done_count) / decision.rule_count


def _judge_way(
    document: Document, way: Mapping[str, Any], state: Mapping[str, Any]
) -> CompletionDecision:
    met_at = [find_met_at(document, rule, state) for rule in way["rules"]]
    missing = tuple(rule for rule, at in zip(way["rules"], met_at, strict=True) if at is None)
    return CompletionDecision(
        complete=not missing,
        mode=way["mode"],
        effective_at=max((at for at in met_at if at), default=""),
        missing=missing,
        done_count=len(met_at) - len(missing),
        rule_count=len(met_at),
    )


def find_met_at(
    document: Document, rule: Mapping[str, Any], state: Mapping[str, Any]
) -> str | None:
    """When `rule` was met, ISO 8601; None while it is not."""
    known: Mapping[str, Any] = state.get(rule["activity"], {})
    match rule["rule"]:
        case "viewed":
            return known.get("viewed")
        case "played":
            activity = get_activity(document, rule["activity"])
            heard = played_fraction(known, float(activity["duration_seconds"]))
            return known.get("played_at") if heard >= Decimal(rule["fraction"]) else None
        case "passed":
            grade = known.get("grade")
            return (
                grade["at"] if grade and Decimal(grade["value"]) >= Decimal(rule["grade"]) else None
            )
        case "attended":
            sessions = known.get("attended", {}).values()
            hours = sum((Decimal(session["hours"]) for session in sessions), Decimal(0))
            return max(s["on"] for s in sessions) if hours >= Decimal(rule["hours"]) else None
        case "submitted":
            return known.get("submitted")
        case "signed":
            signed = known.get("signed", {})
            wanted = [one["key"] for one in get_activity(document, rule["activity"])["skills"]]
            return max(signed[key] for key in wanted) if signed.keys() >= set(wanted) else None
        case unknown:
            raise AssertionError(f"rule {unknown} passed the document's check")


def find_rule(document: Document, key: str) -> Mapping[str, Any]:
    """The rule that says when the activity `key` is done; its kind's own where no way names it."""
    return _first_rules(document).get(key) or _own_rule(get_activity(document, key))


def _first_rules(document: Document) -> dict[str, Mapping[str, Any]]:
    """The first rule that names each activity, whichever way it belongs to."""
    rules = [rule for way in document["completion"]["ways"] for rule in way["rules"]]
    return {rule["activity"]: rule for rule in reversed(rules)}


def _own_rule(activity: Mapping[str, Any]) -> Mapping[str, Any]:
    kind = find_activity_kind(activity["kind"])
    return kind.rule_of(activity) if kind else {"activity": activity["key"], "rule": "viewed"}


def activity_statuses(document: Document, state: Mapping[str, Any]) -> dict[str, ActivityStatus]:
    """The status of each activity by key, in order."""
    rules = _first_rules(document)
    return {
        one["key"]: _status(document, rules.get(one["key"]) or _own_rule(one), one["key"], state)
        for one in iter_activities(document)
    }


def _status(
    document: Document, rule: Mapping[str, Any], key: str, state: Mapping[str, Any]
) -> ActivityStatus:
    if find_met_at(document, rule, state):
        return ActivityStatus.DONE
    return ActivityStatus.IN_PROGRESS if state.get(key) else ActivityStatus.NOT_STARTED
