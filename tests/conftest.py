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


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Tests of one `xdist_group` are done by one worker.

    xdist 3.8 writes the group where pytest 9.2 no longer reads it, and so would spread them.
    """
    if not getattr(config.option, "loadgroup", False):
        return
    for item in items:
        mark = item.get_closest_marker("xdist_group")
        if mark and "@" not in item.nodeid:
            item._id = type(item._id).parse(f"{item.nodeid}@{mark.args[0]}")
