"""A briefing from nothing: a new process that briefs, against one that only imports what it needs.

Whole processes are timed, with the interpreter's own start on both sides and modules compiled. Of a
warm briefing the seconds of the processor are told too, which a busy machine changes less: asked
again, when all that is kept of it serves, and of a day that nobody asked about before.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from itertools import count
from pathlib import Path
from statistics import median

from benchmarks.measure import Sizes, WrongAnswer, interleaved, note, seconds
from benchmarks.table import Row, verdict

AIM = 1.5
AIM_SECONDS = 0.7
"""Seconds of the processor that a briefing may take on what is kept of its facts."""
BEFORE = date(2025, 11, 14)
"""From here back are the days that nobody asked about."""
DEPENDENCIES = (
    "durable_rules_engine", "pydantic", "numpy", "jinja2", "sqlite_utils", "click",
    "rich.console", "lark", "yaml", "markdown_it",
)  # fmt: skip
BARE = (sys.executable, "-c", f"import {', '.join(DEPENDENCIES)}")
# What the installed command `downdraft` runs, without looking for it on the path.
BRIEF = (
    sys.executable, "-c", "from engine.cli.main import main; main()", "brief", "--example",
)  # fmt: skip


def measure(sizes: Sizes) -> Iterator[Row]:
    """Four rows: with all in the cache, its CPU, that of a new day, and with an empty cache."""
    note(f"briefing from nothing, {sizes.rounds} rounds")
    cpu: dict[str, list[float]] = {"warm": [], "new": []}
    with _folders() as (warm, fresh):

        def warmly(kind: str, *more: str) -> float:
            before = _cpu()
            took = seconds(lambda: _run((*BRIEF, *more), warm))
            cpu[kind].append(_cpu() - before)
            return took

        for command in (BARE, BRIEF):  # modules are compiled and pages parsed beforehand
            _run(command, warm)
        took = interleaved(
            sizes.rounds,
            {
                "bare": lambda: seconds(lambda: _run(BARE, warm)),
                "warm": lambda: warmly("warm"),
                "new": lambda: warmly("new", "--as-of", str(BEFORE - timedelta(len(cpu["new"])))),
                "empty": lambda: seconds(lambda: _run(BRIEF, next(fresh))),
            },
        )
    warm_ratio, empty_ratio = took["warm"] / took["bare"], took["empty"] / took["bare"]
    bare = f"{took['bare']:.3f} s  bare imports"
    yield Row(
        "cold `downdraft brief --example`, page cache warm",
        f"{took['warm']:.3f} s", bare, f"{warm_ratio:.2f}",
        f"below {AIM}", verdict(warm_ratio < AIM),
    )  # fmt: skip
    for kind, what in (
        ("warm", "the same, seconds of the processor"),
        ("new", "the same of a day that nobody asked about before"),
    ):
        used = median(cpu[kind])
        yield Row(
            what, f"{used:.3f} s", f"{AIM_SECONDS} s", f"{used / AIM_SECONDS:.2f}",
            "below 1" if kind == "warm" else "none",
            verdict(used < AIM_SECONDS) if kind == "warm" else "-",
        )  # fmt: skip
    yield Row(
        "cold `downdraft brief --example`, page cache empty",
        f"{took['empty']:.3f} s", bare, f"{empty_ratio:.2f}", "none", "-",
    )  # fmt: skip


@contextmanager
def _folders() -> Iterator[tuple[Path, Iterator[Path]]]:
    """A cache folder that stays, and as many new ones as one asks for."""
    with tempfile.TemporaryDirectory(prefix="downdraft-bench-") as root:
        yield Path(root, "warm"), (Path(root, f"empty-{number}") for number in count())


def _cpu() -> float:
    """Seconds of the processor that all processes took which we started and which ended."""
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    return ended.ru_utime + ended.ru_stime


def _environment(cache: Path) -> dict[str, str]:
    """Ours, with this cache and leave to keep compiled modules, as an installed command has."""
    kept = {key: text for key, text in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "DOWNDRAFT_CACHE": str(cache)}


def _run(command: tuple[str, ...], cache: Path) -> None:
    done = subprocess.run(
        command, env=_environment(cache), capture_output=True, text=True, check=False
    )
    briefs = command[: len(BRIEF)] == BRIEF
    if done.returncode not in ((0, 3) if briefs else (0,)) or (briefs and not done.stdout):
        raise WrongAnswer(f"{' '.join(command[2:])!r} does not work: {done.stderr.strip()}")
