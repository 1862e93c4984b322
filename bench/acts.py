"""What a user of the road does, over HTTP. Free of Django: it runs inside the clients."""

import gzip
import json
import uuid
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from bench.load import Line

User = Mapping[str, Any]
FACTS_IN_A_BATCH = 50
# Compression is the server's work too, and every phone asks for it.
ACCEPTED = {"Accept-Encoding": "gzip"}


def _token_of(user: User) -> dict[str, str]:
    return {"Authorization": f"Token {user['token']}", **ACCEPTED}


def floor(line: Line, user: User, turn: int) -> None:  # noqa: ARG001 - an act's signature
    """The least that a request costs: a view that asks nobody."""
    line.call("GET", "/health/", ACCEPTED)


def sign_in(line: Line, user: User, turn: int) -> None:  # noqa: ARG001 - an act's signature
    given = {"sign_in": user["sign_in"], "password": user["password"]}
    line.call("POST", "/api/v1/auth/sign-in/", ACCEPTED, given)


def my_courses(line: Line, user: User, turn: int) -> None:  # noqa: ARG001 - an act's signature
    line.call("GET", "/api/v1/enrollments/", _token_of(user))


def course_contents(line: Line, user: User, turn: int) -> None:  # noqa: ARG001 - an act's signature
    line.call("GET", f"/api/v1/runs/{user['run']}/edition/", _token_of(user))


def completion_status(line: Line, user: User, turn: int) -> None:  # noqa: ARG001 - an act's signature
    line.call("GET", f"/api/v1/enrollments/{user['enrollment']}/", _token_of(user))


def course_page(line: Line, user: User, turn: int) -> None:  # noqa: ARG001 - an act's signature
    line.call("GET", f"/hoc/{user['run']}/", {"Cookie": user["cookie"], **ACCEPTED})


def progress_write(line: Line, user: User, turn: int) -> None:
    """One page has been read; completion is decided in the same transaction."""
    _send_facts(line, user, [turn])


def progress_batch(line: Line, user: User, turn: int) -> None:
    """The facts of some days without a network, brought at once."""
    first = turn * FACTS_IN_A_BATCH
    _send_facts(line, user, range(first, first + FACTS_IN_A_BATCH))


def _send_facts(line: Line, user: User, places: Any) -> None:
    pages, moment = user["pages"], datetime.now(UTC).isoformat()
    facts = [
        {
            "id": str(uuid.uuid4()),
            "activity": pages[place % len(pages)],
            "kind": "viewed",
            "occurred_at": moment,
        }
        for place in places
    ]
    path = f"/api/v1/enrollments/{user['enrollment']}/facts/"
    line.call("POST", path, _token_of(user), {"facts": facts})


def quiz(line: Line, user: User, turn: int) -> None:
    """An attempt is opened, its answers are kept, and it is handed in and marked."""
    headers, quizzes = _token_of(user), user["quizzes"]
    path = f"/api/v1/enrollments/{user['enrollment']}/attempts/"
    made = line.call("POST", path, headers, {"activity": quizzes[turn % len(quizzes)]})
    attempt = f"/api/v1/attempts/{json.loads(gzip.decompress(made))['uuid']}/"
    responses = {"responses": user["answers"]}
    line.call("PUT", f"{attempt}responses/", headers, responses)
    line.call("POST", f"{attempt}submit/", headers, responses)
