"""Compiles the translations that changed: `python -m deploy.local.messages`, among the packages."""

import sys
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from deploy.local.paths import ROOT


def compile_messages(root: Path = ROOT) -> int:
    """Every `*/locale/*/LC_MESSAGES/*.po` has its `.mo`; says how many were made."""
    sources = sorted(root.glob("*/locale/*/LC_MESSAGES/*.po"))
    stale = [source for source in sources if _is_stale(source)]
    for source in stale:
        _compile(source)
    return len(stale)


def _is_stale(source: Path) -> bool:
    target = source.with_suffix(".mo")
    return not target.exists() or target.stat().st_mtime_ns < source.stat().st_mtime_ns


def _compile(source: Path) -> None:
    with source.open("rb") as file:
        catalog = read_po(file, locale=source.parts[-3])
    fresh = source.with_suffix(".mo.new")
    with fresh.open("wb") as file:
        write_mo(file, catalog)
    fresh.replace(source.with_suffix(".mo"))


if __name__ == "__main__":
    sys.stdout.write(f"{compile_messages()}\n")
