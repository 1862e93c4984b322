"""How PostgreSQL's programs are started: never as root, which they refuse.

Root hands them to the account `nobody`. Where that account cannot enter the checkout (a clone
under /root, a umask of 077), the one right it lacks, reading past folder permissions, is lent to
these processes alone by `setpriv`; no folder's mode is changed. The server listens on the
loopback with a random password, so that what it may read stays behind that password.
"""

import os
import pwd
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from deploy.local.problem import Stop

SERVICE_ACCOUNT = "nobody"
LENT_RIGHTS = ("dac_read_search", "dac_override")


@dataclass(frozen=True)
class Runner:
    """A prefix of the command line; `account` owns the files, None where one is not root."""

    prefix: tuple[str, ...] = ()
    account: str | None = None

    def own(self, path: Path) -> None:
        if self.account:
            entry = pwd.getpwnam(self.account)
            os.chown(path, entry.pw_uid, entry.pw_gid)

    def run(self, *command: str | Path, text: str = "") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*self.prefix, *map(str, command)],
            input=text, cwd="/", text=True, capture_output=True, check=False,
            env=_clean_environment(),
        )  # fmt: skip

    def spawn(self, *command: str | Path, log: IO[bytes]) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [*self.prefix, *map(str, command)],
            stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd="/", start_new_session=True,
            env=_clean_environment(),
        )  # fmt: skip


def choose_runner(program: Path, folder: Path) -> Runner:
    """The least privileged way in which the program runs and reaches the folder."""
    if os.geteuid() != 0:
        return Runner()
    for runner in _list_root_runners():
        if _works(runner, program, folder):
            return runner
    raise Stop(
        f"PostgreSQL refuses to run as root, and the account {SERVICE_ACCOUNT!r} cannot enter "
        f"{folder}. Move the checkout to a folder that others may enter (such as /srv), run the "
        "command as an ordinary user, or set DATABASE_URL to a running PostgreSQL."
    )


def _list_root_runners() -> list[Runner]:
    tool = shutil.which("setpriv")
    if tool is None:
        raise Stop("As root, setpriv (Debian package util-linux) is needed to start PostgreSQL.")
    entry = pwd.getpwnam(SERVICE_ACCOUNT)
    plain = (tool, f"--reuid={entry.pw_uid}", f"--regid={entry.pw_gid}", "--clear-groups")
    lent = [(*plain, f"--inh-caps=+{right}", f"--ambient-caps=+{right}") for right in LENT_RIGHTS]
    return [Runner((*prefix, "--"), SERVICE_ACCOUNT) for prefix in (plain, *lent)]


def _works(runner: Runner, program: Path, folder: Path) -> bool:
    reaches = runner.run("/bin/sh", "-c", 'cd "$1"', "sh", folder).returncode == 0
    return reaches and runner.run(program, "--version").returncode == 0


def _clean_environment() -> Mapping[str, str]:
    """PostgreSQL reads PG* variables and the locale: neither is taken from the caller."""
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"}
