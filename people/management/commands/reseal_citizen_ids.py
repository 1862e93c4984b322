"""`bin/manage reseal_citizen_ids`: after a new key was put first in FIELD_KEYS."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from people.services.keys import reseal_citizen_ids


class Command(BaseCommand):
    help = "Encrypts every citizen number under the first key. May be stopped and called again."

    def handle(self, *_arguments: Any, **_options: Any) -> None:
        resealed = broken = 0
        for more, worse in reseal_citizen_ids():
            resealed, broken = resealed + more, broken + worse
        self.stdout.write(f"{resealed} numbers sealed under the first key")
        if broken:
            raise CommandError(f"{broken} numbers are under a key that is not in FIELD_KEYS")
