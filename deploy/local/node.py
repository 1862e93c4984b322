"""The npm packages of the browser tests, pinned in `tests/browser/`, installed under `var/node`."""

import hashlib
import os
import shutil
import subprocess
from pathlib import Path

from deploy.local.console import Console
from deploy.local.logs import read_tail
from deploy.local.paths import ROOT, Paths
from deploy.local.problem import Stop

SOURCE = ROOT / "tests" / "browser"
FILES = ("package.json", "package-lock.json")


def provide_node_packages(paths: Paths, console: Console) -> None:
    """`var/node/node_modules` holds what the lock names; npm checks each package's hash."""
    files = [SOURCE / name for name in FILES if (SOURCE / name).exists()]
    if not files:
        return
    with console.step("npm packages") as step:
        note, digest = paths.node / "packages.sha256", _digest(files)
        if note.exists() and note.read_text() == digest:
            step.detail = "as locked"
            return
        _install(paths, files)
        note.write_text(digest)
        step.detail = "tests/browser/package-lock.json"


def _digest(files: list[Path]) -> str:
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()


def _install(paths: Paths, files: list[Path]) -> None:
    paths.node.mkdir(parents=True, exist_ok=True)
    for file in files:
        shutil.copyfile(file, paths.node / file.name)
    log = paths.log / "npm.log"
    verb = "ci" if len(files) == len(FILES) else "install"
    with log.open("wb") as output:
        done = subprocess.run(
            ["npm", verb, "--ignore-scripts", "--no-audit", "--no-fund"],
            cwd=paths.node, env={**os.environ, "npm_config_cache": str(paths.cache / "npm")},
            stdin=subprocess.DEVNULL, stdout=output, stderr=output, check=False,
        )  # fmt: skip
    if done.returncode:
        raise Stop(f"npm could not install the browser tests' packages:\n{read_tail(log)}")
