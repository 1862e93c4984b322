"""A small HTTP client on the standard library: the walk needs no package."""

import json
import urllib.error
import urllib.request
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urljoin

TIMEOUT_SECONDS = 30
READABLE_ASCII = "/:?&=%+#-._~"
LONGEST_EXCERPT = 300


class Unexpected(Exception):
    """An answer that the walk did not look for."""


@dataclass
class Caller:
    """One person's side of the line; `token` once they are signed in."""

    base_url: str
    token: str = ""

    def get(self, path: str) -> Any:
        return json.loads(self.bytes(f"/api/v1/{path}"))

    def post(self, path: str, body: object | None = None) -> Any:
        return json.loads(self.bytes(f"/api/v1/{path}", body if body is not None else {}))

    def page(self, path: str) -> str:
        return self.bytes(path).decode()

    def bytes(self, path: str, body: object | None = None) -> bytes:
        """What the address answers with. Raises Unexpected unless the status is 2xx."""
        address = urljoin(self.base_url, quote(path, safe=READABLE_ASCII))
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(address, data, self._headers())  # noqa: S310 - our own
        try:
            with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS) as answer:  # noqa: S310
                content: bytes = answer.read()
        except urllib.error.HTTPError as refused:
            said = refused.read().decode(errors="replace")[:LONGEST_EXCERPT]
            raise Unexpected(f"{path} answered {refused.code}: {said}") from None
        return content

    def _headers(self) -> dict[str, str]:
        headers = {"Content-Type": "application/json", "Accept-Language": "vi"}
        return {**headers, "Authorization": f"Token {self.token}"} if self.token else headers
