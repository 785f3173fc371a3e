"""`python -m benchmarks`: runs the benchmarks named, or all, and prints one table."""

from __future__ import annotations

import argparse
import os
import platform
import sqlite3
import sys
from collections.abc import Callable, Iterable, Sequence

from benchmarks import bulk_add, cluster, cold_brief, history, large, screen, snapshot
from benchmarks.measure import Sizes, WrongAnswer, note
from benchmarks.table import Row, printed

BENCHMARKS: dict[str, Callable[[Sizes], Iterable[Row]]] = {
    "brief": cold_brief.measure,
    "add": bulk_add.measure,
    "snapshot": snapshot.measure,
    "history": history.measure,
    "large": large.measure,
    "screen": screen.measure,
    "cluster": cluster.measure,
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; a wrong answer is an error, a missed aim is only shown."""
    given = _parser().parse_args(arguments)
    sizes = Sizes(
        given.rows, given.among, given.series, given.rounds, given.days, given.assets
    )  # fmt: skip
    try:
        rows = [row for name in given.names or BENCHMARKS for row in BENCHMARKS[name](sizes)]
    except WrongAnswer as wrong:
        note(f"benchmarks: {wrong}")
        return 1
    print(printed(rows) + "\n" + _about(), end="")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument(
        "names", nargs="*", type=_name, metavar="NAME", help=f"any of {', '.join(BENCHMARKS)}"
    )
    for name, what in (
        ("rows", "facts added in bulk, and at most under a briefing"),
        ("among", "rows a snapshot is taken among"),
        ("series", "series of a snapshot"),
        ("days", "days of a history"),
        ("assets", "assets of a screen"),
        ("rounds", "repetitions of each work, side by side; a third of them for bulk add"),
    ):
        default = getattr(Sizes, name)
        parser.add_argument(
            f"--{name}", type=_positive, default=default, metavar="N", help=f"{what} ({default:,})"
        )
    return parser


def _name(text: str) -> str:
    if text not in BENCHMARKS:
        raise argparse.ArgumentTypeError(f"{text} is none of {', '.join(BENCHMARKS)}")
    return text


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text} is not a positive number")
    return number


def _about() -> str:
    load = f"; load {os.getloadavg()[0]:.1f} at the end" if hasattr(os, "getloadavg") else ""
    return (
        "Medians over interleaved rounds of one run; the ratio is ours to the yardstick.\n"
        f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, "
        f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}{load}.\n"
    )


if __name__ == "__main__":
    sys.exit(main())
