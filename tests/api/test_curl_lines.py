"""The ten lines of docs/api.md, pasted into a shell."""

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from people.models import Role
from tests import factories

DOCS = Path(__file__).parents[2] / "docs" / "api.md"


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not on this machine")
@pytest.mark.django_db(transaction=True)
def test_the_lines_work_as_pasted(live_server: Any, tmp_path: Path) -> None:
    boss = factories.make_viewer(Role.ADMINISTRATOR)
    factories.make_viewer(Role.TRAINING_MANAGER, sign_in="quan-ly@hocso.example")
    factories.make_territory()
    run = factories.make_run(by=boss, code="kns-2026")
    factories.make_rule(run)
    factories.make_entry_link(run, by=boss, code="KNS2026")
    factories.make_target(code="can-bo-2022", by=boss)
    naming, road = re.findall(r"```sh\n(.*?)```", DOCS.read_text(encoding="utf-8"), re.DOTALL)
    naming = naming.replace("http://127.0.0.1:8000", live_server.url)

    done = subprocess.run(
        ["bash", "-eu", "-c", naming + road],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    said = done.stdout.splitlines()
    assert done.returncode == 0, done.stderr
    assert len(road.strip().splitlines()) == len(said) == 10
    assert said[6] == "the class brought 1 completion"
    assert said[8].startswith("anyone sees: valid, 00001/")
    assert next(tmp_path.glob("*.pdf")).read_bytes().startswith(b"%PDF-")
