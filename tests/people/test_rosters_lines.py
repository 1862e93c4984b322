"""What stands below the headings: rows, and what only looks like one."""

import pytest

from people.models import RosterKind, Team
from people.rosters.lines import Sifter
from tests.factories.places import Places, make_territory
from tests.people.rosters import import_roster, list_problems, make_csv

HEADINGS = ["STT", "Họ và tên", "Ngày sinh", "Thôn", "Xã", "Tỉnh", "Ngày thành lập"]
TEAM_HEADINGS = ["STT", "Thôn", "Xã", "Tỉnh", "Ngày thành lập"]
COMMUNE = ["Tân Trào", "Tuyên Quang", "01/08/2025"]


@pytest.fixture
def places(db: None) -> Places:
    return make_territory()


def test_totals_repeated_headings_and_remarks_are_passed_over_and_named(places: Places) -> None:
    roster = import_roster(
        make_csv(
            HEADINGS,
            ["1", "Lò Thị Ăm", "1985", "Nà Lầu", *COMMUNE],
            [heading.upper() for heading in HEADINGS],
            ["2", "Sùng A Dế", "1990", "Nà Lầu", *COMMUNE],
            ["Tổng cộng: 2 người", "", "2", "", "", "", ""],
            ["", "Người lập biểu", "", "", "CHỦ TỊCH", "", ""],
            ["Ghi chú: theo Quyết định số 12"],
        )
    )

    assert (roster.written_count, roster.refused_count, roster.skipped_count) == (2, 0, 4)
    assert list_problems(roster, "skipped") == {
        3: "Tiêu đề cột lặp lại.",
        5: "Dòng tổng cộng, không phải dòng của danh sách.",
        6: "Ghi chú, không phải dòng của danh sách.",
        7: "Ghi chú, không phải dòng của danh sách.",
    }


def test_a_family_called_tong_is_no_total() -> None:
    layout = {"fields": {"family_name": 0, "given_name": 1, "commune": 2}, "headings": []}

    assert Sifter(layout).find_reason(["Tống", "Duy Tân", "Tân Trào"]) == ""
    assert Sifter(layout).find_reason(["Tổng", "", "12"]) != ""


def test_villages_that_differ_by_accents_alone_have_a_team_each(places: Places) -> None:
    rows = [["1", "Thôn Hòa", *COMMUNE], ["2", "Thôn Hoa", *COMMUNE], ["3", "THÔN HOÀ", *COMMUNE]]

    roster = import_roster(make_csv(TEAM_HEADINGS, *rows), RosterKind.TEAMS)

    assert (roster.written_count, roster.unchanged_count, roster.refused_count) == (2, 1, 0)
    assert sorted(Team.objects.values_list("village_key", flat=True)) == ["thôn hoa", "thôn hòa"]
