"""What came from other bases against the chains of their origins: a base in, problems out.

The digest of every batch is taken anew of the facts that it stands for. What cannot be proved from
here is said of each origin.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterator

from kb import chain
from kb.errors import AlteredError, StoreError
from kb.exchange.content import content_of, opened
from kb.exchange.known import BATCH, RENDERING, RUN, Known, received_link
from kb.exchange.places import NOWHERE, Standing, standing
from kb.exchange.take_run import entry_of, proved, seen_in
from kb.stored_batches import StoredNames
from kb.taken_back import withdrawal_digest
from kb.verify.problem import Problem, same

_ROWS = "SELECT * FROM received ORDER BY id"
_OWN = "SELECT digest, last_fact - rows + 1, last_fact FROM batch WHERE rows > 0"


class ReceivedCheck:
    """One pass over all that came."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def problems(self) -> Iterator[Problem]:
        """Rows that break this base's chain, their origin's, or are not what their link says."""
        last, links = chain.GENESIS, self._own_links()
        self._names = StoredNames(self._connection)
        self._proved = {(d, f"{a} {b}") for d, a, b in self._connection.execute(_OWN)}
        for *row, previous, link in self._connection.execute(_ROWS):
            number, kind, own, before, _, text, *_ = row
            if previous != last or not same(link, received_link, previous, tuple(row)):
                yield Problem("received", str(number), "is not as it was written when it came")
            last = link
            said = _listed(text)
            if not same(own, chain.link, kind, before, *said):
                yield Problem("received", str(number), f"is not the {kind} of its origin")
            elif before != chain.GENESIS and (kind, before) not in links:
                yield Problem("received", str(number), f"the {kind} before it is not here")
            else:
                yield from self._content(row, said)
            links.add((kind, own))

    def _own_links(self) -> set[tuple[str, str]]:
        return {
            (kind, link)
            for kind in (BATCH, RUN, RENDERING)
            for (link,) in self._connection.execute(f"SELECT chain FROM {kind}")
        }

    def _content(self, row: list[object], said: list[str | int]) -> Iterator[Problem]:
        number, kind, kept, book = row[0], row[1], row[7], row[9]
        try:
            sound = (
                self._batch(said, kept)
                if kind == BATCH
                else kind == RENDERING or self._run(said, kept, book)
            )
        except (AlteredError, StoreError, KeyError, TypeError, ValueError):
            sound = False
        if not sound:
            what = "its rows are not those of its digest" if kind == BATCH else "is not as recorded"
            yield Problem("received", str(number), what)

    def _batch(self, said: list[str | int], kept: object) -> bool:
        digest, rows = str(said[0]), said[1]
        if not rows:
            taken = opened(kept)["withdrawn"]  # type: ignore[arg-type]
            return withdrawal_digest(tuple(each) for each in taken) == digest
        stands = standing(kept)
        key = digest, self._key(stands)
        if key not in self._proved:
            found = content_of(stands.rows(self._connection, self._names))
            if len(found.rows) != rows or found.digest() != digest:
                return False
            self._proved.add(key)
        return True

    @staticmethod
    def _key(stands: Standing) -> str:
        """What tells two ways of standing apart; that of a batch of this base is two numbers."""
        ids = stands.ids
        if not stands.kept and list(ids) == list(range(ids[0], ids[0] + len(ids))):
            return f"{ids[0]} {ids[-1]}"
        return chain.hash_of([list(ids), sorted(stands.kept.items())])

    def _run(self, said: list[str | int], kept: object, book: object) -> bool:
        entry = entry_of(kept)  # type: ignore[arg-type]
        return proved(entry, tuple(said)) and entry.rulebook == book


def _listed(text: object) -> list[str | int]:
    try:
        return list(json.loads(str(text)))
    except (TypeError, ValueError):
        return []


def origins(connection: sqlite3.Connection) -> tuple[str, ...]:
    """A sentence for each origin: what came of it, and what of that cannot be proved here."""
    known = Known(connection)
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    heads: dict[str, str] = {}
    for _, kind, link, _, origin, _, _, kept, _, _, _, _, _ in connection.execute(_ROWS):
        counts[origin][kind] += 1
        if kind == BATCH:
            heads[origin] = link
            counts[origin]["aside"] += _aside(kept)
        elif kind == RUN and not seen_in(known, entry_of(kept).batch_chain):
            counts[origin]["unseen"] += 1
    return tuple(_sentence(origin, counts[origin], heads.get(origin, "")) for origin in counts)


def _aside(kept: bytes) -> int:
    found = opened(kept)
    return 0 if "withdrawn" in found else list(standing(kept).ids).count(NOWHERE)


def _sentence(origin: str, count: Counter[str], head: str) -> str:
    name = f"origin {origin[:12]}" if origin else "of an origin whose batches are not here"
    batches, runs = _many(count[BATCH], "batch", "batches"), _many(count[RUN], "run", "runs")
    documents = _many(count[RENDERING], "document", "documents")
    came = f"{name}: {batches} up to {head or 'none'}, {runs} and {documents}"
    parts = [f"{came}, each under the link it has there"]
    if count["aside"]:
        one = count["aside"] == 1
        said = "contradicts others here and stands" if one else "contradict others here and stand"
        parts.append(f"{count['aside']:,} of its facts {said} aside")
    if count["unseen"]:
        parts.append(f"which facts {count['unseen']:,} of its runs saw cannot be proved here")
    return "; ".join(parts)


def _many(n: int, one: str, more: str) -> str:
    return f"{n:,} {one if n == 1 else more}"
