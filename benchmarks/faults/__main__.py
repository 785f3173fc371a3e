"""`python -m benchmarks.faults`: plants faults of every kind, and prints what came of them."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks.faults.exchange import exchange
from benchmarks.faults.files import mutated_files
from benchmarks.faults.flips import flipped_bits
from benchmarks.faults.kills import kills
from benchmarks.faults.lines import odd_lines
from benchmarks.faults.pages import hostile_pages
from benchmarks.faults.tally import Tally

KINDS: dict[str, tuple[Callable[[int, int, Path], Tally], int]] = {
    "kills": (kills, 1_000),
    "flips": (flipped_bits, 1_000),
    "files": (mutated_files, 5_000),
    "lines": (odd_lines, 2_000),
    "pages": (hostile_pages, 400),
    "exchange": (exchange, 50),
}
"""Each kind with how often it is tried."""
HEADER = f"{'kind':<20}{'tries':>7}{'wrong':>7}{'slowest':>9}{'minutes':>9}  exit codes"


def main(arguments: Sequence[str] | None = None) -> int:
    """Plant faults; 1 where any of them went wrong."""
    given = _parser().parse_args(arguments)
    seed = given.seed if given.seed is not None else int(time.time())
    wrong = 0
    print(f"seed {seed}", flush=True)
    print(
        f"{'kind':<20}{'tries':>7}{'wrong':>7}{'slowest':>9}{'minutes':>9}  exit codes", flush=True
    )
    for name in given.kinds or KINDS:
        plant, tries = KINDS[name]
        began = time.perf_counter()
        with tempfile.TemporaryDirectory() as folder:
            tally = plant(seed, max(1, round(tries * given.share)), Path(folder))
        print(_row(tally, (time.perf_counter() - began) / 60), flush=True)
        for example in tally.examples:
            print(f"    {example!a}", flush=True)
        wrong += tally.wrong
    return 1 if wrong else 0


def _row(tally: Tally, minutes: float) -> str:
    codes = ", ".join(f"{code}: {count}" for code, count in sorted(tally.codes.items()))
    slowest = f"{tally.slowest:.1f} s" if tally.slowest else ""
    return f"{tally.kind:<20}{tally.tries:>7,}{tally.wrong:>7,}{slowest:>9}{minutes:>9.1f}  {codes}"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.faults", description=__doc__)
    parser.add_argument("kinds", nargs="*", metavar="KIND", help=f"any of {', '.join(KINDS)}")
    parser.add_argument("--share", type=float, default=1.0, help="of the usual tries (1.0)")
    parser.add_argument("--seed", type=int, help="of an earlier run, to plant the same again")
    return parser


if __name__ == "__main__":
    sys.exit(main())
