"""Rosters as they are sent: headings below a title, then one line a person."""

from datetime import date
from typing import BinaryIO, cast

from django.core.files.uploadedfile import SimpleUploadedFile

from common.jobs import run_job
from people.models import Roster, RosterKind
from people.services.rosters import receive_roster, start_writing
from people.viewer import Viewer

PLACE = '"Xã Tân Trào, Tỉnh Tuyên Quang"'
HEADINGS = "STT,Họ và tên,Ngày sinh,SĐT,CCCD,Vai trò,Thôn,Xã/Phường,Ngày thành lập,Ghi chú"
# Of these, the third is refused: its citizen number has lost digits.
ROWS = (
    f"1,Nguyễn Văn An,1990,0912345678,012345678901,Tổ trưởng,@,{PLACE},01/08/2025,",
    f"2,Lò Thị Ăm,02/03/1985,,,Thành viên,@,{PLACE},01/08/2025,mới",
    f"3,Lò Thị Mai,02/03/1985,,1.09E+11,Thành viên,@,{PLACE},01/08/2025,",
)


def make_roster_file(
    village: str = "Thôn Nà Lầu", *, rows: tuple[str, ...] = ROWS, name: str = "to.csv"
) -> SimpleUploadedFile:
    """A roster of a team of Tân Trào, as CSV, with a title above its headings."""
    lines = ["DANH SÁCH TỔ CÔNG NGHỆ SỐ", HEADINGS, *(row.replace("@", village) for row in rows)]
    return SimpleUploadedFile(name, "\n".join(lines).encode())


def make_roster(*, by: Viewer, village: str = "Thôn Nà Lầu", is_read: bool = True) -> Roster:
    """The roster, read and ready to be written unless said otherwise."""
    file = make_roster_file(village)
    roster = receive_roster(
        file=cast("BinaryIO", file.file),
        name="to.csv",
        kind=RosterKind.MEMBERSHIPS,
        on=date(2025, 8, 1),
        by=by,
    )
    return finish_roster(roster) if is_read else roster


def write_roster(roster: Roster, *, by: Viewer) -> Roster:
    """The roster, written to its end."""
    return finish_roster(start_writing(roster=roster, by=by))


def finish_roster(roster: Roster) -> Roster:
    """The roster, once its job has ended."""
    assert roster.job_id is not None
    run_job(roster.job_id)
    roster.refresh_from_db()
    return roster
