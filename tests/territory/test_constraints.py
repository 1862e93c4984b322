"""What the database itself refuses, whoever writes."""

from datetime import date

import pytest
from django.db import DatabaseError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from common.clock import now
from territory.models import Change, Level, Succession, SuccessionKind, Unit, UnitName, UnitParent

pytestmark = pytest.mark.django_db

START, MIDDLE, END = date(1990, 1, 1), date(1995, 1, 1), date(1998, 1, 1)


def make_unit(level: str = Level.COMMUNE, code: str = "99999", days: tuple = (START, END)) -> Unit:  # type: ignore[type-arg]
    return Unit.objects.create(level=level, code=code, valid=DateRange(*days))


def make_change() -> Change:
    return Change.objects.create(
        effective_on=MIDDLE, kind="test", source_hash="f" * 64, recorded_at=now()
    )


def refuses(constraint: str):  # type: ignore[no-untyped-def]  # noqa: ANN201
    return pytest.raises(DatabaseError, match=constraint)


def test_two_units_cannot_have_one_code_on_one_day() -> None:
    make_unit()

    with refuses("territory_unit_code_once_a_day"), transaction.atomic():
        make_unit(days=(MIDDLE, None))
    make_unit(days=(END, None))


def test_a_unit_stands_for_at_least_a_day() -> None:
    with refuses("territory_unit_has_days"):
        make_unit(days=(START, START))


def test_a_unit_has_one_name_a_day() -> None:
    unit = make_unit()
    UnitName.objects.create(unit=unit, name="Xã A", type="Xã", valid=unit.valid)

    with refuses("territory_unitname_one_a_day"):
        UnitName.objects.create(unit=unit, name="Xã B", type="Xã", valid=DateRange(MIDDLE, END))


def test_a_name_lies_inside_the_days_of_its_unit() -> None:
    unit = make_unit(days=(START, MIDDLE))

    with refuses("territory_unitname_inside_its_unit"):
        UnitName.objects.create(unit=unit, name="Xã A", type="Xã", valid=DateRange(START, END))


def test_a_unit_lies_in_one_place_a_day() -> None:
    unit, first, second = make_unit(), make_unit(Level.PROVINCE, "98"), make_unit("province", "97")
    UnitParent.objects.create(unit=unit, parent=first, valid=unit.valid)

    with refuses("territory_unitparent_one_a_day"):
        UnitParent.objects.create(unit=unit, parent=second, valid=unit.valid)


def test_a_unit_does_not_lie_in_itself() -> None:
    unit = make_unit()

    with refuses("territory_unitparent_not_itself"):
        UnitParent.objects.create(unit=unit, parent=unit, valid=unit.valid)


@pytest.mark.parametrize(
    ("level", "days"), [("commune", (START, END)), ("province", (MIDDLE, END))]
)
def test_a_parent_is_of_a_higher_level_and_stands_as_long(level: str, days: tuple) -> None:  # type: ignore[type-arg]
    unit, parent = make_unit(), make_unit(level, "98", days)

    with refuses("territory_unitparent_inside_both_one_level_up"):
        UnitParent.objects.create(unit=unit, parent=parent, valid=unit.valid)


def test_a_unit_does_not_end_before_its_name() -> None:
    unit = make_unit()
    UnitName.objects.create(unit=unit, name="Xã A", type="Xã", valid=unit.valid)

    with refuses("territory_unit_covers_its_rows"):
        Unit.objects.filter(pk=unit.pk).update(valid=DateRange(START, MIDDLE))


def test_a_way_stands_once() -> None:
    old, new = make_unit(days=(START, MIDDLE)), make_unit(days=(MIDDLE, None))
    way = {"change": make_change(), "old": old, "new": new, "kind": SuccessionKind.WHOLE}
    Succession.objects.create(**way)

    with refuses("territory_succession_once"):
        Succession.objects.create(**way)


def test_a_way_leads_from_an_end_to_a_beginning() -> None:
    old, new = make_unit(days=(START, MIDDLE)), make_unit(days=(END, None))

    with refuses("territory_succession_old_ends_where_new_begins"):
        Succession.objects.create(change=make_change(), old=old, new=new, kind=SuccessionKind.WHOLE)


def test_one_source_makes_one_change() -> None:
    make_change()

    with refuses("source_hash"):
        make_change()


def test_a_way_does_not_leave_a_unit_before_its_founding() -> None:
    old, new = make_unit(days=(END, None)), make_unit(code="99998", days=(START, None))

    with refuses("territory_succession_old_ends_where_new_begins"):
        Succession.objects.create(change=make_change(), old=old, new=new, kind=SuccessionKind.PART)


def test_ways_never_lead_back() -> None:
    first, second = make_unit(days=(START, None)), make_unit(code="99998", days=(START, None))
    way = {"change": make_change(), "kind": SuccessionKind.PART}
    Succession.objects.create(old=first, new=second, **way)

    with refuses("territory_succession_never_leads_back"):
        Succession.objects.create(old=second, new=first, **way)
