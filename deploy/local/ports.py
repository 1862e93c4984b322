"""Which port a part listens on: the asked one, last time's, the usual one, or any free one."""

import json
import os
import socket
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from deploy.local.problem import Stop

LOOPBACK = "127.0.0.1"
PORT_LIMIT = 65_536
MOST_RACES_LOST = 5

T = TypeVar("T")


def is_free(port: int, host: str = LOOPBACK) -> bool:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
            probe.listen(1)
        except OSError:
            return False
    return True


def read_port(name: str) -> int | None:
    """The port in the environment variable of this name, or None where it is not set."""
    text = os.environ.get(name, "").strip()
    if not text:
        return None
    return parse_port(text, name)


def parse_port(text: str, name: str) -> int:
    if not text.isdecimal() or not 0 < int(text) < PORT_LIMIT:
        raise Stop(f"{name} must be a port number between 1 and 65535, not {text!r}.")
    return int(text)


def launch_on_port(
    memory: Path, part: str, variable: str, usual: int, launch: Callable[[int], T]
) -> T:
    """What `launch` gives for a chosen port.

    Another program may take a free port before our server does: then the next one is tried,
    unless the variable insists on that one. Raises what `launch` raised at the last try.
    """
    for _lost in range(MOST_RACES_LOST):
        port = choose(memory, part, variable, usual)
        try:
            return launch(port)
        except Stop:
            if is_free(port) or read_port(variable) is not None:
                raise
    return launch(choose(memory, part, variable, usual))


def choose(memory: Path, part: str, variable: str, usual: int) -> int:
    """A port that is free now, remembered. Only one asked for by its variable is insisted on."""
    asked, remembered = read_port(variable), recall_port(memory, part)
    if asked is not None and not is_free(asked):
        raise Stop(f"Port {asked} ({variable}) is in use by another program; name a free one.")
    candidates = [port for port in (asked, remembered, usual) if port]
    port = next((port for port in candidates if is_free(port)), None) or find_any()
    memory.write_text(json.dumps({**_recall(memory), part: port}))
    return port


def recall_port(memory: Path, part: str) -> int | None:
    return _recall(memory).get(part)


def _recall(memory: Path) -> dict[str, int]:
    try:
        ports: dict[str, int] = json.loads(memory.read_text())
    except (OSError, ValueError):
        return {}
    return ports


def find_any() -> int:
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        port: int = probe.getsockname()[1]
    return port
