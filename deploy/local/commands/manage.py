"""`bin/manage COMMAND`: any Django command, with the servers up for as long as it takes."""

from deploy.local.console import Console
from deploy.local.environment import build_environment
from deploy.local.foreground import call
from deploy.local.paths import find_paths
from deploy.local.services import Bundle
from deploy.local.stack import set_up


def main(arguments: list[str]) -> int:
    """The command's own exit code. What the set-up says goes to standard error, when it matters."""
    paths = find_paths()
    paths.make()
    console = Console.quiet()
    set_up(paths, console)
    with Bundle(paths).up(console) as services:
        command = [str(paths.python), "manage.py", *arguments]
        return call(command, build_environment(paths, services))
