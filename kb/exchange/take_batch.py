"""A batch of another base taken in: what was new as a batch of this one, its own link beside it."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping

from kb import chain
from kb.batch_digest import CHUNK
from kb.batches import OpenBatch
from kb.catalog import Catalog
from kb.clock import NO_TARGET, day_number
from kb.errors import StoreError
from kb.exchange.content import Content, Spelt, squeezed, unpacked
from kb.exchange.known import BATCH, Came, Known, Link, write_received
from kb.exchange.offers import Offer
from kb.exchange.places import NOWHERE, Standing
from kb.exchange.strangers import strangers
from kb.exchange.take_back import take_back
from kb.exchange.taken import (
    NOT_ITS_OWN,
    Taken,
    check_link,
    contradiction,
    label_of,
    moment_of,
    told_apart,
)
from kb.fact_columns import FactReader
from kb.facts import Fact
from kb.links import last_link

_HERE = """SELECT fact.id, value, unit.name, note, publication FROM fact
    JOIN unit ON unit.id = unit_id
    WHERE strand_id = ? AND as_of = ? AND known_at = ? AND span = ?"""
_STRAND = """SELECT strand.id FROM strand JOIN series ON series.id = series_id
    JOIN source ON source.id = source_id
    WHERE series.name = ? AND source.name = ? AND asset = ? AND target = ?"""


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
        digest, rows = str(offer.said[0]), int(offer.said[1])
        check_link(offer, self._known)
        last = self._known.last(offer.before)
        if offer.withdrawn:
            taken = take_back(self._opened, self._known, offer, self._keep_good)
            kept = squeezed({"withdrawn": offer.withdrawn})
        else:
            taken = self._facts(offer, content)
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

    def _facts(self, offer: Offer, content: bytes) -> Taken:
        """The facts of a batch: those that are new, and where all of them stand then."""
        digest, rows = str(offer.said[0]), int(offer.said[1])
        if digest in self._known.digests:
            standing = self._known.standing(self._known.digests[digest])
            if len(standing.ids) != rows:
                raise StoreError(f"batch {offer.link[:12]}: {NOT_ITS_OWN}")
            return Taken(there=rows, standing=standing)
        found = unpacked(content)
        if not rows or len(found.rows) != rows or found.digest() != digest:
            raise StoreError(f"batch {offer.link[:12]}: {NOT_ITS_OWN}")
        batch, reader = OpenBatch(self._opened, self._catalog), FactReader()
        aside: dict[int, str] = {}
        for start in range(0, rows, CHUNK):
            facts = [_fact(offer, row) for row in found.rows[start : start + CHUNK]]
            conflicts = batch.write(reader.read(facts))
            aside |= {start + each.place: told_apart(each.reason) for each in conflicts}
        if aside and not self._keep_good:
            raise contradiction(offer, next(iter(aside.values())))
        standing = self._standing(found, batch.first, batch.added, aside)
        taken = Taken(batch.added, rows - batch.added - len(aside), standing=standing)
        taken.otherwise, taken.set_aside = len(standing.kept) - len(aside), list(aside.values())
        if batch.added:
            last = batch.first + batch.added - 1
            taken.unknown, taken.misfits = strangers(self._opened, self._catalog, batch.first, last)
            batch.seal(batch.digest(), label_of(offer), moment_of(self._opened, offer))
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


def _fact(offer: Offer, row: Spelt) -> Fact:
    try:
        return row.fact()
    except StoreError as error:
        raise StoreError(f"batch {offer.link[:12]}: {error}") from None
