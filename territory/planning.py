"""What a change will close, open, rename and move: worked out from the trees, nothing written."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from django.utils.translation import gettext as _

from territory.document import ChangeDocument, Key, UnitEntry, WayEntry
from territory.errors import ChangeInvalid
from territory.models import Level, SuccessionKind
from territory.structure import Node, Structure, Ways

# The old unit goes on as it is, under a new name, or as another type.
CONTINUES = {SuccessionKind.UNCHANGED, SuccessionKind.RENAME, SuccessionKind.RETYPE}
PARTS = {SuccessionKind.PART, SuccessionKind.PART_ALL_PEOPLE}
RANK = {level: rank for rank, level in enumerate(Level.values)}


@dataclass(frozen=True)
class Plan:
    """What the change will do. Units of the day before are nodes; new ones are entries."""

    document: ChangeDocument
    closing: tuple[Node, ...]
    opening: tuple[UnitEntry, ...]
    renaming: tuple[tuple[Node, UnitEntry], ...]
    moving: tuple[tuple[Node, Key], ...]
    ways: tuple[tuple[Node, WayEntry], ...]
    living: dict[Key, Node]
    doubts: tuple[str, ...] = ()

    @property
    def counts(self) -> dict[str, int]:
        return {
            "opened": len(self.opening),
            "closed": len(self.closing),
            "renamed": len(self.renaming),
            "moved": len(self.moving),
            "ways": len(self.ways),
        }


def make_plan(
    document: ChangeDocument, *, before: Structure, standing: Structure, ways: Ways
) -> Plan:
    """The plan of a document: `before` is the tree of the day before, `standing` of the day.

    Units whose parent went whole into one other follow it. Raises ChangeInvalid naming each entry
    that cannot be: a unit that does not stand, a code that is taken, a way that closes a loop.
    """
    planner = _Planner(document, before, standing, ways)
    planner.check()
    if planner.problems:
        raise ChangeInvalid(fields=planner.problems)
    return Plan(
        document=document,
        closing=tuple(planner.closing),
        opening=tuple(planner.opening),
        renaming=tuple(planner.renaming),
        moving=tuple(planner.moving),
        ways=tuple((standing.coded[way.old], way) for way in planner.leading_ways),
        living=planner.living,
        doubts=tuple(planner.list_doubts()),
    )


@dataclass
class _Planner:
    document: ChangeDocument
    before: Structure
    standing: Structure
    ways: Ways
    problems: dict[str, list[str]] = field(default_factory=dict)

    @cached_property
    def ways_from(self) -> dict[Key, list[WayEntry]]:
        return _group((way.old, way) for way in self.document.ways)

    @cached_property
    def ways_into(self) -> dict[Key, list[WayEntry]]:
        return _group((way.new, way) for way in self.document.ways)

    @cached_property
    def entries(self) -> dict[Key, UnitEntry]:
        return {entry.key: entry for entry in self.document.units}

    @cached_property
    def closing(self) -> list[Node]:
        ended = set(self.document.ends)
        return [
            node
            for key, node in self.standing.coded.items()
            if key in ended or (key in self.ways_from and not self._lives_on(key))
        ]

    def _lives_on(self, key: Key) -> bool:
        """A unit with ways lives on when one leads to itself and others only add parts."""
        own = next((way for way in self.ways_from[key] if way.new == key), None)
        if own is None or (own.kind not in CONTINUES and key[0] != Level.PROVINCE):
            return False
        return all(way is own or way.kind in PARTS for way in self.ways_into[key])

    @cached_property
    def living(self) -> dict[Key, Node]:
        gone = {node.id for node in self.closing}
        return {key: node for key, node in self.standing.coded.items() if node.id not in gone}

    @cached_property
    def opening(self) -> list[UnitEntry]:
        return [entry for key, entry in self.entries.items() if key not in self.living]

    @cached_property
    def renaming(self) -> list[tuple[Node, UnitEntry]]:
        pairs = [(self.living[key], one) for key, one in self.entries.items() if key in self.living]
        return [
            (node, one) for node, one in pairs if (node.name, node.type) != (one.name, one.type)
        ]

    @cached_property
    def moving(self) -> list[tuple[Node, Key]]:
        """The units that live on under another parent: as entered, or after a parent that went."""
        found = []
        gone = {node.id: node for node in self.closing}
        for key, node in self.living.items():
            entry, parent = self.entries.get(key), None
            if entry:
                parent = entry.parent
            elif node.parent_id in gone:
                parent = self._find_heir(gone[node.parent_id])
            if parent and not self._lies_in(node, parent):
                found.append((node, parent))
        return found

    def _find_heir(self, parent: Node) -> Key | None:
        """The one unit into which a parent went whole; None where its children must be told."""
        ways = self.ways_from.get((parent.level, parent.code), [])
        sure = [way.new for way in ways if way.kind not in PARTS]
        return sure[0] if len(ways) == len(sure) == 1 else None

    def _lies_in(self, node: Node, parent: Key) -> bool:
        above = self.living.get(parent)
        return above is not None and above.id == node.parent_id

    @property
    def leading_ways(self) -> list[WayEntry]:
        """The ways between two different units: one that lives on needs none."""
        return [
            way for way in self.document.ways if way.old != way.new or way.new not in self.living
        ]

    def check(self) -> None:
        self._check_repeats()
        self._check_old_units()
        self._check_new_units()
        if not self.problems:
            self._check_parents()
            self._check_same_day()
            self._check_loops()

    def _note(self, place: str, text: str) -> None:
        self.problems.setdefault(place, []).append(text)

    def _tell(self, key: Key) -> dict[str, str]:
        """The unit as a person knows it: “Xã Tân Trào (02545)”, or its level where none is."""
        named = self.standing.coded.get(key) or self.entries.get(key)
        name = named.name if named else str(Level(key[0]).label)
        return {"unit": f"{name} ({key[1]})"}

    def _tell_way(self, way: WayEntry) -> dict[str, str]:
        return {"old": self._tell(way.old)["unit"], "new": self._tell(way.new)["unit"]}

    def _check_repeats(self) -> None:
        repeated: dict[str, Sequence[tuple[str, ...]]] = {
            "units": [one.key for one in self.document.units],
            "ways": [(*way.old, *way.new) for way in self.document.ways],
            "ends": self.document.ends,
        }
        for name, keys in repeated.items():
            for key, count in Counter(keys).items():
                if count > 1:
                    ends = [key[place : place + 2] for place in range(0, len(key), 2)]
                    told = " → ".join(self._tell((one[0], one[1]))["unit"] for one in ends)
                    self._note(name, _("%(unit)s stands twice.") % {"unit": told})

    def _check_old_units(self) -> None:
        """Whatever leaves or ends stood the day before, and is said to do so once."""
        olds = [
            (f"ways[{place}].old_code", way.old) for place, way in enumerate(self.document.ways)
        ]
        ends = [(f"ends[{place}]", key) for place, key in enumerate(self.document.ends)]
        for place, key in olds + ends:
            node = self.standing.coded.get(key)
            if node is None or node.id not in self.before.nodes:
                self._note(place, _("%(unit)s did not stand the day before.") % self._tell(key))
        for place, key in ends:
            if key in self.ways_from:
                self._note(place, _("%(unit)s ends by its ways already.") % self._tell(key))

    def _check_new_units(self) -> None:
        """Every way leads to a unit of the day, and what was taken in whole is founded anew."""
        for place, way in enumerate(self.document.ways):
            if way.new not in self.living and way.new not in self.entries:
                text = _("%(unit)s does not stand on that day; add it to the units.")
                self._note(f"ways[{place}].new_code", text % self._tell(way.new))
            elif way.new in self.living and way.old != way.new and way.kind not in PARTS:
                text = _("%(unit)s takes in another whole: say that it goes into the new one too.")
                self._note(f"ways[{place}].new_code", text % self._tell(way.new))

    def _check_parents(self) -> None:
        """Each unit of the day lies in one that stands on the day and is of a higher level."""
        for place, entry in enumerate(self.document.units):
            if entry.parent is None:
                continue
            if entry.parent not in self.living and entry.parent not in self.entries:
                text = _("%(unit)s does not stand on that day.") % self._tell(entry.parent)
                self._note(f"units[{place}].parent_code", text)
            elif RANK[entry.parent[0]] >= RANK[entry.key[0]]:
                text = _("%(unit)s is of no higher level.") % self._tell(entry.parent)
                self._note(f"units[{place}].parent_code", text)
        gone, moved = {node.id for node in self.closing}, {node.id for node, _key in self.moving}
        for key, node in self.living.items():
            if node.parent_id in gone and node.id not in moved:
                text = _("%(unit)s loses its parent: say where it lies from now on.")
                self._note("units", text % self._tell(key))

    def _check_same_day(self) -> None:
        """One day changes a thing once: a second time would leave no day between."""
        touched = [*self.closing, *(node for node, _entry in self.renaming)]
        touched += [node for node, _key in self.moving]
        for node in touched:
            earlier = self.before.nodes.get(node.id)
            if earlier is None or (earlier.name, earlier.type, earlier.parent_id) != (
                node.name,
                node.type,
                node.parent_id,
            ):
                text = _("%(unit)s was changed on that day by another change already.")
                self._note("effective_on", text % self._tell((node.level, node.code)))

    def _check_loops(self) -> None:
        """No way leads back to where it came from, over all time."""
        steps: dict[int, set[int]] = {}
        edges = [
            (self.standing.coded[way.old].id, self.living[way.new].id, way)
            for way in self.leading_ways
            if way.new in self.living
        ]
        for old, new, _way in edges:
            steps.setdefault(old, set()).add(new)
        for old, new, way in edges:
            if old in self._reach(new, steps):
                text = _("%(old)s → %(new)s closes a loop of ways.")
                self._note("ways", text % self._tell_way(way))
            elif any(known == new for known, _kind in self.ways.successors.get(old, ())):
                text = _("%(old)s → %(new)s stands already.")
                self._note("ways", text % self._tell_way(way))

    def _reach(self, start: int, steps: dict[int, set[int]]) -> set[int]:
        seen, waiting = {start}, [start]
        while waiting:
            one = waiting.pop()
            known = {new for new, _kind in self.ways.successors.get(one, ())}
            fresh = (known | steps.get(one, set())) - seen
            seen |= fresh
            waiting += fresh
        return seen

    def list_doubts(self) -> list[str]:
        """What the document does not say, which nobody may guess."""
        ended = [(node.level, node.code) for node in self.closing]
        silent = [key for key in ended if key not in self.ways_from and key[0] != Level.DISTRICT]
        partial = [
            key
            for key in ended
            if [way.kind for way in self.ways_from.get(key, ())] == [SuccessionKind.PART]
        ]
        new = [one.key for one in self.opening if one.key not in self.ways_into]
        silences = {
            _("%(unit)s: no way leads on"): silent,
            _("%(unit)s: one part has a way, the rest has none"): partial,
            _("%(unit)s: nothing says what was there before"): new if self.before.nodes else [],
        }
        return [text % self._tell(key) for text, keys in silences.items() for key in keys]


def _group(pairs: Iterable[tuple[Key, WayEntry]]) -> dict[Key, list[WayEntry]]:
    found: dict[Key, list[WayEntry]] = {}
    for key, way in pairs:
        found.setdefault(key, []).append(way)
    return found
