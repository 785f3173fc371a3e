"""Facts in by the hundred thousand: `KnowledgeBase.add` against SQLite's own `executemany`.

Ours is handed ready `Fact` objects, new ones each time; it holds each against its own series,
encodes and hashes them and seals the batch. The yardstick is handed the rows that come of it,
already encoded, and writes them into the same table with the same index, in one transaction.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from itertools import count
from pathlib import Path
from typing import Any

from benchmarks.facts import Cells, facts, made_up, made_up_catalog
from benchmarks.measure import Sizes, WrongAnswer, interleaved, note, seconds
from benchmarks.table import Row, verdict
from kb.store import KnowledgeBase

AIM = 0.6
SERIES = 100  # about as many as the catalogue has

Work = Callable[[KnowledgeBase], object]


def measure(sizes: Sizes) -> Iterator[Row]:
    """Two rows: facts as they arrive day after day, and whole series one after the other."""
    rounds = max(sizes.rounds // 3, 1)
    rows = list(made_up(sizes.rows, SERIES))
    for order in ("day by day", "series by series"):
        note(f"bulk add of {sizes.rows:,} facts {order}, {rounds} rounds")
        if order == "series by series":
            rows.sort()
        with tempfile.TemporaryDirectory(prefix="downdraft-bench-") as folder:
            yield _measured(order, rows, rounds, Path(folder))


def _measured(order: str, rows: Sequence[Cells], rounds: int, folder: Path) -> Row:
    into, encoded = _encoded(rows, folder / "encoded.db")
    paths = (folder / f"{number}.db" for number in count())

    def ours() -> float:
        ready = list(facts(rows, SERIES))
        known = made_up_catalog(SERIES)
        add: Work = lambda kb: kb.under(known).add(ready, plausible=True)  # noqa: E731
        return _in_new_base(next(paths), len(rows), add)

    def raw() -> float:
        return _in_new_base(next(paths), len(rows), lambda kb: _write(kb, into, encoded))

    took = interleaved(rounds, {"ours": ours, "raw": raw})
    speed = {name: len(rows) / time for name, time in took.items()}
    ratio = speed["ours"] / speed["raw"]
    return Row(
        f"bulk add with batch hash, {len(rows):,} facts {order}",
        f"{speed['ours']:,.0f} rows/s", f"{speed['raw']:,.0f} rows/s  raw executemany",
        f"{ratio:.2f}", f"at least {AIM}", verdict(ratio >= AIM),
    )  # fmt: skip


def _encoded(rows: Sequence[Cells], path: Path) -> tuple[str, list[tuple[Any, ...]]]:
    """The statement that writes a row of the table, and the rows; SQLite numbers them itself."""
    with KnowledgeBase.create(path) as kb:
        kb.add(facts(rows, SERIES))
        table = kb.connection.execute("PRAGMA table_info(fact)").fetchall()
        columns = [column for _, column, *_ in table if column != "id"]
        named, places = ", ".join(columns), ", ".join("?" for _ in columns)
        stored = kb.connection.execute(f"SELECT {named} FROM fact ORDER BY id").fetchall()
    path.unlink()
    return f"INSERT INTO fact ({named}) VALUES ({places})", stored


def _write(kb: KnowledgeBase, into: str, encoded: Sequence[tuple[Any, ...]]) -> None:
    kb.connection.execute("BEGIN IMMEDIATE")
    kb.connection.executemany(into, encoded)
    kb.connection.execute("COMMIT")


def _in_new_base(path: Path, rows: int, work: Work) -> float:
    """How long `work` takes on a new base, in which `rows` rows must stand afterwards."""
    with KnowledgeBase.create(path) as kb:
        took = seconds(lambda: work(kb))
        stored = kb.connection.execute("SELECT count(*) FROM fact").fetchone()[0]
    path.unlink()
    if stored != rows:
        raise WrongAnswer(f"{stored:,} of {rows:,} rows went in")
    return took
