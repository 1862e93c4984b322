"""`bin/manage show_demo_accounts [--json]`: who can sign in to the demo."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from demo.accounts import DEMO_ACCOUNTS, DEMO_PASSWORD


class Command(BaseCommand):
    help = "Lists the demo's sign-ins."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true")

    def handle(self, *_args: Any, **options: Any) -> None:
        rows = [
            {
                "role": str(demo.role or "learner"),
                "title": demo.title,
                "sign_in": demo.sign_in,
                "password": DEMO_PASSWORD,
            }
            for demo in DEMO_ACCOUNTS
        ]
        if options["json"]:
            self.stdout.write(json.dumps(rows, ensure_ascii=False))
            return
        for row in rows:
            self.stdout.write(f"  {row['title']:<32}{row['sign_in']:<32}{row['password']}")
