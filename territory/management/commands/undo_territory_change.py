"""`bin/manage undo_territory_change UUID --reason …`: a change is taken back as a whole."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from common.errors import DomainError
from territory.management.describe import describe_error
from territory.selectors import get_change
from territory.services import undo_change


class Command(BaseCommand):
    help = "Takes a change of the territory back, while nothing refers to what it made."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("uuid")
        parser.add_argument("--reason", default="bin/manage undo_territory_change")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            change = get_change(options["uuid"])
            undo_change(change=change, by=None, reason=options["reason"])
        except DomainError as error:
            raise CommandError(describe_error(error)) from error
        self.stdout.write("The change was taken back.")
