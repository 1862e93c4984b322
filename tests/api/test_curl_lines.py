"""The lines of the documents, pasted into a shell."""

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from people.models import Role
from tests import factories
from tests.workers import working

DOCS = Path(__file__).parents[2] / "docs"

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not on this machine"),
    pytest.mark.django_db(transaction=True),
]


def read_blocks(name: str, live_server: Any) -> list[str]:
    """The blocks of shell lines in a document, spoken to the server of the test."""
    text = (DOCS / name).read_text(encoding="utf-8")
    blocks = re.findall(r"```sh\n(.*?)```", text, re.DOTALL)
    return [block.replace("http://127.0.0.1:8000", live_server.url) for block in blocks]


def paste(lines: str, folder: Path) -> list[str]:
    """What a shell says to the lines."""
    done = subprocess.run(
        ["bash", "-eu", "-c", lines],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_the_road_works_as_pasted(live_server: Any, tmp_path: Path) -> None:
    boss = factories.make_viewer(Role.ADMINISTRATOR)
    factories.make_viewer(Role.TRAINING_MANAGER, sign_in="quan-ly@hocso.example")
    factories.make_territory()
    run = factories.make_run(by=boss, code="kns-2026")
    factories.make_rule(run)
    factories.make_entry_link(run, by=boss, code="KNS2026")
    factories.make_target(code="can-bo-2022", by=boss)
    naming, road = read_blocks("api.md", live_server)

    said = paste(naming + road, tmp_path)

    assert len(road.strip().splitlines()) == len(said) == 10
    assert said[6] == "the class brought 1 completion"
    assert said[8].startswith("anyone sees: valid, 00001/")
    assert next(tmp_path.glob("*.pdf")).read_bytes().startswith(b"%PDF-")


def test_a_roster_is_imported_as_pasted(live_server: Any, tmp_path: Path) -> None:
    factories.make_viewer(Role.TRAINING_MANAGER, sign_in="quan-ly@hocso.example")
    factories.make_territory()
    *_command, naming, lines = read_blocks("rosters.md", live_server)

    with working():
        said = paste(naming + lines, tmp_path)

    assert len(lines.strip().splitlines()) == len(said)
    uuid = said[1].removeprefix("sent as ")
    assert said[2] == f"again: 409 roster_twice, see {uuid}"
    assert said[5] == "of 2 lines 1 new, 0 known, 1 refused"
    assert said[8].startswith("['line 4: ")
    assert said[9] == "done: 2 of 2 lines"
