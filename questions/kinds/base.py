"""What every kind of question is made of: its shape, its sense, how it is marked and shown."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from hashlib import sha256
from typing import Any

from django.utils.functional import Promise

from common.shape import Check, Problems

Content = Mapping[str, Any]
ZERO, ONE = Decimal(0), Decimal(1)


@dataclass(frozen=True)
class Mark:
    """How a response was judged: the fraction earned and what the learner is told.

    `parts` is by part of the question (a gap, a pair, a zone) whether it was right. While a
    person has yet to mark it, `is_waiting`, and the fraction is nothing.
    """

    fraction: Decimal
    feedback: tuple[str, ...] = ()
    parts: Mapping[str, bool] = field(default_factory=dict)
    is_waiting: bool = False

    @property
    def is_right(self) -> bool:
        return self.fraction == ONE


@dataclass(frozen=True)
class Kind:
    """A kind of question. A new one is a module that makes one of these, named in the registry.

    `shape` says which JSON stands where. `problems` are those of sense, asked only when the shape
    holds. `fits` says whether a response has the form that the question asks. `mark` judges a
    response that fits. `show` gives what a learner may see before handing in, beside key, kind,
    format and prompt; `seed` decides the order where the order would give an answer away.
    """

    code: str
    name: Promise
    shape: Check
    problems: Callable[[Content], Problems]
    fits: Callable[[Content, Any], bool]
    mark: Callable[[Content, Any], Mark]
    show: Callable[[Content, str], dict[str, Any]]
    # The texts that may be HTML, for cleaning and for the files that they name.
    map_texts: Callable[[dict[str, Any], Callable[[str], str]], None]


def shuffled(entries: Sequence[Mapping[str, Any]], seed: str) -> list[Mapping[str, Any]]:
    """The entries in an order that only the seed decides: the same for the same attempt."""
    return sorted(entries, key=lambda one: sha256(f"{seed}:{one['key']}".encode()).digest())


def pick(entry: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {name: entry[name] for name in names if name in entry}


def fraction_of(entry: Mapping[str, Any], default: Decimal = ONE) -> Decimal:
    """What an answer is worth, from -1 to 1."""
    return Decimal(entry["fraction"]) if "fraction" in entry else default


def share_of(right: int, count: int) -> Decimal:
    return Decimal(right) / count if count else ZERO


def map_entries(
    entries: Sequence[dict[str, Any]], change: Callable[[str], str], *names: str
) -> None:
    """Each named text of each entry is changed in place."""
    for entry in entries:
        for name in names:
            if isinstance(entry.get(name), str):
                entry[name] = change(entry[name])


def iter_feedback(entries: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    return (entry["feedback"] for entry in entries if entry.get("feedback"))
