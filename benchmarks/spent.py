"""Who used the machine: processes by name in, the seconds of CPU of each over a while out."""

from __future__ import annotations

import os
import resource
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from time import monotonic

BUSY = (0, 1, 2, 5, 6, 7)
"""Of the times of a machine those in which it works: not idle, and waiting for no disk."""
TICK = os.sysconf("SC_CLK_TCK")


def of_process(process: int) -> float:
    """Seconds that a process has taken, where the system tells it; else NaN."""
    try:
        told = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    except OSError:
        return float("nan")
    return (int(told[11]) + int(told[12])) / TICK


def of_machine() -> float:
    """Seconds that all processes of this machine have taken, where the system tells it."""
    try:
        told = Path("/proc/stat").read_text(encoding="ascii").split("\n", 1)[0].split()[1:]
    except OSError:
        return float("nan")
    return sum(int(told[place]) for place in BUSY) / TICK


class Spent:
    """The CPU that named processes took between two moments, seconds.

    processes  their numbers by name; "ended" are the children that ended meanwhile, together
    """

    def __init__(self, processes: Mapping[str, int], ended: str) -> None:
        self._processes, self._ended = processes, ended
        self.by_name: dict[str, float] = {}
        self.seconds = 0.0

    @contextmanager
    def measured(self) -> Iterator[None]:
        """Measure what goes on in the block."""
        before, began = self._now(), monotonic()
        yield
        self.seconds = monotonic() - began
        self.by_name = {name: now - before[name] for name, now in self._now().items()}

    def _now(self) -> dict[str, float]:
        ended = resource.getrusage(resource.RUSAGE_CHILDREN)
        own = {name: of_process(number) for name, number in self._processes.items()}
        own[self._ended] = ended.ru_utime + ended.ru_stime
        return own | {"anything else": of_machine() - sum(own.values())}

    def told(self) -> Iterator[str]:
        """The same in lines, the most first."""
        cores = os.cpu_count() or 1
        there = cores * self.seconds
        yield f"CPU over {self.seconds:.0f} s on {cores} cores, of {there:.0f} s that there were:"
        for name, took in sorted(self.by_name.items(), key=lambda each: -each[1]):
            yield f"  {took:6.1f} s  {took / there:4.0%}  {name}"
