"""Facts in by the hundred thousand: `KnowledgeBase.add` against SQLite's own `executemany`.

Ours takes ready `Fact` objects, encodes and hashes them, and seals the batch. The yardstick is handed
the rows that came of it, already encoded, and writes them into the same table with the same index,
in one transaction.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from itertools import count
from operator import attrgetter
from pathlib import Path

from benchmarks.facts import made_up
from benchmarks.measure import Sizes, WrongAnswer, interleaved, note, seconds
from benchmarks.table import Row, verdict
from kb.facts import Fact
from kb.store import KnowledgeBase

AIM = 0.6
SERIES = 100  # about as many as the catalogue has
COLUMNS = "batch_id, strand_id, as_of, known_at, span, value, unit, note, content_low, content_high"
_READ = f"SELECT {COLUMNS} FROM fact ORDER BY id"
_WRITE = f"INSERT INTO fact ({COLUMNS}) VALUES ({', '.join('?' * len(COLUMNS.split(', ')))})"

Encoded = tuple[int | float | str, ...]


def measure(sizes: Sizes) -> Iterator[Row]:
    """Two rows: facts as they arrive day after day, and whole series one after the other."""
    rounds = max(sizes.rounds // 3, 1)
    facts = list(made_up(sizes.rows, SERIES))
    for order in ("day by day", "series by series"):
        note(f"bulk add of {sizes.rows:,} facts {order}, {rounds} rounds")
        if order == "series by series":
            facts.sort(key=attrgetter("series"))
        with tempfile.TemporaryDirectory(prefix="downdraft-bench-") as folder:
            yield _row(order, facts, rounds, Path(folder))


def _row(order: str, facts: Sequence[Fact], rounds: int, folder: Path) -> Row:
    encoded = _encoded(facts, folder / "encoded.db")
    paths = (folder / f"{number}.db" for number in count())
    took = interleaved(
        rounds,
        {
            "ours": lambda: _in_new_base(next(paths), len(facts), lambda kb: kb.add(facts)),
            "raw": lambda: _in_new_base(next(paths), len(facts), lambda kb: _write(kb, encoded)),
        },
    )
    ours, raw = (len(facts) / took[name] for name in ("ours", "raw"))
    return Row(
        f"bulk add with batch hash, {len(facts):,} facts {order}",
        f"{ours:,.0f} rows/s", f"{raw:,.0f} rows/s  raw executemany", f"{ours / raw:.2f}",
        f"at least {AIM}", verdict(ours / raw >= AIM),
    )  # fmt: skip


def _encoded(facts: Sequence[Fact], path: Path) -> list[Encoded]:
    """The facts as rows of the table."""
    with KnowledgeBase.create(path) as kb:
        kb.add(facts)
        return kb.connection.execute(_READ).fetchall()


def _write(kb: KnowledgeBase, encoded: Sequence[Encoded]) -> None:
    kb.connection.execute("BEGIN IMMEDIATE")
    kb.connection.executemany(_WRITE, encoded)
    kb.connection.execute("COMMIT")


def _in_new_base(path: Path, rows: int, work: Callable[[KnowledgeBase], object]) -> float:
    """How long `work` takes on a new base; only what is in the file at the end counts."""
    with KnowledgeBase.create(path) as kb:
        took = seconds(lambda: work(kb))
        stored = kb.connection.execute("SELECT count(*) FROM fact").fetchone()[0]
    path.unlink()
    if stored != rows:
        raise WrongAnswer(f"{stored:,} of {rows:,} rows went in")
    return took
