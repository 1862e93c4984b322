"""What every file in `bin/` calls: `door.py COMMAND [ARGUMENT...]`. Runs on a bare Python."""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
OLDEST = (3, 11)

if sys.version_info < OLDEST:
    sys.exit("Python 3.11 or newer is needed; python3 here is older.")

sys.pycache_prefix = sys.pycache_prefix or str(
    Path(os.environ.get("HOCSO_VAR") or ROOT / "var") / "cache" / "pycache"
)
sys.dont_write_bytecode = False
sys.path[0] = str(ROOT)

import importlib  # noqa: E402 - only now is the path right

from deploy.local.entry import run  # noqa: E402

if __name__ == "__main__":
    command = sys.argv.pop(1)
    sys.exit(run(importlib.import_module(f"deploy.local.commands.{command}").main))
