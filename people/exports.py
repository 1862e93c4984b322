"""Rosters that leave in the layouts in which they come: as of a day, cut to what the asker sees.

Rows come from the server in pieces, so that memory does not grow with them. What leaves and is
imported again changes nothing: persons and teams have their codes beside their names.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any, BinaryIO

from django.db import connection
from django.utils.translation import gettext as _

from common.clock import end_of, today
from common.errors import InvalidInput
from common.sheets import Column, iter_csv, write_workbook
from people.citizen_id import SealBroken, mask_citizen_id, open_citizen_id
from people.models import BirthPrecision, Category, Gender, Role, RosterKind, TeamLevel, TeamRole
from people.rosters.columns import CODES, list_layout
from people.rosters.queries import QUERIES
from people.signin import show_phone
from people.viewer import Viewer
from territory.structure import Node, get_structure, get_ways

ROWS_TOGETHER = 2_000
CATEGORIES = {
    Category.CADRE: "Cán bộ",
    Category.CIVIL_SERVANT: "Công chức",
    Category.PUBLIC_EMPLOYEE: "Viên chức",
    Category.PART_TIME_COMMUNE_WORKER: "Người hoạt động không chuyên trách",
    Category.CITIZEN: "Người dân",
}
ROLES = {
    TeamRole.LEADER: "Tổ trưởng",
    TeamRole.DEPUTY: "Tổ phó",
    TeamRole.MEMBER: "Thành viên",
}
LEVELS = {TeamLevel.COMMUNE: "Cấp xã", TeamLevel.VILLAGE: "Cấp thôn"}
GENDERS = {Gender.MALE: "Nam", Gender.FEMALE: "Nữ", "": ""}
TITLES = {
    RosterKind.PEOPLE: "DANH SÁCH NGƯỜI HỌC",
    RosterKind.EMPLOYMENTS: "DANH SÁCH NGƯỜI VÀ NƠI CÔNG TÁC",
    RosterKind.TEAMS: "DANH SÁCH TỔ CÔNG NGHỆ SỐ CỘNG ĐỒNG",
    RosterKind.MEMBERSHIPS: "DANH SÁCH THÀNH VIÊN TỔ CÔNG NGHỆ SỐ CỘNG ĐỒNG",
}
BITEMPORAL = frozenset({RosterKind.TEAMS, RosterKind.MEMBERSHIPS})


@dataclass(frozen=True)
class Export:
    """A roster about to leave. `rows` can be read again and again; each time it asks anew."""

    kind: str
    on: date
    known_on: date | None
    scope: frozenset[int] | None

    @property
    def columns(self) -> list[Column]:
        return [Column("STT", 6), *(column for _field, column in list_layout(self.kind))]

    @property
    def file_stem(self) -> str:
        """The name of the file without its ending."""
        return f"{self.kind}-{self.on.isoformat()}"

    @property
    def rows(self) -> Iterator[list[Any]]:
        """The cells of each row, counted from 1."""
        say = _Sayer(self.on)
        for number, values in enumerate(self._fetch(), start=1):
            yield [number, *say.row(self.kind, values)]

    def _fetch(self) -> Iterator[dict[str, Any]]:
        params = {
            "on": self.on,
            "known": end_of(self.known_on) if self.known_on else None,
            "scope": None if self.scope is None else sorted(self.scope),
        }
        with connection.chunked_cursor() as cursor:
            cursor.execute(QUERIES[self.kind], params)
            names = None
            while rows := cursor.fetchmany(ROWS_TOGETHER):
                names = names or [column[0] for column in cursor.description]
                for row in rows:
                    yield dict(zip(names, row, strict=True))

    def iter_csv(self) -> Iterator[bytes]:
        """The file in pieces, for an answer that streams."""
        headings = [column.heading for column in self.columns]
        return iter_csv(headings=headings, rows=self.rows)

    def write_csv(self, out: BinaryIO) -> None:
        out.writelines(self.iter_csv())

    def write_workbook(self, out: BinaryIO) -> None:
        """An .xlsx; it is whole only at its end."""
        day = f"Tính đến ngày {self.on:%d/%m/%Y}"
        write_workbook(
            out,
            columns=self.columns,
            rows=self.rows,
            title_lines=[TITLES[RosterKind(self.kind)], day],
        )


def export_roster(
    *, kind: str, visible_to: Viewer, on: date | None = None, known_on: date | None = None
) -> Export:
    """What stands on `on` (today when not said) of that kind, in the asker's branch.

    Teams and memberships also as known at the end of `known_on`; of the other kinds no history of
    corrections is kept. People are those who work somewhere on the day, once each. Raises
    RoleRequired, InvalidInput.
    """
    visible_to.require(Role.TRAINING_MANAGER)
    if known_on and kind not in BITEMPORAL:
        text = _("What was known on a day is kept of teams and memberships alone.")
        raise InvalidInput(fields={"known_on": [text]})
    if known_on and known_on > today():
        raise InvalidInput(fields={"known_on": [_("This day lies in the future.")]})
    return Export(
        RosterKind(kind), on or today(), known_on, visible_to.scope(Role.TRAINING_MANAGER)
    )


def write_template(out: BinaryIO, *, kind: str) -> None:
    """An empty .xlsx with the columns of that kind, to be filled in."""
    columns = [column for _field, column in list_layout(kind, leave_out=CODES)]
    write_workbook(
        out, columns=[Column("STT", 6), *columns], rows=(), title_lines=[TITLES[RosterKind(kind)]]
    )


class _Sayer:
    """Rows of the database as cells, each place named as of the day."""

    def __init__(self, on: date) -> None:
        self.on = on
        self.known: dict[int | None, tuple[str, str, str]] = {None: ("", "", "")}

    def row(self, kind: str, values: dict[str, Any]) -> list[Any]:
        places = self._name(values["unit_id"])
        said = {
            **values,
            **dict(zip(("commune", "district", "province"), places, strict=True)),
        }
        return [_SAY.get(field, _say_plain)(said, field) for field, _column in list_layout(kind)]

    def _name(self, unit: int | None) -> tuple[str, str, str]:
        """Commune, district and province, as they were on the day or on the unit's last."""
        found = self.known.get(unit)
        if found is None and unit is not None:
            path = self._structure.path(unit) or self._last_path(unit)
            names = {node.level: node.name for node in path}
            found = (path[-1].name, names.get("district", ""), names.get("province", ""))
            if path[-1].level != "commune":
                found = (path[-1].name, "", found[2] if len(path) > 1 else "")
            self.known[unit] = found
        return found or ("", "", "")

    @cached_property
    def _structure(self) -> Any:
        return get_structure(self.on)

    def _last_path(self, unit: int) -> list[Node]:
        since, until = get_ways().days[unit]
        return get_structure(until - timedelta(days=1) if until else since).path(unit)


