"""Questions about places, each with a date."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from common.text import accent_key, alphabet_key, has_accents, search_key
from territory import placement
from territory.errors import ChangeNotFound, UnitNotFound
from territory.models import Change, Succession, Unit, UnitName, UnitParent
from territory.naming import find_named_units
from territory.structure import Node, get_structure


def find_unit(*, level: str, code: str, on: date) -> Unit | None:
    """The unit that had the code on that day."""
    return Unit.objects.filter(level=level, code=code, valid__contains=on).first()


def get_unit(*, level: str, code: str, on: date) -> Unit:
    """The unit that had the code on that day. Raises UnitNotFound."""
    unit = find_unit(level=level, code=code, on=on)
    if unit is None:
        raise UnitNotFound(code=code, day=on.strftime("%d/%m/%Y"))
    return unit


def get_unit_by_uuid(uuid: UUID | str) -> Unit:
    """The unit of that uuid, standing or ended. Raises UnitNotFound."""
    unit = Unit.objects.filter(uuid=uuid).first()
    if unit is None:
        raise UnitNotFound(_("This administrative unit is not here."))
    return unit


def list_units(*, level: str, on: date, parent: Unit | None = None) -> QuerySet[Unit]:
    """The units of a level that stood on a day, by code; those right below `parent` if given."""
    units = Unit.objects.filter(level=level, valid__contains=on).order_by("code")
    if parent is not None:
        units = units.filter(parents__parent=parent, parents__valid__contains=on)
    return units


def list_provinces(on: date) -> list[Node]:
    """The provinces of a day, by code."""
    return sorted(get_structure(on).provinces(), key=lambda node: node.code)


def list_children(unit_id: int, on: date) -> list[Node]:
    """The units right below one on a day, by name."""
    children = get_structure(on).children_of.get(unit_id, [])
    return sorted(children, key=lambda node: (alphabet_key(node.name), node.code))


def get_path(unit_id: int, on: date) -> list[Node]:
    """From the province down to the unit, as it stood on a day."""
    return get_structure(on).path(unit_id)


def describe_unit(unit: Unit | None, on: date) -> str:
    """How the place was written on a day: “Xã Tân Trào, Tỉnh Tuyên Quang”; empty for no unit.

    A unit that did not stand on that day is named as it was last called.
    """
    return describe_units([unit], on)[unit.id] if unit else ""


def describe_units(units: Iterable[Unit], on: date) -> dict[int, str]:
    """`describe_unit` of many, by id: two queries however many there are."""
    wanted = list(units)
    structure = get_structure(on)
    gone = [unit.id for unit in wanted if unit.id not in structure.nodes]
    names = UnitName.objects.filter(unit_id__in=gone).order_by("valid") if gone else ()
    last = {row.unit_id: row.name for row in names}
    return {
        unit.id: ", ".join(node.name for node in reversed(structure.path(unit.id)))
        or last.get(unit.id, unit.code)
        for unit in wanted
    }


def find_successors(unit: Unit) -> list[Succession]:
    """Into which units this one passed, one step on."""
    return list(
        unit.successions.select_related("new", "change")
        .prefetch_related("new__names")
        .order_by("id")
    )


def find_predecessors(unit: Unit) -> list[Succession]:
    """Out of which units this one was made, one step back."""
    return list(
        unit.predecessions.select_related("old", "change")
        .prefetch_related("old__names")
        .order_by("id")
    )


@dataclass(frozen=True)
class UnitTrace:
    """Where a unit is on another day: the units with the kind of way, and the sure one or None."""

    units: tuple[tuple[Unit, str], ...]
    sure: Unit | None


def find_present_units(unit: Unit, on: date) -> UnitTrace:
    """Where a unit is on a later day: all that have something of it, and the one that has all."""
    return _describe_trace(placement.trace_forward(unit.id, on))


def find_former_units(unit: Unit, on: date) -> UnitTrace:
    """What stood on an earlier day there, and the one unit of which all of it was."""
    return _describe_trace(placement.trace_back(unit.id, on))


def _describe_trace(trace: placement.Trace) -> UnitTrace:
    wanted = {*trace.kinds, *([trace.sure] if trace.sure else [])}
    units = {one.id: one for one in Unit.objects.filter(id__in=wanted).prefetch_related("names")}
    listed = sorted(trace.kinds.items(), key=lambda item: units[item[0]].code)
    return UnitTrace(
        units=tuple((units[pk], kind) for pk, kind in listed),
        sure=units[trace.sure] if trace.sure else None,
    )


def list_names(unit: Unit) -> QuerySet[UnitName]:
    """How a unit was called, from its founding on."""
    return UnitName.objects.filter(unit=unit).order_by("valid")


def list_parents(unit: Unit) -> QuerySet[UnitParent]:
    """In which units a unit lay, from its founding on."""
    rows = UnitParent.objects.filter(unit=unit).select_related("parent").order_by("valid")
    return rows.prefetch_related("parent__names")


def list_changes() -> QuerySet[Change]:
    """Every change that was entered, those taken back too, the newest first; documents wait."""
    return (
        Change.objects.select_related("recorded_by", "undone_by")
        .defer("document", "effects")
        .order_by("-id")
    )


def get_change(uuid: UUID | str) -> Change:
    """The change of that uuid. Raises ChangeNotFound."""
    try:
        return Change.objects.get(uuid=uuid)
    except (Change.DoesNotExist, ValidationError):
        raise ChangeNotFound from None


def place_in_structure(on: date) -> dict[int, int | None]:
    """Each unit of any day → its province on `on`; None where no single one takes all of it."""
    return placement.place_in_structure(on)


def place_paths_in_structure(on: date) -> dict[int, tuple[int, ...]]:
    """Each unit of any day → the units of `on` in which all of it lies, from the province down.

    The path ends where its parts go apart, and is empty where not even the province is sure.
    """
    return placement.place_paths_in_structure(on)


def unit_ids_in_branch(unit: Unit, on: date) -> frozenset[int]:
    """The ids of all units, of any day, that lie wholly in the branch as it stood on `on`."""
    return placement.unit_ids_in_branch(unit.id, on)


def search_units(text: str, *, on: date, level: str = "", limit: int = 20) -> list[Unit]:
    """Units of a day whose name has `text`: accents matter when they are typed.

    A whole name comes first, then names that begin so, then the rest, each by the alphabet.
    """
    key, wanted = search_key(text), accent_key(text) if has_accents(text) else ""
    if not key:
        return []
    names = UnitName.objects.filter(
        valid__contains=on, unit__valid__contains=on, search_key__contains=key
    )
    if level:
        names = names.filter(unit__level=level)
    rows = [row for row in names.select_related("unit") if wanted in accent_key(row.name)]
    rows.sort(key=lambda row: (_rank(row, key), row.search_key, row.unit_id))
    return [row.unit for row in rows[:limit]]


def _rank(row: UnitName, key: str) -> int:
    """How well a name answers: 0 whole, 1 from its beginning, 2 somewhere. Its type is no part."""
    bare = row.search_key.removeprefix(f"{search_key(row.type)} ")
    return 0 if key in {bare, row.search_key} else 1 if bare.startswith(key) else 2


def resolve_unit_name(text: str, on: date) -> list[Unit]:
    """The units that a messy name can mean on a day: one is an answer, several are a question.

    Reads “xã Tân Trào, Sơn Dương, Tuyên Quang”, “X. Tân Trào - T. Tuyên Quang”, a bare name or a
    code. What stands behind the first name must fit the units above. A name of before the reform
    leads to the unit that took all the people; that of a split commune to all its parts.
    """
    return list(Unit.objects.filter(id__in=find_named_units(text, on)).order_by("code", "id"))
