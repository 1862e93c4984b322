"""A command that has the terminal: its keys and signals are its own."""

import signal
import subprocess
from collections.abc import Mapping, Sequence
from types import FrameType

from deploy.local.paths import ROOT


def call(command: Sequence[str], environment: Mapping[str, str]) -> int:
    """The exit code as a shell gives it. Ctrl-C is the command's alone; `kill` is passed on."""
    with subprocess.Popen(command, cwd=ROOT, env=environment) as child:

        def pass_on(number: int, _frame: FrameType | None) -> None:
            child.send_signal(number)

        before = {
            # A handler, not SIG_IGN, which the command would inherit.
            signal.SIGINT: signal.signal(signal.SIGINT, lambda *_: None),
            signal.SIGTERM: signal.signal(signal.SIGTERM, pass_on),
            signal.SIGHUP: signal.signal(signal.SIGHUP, pass_on),
        }
        code = child.wait()
        for number, handler in before.items():
            signal.signal(number, handler)
    return code if code >= 0 else 128 - code
