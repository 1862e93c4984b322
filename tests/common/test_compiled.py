"""A queryset compiled once gives what the queryset itself gives."""

from datetime import date

import pytest
from django.db import connection
from django.db.models import DateField, Value
from django.test.utils import CaptureQueriesContext

from common.compiled import CompiledQuery, Param
from people.models import Account, Grant, Person, Role
from tests.factories import make_account, make_territory, make_viewer

pytestmark = pytest.mark.django_db


def test_parameters_take_their_places_at_each_run() -> None:
    first, second = make_account(), make_account()
    query = CompiledQuery(lambda: Account.objects.filter(sign_in=Param("name"), is_active=True))

    assert query.first(name=first.sign_in) == first
    assert query.first(name=second.sign_in) == second
    assert query.first(name="nobody") is None


def test_related_objects_and_annotations_come_with_the_row() -> None:
    places = make_territory()
    viewer = make_viewer(Role.TRAINING_MANAGER, places.tuyen_quang)
    query = CompiledQuery(
        lambda: (
            Grant.objects.filter(
                account_id=Param("account"), valid__contains=Param("on", DateField())
            )
            .select_related("branch")
            .annotate(seven=Value(7))
        )
    )
    assert viewer.account

    [grant] = query.fetch(account=viewer.account.pk, on=date(2026, 1, 1))

    with CaptureQueriesContext(connection) as asked:
        assert grant.branch == places.tuyen_quang
    assert len(asked) == 0
    assert grant.seven == 7  # type: ignore[attr-defined]
    assert query.fetch(account=viewer.account.pk, on=date(1900, 1, 1)) == []


def test_values_are_read_as_the_field_reads_them() -> None:
    person = make_viewer().require_person()
    query = CompiledQuery(lambda: Person.objects.filter(pk=Param("id")).order_by("id")[:1])

    found = query.first(id=person.pk)

    assert found is not None
    assert {f.attname: getattr(found, f.attname) for f in Person._meta.concrete_fields} == {
        f.attname: getattr(person, f.attname) for f in Person._meta.concrete_fields
    }
    assert found._state.adding is False


def test_missing_parameter_is_refused() -> None:
    query = CompiledQuery(lambda: Account.objects.filter(sign_in=Param("name")))

    with pytest.raises(KeyError):
        query.fetch()


def test_hostile_text_stays_a_value() -> None:
    query = CompiledQuery(lambda: Account.objects.filter(sign_in=Param("name")))

    assert query.fetch(name="' OR 1=1 --") == []
