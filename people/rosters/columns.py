"""The one table of a roster's columns: how each is headed, understood, labelled, and of what kind.

A template and an export have the columns of LAYOUTS under their headings; an import understands a
heading in any of its names, without accents and case.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from common.sheets import Column, heading_key
from people.models import RosterKind

FEWEST_COLUMNS = 2


@dataclass(frozen=True)
class Field:
    """What a column may hold. `heading` is Vietnamese in every language: files cross borders."""

    label: Promise
    heading: str
    names: tuple[str, ...]
    width: int = 16


COLUMNS: dict[str, Field] = {
    "person_code": Field(_("Code of the person"), "Mã người", ("person_code",), 38),
    "full_name": Field(
        _("Full name"), "Họ và tên",
        ("ho ten", "ho va ten dem va ten", "full name", "full_name"), 26,
    ),
    "family_name": Field(
        _("Family name"), "Họ và tên đệm", ("ho", "ho dem", "ho va dem", "ho va chu dem"), 20
    ),
    "given_name": Field(_("Given name"), "Tên", ("ten dem va ten",), 12),
    "birth_on": Field(
        _("Date of birth"), "Ngày sinh",
        ("nam sinh", "ngay thang nam sinh", "sinh ngay", "birth_on"), 12,
    ),
    "gender": Field(_("Gender"), "Giới tính", ("gioi", "nam/nu", "gender"), 9),
    "citizen_id": Field(
        _("Citizen number"), "CCCD",
        ("so cccd", "cmnd/cccd", "so dinh danh", "so dinh danh ca nhan", "citizen_id"),
        15,
    ),
    "phone": Field(
        _("Phone"), "SĐT", ("so dien thoai", "dien thoai", "dt", "so dt", "di dong", "phone"),
        14,
    ),
    "category": Field(
        _("Category"), "Đối tượng", ("loai", "ngach", "category"), 18
    ),
    "position": Field(_("Position"), "Chức vụ", ("chuc danh", "position"), 20),
    "employer": Field(
        _("Employer"), "Cơ quan", ("noi lam viec", "employer"), 24
    ),
    "role": Field(
        _("Role in the team"), "Vai trò", ("vai tro trong to", "role"), 14
    ),
    "team_code": Field(_("Code of the team"), "Mã tổ", ("team_code",), 38),
    "level": Field(_("Level of the team"), "Cấp tổ", ("cap", "level"), 10),
    "residential_unit": Field(
        _("Village"), "Thôn/Tổ dân phố",
        ("thon", "thon/ban", "thon, to dan pho", "thon/ban/to dan pho", "to dan pho", "ban",
         "khu pho", "residential_unit"),
        20,
    ),
    "unit": Field(_("Place"), "Đơn vị", ("don vi cong tac", "dia chi", "unit"), 30),
    "commune": Field(
        _("Commune or ward"), "Xã/Phường",
        ("xa", "phuong", "xa/phuong/thi tran", "xa, phuong, thi tran", "commune"),
        20,
    ),
    "district": Field(
        _("District"), "Huyện",
        ("quan/huyen", "huyen/quan", "huyen/thi xa/thanh pho", "district"), 18,
    ),
    "province": Field(
        _("Province"), "Tỉnh/Thành phố", ("tinh", "tinh/tp", "tinh, thanh pho", "province"),
        20,
    ),
    "decision_number": Field(
        _("Decision number"), "Số quyết định", ("quyet dinh", "qd thanh lap", "decision_number"),
        18,
    ),
    "founded_on": Field(
        _("Founded on"), "Ngày thành lập", ("thanh lap ngay", "founded_on"), 14
    ),
    "since": Field(
        _("From"), "Từ ngày", ("ngay tham gia", "ngay vao", "ngay bat dau", "since"),
        12,
    ),
    "until": Field(
        _("First day without"), "Đến trước ngày",
        ("den ngay", "ngay ket thuc", "ngay thoi", "until"), 14,
    ),
}  # fmt: skip

_PERSON = ("person_code", "full_name", "birth_on", "gender", "citizen_id", "phone")
_WORK = ("category", "position", "employer")
_PLACE = ("commune", "district", "province")
_TEAM = ("team_code", "level", "residential_unit", *_PLACE, "founded_on")
_DAYS = ("since", "until")
LAYOUTS: dict[str, tuple[str, ...]] = {
    RosterKind.PEOPLE: (*_PERSON, *_WORK, *_PLACE, *_DAYS),
    RosterKind.EMPLOYMENTS: (*_PERSON, *_WORK, *_PLACE, *_DAYS),
    RosterKind.TEAMS: (*_TEAM, "decision_number"),
    RosterKind.MEMBERSHIPS: (*_PERSON, "role", *_TEAM, *_DAYS),
}
# Known to exports alone: who fills in a template leaves them out.
CODES = frozenset({"person_code", "team_code"})
# A field that is found as soon as one of these columns is.
PARTS = {"full_name": {"family_name", "given_name"}, "unit": {"commune"}}

FIELDS = {
    heading_key(name): field
    for field, column in COLUMNS.items()
    for name in (column.heading, *column.names)
}
# The number of a row is known and not read.
FIELDS |= dict.fromkeys(("stt", "tt", "so tt", "so thu tu"), "")
LABELS: dict[str, Promise] = {field: column.label for field, column in COLUMNS.items()}
# What a kind of roster may say, its place as one thing.
FIELDS_OF_KIND: dict[str, tuple[str, ...]] = {
    kind: tuple(
        dict.fromkeys(
            "unit" if field in _PLACE else field for field in fields if field not in CODES
        )
    )
    for kind, fields in LAYOUTS.items()
}


def list_layout(kind: str, *, leave_out: Collection[str] = ()) -> list[tuple[str, Column]]:
    """Each field of a kind with its column as it is written."""
    fields = (field for field in LAYOUTS[kind] if field not in leave_out)
    return [(field, Column(COLUMNS[field].heading, COLUMNS[field].width)) for field in fields]


def is_enough(fields: Mapping[str, int], kind: str) -> bool:
    """Whether a roster of that kind can be read by these columns."""
    if not {"unit", "commune"} & fields.keys() or len(fields) < FEWEST_COLUMNS:
        return False
    if kind == RosterKind.TEAMS:
        return "founded_on" in fields
    return "full_name" in fields or {"family_name", "given_name"} <= fields.keys()
