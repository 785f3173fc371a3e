"""Exchange: two bases in, killed in the middle of giving each other their batches, both sound out.

Each try begins with the same two bases, kills a pull or a push at a moment drawn by chance, and
then lets both take what they lack. Both must then hold the same facts, to the same digests, and be
as they were written, the killed one right after the kill too.
"""

from __future__ import annotations

import shutil
import signal
from datetime import date, timedelta
from itertools import islice
from pathlib import Path
from random import Random

from benchmarks.faults.calling import call
from benchmarks.faults.tally import Outcome, Try
from kb.built_in import catalog
from kb.facts import Checker, Fact
from kb.store import KnowledgeBase
from kb.verify.base import verify
from kb.withdrawals import withdraw

FACTS, A_BATCH = 50_000, 500
DAYS, FIRST = 10_000, date(1995, 1, 1)
SHARED = 2
"""Of how many assets both bases hold the same facts."""
WAYS = (("pull", "one", "other"), ("push", "one", "other"), ("pull", "other", "one"),
        ("push", "other", "one"))  # fmt: skip


def exchange(folder: Path, facts: int = FACTS, batch: int = A_BATCH) -> Try:
    """Kill an exchange a try, each time of the same two bases with so many facts."""
    for name in ("one", "other"):
        _make(folder / f"{name}.made", name, facts, batch)
    _copies(folder)
    expected, usual = _completed(folder), dict[tuple[int, bool], float]()

    def exchange_one(n: int, random: Random, whole: bool) -> Outcome:
        way = n % len(WAYS)
        if (way, whole) not in usual:
            _copies(folder)
            usual[way, whole] = call(_command(way), folder, whole=whole).lasted
        _copies(folder)
        moment = random.uniform(0, 1.02 * usual[way, whole])
        said = call(_command(way), folder, kill_after=moment, whole=whole)
        crashed = said.broken if said.signal != signal.SIGKILL else ""
        wrong = crashed or _wrong(folder, WAYS[way], expected)
        return wrong, f"{' '.join(_command(way))} killed after {moment:.4f} s", said

    return exchange_one


def _command(way: int) -> list[str]:
    verb, base, other = WAYS[way]
    return [verb, f"{other}.db", "--db", f"{base}.db"]


def _make(path: Path, source: str, facts: int, batch: int) -> None:
    with KnowledgeBase.create(path) as kb:
        stream = iter(_facts(source, facts))
        while rows := list(islice(stream, batch)):
            kb.add(rows, label=source)
        withdraw(kb, [facts // 2, facts], "misread", 1_763_000_000)


def _facts(source: str, count: int) -> list[Fact]:
    """Closes of assets, of the first few from a desk that both have."""
    checker = Checker(catalog(), today=date(2025, 11, 21))
    found = []
    for n in range(count):
        asset, day = divmod(n, min(DAYS, max(count // 6, 1)))
        who = "desk" if asset < SHARED else source
        row = ("price.close", f"a{asset}", "", str(FIRST + timedelta(day)), "", "",
               f"{100 + n % 7}", "USD/coin", who, "")  # fmt: skip
        found.append(checker.row(*row))
    return found


def _copies(folder: Path) -> None:
    for name in ("one", "other"):
        for left in folder.glob(f"{name}.db*"):
            left.unlink()
        shutil.copy(folder / f"{name}.made", folder / f"{name}.db")


def _completed(folder: Path) -> str:
    """What both bases hold after each has taken what it lacks; what is wrong where they differ."""
    for base, source in (("one.db", "other.db"), ("other.db", "one.db")):
        said = call(["pull", source, "--db", base], folder)
        if said.code != 0:
            return f"dead end ({said.code}: {said.err.strip()[-200:]})"
    held = {_held(folder / f"{name}.db") for name in ("one", "other")}
    return held.pop() if len(held) == 1 else f"they differ ({' / '.join(sorted(held))})"


def _held(path: Path) -> str:
    """How many facts a base holds, and the digests of what it knows of each asset."""
    with KnowledgeBase.open(path) as kb:
        assets = [name for (name,) in kb.rows("SELECT DISTINCT asset FROM strand ORDER BY asset")]
        digests = [kb.digest(asset, as_of=40_000, known_at=2**40)[:12] for asset in assets]
        return f"{kb.last_fact()} facts {' '.join(digests)}"


def _wrong(folder: Path, way: tuple[str, str, str], expected: str) -> str:
    """What is wrong after a kill, or after both went on; "" for nothing."""
    verb, base, other = way
    killed = base if verb == "pull" else other
    if problems := verify(folder / f"{killed}.db").problems:
        return f"half ({problems[0]})"
    if (held := _completed(folder)) != expected:
        return held
    for name in ("one", "other"):
        if problems := verify(folder / f"{name}.db").problems:
            return f"half afterwards ({name}: {problems[0]})"
    return ""
