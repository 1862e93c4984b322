"""`python -m bench NAME [--quick] [--json]`, called by `bin/bench` with the stack up."""

import argparse
import sys
from collections.abc import Callable
from importlib import import_module

import django

from bench.report import Reporter
from bench.stack import Stack, describe_machine

# name → what it measures; each is a module of the same name with `run(stack, reporter, quick)`.
BENCHMARKS = {
    "road": "sign-in, courses, progress, quizzes and certificates of the main road",
    "questions": "files of questions that come in, and answers that are marked",
    "people": "the nation: its making, rosters, search, the network's report, the great merger",
}


def main(arguments: list[str]) -> int:
    """0 where every goal is held, 1 where one is not."""
    options = _parse(arguments)
    django.setup()
    run: Callable[..., None] = import_module(f"bench.{options.name}").run
    reporter = Reporter(sys.stdout, as_json=options.json)
    reporter.begin([f"{options.name}: {BENCHMARKS[options.name]}", describe_machine()])
    run(Stack.find(), reporter, quick=options.quick)
    return reporter.end()


def _parse(arguments: list[str]) -> argparse.Namespace:
    listed = "\n".join(f"  {name:10} {about}" for name, about in BENCHMARKS.items())
    parser = argparse.ArgumentParser(
        prog="bin/bench",
        description="Measures the running product; exits 1 where a goal is not held.",
        epilog=f"benchmarks:\n{listed}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("name", metavar="NAME", choices=BENCHMARKS, help="one of those below")
    parser.add_argument("--quick", action="store_true", help="a small version, under 50 s")
    parser.add_argument("--json", action="store_true", help="a JSON object a line")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
