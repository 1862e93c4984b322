"""What the columns of a roster are called, and which of them each kind needs."""

from common.sheets import heading_key
from people.models import RosterKind

NAMES: dict[str, tuple[str, ...]] = {
    "full_name": ("ho va ten", "ho ten", "ho va ten dem va ten", "full name", "full_name"),
    "family_name": ("ho", "ho dem", "ho va ten dem", "ho va dem", "ho va chu dem"),
    "given_name": ("ten",),
    "birth_on": ("ngay sinh", "nam sinh", "ngay thang nam sinh", "sinh ngay", "birth_on"),
    "gender": ("gioi tinh", "gioi", "nam/nu", "gender"),
    "citizen_id": ("cccd", "so cccd", "cmnd/cccd", "so dinh danh", "so dinh danh ca nhan"),
    "phone": ("sdt", "so dien thoai", "dien thoai", "dt", "di dong", "phone"),
    "position": ("chuc vu", "chuc danh", "position"),
    "category": ("doi tuong", "loai", "ngach", "category"),
    "role": ("vai tro", "vai tro trong to", "role"),
    "unit": ("don vi", "don vi cong tac", "dia chi", "unit"),
    "commune": ("xa/phuong", "xa", "phuong", "xa/phuong/thi tran", "xa, phuong, thi tran"),
    "district": ("huyen", "quan/huyen", "huyen/quan", "huyen/thi xa/thanh pho", "district"),
    "province": ("tinh", "tinh/thanh pho", "tinh/tp", "tinh, thanh pho", "province"),
    "employer": ("co quan", "noi lam viec", "employer"),
    "level": ("cap to", "cap", "level"),
    "residential_unit": (
        "thon",
        "thon/ban",
        "thon/to dan pho",
        "thon, to dan pho",
        "thon/ban/to dan pho",
        "to dan pho",
        "residential_unit",
    ),
    "decision_number": ("so quyet dinh", "quyet dinh", "qd thanh lap", "decision_number"),
    "founded_on": ("ngay thanh lap", "thanh lap ngay", "founded_on"),
    "since": ("tu ngay", "ngay tham gia", "ngay vao", "ngay bat dau", "since"),
    "until": ("den ngay", "ngay ket thuc", "ngay thoi", "until"),
}
FIELDS = {heading_key(name): field for field, names in NAMES.items() for name in names}
_PLACE = {"unit", "commune"}
FEWEST_COLUMNS = 2


def is_enough(fields: dict[str, int], kind: str) -> bool:
    """Whether a roster of that kind can be read by these columns."""
    if not _PLACE & fields.keys() or len(fields) < FEWEST_COLUMNS:
        return False
    if kind == RosterKind.TEAMS:
        return "founded_on" in fields
    return "full_name" in fields or {"family_name", "given_name"} <= fields.keys()
