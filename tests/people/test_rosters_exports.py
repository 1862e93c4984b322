"""Rosters that leave: what is in them, who sees what, and that they come back without a trace."""

import csv
import io
from datetime import date, timedelta
from typing import Any

import pytest

from common.clock import today
from common.errors import InvalidInput
from common.sheets import find_header, open_sheet
from people.errors import RoleRequired
from people.exports import export_roster, write_template
from people.models import Employment, Membership, Person, Role, RosterKind, Team
from people.rosters.columns import FIELDS, is_enough
from people.selectors.rosters import find_origin, write_refused_lines
from people.services.teams import dissolve_team
from people.viewer import EVERYTHING, NOBODY, Viewer
from tests import factories
from tests.factories.places import Places, make_territory
from tests.people.rosters import count_rows, import_roster, make_csv, receive_roster

MEMBERS = ["Họ và tên", "Ngày sinh", "Giới tính", "CCCD", "SĐT", "Vai trò", "Thôn", "Xã", "Tỉnh"]
FOUNDED = [*MEMBERS, "Ngày thành lập"]
TAN_TRAO = ["Xã Tân Trào", "Tỉnh Tuyên Quang"]
WORK = ["Họ và tên", "Ngày sinh", "SĐT", "Đối tượng", "Chức vụ", "Xã", "Tỉnh", "Từ ngày"]


@pytest.fixture
def places(db: None) -> Places:
    return make_territory()


@pytest.fixture
def nation(places: Places) -> Places:
    """A team of four, two of one name, and two at work in a commune of before the reform."""
    day = "01/08/2025"
    import_roster(
        make_csv(
            FOUNDED,
            ["Lò Thị Ăm", "1985", "Nữ", "001085000123", "0912345678", "Tổ trưởng",
             "Thôn Nà Lầu", *TAN_TRAO, day],
            ["Sùng A Dế", "", "", "", "", "", "Thôn Nà Lầu", *TAN_TRAO, day],
            ["=cmd|' /C calc'!A", "", "", "", "", "", "Thôn Nà Lầu", *TAN_TRAO, day],
        )
    )  # fmt: skip
    import_roster(
        make_csv(
            WORK,
            ["Vũ Minh Đức", "02/03/1980", "0987654321 / 0123 456 7890", "Công chức", "- Văn thư",
             *TAN_TRAO, ""],
            ["Trần Văn An", "1979", "", "Viên chức", "", "Xã Tân Trào, Huyện Sơn Dương",
             "Tuyên Quang", "01/02/2021"],
        ),
        RosterKind.EMPLOYMENTS,
    )  # fmt: skip
    return places


def read(kind: str, by: Viewer = EVERYTHING, **days: date) -> list[dict[str, str]]:
    data = b"".join(export_roster(kind=kind, visible_to=by, **days).iter_csv())
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))


@pytest.mark.parametrize("kind", RosterKind.values)
@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_what_leaves_and_comes_back_changes_nothing(nation: Places, kind: str, ending: str) -> None:
    before = [*count_rows(), Employment.objects.count()]
    out = io.BytesIO()
    export = export_roster(kind=kind, visible_to=EVERYTHING)
    (export.write_csv if ending == "csv" else export.write_workbook)(out)
    out.seek(0)

    again = import_roster(out, kind, on=today(), name=f"ra.{ending}")

    assert again.line_count > 0
    assert again.unchanged_count == again.line_count - again.skipped_count
    assert [*count_rows(), Employment.objects.count()] == before


def test_citizen_numbers_stay_behind_dots_and_formulas_do_not_run(nation: Places) -> None:
    rows = read(RosterKind.MEMBERSHIPS)

    assert [row["CCCD"] for row in rows if row["CCCD"]] == ["••••••••0123"]
    data = b"".join(export_roster(kind=RosterKind.PEOPLE, visible_to=EVERYTHING).iter_csv())
    assert "'- Văn thư" in data.decode()


def test_a_manager_gets_the_own_branch_and_others_nothing(nation: Places) -> None:
    inside = factories.make_viewer(Role.TRAINING_MANAGER, nation.tuyen_quang)
    outside = factories.make_viewer(Role.TRAINING_MANAGER, nation.lai_chau)

    assert len(read(RosterKind.MEMBERSHIPS, by=inside)) == Membership.objects.count()
    assert [read(kind, by=outside) for kind in RosterKind.values] == [[]] * 4
    with pytest.raises(RoleRequired):
        export_roster(kind=RosterKind.TEAMS, visible_to=NOBODY)


