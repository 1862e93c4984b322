"""`python -m bench.importing FILE DAY`: a roster is imported by this process, which says its cost.

A process of its own, so that the memory it took is that of the import.
"""

import json
import resource
import sys
import time
from datetime import date
from pathlib import Path

import django


def import_roster(file: Path, on: date) -> dict[str, float]:
    """Received, read, and written to its end with every check, through the services."""
    from django.core.files.storage import default_storage

    from common.jobs import run_job
    from people.models import Roster, RosterKind
    from people.services.rosters import receive_roster, start_writing
    from people.viewer import EVERYTHING

    def finish(roster: Roster) -> None:
        if roster.job_id is not None:
            run_job(roster.job_id)
        roster.refresh_from_db()

    began = time.perf_counter()
    with file.open("rb") as opened:
        roster = receive_roster(
            file=opened, name=file.name, kind=RosterKind.MEMBERSHIPS, on=on, by=EVERYTHING
        )
    finish(roster)
    finish(start_writing(roster=roster, by=EVERYTHING))
    seconds = time.perf_counter() - began
    default_storage.delete(roster.file_key)
    return {
        "seconds": seconds,
        "line_count": roster.line_count,
        "written_count": roster.written_count,
        "refused_count": roster.refused_count,
        "peak_megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


if __name__ == "__main__":
    django.setup()
    print(json.dumps(import_roster(Path(sys.argv[1]), date.fromisoformat(sys.argv[2]))))  # noqa: T201 - its answer
