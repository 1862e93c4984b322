"""Who is told of a completion.

The rooms above (certificates, targets) register a function when the application starts. It is
called inside the transaction that writes the ledger, with every row written: what it does stands
or falls with the completion. This is the one place where the road leads upwards, and it is a list
that can be read, not a signal.
"""

from collections.abc import Callable, Sequence

from enrollment.models import Completion

Listener = Callable[[Sequence[Completion]], None]

_listeners: list[Listener] = []


def register_completion_listener(listener: Listener) -> None:
    """`listener` is called with each batch of new ledger rows. Registering twice does nothing."""
    if listener not in _listeners:
        _listeners.append(listener)


def tell_listeners(completions: Sequence[Completion]) -> None:
    for listener in _listeners:
        listener(completions)
