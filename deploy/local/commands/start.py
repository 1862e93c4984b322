"""`bin/start [--check] [--no-demo] [--host HOST] [--port PORT]`."""

import argparse
import json
import os
import sys
import time

from deploy.local.check import walk
from deploy.local.console import Console
from deploy.local.paths import Paths, find_paths
from deploy.local.ports import LOOPBACK, parse_port, read_port
from deploy.local.stack import USUAL_PORT, Address, Stack, list_demo_accounts, running_stack

TITLE_WIDTH = 28


def main(arguments: list[str]) -> int:
    """Runs the product until Ctrl-C; with --check walks the road once and ends."""
    options = _parse(arguments)
    console = Console(sys.stderr if options.check else sys.stdout)
    port = parse_port(options.port, "--port") if options.port else read_port("PORT") or USUAL_PORT
    paths, began = find_paths(), time.monotonic()
    console.title("Học Số")
    address = Address(options.host, port)
    with running_stack(paths, console, address, with_demo=options.demo) as stack:
        console.say(f"  Ready after {time.monotonic() - began:.1f} s.")
        if options.check:
            return _check(paths, stack)
        _greet(paths, console, stack)
        stack.supervisor.watch(stack.services)
        console.say("\nStopping…")
    console.say("Stopped. Data is kept; bin/start continues with it.")
    return 0


def _parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bin/start", description="Sets up and runs Học Số.")
    parser.add_argument("--check", action="store_true", help="walk the main road once and end")
    parser.add_argument("--host", default=os.environ.get("HOST") or LOOPBACK)
    parser.add_argument("--no-demo", dest="demo", action="store_false", help="load no demo data")
    parser.add_argument("--port", help=f"of the web server, {USUAL_PORT} by default")
    return parser.parse_args(arguments)


def _check(paths: Paths, stack: Stack) -> int:
    """One JSON line on standard output; 1 where a step of the walk failed."""
    accounts = list_demo_accounts(paths, stack.environment)
    seen = walk(stack.base_url, {"accounts": accounts, "environment": stack.environment})
    Console().say(json.dumps(seen, ensure_ascii=False))
    return 0 if seen.get("ok") else 1


def _greet(paths: Paths, console: Console, stack: Stack) -> None:
    console.say()
    console.say(f"  Pages   {stack.base_url}/")
    console.say(f"  API     {stack.base_url}/api/v1/")
    accounts = list_demo_accounts(paths, stack.environment)
    if accounts:
        console.say()
        console.say("  Demo sign-ins")
    for account in accounts:
        title, sign_in = account["title"], account["sign_in"]
        console.say(f"    {title:<{TITLE_WIDTH}} {sign_in:<30} {account['password']}")
    console.say()
    console.say(f"  Logs are in {paths.log}. Ctrl-C stops everything and keeps the data.")
