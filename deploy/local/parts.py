"""The three processes of the product and how they are called."""

import os

from deploy.local.paths import Paths
from deploy.local.problem import Stop
from deploy.local.supervisor import Part

NAMES = ("web", "worker", "beat")
WEB_PROCESSES = 2
# More threads than this cost more in waiting for the interpreter's lock than they bring
# (docs/performance.md).
USUAL_WEB_THREADS = 4
WORKER_PROCESSES = 2
WORKER_KILOBYTES = 400_000


def list_parts(paths: Paths, host: str, port: int) -> list[Part]:
    python = str(paths.python)
    celery = (python, "-m", "celery", "--app=config.celery", "--workdir=.")
    worker = (
        "worker", "--pool=prefork", f"--concurrency={WORKER_PROCESSES}",
        f"--max-memory-per-child={WORKER_KILOBYTES}", "--without-gossip", "--without-mingle",
        "--loglevel=INFO",
    )  # fmt: skip
    schedule = paths.run / "celerybeat-schedule"
    beat = ("beat", f"--schedule={schedule}", "--pidfile=", "--loglevel=WARNING")
    web = _list_web_command(python, host, port)
    return [
        Part("web", web, is_vital=True, patience_seconds=10),
        Part("worker", (*celery, *worker), is_vital=False, patience_seconds=15),
        Part("beat", (*celery, *beat), is_vital=False, patience_seconds=5),
    ]


def _list_web_command(python: str, host: str, port: int) -> tuple[str, ...]:
    threads = _read_number("WEB_THREADS", USUAL_WEB_THREADS)
    servers = {"granian": _list_granian, "gunicorn": _list_gunicorn}
    asked = os.environ.get("WEB_SERVER", "granian")
    if asked not in servers:
        raise Stop(f"WEB_SERVER must be one of {', '.join(servers)}, not {asked!r}.")
    return servers[asked](python, host, port, threads)


def _read_number(name: str, usual: int) -> int:
    text = os.environ.get(name, "").strip() or str(usual)
    if not text.isdecimal() or not int(text):
        raise Stop(f"{name} must be a whole number above 0, not {text!r}.")
    return int(text)


def _list_granian(python: str, host: str, port: int, threads: int) -> tuple[str, ...]:
    return (
        python, "-m", "granian", "--interface=wsgi", f"--host={host}", f"--port={port}",
        f"--workers={WEB_PROCESSES}", f"--blocking-threads={threads}", "--no-ws",
        "config.wsgi:application",
    )  # fmt: skip


def _list_gunicorn(python: str, host: str, port: int, threads: int) -> tuple[str, ...]:
    return (
        python, "-m", "gunicorn", "--worker-class=gthread", f"--bind={host}:{port}",
        f"--workers={WEB_PROCESSES}", f"--threads={threads}", "config.wsgi:application",
    )  # fmt: skip
