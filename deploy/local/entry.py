"""What all commands share: the exit code, the sentence of a refusal, the answer to Ctrl-C."""

import signal
import sys
from collections.abc import Callable

from deploy.local.console import Console
from deploy.local.problem import Stop

Command = Callable[[list[str]], int]
INTERRUPTED = 130


def run(command: Command) -> int:
    """The exit code of the command; a refusal is one sentence on standard error."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.default_int_handler)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        return command(sys.argv[1:])
    except Stop as stop:
        Console(sys.stderr).fail(str(stop))
        return 1
    except KeyboardInterrupt:
        Console(sys.stderr).say("\nStopped.")
        return INTERRUPTED
