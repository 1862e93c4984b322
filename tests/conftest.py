"""What every test shares: one database per worker, files in a folder of its own."""

import os

import pytest


@pytest.fixture(scope="session")
def django_db_modify_db_settings_parallel_suffix(
    django_db_modify_db_settings_xdist_suffix: None,
) -> None:
    """Lets two runs beside each other have test databases of their own."""
    suffix = os.environ.get("PYTEST_DB_SUFFIX")
    if not suffix:
        return
    from django.conf import settings

    database = settings.DATABASES["default"]
    test = database.setdefault("TEST", {})
    test["NAME"] = f"{test.get('NAME') or 'test_' + database['NAME']}_{suffix}"
