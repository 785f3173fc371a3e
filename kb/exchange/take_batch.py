"""A batch of another base taken in: what was new as a batch of this one, its own link beside it."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from kb import chain
from kb.batch_digest import CHUNK
from kb.batches import OpenBatch
from kb.catalog import Catalog
from kb.clock import NO_TARGET, day_number
from kb.errors import ConflictError, StoreError
from kb.exchange.content import Content, Spelt, squeezed, unpacked
from kb.exchange.known import BATCH, Came, Known, Link, write_received
from kb.exchange.offers import Offer
from kb.exchange.places import NOWHERE, Standing
from kb.fact_cells import CONTROL, NOTE_LENGTH
from kb.fact_columns import FactReader
from kb.facts import Fact
from kb.links import last_link, write_link
from kb.store import LABEL_LENGTH
from kb.taken_back import withdrawal_digest

_HERE = """SELECT fact.id, value, unit.name, note, publication FROM fact
    JOIN unit ON unit.id = unit_id
    WHERE strand_id = ? AND as_of = ? AND known_at = ? AND span = ?"""
_STRAND = """SELECT strand.id FROM strand JOIN series ON series.id = series_id
    JOIN source ON source.id = source_id
    WHERE series.name = ? AND source.name = ? AND asset = ? AND target = ?"""
_SINCE = "SELECT known_at, why FROM withdrawal WHERE fact_id = ?"
_TAKE_BACK = "INSERT INTO withdrawal (batch_id, fact_id, known_at, why) VALUES (?, ?, ?, ?)"
NOT_ITS_OWN = "it is not what its name says; `downdraft verify` it where it is from"


@dataclass
class Taken:
    """What came of one batch; the fields are those of `Received`."""

    new: int = 0
    there: int = 0
    otherwise: int = 0
    withdrawn: int = 0
    set_aside: list[str] = field(default_factory=list)
    standing: Standing = field(default_factory=lambda: Standing([]))
    batch: int | None = None


class BatchTaker:
    """Takes batches in, inside the caller's transaction, and learns each.

    keep_good  whether one goes in without the facts that contradict what is here
    """

    def __init__(
        self, opened: sqlite3.Connection, catalog: Catalog, known: Known, keep_good: bool
    ) -> None:
        self._opened, self._catalog, self._known = opened, catalog, known
        self._keep_good = keep_good
        self._strands: dict[tuple[str, str, str, str | None], int] = {}

    def take(self, offer: Offer, content: bytes) -> Taken:
        """One batch, after all of it was held against its link and its digest."""
        digest, rows, label = str(offer.said[0]), int(offer.said[1]), str(offer.said[2])
        check_link(offer, self._known)
        last = self._known.last(offer.before)
        if offer.withdrawn:
            taken = self._taken_back(offer, label)
            kept = squeezed({"withdrawn": offer.withdrawn})
        else:
            taken = self._facts(offer, content, label)
            kept = taken.standing.packed()
        link = Link(0, offer.before, digest, last + 1, last + rows, False, "")
        if taken.batch and last_link(self._opened, BATCH) == offer.link:
            self._known.learn(offer.link, link._replace(row=taken.batch, own=True))
            return taken
        said = chain.canonical(list(offer.said))
        origin = self._known.origin(offer.link, offer.before)
        came = Came(BATCH, offer.link, offer.before, origin, said, link.last, kept, taken.batch)
        self._known.learn(offer.link, link._replace(row=write_received(self._opened, came)))
        return taken

    def _facts(self, offer: Offer, content: bytes, label: str) -> Taken:
        """The facts of a batch: those that are new, and where all of them stand then."""
        digest, rows = str(offer.said[0]), int(offer.said[1])
        if digest in self._known.digests:
            standing = self._known.standing(self._known.digests[digest])
            return Taken(there=rows, standing=standing)
        found = unpacked(content)
        if not rows or len(found.rows) != rows or found.digest() != digest:
            raise StoreError(f"batch {offer.link[:12]}: {NOT_ITS_OWN}")
        batch, reader = OpenBatch(self._opened, self._catalog), FactReader()
        facts = [_fact(offer, row) for row in found.rows]
        aside: dict[int, str] = {}
        for start in range(0, rows, CHUNK):
            conflicts = batch.write(reader.read(facts[start : start + CHUNK]))
            aside |= {start + each.place: each.reason for each in conflicts}
        if aside and not self._keep_good:
            raise ConflictError(_contradicted(offer, label, next(iter(aside.values()))))
        standing = self._standing(found, batch.first, batch.added, aside)
        taken = Taken(batch.added, rows - batch.added - len(aside), standing=standing)
        taken.otherwise, taken.set_aside = len(standing.kept) - len(aside), list(aside.values())
        if batch.added:
            batch.seal(batch.digest(), _plain(label), self._moment(offer))
            taken.batch = batch.number
        return taken

    def _standing(
        self, found: Content, first: int, added: int, aside: Mapping[int, str]
    ) -> Standing:
        if added == len(found.rows):
            return Standing(range(first, first + added))
        ids, kept = [], {}
        for place, row in enumerate(found.rows):
            fact, same = (NOWHERE, False) if place in aside else self._here(row)
            ids.append(fact)
            if not same:
                kept[place] = row
        return Standing(ids, kept)

    def _here(self, row: Spelt) -> tuple[int, bool]:
        """The fact of this base that a row is, and whether it says it in the same words."""
        key = self._strand(row), row.as_of, row.known_at, row.span
        number, *said = self._opened.execute(_HERE, key).fetchone()
        return number, said == [row.value, row.unit, row.note, row.publication]

    def _strand(self, row: Spelt) -> int:
        if row.series not in self._strands:
            *names, target = row.series
            about = NO_TARGET if target is None else day_number(target)
            found = self._opened.execute(_STRAND, (*names, about)).fetchone()
            self._strands[row.series] = int(found[0])
        return self._strands[row.series]

    def _taken_back(self, offer: Offer, label: str) -> Taken:
        """What a batch takes back of facts that came before it."""
        if withdrawal_digest(offer.withdrawn) != offer.said[0] or offer.said[1]:
            raise StoreError(f"batch {offer.link[:12]}: {NOT_ITS_OWN}")
        rows, aside = [], []
        for number, since, why in offer.withdrawn:
            fact = self._known.fact(offer.before, number)
            if fact is None or not why or len(why) > NOTE_LENGTH or CONTROL.search(why):
                what = f"takes back fact {number}, which is not before it, or gives no plain reason"
                raise StoreError(f"batch {offer.link[:12]} {what}")
            before = self._opened.execute(_SINCE, (fact,)).fetchone()
            if before is None and fact != NOWHERE:
                rows.append((fact, since, why))
            elif before and before != (since, why):
                here = f"fact {fact} is withdrawn here for {before[1]!r}"
                aside.append(f"{here} and there for {why!r}, or since another moment")
        if aside and not self._keep_good:
            raise ConflictError(_contradicted(offer, label, aside[0]))
        made = self._withdraw(rows, _plain(label), self._moment(offer)) if rows else None
        return Taken(withdrawn=len(rows), set_aside=aside, batch=made)

    def _withdraw(
        self, rows: Sequence[tuple[int, int, str]], label: str, added_at: int | None
    ) -> int:
        (last,) = self._opened.execute("SELECT ifnull(max(id), 0) FROM batch").fetchone()
        self._opened.executemany(_TAKE_BACK, [(last + 1, *row) for row in rows])
        write_link(self._opened, last + 1, withdrawal_digest(rows), 0, label, b"", added_at)
        return int(last) + 1

    def _moment(self, offer: Offer) -> int | None:
        """When a batch made here was added: now, or when theirs was, where it goes on from ours.

        Then it is the same batch, link and all: a base that only ever pulls has the chain of its
        origin.
        """
        goes_on = last_link(self._opened, BATCH) == offer.before
        return int(offer.said[3]) if goes_on else None


def _plain(label: str) -> str:
    return CONTROL.sub("?", label)[:LABEL_LENGTH]


def check_link(offer: Offer, known: Known) -> None:
    """That an offer is what its link says, and follows one that is known."""
    if chain.link(offer.kind, offer.before, *offer.said) != offer.link:
        raise StoreError(f"{offer.kind} {offer.link[:12]}: {NOT_ITS_OWN}")
    if offer.before != chain.GENESIS and not known.has(offer.kind, offer.before):
        raise StoreError(
            f"{offer.kind} {offer.link[:12]} follows {offer.before[:12]}, which is not here and "
            "did not come; ask the base that wrote it"
        )


def _fact(offer: Offer, row: Spelt) -> Fact:
    try:
        return row.fact()
    except StoreError as error:
        raise StoreError(f"batch {offer.link[:12]}: {error}") from None


def _contradicted(offer: Offer, label: str, reason: str) -> str:
    named = f" ({label})" if label else ""
    return (
        f"batch {offer.link[:12]}{named} contradicts what is here: {reason}; nothing of it was "
        "taken in, what came before was; --keep-good takes the rest of it"
    )
