"""A worker beside a live server: whoever does the jobs that wait."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from common.jobs import list_unfinished_jobs, run_job

PAUSE_SECONDS = 0.2


def run_waiting_jobs() -> None:
    """Every job that waits is done to its end."""
    for job in list_unfinished_jobs():
        run_job(job.pk)


@contextmanager
def working() -> Iterator[None]:
    """Jobs are done as they come, by a thread with a connection of its own."""
    stop = threading.Event()

    def work() -> None:
        while not stop.wait(PAUSE_SECONDS):
            run_waiting_jobs()
        connection.close()

    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()
