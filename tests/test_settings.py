"""Settings: one reader of the environment, and a production that refuses what is not its own."""

import os
import subprocess
import sys

import pytest

from config.environment import (
    EnvironmentProblem,
    read_database_address,
    read_flag,
    read_number,
)

GOOD = {
    "SECRET_KEY": "k" * 60,
    "HASH_KEY": "h" * 60,
    "FIELD_KEYS": f"{'f' * 60},{'e' * 60}",
    "DATABASE_URL": "postgresql://hocso:secret@db.example:5432/hocso",
    "REDIS_URL": "redis://queue.example:6379/0",
    "ALLOWED_HOSTS": "hoc.example.vn",
    "PUBLIC_URL": "https://hoc.example.vn",
}
READ = """
import json
from django.conf import settings
print(json.dumps([settings.DEBUG, settings.SESSION_COOKIE_SECURE, settings.SECURE_HSTS_SECONDS > 0,
                  settings.SECURE_SSL_REDIRECT, settings.ALLOWED_HOSTS]))
"""


def start_production(**environment: str) -> subprocess.CompletedProcess[str]:
    clean = {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/")}
    return subprocess.run(
        [sys.executable, "-c", READ],
        env={**clean, "DJANGO_SETTINGS_MODULE": "config.settings.prod", **environment},
        capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_production_names_at_once_all_that_is_missing() -> None:
    refused = start_production()

    assert refused.returncode != 0
    for name in GOOD:
        assert f"{name} is missing" in refused.stderr


@pytest.mark.parametrize("secret", ["short", "development-only-secret-never-use-it-in-production"])
def test_production_refuses_a_weak_secret(secret: str) -> None:
    refused = start_production(**{**GOOD, "SECRET_KEY": secret})

    assert refused.returncode != 0
    assert "SECRET_KEY is a default or shorter than 50 characters" in refused.stderr


def test_production_with_a_bucket_wants_its_keys() -> None:
    refused = start_production(**GOOD, S3_BUCKET="hocso")

    assert "S3_ACCESS_KEY_ID is missing: S3_BUCKET is set" in refused.stderr
    assert "S3_SECRET_ACCESS_KEY is missing: S3_BUCKET is set" in refused.stderr


def test_production_is_closed_where_it_should_be() -> None:
    started = start_production(**GOOD)

    assert started.returncode == 0, started.stderr
    assert started.stdout.strip() == '[false, true, true, true, ["hoc.example.vn"]]'


@pytest.mark.parametrize(
    "address", ["mysql://u@h/n", "postgresql://u@h/", "hocso", "sqlite:///db.sqlite3"]
)
def test_database_that_is_no_postgresql_is_refused(
    monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setenv("DATABASE_URL", address)

    with pytest.raises(EnvironmentProblem, match="DATABASE_URL must look like postgresql://"):
        read_database_address("postgresql://hocso@127.0.0.1/hocso")


def test_database_address_is_read_in_its_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://u%40x:p%2Fw@h:6543/n?sslmode=require")

    found = read_database_address("")

    assert (found.user, found.password, found.host, found.port, found.name, found.options) == (
        "u@x", "p/w", "h", "6543", "n", {"sslmode": "require"},
    )  # fmt: skip


def test_socket_folder_may_stand_for_the_host(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://u@/n?host=/run/postgresql&port=5433")

    found = read_database_address("")

    assert (found.host, found.port, found.options) == ("/run/postgresql", "5433", {})


@pytest.mark.parametrize(("text", "flag"), [("yes", True), ("ON", True), ("0", False), ("", False)])
def test_flag_is_read(monkeypatch: pytest.MonkeyPatch, *, text: str, flag: bool) -> None:
    monkeypatch.setenv("HTTPS", text)

    assert read_flag("HTTPS", default=True) is flag


def test_value_of_a_wrong_kind_is_told_with_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS", "maybe")
    monkeypatch.setenv("DATABASE_POOL_SIZE", "ten")

    with pytest.raises(EnvironmentProblem, match="HTTPS must be yes or no, not 'maybe'"):
        read_flag("HTTPS", default=True)
    with pytest.raises(EnvironmentProblem, match="DATABASE_POOL_SIZE must be a whole number"):
        read_number("DATABASE_POOL_SIZE", 10)
