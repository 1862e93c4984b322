"""The one reader of the process environment.

Every setting that an operator can change is named here, with its type, its default for
development and whether production must set it. Nothing else in the project reads `os.environ`
for configuration.
"""

import os
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

ROOT = Path(__file__).resolve().parent.parent

DEVELOPMENT_SECRET = "development-only-secret-never-use-it-in-production"


class EnvironmentProblem(Exception):
    """The environment cannot be used; the message lists every problem, one a line."""


def read_text(name: str, default: str = "") -> str:
    return os.environ.get(name, default).strip()


def read_list(name: str, default: str = "") -> list[str]:
    return [part.strip() for part in read_text(name, default).split(",") if part.strip()]


def read_number(name: str, default: int) -> int:
    text = read_text(name, str(default))
    try:
        return int(text)
    except ValueError:
        raise EnvironmentProblem(f"{name} must be a whole number, not {text!r}.") from None


def read_flag(name: str, *, default: bool) -> bool:
    text = read_text(name, "yes" if default else "no").lower()
    if text in {"1", "yes", "true", "on"}:
        return True
    if text in {"0", "no", "false", "off", ""}:
        return False
    raise EnvironmentProblem(f"{name} must be yes or no, not {text!r}.")


@dataclass(frozen=True)
class DatabaseAddress:
    """The parts of `DATABASE_URL` (postgresql://user:password@host:port/name?option=value)."""

    name: str
    user: str
    password: str
    host: str
    port: str
    options: dict[str, str]


def read_database_address(default: str) -> DatabaseAddress:
    """Parses `DATABASE_URL`; a unix socket folder may stand in `?host=/folder`."""
    text = read_text("DATABASE_URL", default)
    parts = urlsplit(text)
    if parts.scheme not in {"postgres", "postgresql"} or not parts.path.strip("/"):
        raise EnvironmentProblem(
            "DATABASE_URL must look like postgresql://user:password@host:5432/name; "
            "Học Số runs on PostgreSQL only."
        )
    options = dict(parse_qsl(parts.query))
    return DatabaseAddress(
        name=unquote(parts.path.lstrip("/")),
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        host=options.pop("host", parts.hostname or ""),
        port=str(parts.port or options.pop("port", "")),
        options=options,
    )
