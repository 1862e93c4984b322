"""The OpenAPI document is a reviewed snapshot: `bin/manage spectacular --file api/openapi.yaml`."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import call_command

from tests.api.conftest import ClientOf
from tests.api.test_access import TABLE

SNAPSHOT = Path(__file__).parents[2] / "api" / "openapi.yaml"
WITHOUT_A_SCHEMA = {"schema/", "docs/"}


@pytest.fixture
def document() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(SNAPSHOT.read_text(encoding="utf-8"))
    return loaded


def test_the_snapshot_is_current_and_without_warnings(tmp_path: Path) -> None:
    fresh = tmp_path / "openapi.yaml"

    call_command("spectacular", file=str(fresh), validate=True, fail_on_warn=True, lang="en")

    assert fresh.read_text(encoding="utf-8") == SNAPSHOT.read_text(encoding="utf-8")


def test_every_operation_is_described(document: dict[str, Any]) -> None:
    described = {
        (method.upper(), path.removeprefix("/api/v1/"))
        for path, operations in document["paths"].items()
        for method in operations
    }

    known = {
        (method, route.replace("<uuid:", "{").replace("<slug:", "{").replace(">", "}"))
        for method, route in TABLE
        if route not in WITHOUT_A_SCHEMA
    }
    assert described == known


def test_every_operation_names_its_problems_and_itself(document: dict[str, Any]) -> None:
    operations = [one for path in document["paths"].values() for one in path.values()]

    assert all({"400", "401", "403", "404", "409"} <= set(one["responses"]) for one in operations)
    assert all(one.get("summary") for one in operations)
    assert len({one["operationId"] for one in operations}) == len(operations)


def test_the_browsable_page_shows_the_document(client_of: ClientOf) -> None:
    client = client_of()

    page = client.get("/api/v1/docs/")
    script = client.get("/api/v1/docs/?script=")
    schema = client.get("/api/v1/schema/")

    policy = dict(part.strip().split(" ", 1) for part in page["Content-Security-Policy"].split(";"))
    assert "swagger-ui" in page.content.decode()
    assert "unsafe-inline" in policy["style-src"]
    assert "unsafe-inline" not in policy["script-src"]
    assert "/api/v1/schema/" in script.content.decode() or "../schema/" in script.content.decode()
    assert (script.status_code, schema.status_code) == (200, 200)
