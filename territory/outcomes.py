"""Who is told of a change of the territory.

The rooms above (people, targets) register themselves when the application starts. They are called
inside the transaction of the change: what they do stands or falls with it. Like the list of
`enrollment.outcomes`, it can be read, and is no signal.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from django.utils.functional import Promise

from territory.models import Change


@dataclass(frozen=True)
class Touched:
    """How many rows of one sort a change meets, moves, and leaves without a place."""

    what: str | Promise
    count: int
    moved_count: int = 0
    unplaced_count: int = 0


class ChangeListener(Protocol):
    """A room that keeps rows about places."""

    def follow(self, change: Change) -> Sequence[Touched]:
        """The room's rows follow a change whose units and ways stand; what that touched."""

    def unfollow(self, change: Change) -> None:
        """The room's rows are as before the change, whose rows still stand.

        Raises territory.errors.ChangeInUse where something rests on it.
        """


_listeners: list[ChangeListener] = []


def register_change_listener(listener: ChangeListener) -> None:
    """`listener` is told of every change and of every change taken back."""
    if listener not in _listeners:
        _listeners.append(listener)


def tell_followers(change: Change) -> list[Touched]:
    return [touched for listener in _listeners for touched in listener.follow(change)]


def tell_unfollowers(change: Change) -> None:
    for listener in reversed(_listeners):
        listener.unfollow(change)