def test_a_day_and_what_was_known_on_it_are_asked_for(nation: Places) -> None:
    team = Team.objects.get()
    dissolve_team(team=team, dissolved_on=today(), by=EVERYTHING)
    yesterday = today() - timedelta(days=1)

    assert read(RosterKind.TEAMS) == []
    assert [row["Mã tổ"] for row in read(RosterKind.TEAMS, on=yesterday)] == [str(team.uuid)]
    assert read(RosterKind.MEMBERSHIPS, on=yesterday, known_on=yesterday) == []
    with pytest.raises(InvalidInput):
        export_roster(kind=RosterKind.PEOPLE, visible_to=EVERYTHING, known_on=today())


@pytest.mark.parametrize("kind", RosterKind.values)
def test_a_template_can_be_read_back(tmp_path: Any, kind: str) -> None:
    path = tmp_path / "mau.xlsx"
    with path.open("wb") as file:
        write_template(file, kind=kind)

    header = find_header(open_sheet(path, "mau.xlsx"), FIELDS)

    assert header is not None
    assert header.unknown == []
    assert is_enough(header.columns, kind)


@pytest.mark.parametrize("is_csv", [True, False])
def test_refused_lines_come_back_and_go_in_once_mended(
    places: Places, tmp_path: Any, *, is_csv: bool
) -> None:
    day = "01/08/2025"
    bad = ["Lò Thị Mai", "31/02/1990", "", "", "", "", "Thôn Một", *TAN_TRAO, day]
    good = ["Lò Thị Ăm", "1985", "", "", "", "", "Thôn Một", *TAN_TRAO, day]
    roster = import_roster(make_csv(["DANH SÁCH"], FOUNDED, good, bad))
    path = tmp_path / ("tra.csv" if is_csv else "tra.xlsx")

    with path.open("wb") as file:
        write_refused_lines(roster, file, as_csv=is_csv)

    lines = [cells for _line, cells in open_sheet(path, path.name)]
    assert lines[1][-1] == "Lý do"
    assert lines[2][:2] == bad[:2]
    assert "31/02/1990" in lines[2][-1]
    mended = [cell.replace("31/02", "28/02") for cell in lines[2]]
    again = import_roster(make_csv(*lines[:2], mended))
    assert (again.written_count, again.refused_count) == (1, 0)


def test_every_row_leads_to_its_file_and_line(nation: Places) -> None:
    by = factories.make_viewer(Role.TRAINING_MANAGER, nation.tuyen_quang)
    line = ["Bàn Văn B", "1985", "", "", "", "", "Thôn Hai", *TAN_TRAO, "01/08/2025"]
    import_roster(make_csv(FOUNDED, line), by=by, name="thon-hai.csv")
    person = Person.objects.get(full_name="Bàn Văn B")
    membership = Membership.objects.get(person=person)

    origins = [find_origin(row) for row in (person, membership, membership.team)]

    assert by.account
    assert {(one.roster.file_name, one.line, one.received_by) for one in origins if one} == {
        ("thon-hai.csv", 2, by.account.sign_in)
    }
    assert find_origin(factories.make_person("Người Không Tệp")) is None


def test_a_code_leads_nowhere_without_the_name_and_the_place(nation: Places) -> None:
    person = Person.objects.get(full_name="Lò Thị Ăm")
    team = Team.objects.get()
    headings = ["Mã người", "Mã tổ", *MEMBERS]
    other = ["Người Khác", "", "", "", "", "", "Thôn Nà Lầu", *TAN_TRAO]
    elsewhere = ["Lò Thị Ăm", "", "", "", "", "", "Thôn Nà Lầu", "Xã Sơn Thủy", "Tuyên Quang"]

    roster = import_roster(
        make_csv(
            headings, [str(person.uuid), "", *other], [str(person.uuid), str(team.uuid), *elsewhere]
        )
    )

    assert roster.refused_count == 2


def test_the_headings_of_an_export_are_understood(places: Places) -> None:
    roster = receive_roster(make_csv(FOUNDED, ["A", "", "", "", "", "", "T", *TAN_TRAO, ""]))

    assert set(roster.layout["fields"]) >= {"full_name", "residential_unit", "founded_on"}
