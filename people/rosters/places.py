"""Places as rosters name them: looked up once for each text and each tree of units."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from people.models import RosterKind
from people.rosters.errors import LineRefused
from territory.models import Level
from territory.naming import NameReader
from territory.structure import Structure, get_structure, get_ways, list_epochs

_OFFICE = re.compile(r"^(ubnd|hđnd|ủy ban nhân dân|đảng ủy)\s+", re.IGNORECASE)
OF_TEAMS = frozenset({RosterKind.TEAMS, RosterKind.MEMBERSHIPS})
FIELDS = ("commune", "district", "province", "unit")
MOST_CHOICES = 5


@dataclass(frozen=True, slots=True)
class Place:
    """What a text names: `unit` stands on the day of reading, or is 0 with a `problem`.

    `named` are the units of the latest tree in which the text fits, which may have ended.
    """

    unit: int
    named: tuple[int, ...]
    problem: str = ""

    def require(self) -> int:
        """The unit. Raises LineRefused."""
        if not self.unit:
            raise LineRefused(self.problem)
        return self.unit


class PlaceReader:
    """Reads the places of one roster; a change of the territory calls for another reader."""

    def __init__(self, kind: str, scope: frozenset[int] | None) -> None:
        self.kind, self.scope = kind, scope
        self.days = list_epochs()
        self.spans: dict[int, tuple[date, date | None]] = get_ways().days
        self.readers: dict[date, NameReader] = {}
        self.known: dict[tuple[tuple[str, ...], date], Place] = {}

    def read(self, cells: tuple[str, ...], on: date) -> Place:
        """What the cells of FIELDS name on a day."""
        epoch = max((day for day in self.days if day <= on), default=date.min)
        found = self.known.get((cells, epoch))
        if found is None:
            found = self.known[cells, epoch] = self._look_up(_join(cells), on, epoch)
        return found

    def find_standing(self, place: Place, day: date) -> int:
        """The one unit that was named, else the one where it is now, if it stood on a day; or 0."""
        for unit in (*(place.named if len(place.named) == 1 else ()), place.unit):
            since, until = self.spans.get(unit, (date.max, None))
            if since <= day and (until is None or day < until):
                return int(unit)
        return 0

    def _look_up(self, text: str, on: date, epoch: date) -> Place:
        if not text:
            return Place(0, (), _("The place is missing."))
        if epoch not in self.readers:
            self.readers[epoch] = NameReader(on)
        structure = get_structure(on)
        found = self.readers[epoch].read(text)
        units: Sequence[int] = found.units
        if self.kind in OF_TEAMS:
            units = [pk for pk in units if structure.nodes[pk].level == Level.COMMUNE]
        named = tuple(pk for pk in found.named if self._may_see(pk))
        if len(units) != 1:
            return Place(0, named, self._say_doubt(text, units, found.named, structure))
        if not self._may_see(units[0]):
            outside = _("“%(text)s” lies outside your branch of the territory.")
            return Place(0, (), outside % {"text": text})
        return Place(units[0], named)

    def _may_see(self, unit: int) -> bool:
        return self.scope is None or unit in self.scope

    def _say_doubt(
        self, text: str, units: Sequence[int], named: Sequence[int], structure: Structure
    ) -> str:
        names = "; ".join(
            ", ".join(node.name for node in reversed(structure.path(pk)))
            for pk in units[:MOST_CHOICES]
        )
        ended = {self.spans[pk][1] for pk in named if pk not in structure.nodes}
        day = max((day for day in ended if day), default=None)
        said = {"text": text, "names": names, "day": day.strftime("%d/%m/%Y") if day else ""}
        if names and day:
            return _("“%(text)s” ended on %(day)s and passed into several: %(names)s") % said
        if names:
            return _("“%(text)s” can be several places: %(names)s") % said
        if day:
            return _("“%(text)s” ended on %(day)s: name the place where it is now.") % said
        return _("No place is called “%(text)s”.") % said


def _join(cells: tuple[str, ...]) -> str:
    """The names from the commune up; a column of units stands in for a missing commune."""
    commune, district, province, unit = cells
    parts = [commune or _OFFICE.sub("", unit), district, province]
    return ", ".join(part for part in parts if part)
