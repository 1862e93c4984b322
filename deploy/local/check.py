"""The walk of `bin/start --check`: the main road over HTTP, as its people would go it."""

import time
import urllib.request
from collections.abc import Mapping

Seen = dict[str, object]


def walk(base_url: str, _context: Mapping[str, object]) -> Seen:
    """What was seen and the seconds of each step; where not `ok`, the failed step and why."""
    began = time.monotonic()
    try:
        with urllib.request.urlopen(f"{base_url}/health/", timeout=10) as answer:  # noqa: S310 - our own address
            status = answer.status
    except OSError as problem:
        return {"ok": False, "failed_step": "health", "problem": str(problem)}
    return {"ok": True, "steps": {"health": round(time.monotonic() - began, 3)}, "status": status}
