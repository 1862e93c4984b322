"""What a kind of activity says of its part of an edition's document.

The kinds themselves live above, each in one folder of `activities`, and register here when the
application starts, as the territory knows who follows its changes.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise

from common.markup import list_assets
from common.shape import Check, Problems, fields
from people.models import Account

Activity = Mapping[str, Any]

# The ways in which an activity is done, and the amount that such a rule names.
AMOUNT_OF_RULE: dict[str, str | None] = {
    "viewed": None,
    "played": "fraction",
    "passed": "grade",
    "attended": "hours",
    "submitted": None,
    "signed": None,
}


@dataclass(frozen=True)
class Preparation:
    """What a kind may use while an activity is made ready for publication."""

    bank: str
    bank_title: str
    by: Account | None


def _find_none(_activity: Activity) -> Problems:
    yield from ()


def _keep(activity: dict[str, Any], _preparation: Preparation) -> dict[str, Any]:
    return activity


@dataclass(frozen=True)
class ActivityKind:
    """A kind of activity: what stands in its document, and how it can be done.

    `rules` are the completion rules that may name it; the first is how it is done where no way
    names it. `device_facts` are what a learner's device may say of it. `files` are the fields that
    name a file each, the first of them needed. `texts` are written as NAME_markdown and published
    as NAME_html. `problems` are asked only when `shape` holds. `prepare` comes before the checks.
    """

    code: str
    name: Promise
    rules: tuple[str, ...]
    device_facts: frozenset[str] = frozenset()
    files: tuple[str, ...] = ()
    texts: tuple[str, ...] = ("body",)
    shape: Check = field(default_factory=lambda: fields({}, {}))
    problems: Callable[[Activity], Problems] = _find_none
    prepare: Callable[[dict[str, Any], Preparation], dict[str, Any]] = _keep
    # Files that are named deeper than by a field of the activity: SHA-256 each.
    deep_files: Callable[[Activity], list[str]] = lambda _activity: []
    # How it is done where no way of completion names it.
    default_rule: Callable[[Activity], dict[str, Any]] | None = None

    def rule_of(self, activity: Activity) -> dict[str, Any]:
        """The rule that holds where no way of completion names the activity."""
        rule = self.default_rule(activity) if self.default_rule else {"rule": self.rules[0]}
        return {"activity": activity["key"], **rule}


_kinds: dict[str, ActivityKind] = {}


def register_activity_kind(kind: ActivityKind) -> None:
    """Editions may hold activities of this kind. Called when the application starts."""
    _kinds[kind.code] = kind


def find_activity_kind(code: str) -> ActivityKind | None:
    return _kinds.get(code)


def list_activity_kinds() -> list[ActivityKind]:
    """All kinds, in the order in which they registered."""
    return list(_kinds.values())


def iter_assets(activity: Activity) -> Iterator[str]:
    """The SHA-256 of every file that an activity names, in its fields and its texts."""
    kind = _kinds.get(activity["kind"])
    if kind is None:
        return
    for name in kind.files:
        if activity.get(name):
            yield activity[name]["asset"]
    for name in kind.texts:
        yield from list_assets(activity.get(f"{name}_html", ""))
    yield from kind.deep_files(activity)
