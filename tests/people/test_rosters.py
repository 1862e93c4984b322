"""Rosters: what stands after an import, what comes back, and that a repeat changes nothing."""

import io
from datetime import date

import pytest

from common.jobs import run_job
from people.errors import RosterTwice
from people.models import Membership, Person, Phone, Roster, RosterKind, RosterLine, Team
from people.services import rosters
from people.viewer import EVERYTHING
from territory.selectors import describe_unit
from tests.factories.places import Places, make_territory

ON = date(2025, 8, 1)
HEADINGS = "STT,Họ và tên,Ngày sinh,SĐT,CCCD,Vai trò,Thôn,Xã/Phường,Ngày thành lập"


@pytest.fixture
def places(db: None) -> Places:
    return make_territory()


def make_file(place: str, *rows: str) -> io.BytesIO:
    lines = ["DANH SÁCH TỔ CÔNG NGHỆ SỐ,,,,", HEADINGS]
    lines += [row.replace("@", f'"{place}"') for row in rows]
    return io.BytesIO("\n".join(lines).encode())


def receive(file: io.BytesIO, kind: str = RosterKind.MEMBERSHIPS) -> Roster:
    roster = rosters.receive_roster(file=file, name="to.csv", kind=kind, on=ON, by=EVERYTHING)
    return finish(roster)


def finish(roster: Roster) -> Roster:
    assert roster.job_id is not None
    run_job(roster.job_id)
    roster.refresh_from_db()
    return roster


def write(roster: Roster) -> Roster:
    return finish(rosters.start_writing(roster=roster, by=EVERYTHING))


def count_all() -> list[int]:
    return [model.objects.count() for model in (Person, Phone, Team, Membership)]


ROWS = (
    "1,NGUYỄN VĂN AN,1990,912345678,1090001234,Tổ trưởng,Thôn Nà Lầu,@,01/08/2025",
    "2,Lò Thị Ăm,02/03/1985,,,Thành viên,Thôn Nà Lầu,@,01/08/2025",
    "3,Lò Thị Mai,02/03/1985,9.12E+08,,Thành viên,Thôn Nà Lầu,@,01/08/2025",
    "4,Sùng A Dế,,,,Tổ trưởng,Thôn Nà Lầu,@,01/08/2025",
    "5,Sùng A Dế,,,,,Thôn Nà Lầu,@,01/08/2025",
)


def test_good_rows_stand_and_a_repeat_changes_nothing(places: Places) -> None:
    name = describe_unit(places.tan_trao, ON)
    first = write(receive(make_file(name, *ROWS)))
    before = count_all()

    again = write(receive(make_file(name, *ROWS)))

    assert (first.written_count, first.refused_count) == (3, 2)
    assert (again.unchanged_count, again.refused_count) == (3, 2)
    assert count_all() == before
    problems = list(RosterLine.objects.filter(roster=first).exclude(problem="").values_list("line"))
    assert problems == [(5,), (6,)]


def test_a_live_file_is_not_received_twice(places: Places) -> None:
    receive(make_file(describe_unit(places.tan_trao, ON), *ROWS))

    with pytest.raises(RosterTwice):
        receive(make_file(describe_unit(places.tan_trao, ON), *ROWS))
