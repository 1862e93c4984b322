"""`bin/manage find_duplicates`: entries that may be one person are found, chunk by chunk."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from common.jobs import get_job, run_job
from common.models import JobState
from people.services.duplicates import find_duplicates
from people.viewer import EVERYTHING


class Command(BaseCommand):
    help = "Compares all persons and lists the pairs that may be one, for review."

    def handle(self, *_arguments: Any, **_options: Any) -> None:
        job = find_duplicates(by=EVERYTHING)
        state = run_job(job.pk)
        job = get_job(job.uuid)
        if state != JobState.DONE:
            raise CommandError(job.problem or state)
        found = job.result.get("found_count", 0)
        self.stdout.write(f"{job.done_count} persons compared, {found} new pairs")
