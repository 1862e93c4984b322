"""`bin/manage COMMAND`: any Django command, with the servers up for as long as it takes."""

import subprocess

from deploy.local.console import Console
from deploy.local.environment import build_environment
from deploy.local.paths import ROOT, find_paths
from deploy.local.services import Bundle
from deploy.local.stack import set_up


def main(arguments: list[str]) -> int:
    """The command's own exit code. What the set-up says goes to standard error, when it matters."""
    paths = find_paths()
    paths.make()
    console = Console.quiet()
    set_up(paths, console)
    with Bundle(paths).up(console) as services:
        done = subprocess.run(
            [paths.python, "manage.py", *arguments],
            cwd=ROOT, env=build_environment(paths, services), check=False,
        )  # fmt: skip
    return done.returncode if done.returncode >= 0 else 128 - done.returncode
