"""Facts that another base took back, taken back here: an offer in, what came of it out."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from time import time

from kb.clock import DAY_SECONDS
from kb.errors import StoreError
from kb.exchange.known import Known
from kb.exchange.offers import Offer
from kb.exchange.places import NOWHERE
from kb.exchange.taken import NOT_ITS_OWN, Taken, contradiction, label_of, moment_of
from kb.fact_cells import CONTROL, NOTE_LENGTH
from kb.links import write_link
from kb.taken_back import Row, withdrawal_digest

_SINCE = "SELECT known_at, why FROM withdrawal WHERE fact_id = ?"
_KNOWN = "SELECT known_at FROM fact WHERE id = ?"
_TAKE_BACK = "INSERT INTO withdrawal (batch_id, fact_id, known_at, why) VALUES (?, ?, ?, ?)"


def take_back(opened: sqlite3.Connection, known: Known, offer: Offer, keep_good: bool) -> Taken:
    """What a batch takes back of facts that came before it; those taken back already are."""
    if withdrawal_digest(offer.withdrawn) != offer.said[0] or offer.said[1]:
        raise StoreError(f"batch {offer.link[:12]}: {NOT_ITS_OWN}")
    rows: list[Row] = []
    aside: list[str] = []
    met: set[int] = set()
    for number, since, why in offer.withdrawn:
        fact = _meant(known, offer, number, why)
        if fact != NOWHERE and fact in met:
            what = f"takes back fact {number} twice, which no base does"
            raise StoreError(f"batch {offer.link[:12]} {what}; ask the base that wrote it")
        met.add(fact)
        _check_moment(opened, offer, fact, since)
        before = opened.execute(_SINCE, (fact,)).fetchone()
        if before is None and fact != NOWHERE:
            rows.append((fact, since, why))
        elif before and before != (since, why):
            here = f"fact {fact} is withdrawn here for {before[1]!r}"
            aside.append(f"{here} and there for {why!r}, or since another moment")
    if aside and not keep_good:
        raise contradiction(offer, aside[0])
    made = _written(opened, offer, rows) if rows else None
    return Taken(withdrawn=len(rows), set_aside=aside, batch=made)


def _meant(known: Known, offer: Offer, number: int, why: str) -> int:
    """The fact of this base that is taken back, for a plain reason."""
    fact = known.fact(offer.before, number)
    if fact is None or not why or len(why) > NOTE_LENGTH or CONTROL.search(why):
        what = f"takes back fact {number}, which is not before it, or gives no plain reason"
        raise StoreError(f"batch {offer.link[:12]} {what}")
    return fact


def _check_moment(opened: sqlite3.Connection, offer: Offer, fact: int, since: int) -> None:
    """A fact is taken back after it was known, and not in days to come."""
    (known,) = opened.execute(_KNOWN, (fact,)).fetchone() or (0,)
    if type(since) is not int or not known <= since <= time() + DAY_SECONDS:
        what = f"takes back fact {fact} before it was known, or in days to come"
        raise StoreError(f"batch {offer.link[:12]} {what}")


def _written(opened: sqlite3.Connection, offer: Offer, rows: Sequence[Row]) -> int:
    """The batch of this base that takes them back."""
    (last,) = opened.execute("SELECT ifnull(max(id), 0) FROM batch").fetchone()
    moment = moment_of(opened, offer)
    opened.executemany(_TAKE_BACK, [(last + 1, *row) for row in rows])
    write_link(opened, last + 1, withdrawal_digest(rows), 0, label_of(offer), b"", moment)
    return int(last) + 1
