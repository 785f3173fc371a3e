"""`python -m benchmarks.faults`: plants faults of every kind, and prints what came of them."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from random import Random

from benchmarks.faults.calling import start
from benchmarks.faults.exchange import exchange
from benchmarks.faults.files import mutated_files
from benchmarks.faults.flips import flipped_bits
from benchmarks.faults.kills import kills
from benchmarks.faults.lines import odd_lines
from benchmarks.faults.pages import hostile_pages
from benchmarks.faults.tally import Journal, Tally, Tried, Try

KINDS: dict[str, tuple[Callable[[Path], Try], int]] = {
    "pages": (hostile_pages, 400),
    "flips": (flipped_bits, 1_000),
    "lines": (odd_lines, 2_000),
    "kills": (kills, 1_000),
    "files": (mutated_files, 5_000),
    "exchange": (exchange, 50),
}
"""Each kind with how often it is tried."""
WHOLE = 0.05
"""The share of tries that start a whole interpreter."""
EXAMPLES = 8
HEADER = (
    f"{'kind':<8}{'tries':>7}{'whole':>7}{'wrong':>7}{'slowest':>9}{'largest':>9}{'minutes':>9}"
    "  how they left"
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Plant faults; 1 where any of them went wrong."""
    given = _parser().parse_args(arguments)
    seed = given.seed if given.seed is not None else int(time.time())
    journal, wrong = Journal(given.journal), 0
    start()
    print(f"seed {seed}", flush=True)
    print(HEADER, flush=True)
    for name in given.kinds or KINDS:
        tries = range(max(1, round(KINDS[name][1] * given.share)))
        began = time.perf_counter()
        tally = planted(name, seed, given.tries or tries, journal)
        print(_row(name, tally, (time.perf_counter() - began) / 60), flush=True)
        for example in tally.examples[:EXAMPLES]:
            print(f"    {example!a}", flush=True)
        wrong += tally.wrong
    return 1 if wrong else 0


def planted(kind: str, seed: int, tries: Iterable[int], journal: Journal) -> Tally:
    """The tries of a kind by their numbers; what the journal has of them is not tried again."""
    tally = Tally()
    known = {each.n: each for each in journal.read() if (each.kind, each.seed) == (kind, seed)}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        plant: Try | None = None
        for n in tries:
            if n not in known:
                plant = plant or _prepared(kind, folder)
                random = Random(f"{kind} {seed} {n}")
                whole = random.random() < WHOLE
                known[n] = Tried.of(kind, seed, n, plant(n, random, whole))
                journal.write(known[n])
            tally.count(known[n])
    return tally


def _prepared(kind: str, folder: Path) -> Try:
    os.environ["DOWNDRAFT_CACHE"] = str(folder / "cache")
    return KINDS[kind][0](folder)


def _row(kind: str, tally: Tally, minutes: float) -> str:
    codes = ", ".join(f"{code}: {count}" for code, count in sorted(tally.codes.items()))
    return (
        f"{kind:<8}{tally.tries:>7,}{tally.whole:>7,}{tally.wrong:>7,}{tally.slowest:>7.1f} s"
        f"{tally.largest:>6} MB{minutes:>9.1f}  {codes}"
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.faults", description=__doc__)
    parser.add_argument("kinds", nargs="*", metavar="KIND", help=f"any of {', '.join(KINDS)}")
    parser.add_argument("--share", type=float, default=1.0, help="of the usual tries (1.0)")
    parser.add_argument("--seed", type=int, help="of an earlier run, to plant the same again")
    parser.add_argument("--try", type=int, nargs="+", dest="tries", metavar="N", help="these alone")
    parser.add_argument("--journal", type=Path, help="a file of the tries, to go on with them")
    return parser


if __name__ == "__main__":
    sys.exit(main())
