"""WCAG 2.2 AA as axe-core sees it, on the page as it stands in the browser."""

import os
from pathlib import Path
from typing import Any

from django.conf import settings
from playwright.sync_api import Page

RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
# Page functions are called through the debugging protocol, so the strict policy stays in force.
RUN = """async tags => {
  const found = await axe.run(document, {runOnly: {type: "tag", values: tags}});
  return found.violations;
}"""


def find_axe() -> Path:
    """The script that `bin/test` installed. Fails with the line that installs it by hand."""
    folder = Path(os.environ.get("HOCSO_NODE", settings.VAR / "node"))
    script = folder / "node_modules" / "axe-core" / "axe.min.js"
    assert script.exists(), (
        f"axe-core is not at {script}. bin/test installs it; by hand: "
        f"copy tests/browser/package*.json to {folder} and run npm ci --ignore-scripts there."
    )
    return script


def assert_accessible(page: Page) -> None:
    """No rule of WCAG 2.2 A or AA is broken; otherwise each broken rule is told with its places."""
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(find_axe().read_text(encoding="utf-8"))
    broken: list[dict[str, Any]] = page.evaluate(RUN, list(RULES))
    assert not broken, f"{page.url} breaks {len(broken)} rules:\n" + "\n".join(map(_tell, broken))


def _tell(violation: dict[str, Any]) -> str:
    places = "\n".join(
        f"    {' '.join(node['target'])}: {_reason(node)}" for node in violation["nodes"]
    )
    return f"- {violation['id']} ({violation['impact']}): {violation['help']}\n{places}"


def _reason(node: dict[str, Any]) -> str:
    return " ".join(str(node["failureSummary"]).split())
