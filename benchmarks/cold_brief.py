"""A briefing from nothing: a new process that briefs, against one that only imports what it needs.

Whole processes are timed, with the interpreter's own start on both sides and modules compiled.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from benchmarks.measure import Sizes, WrongAnswer, interleaved, note, seconds
from benchmarks.table import Row, verdict

AIM = 1.5
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
    """Two rows: with the parsed pages in the cache, and with an empty cache."""
    note(f"briefing from nothing, {sizes.rounds} rounds")
    with _folders() as (warm, fresh):
        for command in (BARE, BRIEF):  # modules are compiled and pages parsed beforehand
            _run(command, warm)
        took = interleaved(
            sizes.rounds,
            {
                "bare": lambda: seconds(lambda: _run(BARE, warm)),
                "warm": lambda: seconds(lambda: _run(BRIEF, warm)),
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
    yield Row(
        "the same, page cache empty",
        f"{took['empty']:.3f} s", bare, f"{empty_ratio:.2f}", "none", "-",
    )  # fmt: skip


@contextmanager
def _folders() -> Iterator[tuple[Path, Iterator[Path]]]:
    """A cache folder that stays, and as many new ones as one asks for."""
    with tempfile.TemporaryDirectory(prefix="downdraft-bench-") as root:
        yield Path(root, "warm"), (Path(root, f"empty-{number}") for number in count())


def _environment(cache: Path) -> dict[str, str]:
    """Ours, with this cache and leave to keep compiled modules, as an installed command has."""
    kept = {key: text for key, text in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "DOWNDRAFT_CACHE": str(cache)}


def _run(command: tuple[str, ...], cache: Path) -> None:
    done = subprocess.run(
        command, env=_environment(cache), capture_output=True, text=True, check=False
    )
    if done.returncode or (command == BRIEF and not done.stdout):
        raise WrongAnswer(f"{' '.join(command[2:])!r} does not work: {done.stderr.strip()}")
