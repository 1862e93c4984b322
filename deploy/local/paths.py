"""Where state lies: under `var/` alone, or under `HOCSO_VAR` where that is set."""

import os
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Paths:
    """The folders of one installation. Nothing is created by looking."""

    var: Path

    @cached_property
    def venv(self) -> Path:
        """`HOCSO_VENV` lets a second `var/` share the packages of the first."""
        return Path(os.environ.get("HOCSO_VENV") or self.var / "venv")

    @property
    def python(self) -> Path:
        return self.venv / "bin" / "python"

    @property
    def run(self) -> Path:
        return self.var / "run"

    @property
    def log(self) -> Path:
        return self.var / "log"

    @property
    def cache(self) -> Path:
        return self.var / "cache"

    @property
    def node(self) -> Path:
        return self.var / "node"

    def make(self) -> None:
        """The folders that every command writes to exist."""
        for folder in (self.var, self.run, self.log, self.cache):
            folder.mkdir(parents=True, exist_ok=True)


def find_paths() -> Paths:
    return Paths(var=Path(os.environ.get("HOCSO_VAR") or ROOT / "var").absolute())
