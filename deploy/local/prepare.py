"""Brings database, static files and demo to the state of the code; skips what did not change."""

import hashlib
import subprocess
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from deploy.local.console import Console
from deploy.local.logs import read_tail
from deploy.local.paths import ROOT, Paths
from deploy.local.problem import Stop

CODE = ("*/migrations/*.py",)
STATIC = ("*/static/**/*",)
DEMO = ("demo/**/*", "*/migrations/*.py")


@dataclass(frozen=True)
class Preparation:
    """The steps between the servers and the product's own processes."""

    paths: Paths
    environment: dict[str, str]
    console: Console
    # Of a database that others change too, nothing is known from last time.
    is_foreign: bool = False

    def prepare(self, *, with_demo: bool) -> None:
        """Text compiled, static files collected beside the database's migrations and demo."""
        self.compile_messages()
        with ThreadPoolExecutor(max_workers=1) as pool:
            static = pool.submit(self._collect_static)
            self._migrate()
            if with_demo:
                self._load_demo()
            with self.console.step("static files") as step:
                step.detail = static.result()

    def compile_messages(self) -> None:
        with self.console.step("translations") as step:
            sources = [*ROOT.glob("*/locale/*/LC_MESSAGES/*.po")]
            compiled = [source.with_suffix(".mo") for source in sources]
            if all(target.exists() for target in compiled) and self._is_done("messages", sources):
                step.detail = "as before"
                return
            count = self._python("messages", "-m", "deploy.local.messages")
            step.detail = f"{count.strip()} compiled"
            self._note_done("messages", sources)

    def _migrate(self) -> None:
        if self.is_foreign:
            self._note("migrate").unlink(missing_ok=True)
            self._note("load_demo").unlink(missing_ok=True)
        with self.console.step("database") as step:
            step.detail = self._once("migrate", _list_files(CODE), "migrate", "--verbosity=0")

    def _collect_static(self) -> str:
        files = _list_files(STATIC)
        if not (self.paths.var / "static").exists():
            self._note("collectstatic").unlink(missing_ok=True)
        return self._once("collectstatic", files, "collectstatic", "--noinput", "--verbosity=0")

    def _load_demo(self) -> None:
        if not (ROOT / "demo/management/commands/load_demo.py").exists():
            return
        with self.console.step("demo") as step:
            step.detail = self._once("load_demo", _list_files(DEMO), "load_demo")

    def _once(self, name: str, files: list[Path], *command: str) -> str:
        """Runs the Django command unless the same files met the same database before."""
        if self._is_done(name, files):
            return "as before"
        self._python(name, "manage.py", *command)
        self._note_done(name, files)
        return f"done by {command[0]}"

    def _python(self, name: str, *arguments: str) -> str:
        log = self.paths.log / f"{name}.log"
        done = subprocess.run(
            [self.paths.python, *arguments], cwd=ROOT, env=self.environment,
            stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
        )  # fmt: skip
        log.write_text(done.stdout + done.stderr)
        if done.returncode:
            raise Stop(f"The step {name!r} failed. {log} ends:\n{read_tail(log, 12)}")
        return done.stdout

    def _note(self, name: str) -> Path:
        return self.paths.run / "prepared" / name

    def _is_done(self, name: str, files: list[Path]) -> bool:
        try:
            return self._note(name).read_text() == self._digest(files)
        except OSError:
            return False

    def _note_done(self, name: str, files: list[Path]) -> None:
        self._note(name).parent.mkdir(exist_ok=True)
        self._note(name).write_text(self._digest(files))

    def _digest(self, files: Iterable[Path]) -> str:
        """Of names, sizes and times, the packages and the database: quick, and wrong only once."""
        digest = hashlib.sha256(self.environment["DATABASE_URL"].encode())
        for path in (self.paths.venv / "requirements.sha256", *files):
            status = path.stat()
            digest.update(f"{path}\0{status.st_size}\0{status.st_mtime_ns}\n".encode())
        return digest.hexdigest()


def _list_files(patterns: tuple[str, ...]) -> list[Path]:
    found = (path for pattern in patterns for path in ROOT.glob(pattern))
    return sorted(path for path in found if path.is_file() and _is_source(path))


def _is_source(path: Path) -> bool:
    return path.suffix != ".pyc" and path.relative_to(ROOT).parts[0] != "var"
