"""`bin/reset [--data] [--yes]`: removes the state under `var/`, all of it or the data alone."""

import argparse
import shutil
import sys
from pathlib import Path

from deploy.local.console import Console
from deploy.local.parts import NAMES
from deploy.local.paths import Paths, find_paths
from deploy.local.problem import Stop
from deploy.local.services import Bundle
from deploy.local.stack import hold_alone
from deploy.local.supervisor import end_leftovers

TOOLS = ("venv", "node", "cache")


def main(arguments: list[str]) -> int:
    """Nothing of the state is left, or nothing was touched and a sentence says why."""
    options = _parse(arguments)
    paths, console = find_paths(), Console()
    if not paths.var.exists():
        console.say(f"There is nothing under {paths.var}.")
        return 0
    doomed = _list_doomed(paths, data_only=options.data)
    if not options.yes and not _confirm(paths, doomed):
        console.say("Nothing was removed.")
        return 1
    _remove(paths, doomed)
    console.say(f"Removed from {paths.var}: {', '.join(path.name for path in doomed)}.")
    return 0


def _parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bin/reset", description="Removes the state of Học Số.")
    parser.add_argument("--data", action="store_true", help=f"keep {', '.join(TOOLS)}")
    parser.add_argument("--yes", action="store_true", help="do not ask on a terminal")
    return parser.parse_args(arguments)


def _list_doomed(paths: Paths, *, data_only: bool) -> list[Path]:
    if not paths.run.is_dir():
        raise Stop(f"{paths.var} was not made by bin/start: nothing is removed.")
    kept = TOOLS if data_only else ()
    return sorted(path for path in paths.var.iterdir() if path.name not in kept)


def _confirm(paths: Paths, doomed: list[Path]) -> bool:
    if not sys.stdin.isatty():
        return True
    names = ", ".join(path.name for path in doomed)
    return input(f"Remove {names} from {paths.var} for good? [y/N] ").strip().lower() == "y"


def _remove(paths: Paths, doomed: list[Path]) -> None:
    lock = hold_alone(paths)
    bundles = [Bundle(paths), Bundle(paths, for_tests=True)]
    if any(bundle.is_used() for bundle in bundles if bundle.run.is_dir()):
        raise Stop("A command is using the servers; end it first.")
    end_leftovers(paths, NAMES)
    for bundle in bundles:
        bundle.stop()
    for path in doomed:
        _remove_tree(path)
    lock.close()
    if not any(paths.var.iterdir()):
        paths.var.rmdir()


def _remove_tree(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink()
