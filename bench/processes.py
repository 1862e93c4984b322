"""CPU time that processes have used, as the kernel counts it (proc(5), in steps of 10 ms)."""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

PROC = Path("/proc")
# Places of /proc/PID/stat after the command's bracket: the parent, own time, ended children's time.
PARENT, OWN, CHILDREN = 1, slice(11, 13), slice(13, 15)
TICKS_A_SECOND = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Group:
    """A part of the product: some processes and all that they started."""

    leaders: tuple[int, ...]

    @classmethod
    def parse(cls, text: str) -> "Group":
        """Of process numbers separated by commas, as `bin/bench` names them."""
        return cls(tuple(int(part) for part in text.split(",") if part))

    def cpu_seconds(self) -> float:
        """User and system time since the processes began, with that of children that ended."""
        return sum(self._ticks().values()) / TICKS_A_SECOND

    def _ticks(self) -> dict[int, int]:
        stats = {pid: _read_stat(pid) for pid in _list_pids()}
        members = _with_descendants(self.leaders, stats)
        return {pid: _sum_ticks(stats[pid]) for pid in members if stats.get(pid)}


def _with_descendants(leaders: Iterable[int], stats: dict[int, list[str]]) -> set[int]:
    members = set(leaders)
    while True:
        born = {
            pid
            for pid, fields in stats.items()
            if fields and int(fields[PARENT]) in members and pid not in members
        }
        if not born:
            return members
        members |= born


def _sum_ticks(fields: list[str]) -> int:
    return sum(map(int, [*fields[OWN], *fields[CHILDREN]]))


def _list_pids() -> list[int]:
    return [int(entry.name) for entry in PROC.glob("[0-9]*")]


def _read_stat(pid: int) -> list[str]:
    try:
        return (PROC / str(pid) / "stat").read_text(errors="replace").rpartition(")")[2].split()
    except OSError:
        return []
