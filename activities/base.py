"""The learner's side of an activity: what its page shows, and what can be done there."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from common.markup import list_assets, place_assets
from courses.errors import ActivityNotFound
from courses.kinds import find_activity_kind
from enrollment.models import Enrollment
from media.selectors import get_file_url, list_asset_keys
from people.models import Account


@dataclass(frozen=True)
class Visit:
    """A learner at an activity. `known` is what the progress of the run says of it."""

    activity: Mapping[str, Any]
    enrollment: Enrollment
    by: Account | None
    page: str = "1"

    @property
    def known(self) -> dict[str, Any]:
        return dict(self.enrollment.progress.get(self.activity["key"], {}))


@dataclass(frozen=True)
class Sent:
    """What a learner's form brought."""

    fields: QueryDict
    files: MultiValueDict[str, Any] = field(default_factory=MultiValueDict)


# Raises DomainError, shown on the page; nothing is kept then.
Action = Callable[[Visit, Sent], None]


def _show_nothing(_visit: Visit) -> dict[str, Any]:
    return {}


@dataclass(frozen=True)
class LearnerSide:
    """`describe` gives what the page needs beside the activity. `actions` are by name.

    Opening the page of a kind that `is_seen_on_opening` is a viewing of it.
    """

    describe: Callable[[Visit], dict[str, Any]] = _show_nothing
    actions: Mapping[str, Action] = field(default_factory=dict)
    is_seen_on_opening: bool = False


_sides: dict[str, LearnerSide] = {}


def register_side(code: str, side: LearnerSide) -> None:
    _sides[code] = side


def get_side(code: str) -> LearnerSide:
    return _sides[code]


def get_action(visit: Visit, name: str) -> Action:
    """What the learner may do there by that name. Raises ActivityNotFound."""
    action = _sides[visit.activity["kind"]].actions.get(name)
    if action is None:
        raise ActivityNotFound
    return action


def describe_visit(visit: Visit) -> dict[str, Any]:
    """All that the page of an activity needs, its files as expiring addresses.

    One query for all files. Raises StorageUnavailable.
    """
    activity = dict(visit.activity)
    kind = find_activity_kind(activity["kind"])
    if kind is None:
        raise ActivityNotFound
    context = get_side(kind.code).describe(visit)
    named = {name: activity[name]["asset"] for name in kind.files if activity.get(name)}
    texts = [f"{name}_html" for name in kind.texts if activity.get(f"{name}_html")]
    in_texts = [digest for name in texts for digest in list_assets(activity[name])]
    wanted = [*named.values(), *in_texts, *kind.deep_files(activity)]
    addresses = find_addresses(wanted)
    for name in texts:
        activity[name] = place_assets(activity[name], addresses.__getitem__)
    files = {name: addresses[digest] for name, digest in named.items()}
    return {"activity": activity, "files": files, "addresses": addresses, **context}


def find_addresses(digests: list[str]) -> dict[str, str]:
    """Expiring addresses by SHA-256; no query for none.

    Raises AssetNotFound, StorageUnavailable.
    """
    if not digests:
        return {}
    return {digest: get_file_url(key) for digest, key in list_asset_keys(digests).items()}
