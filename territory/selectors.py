"""Questions about places, each with a date."""

import re
from datetime import date

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from common.text import accent_key, has_accents, search_key
from territory import placement
from territory.errors import UnitNotFound
from territory.models import Level, Succession, Unit, UnitName
from territory.structure import Node, get_structure

ABBREVIATIONS = (
    (r"^tp\.? ?", "thanh pho "),
    (r"^tt\.? ", "thi tran "),
    (r"^tx\.? ", "thi xa "),
    (r"^x\. ?", "xa "),
    (r"^p\. ?", "phuong "),
    (r"^h\. ?", "huyen "),
    (r"^q\. ?", "quan "),
    (r"^t\. ?", "tinh "),
)
TYPES = r"^(xa|phuong|thi tran|dac khu|huyen|quan|thi xa|thanh pho|tinh) "


def find_unit(*, level: str, code: str, on: date) -> Unit | None:
    """The unit that had the code on that day."""
    return Unit.objects.filter(level=level, code=code, valid__contains=on).first()


def get_unit(*, level: str, code: str, on: date) -> Unit:
    """The unit that had the code on that day. Raises UnitNotFound."""
    unit = find_unit(level=level, code=code, on=on)
    if unit is None:
        raise UnitNotFound(code=code, day=on.strftime("%d/%m/%Y"))
    return unit


def get_unit_by_uuid(uuid: object) -> Unit:
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
    return sorted(children, key=lambda node: (accent_key(node.name), node.code))


def get_path(unit_id: int, on: date) -> list[Node]:
    """From the province down to the unit, as it stood on a day."""
    return get_structure(on).path(unit_id)


def describe_unit(unit: Unit | None, on: date) -> str:
    """How the place was written on a day: “Xã Tân Trào, Tỉnh Tuyên Quang”; empty for no unit.

    A unit that did not stand on that day is named as it was last called.
    """
    if unit is None:
        return ""
    path = get_path(unit.id, on)
    if path:
        return ", ".join(node.name for node in reversed(path))
    last = unit.names.order_by("-valid").first()
    return last.name if last else unit.code


def find_successors(unit: Unit) -> list[Succession]:
    """Into which units this one passed, one step on."""
    return list(unit.successions.select_related("new", "change").order_by("id"))


def find_predecessors(unit: Unit) -> list[Succession]:
    """Out of which units this one was made, one step back."""
    return list(unit.predecessions.select_related("old", "change").order_by("id"))


def place_in_structure(on: date) -> dict[int, int | None]:
    """Each unit of any day → its province on `on`; None where no single one takes all of it."""
    return placement.place_in_structure(on)


def unit_ids_in_branch(unit: Unit, on: date) -> frozenset[int]:
    """The ids of all units, of any day, that lie wholly in the branch as it stood on `on`."""
    return placement.unit_ids_in_branch(unit.id, on)


def search_units(text: str, *, on: date, level: str = "", limit: int = 20) -> list[Unit]:
    """Units of a day whose name has `text`: accents matter when they are typed."""
    names = UnitName.objects.filter(
        valid__contains=on, unit__valid__contains=on, search_key__contains=search_key(text)
    ).select_related("unit")
    if level:
        names = names.filter(unit__level=level)
    rows = names.order_by("search_key", "id")[: limit * 5]
    if has_accents(text):
        wanted = accent_key(text)
        return [row.unit for row in rows if wanted in accent_key(row.name)][:limit]
    return [row.unit for row in rows][:limit]


def resolve_unit_name(text: str, on: date) -> list[Unit]:
    """The units that a messy name can mean on a day: one is an answer, several are a question.

    Reads “xã Tân Trào, Sơn Dương, Tuyên Quang”, “X. Tân Trào - T. Tuyên Quang”, a bare name or a
    code. What stands behind the first comma or hyphen must fit the units above.
    """
    bare = text.strip()
    if bare.isdigit():
        return list(Unit.objects.filter(code=bare, valid__contains=on))
    parts = [_expand(part) for part in re.split(r"\s*[,;]\s*|\s+-\s+", search_key(bare)) if part]
    if not parts:
        return []
    structure = get_structure(on)
    found = [
        node
        for node in structure.nodes.values()
        if _fits(node, parts[0])
        and all(
            any(_fits(above, part) for above in structure.path(node.id)[:-1]) for part in parts[1:]
        )
    ]
    if has_accents(bare):
        first = accent_key(re.split(r"\s*[,;]\s*|\s+-\s+", bare)[0])
        exact = [node for node in found if accent_key(node.name).endswith(_bare_name(first))]
        found = exact or found
    lowest = [node for node in found if node.level == Level.COMMUNE] or found
    return list(Unit.objects.filter(id__in=[node.id for node in lowest]).order_by("code"))


def _expand(part: str) -> str:
    for short, long in ABBREVIATIONS:
        part, count = re.subn(short, long, part)
        if count:
            break
    return part


def _bare_name(text: str) -> str:
    return re.sub(r"^(xã|phường|thị trấn|đặc khu|x\.|p\.|tt\.?) ?", "", text)


def _fits(node: Node, part: str) -> bool:
    """Whether a part names the unit, with its type or without."""
    key = search_key(node.name)
    return part == key or part == re.sub(TYPES, "", key)