def _say_plain(said: dict[str, Any], field: str) -> Any:
    return said[field]


def _say_day(said: dict[str, Any], field: str) -> str:
    day = said[field]
    return day.strftime("%d/%m/%Y") if day else ""


def _say_birth(said: dict[str, Any], _field: str) -> str:
    if said["birth_precision"] == BirthPrecision.YEAR and said["birth_on"]:
        return str(said["birth_on"].year)
    return _say_day(said, "birth_on")


def _say_citizen_id(said: dict[str, Any], _field: str) -> str:
    if not said["citizen_id_sealed"]:
        return ""
    try:
        return mask_citizen_id(open_citizen_id(said["citizen_id_sealed"]))
    except SealBroken:
        return mask_citizen_id("")


def _say_phones(said: dict[str, Any], _field: str) -> str:
    numbers = said["phones"] or ()
    return " / ".join(show_phone(number).replace(" ", "") for number in numbers)


_SAY: dict[str, Callable[[dict[str, Any], str], Any]] = {
    "birth_on": _say_birth,
    "citizen_id": _say_citizen_id,
    "phone": _say_phones,
    "gender": lambda said, field: GENDERS[said[field]],
    "category": lambda said, field: CATEGORIES[said[field]],
    "role": lambda said, field: ROLES[said[field]],
    "level": lambda said, field: LEVELS[said[field]],
    "founded_on": _say_day,
    "since": _say_day,
    "until": _say_day,
}
