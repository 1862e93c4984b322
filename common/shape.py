"""Which kind of JSON value stands where: checks that are put together. Pure functions.

A check of shape comes before any check of sense, which can then read the value freely.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

# Where in the value (`choices.0.text`), and what is wrong there.
Problems = Iterator[tuple[str, str]]
Check = Callable[[Any, str], Problems]

_SLUG = re.compile(r"[-a-zA-Z0-9_]{1,80}")
_DIGEST = re.compile(r"[0-9a-f]{64}")
_DECIMAL = re.compile(r"-?\d{1,15}(\.\d{1,15})?")


def text(most: int = 100_000) -> Check:
    def check(value: Any, where: str) -> Problems:
        if not isinstance(value, str):
            yield where, _("must be text")
        elif len(value) > most:
            yield where, _("is longer than %(count)d characters") % {"count": most}
        elif "\x00" in value:  # the database takes none
            yield where, _("has a character that cannot be kept")

    return check


def filled(most: int = 100_000) -> Check:
    """A text that says something."""
    inner = text(most)

    def check(value: Any, where: str) -> Problems:
        yield from inner(value, where)
        if isinstance(value, str) and not value.strip():
            yield where, _("is empty")

    return check


def match(pattern: re.Pattern[str], what: Promise) -> Check:
    """A text that the whole pattern fits."""

    def check(value: Any, where: str) -> Problems:
        if not isinstance(value, str) or not pattern.fullmatch(value):
            yield where, str(what)

    return check


def one_of(*values: str) -> Check:
    def check(value: Any, where: str) -> Problems:
        if value not in values:
            yield where, _("must be one of %(values)s") % {"values": ", ".join(values)}

    return check


def decimal(least: str, most: str) -> Check:
    """A number written as text, between the two."""
    low, high = Decimal(least), Decimal(most)

    def check(value: Any, where: str) -> Problems:
        if not isinstance(value, str) or not _DECIMAL.fullmatch(value):
            yield where, _("must be a number, as text")
        elif not low <= Decimal(value) <= high:
            yield where, _("must lie between %(low)s and %(high)s") % {"low": low, "high": high}

    return check


def whole(least: int, most: int) -> Check:
    def check(value: Any, where: str) -> Problems:
        if type(value) is not int:  # a bool is no number here
            yield where, _("must be a whole number")
        elif not least <= value <= most:
            yield where, _("must lie between %(low)s and %(high)s") % {"low": least, "high": most}

    return check


def of_type(*types: type, what: Promise) -> Check:
    """A value of just these types."""

    def check(value: Any, where: str) -> Problems:
        if type(value) not in types:
            yield where, str(what)

    return check


def list_of(inner: Check, *, least: int = 0, most: int = 10_000) -> Check:
    def check(value: Any, where: str) -> Problems:
        if not isinstance(value, list):
            yield where, _("must be a list")
            return
        if len(value) < least:
            yield where, _("needs at least %(count)d entries") % {"count": least}
        if len(value) > most:
            yield where, _("may have at most %(count)d entries") % {"count": most}
        for place, one in enumerate(value[:most]):
            yield from inner(one, f"{where}.{place}")

    return check


def fields(required: Mapping[str, Check], optional: Mapping[str, Check]) -> Check:
    """An object; what it holds beside these fields is not looked at."""

    def check(value: Any, where: str) -> Problems:
        if not isinstance(value, Mapping):
            yield where, _("must be an object")
            return
        for name in required:
            if name not in value:
                yield f"{where}.{name}".lstrip("."), _("is missing")
        for name, inner in {**required, **optional}.items():
            if name in value:
                yield from inner(value[name], f"{where}.{name}".lstrip("."))

    return check


def repeated_keys(entries: Sequence[Mapping[str, Any]], where: str) -> Problems:
    """Keys that stand a second time in a list of objects of the right shape."""
    seen: set[str] = set()
    for place, entry in enumerate(entries):
        if entry["key"] in seen:
            yield f"{where}.{place}.key", _("stands twice")
        seen.add(entry["key"])


SLUG = match(_SLUG, gettext_lazy("must be letters, digits, - and _, as text"))
DIGEST = match(_DIGEST, gettext_lazy("must be the SHA-256 of a file"))
FLAG = of_type(bool, what=gettext_lazy("must be true or false"))
COUNT = of_type(int, what=gettext_lazy("must be a whole number"))
NUMBER = of_type(int, float, what=gettext_lazy("must be a number"))
FILE = fields({"asset": text(64)}, {"name": text(200), "type": text(100), "size": COUNT})
