"""The whole of the state's tables, loaded once for all tests of a module."""

from collections.abc import Iterator
from datetime import date

import pytest
from django.db import connection
from pytest_django import DjangoDbBlocker

from territory.services import LoadReport, load_territory

BEFORE = date(2025, 6, 30)
AFTER = date(2025, 7, 1)


@pytest.fixture(scope="module")
def country(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[LoadReport]:
    """The country stands for every test of a module and is gone for the others."""
    with django_db_blocker.unblock():
        report = load_territory()
    yield report
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute("TRUNCATE territory_unit, territory_change CASCADE")
