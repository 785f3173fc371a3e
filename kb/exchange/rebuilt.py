"""The base of an origin as a run of it saw it: what came from there in, a base in memory out.

Batches are written again in the order of their chain, so facts and batches have the numbers, and
batches the links, that they have there. The run is executed on that base as on its own.
"""

from __future__ import annotations

from collections.abc import Mapping

from kb import chain
from kb.batch_digest import CHUNK
from kb.batches import OpenBatch
from kb.errors import StoreError
from kb.exchange.known import RENDERING, RUN, Known
from kb.exchange.offers import BaseSource, Offer
from kb.exchange.take_run import entry_of
from kb.fact_columns import FactReader
from kb.ledger import record_rendering
from kb.links import last_link, write_link
from kb.rulebooks import pages_of
from kb.run_entries import RUNS
from kb.store import KnowledgeBase
from kb.stored_batches import StoredNames

_RUN = """SELECT link FROM received WHERE kind = 'run' AND json_extract(said, '$[0]') >= ?1
    AND json_extract(said, '$[0]') < ?2 ORDER BY id LIMIT 2"""


def rebuilt(kb: KnowledgeBase, run: str) -> KnowledgeBase | None:
    """The base that a received run saw, with it and the runs before it; None where none came.

    run     the beginning of its id
    raises  StoreError where what it saw is not here, or more than one begins so
    """
    found = kb.rows(_RUN, run, f"{run}\U0010ffff") if run else []
    if len(found) > 1:
        raise StoreError(f"more than one run that came begins with {run!r}; write more of its id")
    return _Rebuilding(kb).up_to(found[0][0]) if found else None


class _Rebuilding:
    def __init__(self, kb: KnowledgeBase) -> None:
        self._kb, self._names = kb, StoredNames(kb.connection)
        self._known = Known(kb.connection)
        self._source = BaseSource(kb.connection, kb.name)
        self._offers = {offer.link: offer for offer in self._source.offers()}

    def up_to(self, link: str) -> KnowledgeBase:
        """With a run as the last one."""
        runs = [offer for offer in _line(self._offers, link) if offer.kind == RUN]
        contents = self._source.contents([offer.link for offer in runs])
        entries = [entry_of(content) for content in contents]
        base = KnowledgeBase.in_memory()
        for offer in _line(self._offers, entries[-1].batch_chain or chain.GENESIS):
            self._write_batch(base, offer)
        for entry in entries:
            RUNS.write(base, entry, tuple(pages_of(self._kb, entry.rulebook)))
        for offer in self._offers.values():
            if offer.kind == RENDERING and offer.said[0] in {entry.id for entry in entries}:
                record_rendering(base, *map(str, offer.said))
        return base

    def _write_batch(self, base: KnowledgeBase, offer: Offer) -> None:
        digest, _, label, added_at = offer.said
        with base.transaction() as opened:
            if offer.withdrawn:
                number = base.last_batch() + 1
                opened.executemany(
                    "INSERT INTO withdrawal (batch_id, fact_id, known_at, why) VALUES (?, ?, ?, ?)",
                    [(number, *row) for row in offer.withdrawn],
                )
                write_link(opened, number, str(digest), 0, str(label), b"", int(added_at))
            else:
                self._write_facts(OpenBatch(opened, base.catalog), offer)
            if last_link(opened, "batch") != offer.link:
                raise StoreError(f"batch {offer.link[:12]} does not come out as its origin has it")

    def _write_facts(self, batch: OpenBatch, offer: Offer) -> None:
        digest, _, label, added_at = offer.said
        rows = self._known.standing(offer.link).rows(self._kb.connection, self._names)
        facts, reader = [row.fact() for row in rows], FactReader()
        for start in range(0, len(facts), CHUNK):
            batch.write(reader.read(facts[start : start + CHUNK]))
        batch.seal(str(digest), str(label), int(added_at))


def _line(offers: Mapping[str, Offer], link: str) -> list[Offer]:
    """What leads up to a link in its chain, the first before."""
    found = []
    while link != chain.GENESIS:
        if link not in offers:
            raise StoreError(f"what the run saw is not all here: {link[:12]} is missing; pull it")
        found.append(offers[link])
        link = offers[link].before
    return found[::-1]
