"""Rosters: what stands after an import, what comes back, and that a repeat changes nothing."""

import io
from datetime import date

import pytest

from people.errors import RosterTwice
from people.models import RosterLine, Team
from people.services.teams import dissolve_team
from people.viewer import EVERYTHING
from territory.selectors import describe_unit
from tests.factories.places import Places, make_territory
from tests.people.rosters import ROSTER_ON as ON
from tests.people.rosters import count_rows, import_roster, list_problems, receive_roster

HEADINGS = "STT,Họ và tên,Ngày sinh,SĐT,CCCD,Vai trò,Thôn,Xã/Phường,Ngày thành lập"


@pytest.fixture
def places(db: None) -> Places:
    return make_territory()


def make_file(place: str, *rows: str) -> io.BytesIO:
    lines = ["DANH SÁCH TỔ CÔNG NGHỆ SỐ,,,,", HEADINGS]
    lines += [row.replace("@", f'"{place}"') for row in rows]
    return io.BytesIO("\n".join(lines).encode())


ROWS = (
    "1,NGUYỄN VĂN AN,1990,912345678,1090001234,Tổ trưởng,Thôn Nà Lầu,@,01/08/2025",
    "2,Lò Thị Ăm,02/03/1985,,,Thành viên,Thôn Nà Lầu,@,01/08/2025",
    "3,Lò Thị Mai,02/03/1985,9.12E+08,,Thành viên,Thôn Nà Lầu,@,01/08/2025",
    "4,Sùng A Dế,,,,Tổ trưởng,Thôn Nà Lầu,@,01/08/2025",
    "5,Sùng A Dế,,,,,Thôn Nà Lầu,@,01/08/2025",
)


def test_good_rows_stand_and_a_repeat_changes_nothing(places: Places) -> None:
    name = describe_unit(places.tan_trao, ON)
    first = import_roster(make_file(name, *ROWS))
    before = count_rows()

    again = import_roster(make_file(name, *ROWS))

    assert (first.written_count, first.refused_count) == (3, 2)
    assert (again.unchanged_count, again.refused_count) == (3, 2)
    assert count_rows() == before
    problems = list(RosterLine.objects.filter(roster=first).exclude(problem="").values_list("line"))
    assert problems == [(5,), (6,)]


def test_a_live_file_is_not_received_twice(places: Places) -> None:
    receive_roster(make_file(describe_unit(places.tan_trao, ON), *ROWS))

    with pytest.raises(RosterTwice):
        receive_roster(make_file(describe_unit(places.tan_trao, ON), *ROWS))


def test_nobody_joins_a_dissolved_team_and_its_history_may_come_in(places: Places) -> None:
    name = describe_unit(places.tan_trao, ON)
    headings = "Họ và tên,Thôn,Xã,Ngày thành lập,Từ ngày,Đến ngày"
    founded = f'An Văn A,Thôn Một,"{name}",01/08/2025,,'
    import_roster(io.BytesIO(f"{headings}\n{founded}".encode()))
    team = Team.objects.get()
    dissolve_team(team=team, dissolved_on=date(2025, 9, 1), by=EVERYTHING)
    joined = f'Bùi Văn B,Thôn Một,"{name}",,05/09/2025,'
    was_in = f'Cao Văn C,Thôn Một,"{name}",,02/08/2025,30/08/2025'

    roster = import_roster(io.BytesIO(f"{headings}\n{joined}\n{was_in}".encode()))

    assert (roster.written_count, roster.refused_count) == (1, 1)
    assert list_problems(roster) == {2: "Tổ giải thể ngày 01/09/2025: từ đó không còn thành viên."}
    assert Team.objects.count() == 1
