"""What one version says otherwise than another, in words. Pure functions."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from questions.kinds import KINDS
from questions.kinds.base import Content
from questions.texts import plain

LABELS = {
    "kind": gettext_lazy("Kind"),
    "title": gettext_lazy("Title"),
    "prompt": gettext_lazy("Question"),
    "format": gettext_lazy("Kind of text"),
    "explanation": gettext_lazy("Explanation"),
    "choices": gettext_lazy("Choice"),
    "answers": gettext_lazy("Answer"),
    "answer": gettext_lazy("Right answer"),
    "correct": gettext_lazy("right"),
    "fraction": gettext_lazy("worth"),
    "feedback": gettext_lazy("feedback"),
    "feedback_true": gettext_lazy("Feedback to “true”"),
    "feedback_false": gettext_lazy("Feedback to “false”"),
    "text": gettext_lazy("text"),
    "value": gettext_lazy("number"),
    "tolerance": gettext_lazy("tolerance"),
    "units": gettext_lazy("Unit"),
    "unit": gettext_lazy("unit"),
    "multiplier": gettext_lazy("multiplier"),
    "unit_rule": gettext_lazy("Whether a unit must be written"),
    "unit_penalty": gettext_lazy("What a missing unit costs"),
    "accents": gettext_lazy("Accents"),
    "case": gettext_lazy("Capitals"),
    "shuffle": gettext_lazy("Choices in random order"),
    "stems": gettext_lazy("Thing to match"),
    "options": gettext_lazy("Option"),
    "group": gettext_lazy("group"),
    "items": gettext_lazy("Item in order"),
    "scoring": gettext_lazy("How order is marked"),
    "gaps": gettext_lazy("Gap"),
    "points": gettext_lazy("points"),
    "image": gettext_lazy("Picture"),
    "alt": gettext_lazy("What the picture shows"),
    "labels": gettext_lazy("Label"),
    "labels_repeat": gettext_lazy("Labels may be used twice"),
    "zones": gettext_lazy("Zone"),
    "left": gettext_lazy("from the left"),
    "top": gettext_lazy("from the top"),
    "width": gettext_lazy("width"),
    "height": gettext_lazy("height"),
    "rubric": gettext_lazy("Criterion"),
    "levels": gettext_lazy("level"),
    "least_words": gettext_lazy("Fewest words"),
    "most_words": gettext_lazy("Most words"),
    "most_files": gettext_lazy("Most files"),
    "template": gettext_lazy("What the answer begins with"),
    "marker_notes": gettext_lazy("Notes for who marks"),
    "text_required": gettext_lazy("A text must be written"),
}


@dataclass(frozen=True)
class Difference:
    """Where something is said otherwise, and what; an empty side says that it was not there."""

    where: str
    before: str
    after: str

    @property
    def sentence(self) -> str:
        if not self.before:
            return _("%(where)s: new: “%(after)s”") % vars(self)
        if not self.after:
            return _("%(where)s: gone: “%(before)s”") % vars(self)
        return _("%(where)s: “%(before)s” became “%(after)s”") % vars(self)


def list_differences(old: Content, new: Content) -> list[Difference]:
    """In the order in which a question is read; entries of a list are known by key, or by place."""
    before, after = dict(_flatten(old)), dict(_flatten(new))
    places = [*before, *(place for place in after if place not in before)]
    order = {name: place for place, name in enumerate(LABELS)}
    places.sort(key=lambda place: order.get(place[0][0], len(order)))
    return [
        Difference(_name(place, old, new), before.get(place, ""), after.get(place, ""))
        for place in places
        if before.get(place, "") != after.get(place, "")
    ]


# The field, and the key or place of the entry where the field is a list.
Place = tuple[tuple[str, str], ...]


def _flatten(content: Content) -> Iterator[tuple[Place, str]]:
    for name, value in content.items():
        if name == "key":
            continue
        yield from _spread(content, ((name, ""),), value)


def _spread(content: Content, place: Place, value: Any) -> Iterator[tuple[Place, str]]:
    if isinstance(value, list):
        for number, entry in enumerate(value):
            key = str(entry.get("key", number)) if isinstance(entry, Mapping) else str(number)
            yield from _spread(content, (*place[:-1], (place[-1][0], key)), entry)
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            if name != "key":
                yield from _spread(content, (*place, (name, "")), inner)
    else:
        yield place, _say(content, value)


def _say(content: Content, value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    text = str(value)
    kind = KINDS.get(text)
    return str(kind.name) if kind else plain(content, text)


def _name(place: Place, old: Content, new: Content) -> str:
    """“Choice 2, text”: each step with its number in the version that has it, from 1."""
    words = []
    holders: list[Any] = [new, old]
    for name, key in place:
        label = str(LABELS.get(name, name))
        if key:
            lists = [one.get(name) for one in holders if isinstance(one, Mapping)]
            number, holders = _find_entry(lists, key)
            label = f"{label} {number}"
        else:
            holders = [one.get(name) for one in holders if isinstance(one, Mapping)]
        words.append(label)
    return ", ".join(words)


def _find_entry(lists: Sequence[Any], key: str) -> tuple[int, list[Any]]:
    for entries in lists:
        for number, entry in enumerate(entries or ()):
            if (isinstance(entry, Mapping) and entry.get("key", str(number)) == key) or str(
                number
            ) == key:
                return number + 1, [entry]
    return 0, []
