"""`bin/manage load_demo`: the demo, made once; what stands already is left alone."""

import time
from argparse import ArgumentParser
from collections.abc import Callable
from typing import Any, TypeVar

from django.core.management.base import BaseCommand
from django.db import transaction

from demo.loader import country
from demo.loader.year2022 import load_year
from enrollment.models import Enrollment
from people.viewer import Viewer
from territory.services import load_territory

T = TypeVar("T")


class Command(BaseCommand):
    help = "Loads the demo: territory, accounts, courses, runs, targets and the year 2022."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--scale", type=float, default=1.0, help="a small year for tests, such as 0.01"
        )

    @transaction.atomic
    def handle(self, *_args: Any, **options: Any) -> None:
        self._step("territory", load_territory)
        accounts = self._step("accounts", country.create_accounts)
        manager = Viewer(accounts["quan-ly@hocso.example"])
        issuer = country.create_issuer()
        courses = self._step(
            "courses",
            lambda: country.publish_courses(
                accounts["tac-gia@hocso.example"], accounts["duyet-bai@hocso.example"]
            ),
        )
        runs = country.open_runs(courses, manager, issuer)
        country.set_targets(manager)
        if not Enrollment.objects.filter(run=runs["kns-2022"]).exists():
            self._step(
                "the year 2022",
                lambda: load_year(
                    run=runs["kns-2022"],
                    refresher=runs["nhac-lai-2022"],
                    scale=options["scale"],
                ),
            )

    def _step(self, name: str, work: Callable[[], T]) -> T:
        began = time.perf_counter()
        result = work()
        self.stdout.write(f"  {name:<16}{time.perf_counter() - began:6.1f} s")
        return result
