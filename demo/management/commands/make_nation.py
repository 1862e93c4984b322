"""`bin/manage make_nation [--scale S] [--seed N] [--json]`: a synthetic nation (docs/nation.md)."""

import json
import resource
import time
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from demo.nation import NationRefused, NationReport, make_nation, settle_tables


class Command(BaseCommand):
    help = "Makes a synthetic nation in which the published figures of the network hold."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--scale", type=float, default=1.0, help="1.0 is the whole nation")
        parser.add_argument("--seed", type=int, default=1, help="the same seed, the same nation")
        parser.add_argument(
            "--before-reform", action="store_true", help="until 30 June 2025, where no unit stands"
        )
        parser.add_argument(
            "--network-only", action="store_true", help="nobody beside the members of teams"
        )
        parser.add_argument("--json", action="store_true")

    def handle(self, *_args: Any, **options: Any) -> None:
        began = time.perf_counter()
        as_json = options["json"]
        try:
            report = make_nation(
                scale=options["scale"],
                seed=options["seed"],
                before_reform=options["before_reform"],
                network_only=options["network_only"],
                **({} if as_json else {"say": self._say}),
            )
        except NationRefused as problem:
            raise CommandError(str(problem)) from problem
        if report.is_new:
            settle_tables()
        found = asdict(report) | {
            "seconds": round(time.perf_counter() - began, 1),
            "peak_megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        }
        self.stdout.write(json.dumps(found) if as_json else _describe(report, found))

    def _say(self, step: str, seconds: float) -> None:
        self.stdout.write(f"  {step:<16}{seconds:6.1f} s")


def _describe(report: NationReport, found: dict[str, Any]) -> str:
    name = f"seed {report.seed}, scale {report.scale:g}"
    if not report.is_new:
        return f"This nation stands already: {name}. Nothing was changed."
    return (
        f"A nation of {name}: {report.person_count:,} persons, of whom {report.member_count:,} were"
        f" ever in one of {report.team_count:,} teams; {report.unplaced_count:,} teams wait for a"
        f" commune. {found['seconds']} s, {found['peak_megabytes']} MB."
    )
