"""The end of a log, for a sentence that must explain why a part is not there."""

from pathlib import Path

TAIL_BYTES = 8192


def read_tail(path: Path, lines: int = 8) -> str:
    """The last lines, indented; one remark when there is nothing to show."""
    try:
        with path.open("rb") as file:
            file.seek(max(0, path.stat().st_size - TAIL_BYTES))
            text = file.read().decode(errors="replace")
    except OSError:
        text = ""
    kept = [line for line in text.splitlines() if line.strip()][-lines:]
    return "\n".join(f"    {line}" for line in kept) or "    (the log is empty)"
