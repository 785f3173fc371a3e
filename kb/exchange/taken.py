"""What a batch must be to be taken in, and what came of it: an offer in, an account of it out."""

from __future__ import annotations

import re
import sqlite3
from collections import Counter
from dataclasses import dataclass, field

from kb import chain
from kb.errors import ConflictError, StoreError
from kb.exchange.known import BATCH, Known
from kb.exchange.offers import Offer
from kb.exchange.places import Standing
from kb.fact_cells import CONTROL
from kb.links import last_link
from kb.store import LABEL_LENGTH

NOT_ITS_OWN = "it is not what its name says; `downdraft verify` it where it is from"


@dataclass
class Taken:
    """What came of one batch; the fields are those of `Received`."""

    new: int = 0
    there: int = 0
    otherwise: int = 0
    withdrawn: int = 0
    set_aside: list[str] = field(default_factory=list)
    unknown: Counter[str] = field(default_factory=Counter)
    misfits: Counter[str] = field(default_factory=Counter)
    standing: Standing = field(default_factory=lambda: Standing([]))
    batch: int | None = None


def check_link(offer: Offer, known: Known) -> None:
    """That an offer is what its link says, and follows one that is known."""
    if chain.link(offer.kind, offer.before, *offer.said) != offer.link:
        raise StoreError(f"{offer.kind} {offer.link[:12]}: {NOT_ITS_OWN}")
    if offer.before != chain.GENESIS and not known.has(offer.kind, offer.before):
        raise StoreError(
            f"{offer.kind} {offer.link[:12]} follows {offer.before[:12]}, which is not here and "
            "did not come; ask the base that wrote it"
        )


def contradiction(offer: Offer, reason: str) -> ConflictError:
    """The error about a batch that contradicts what is here."""
    named = f" ({offer.said[2]})" if offer.said[2] else ""
    return ConflictError(
        f"batch {offer.link[:12]}{named} contradicts what is here: {reason}; nothing of it was "
        "taken in, what came before was; --keep-good takes the rest of it"
    )


def told_apart(reason: str) -> str:
    """The sentence of two values, told by who takes one in: which is here, and which came."""
    kept = re.sub(r" in batch (\d+) and (.+ here; )", r" here (batch \1), \2", reason)
    return kept.replace(" here; ", " in what came; ")


def label_of(offer: Offer) -> str:
    """The label of the batch that is made here of what is new."""
    return CONTROL.sub("?", str(offer.said[2]))[:LABEL_LENGTH]


def moment_of(opened: sqlite3.Connection, offer: Offer) -> int | None:
    """When the batch made here was added: now, or when theirs was, where it goes on from ours.

    Then it is the same batch, link and all: a base that only ever pulls has the chain of its
    origin.
    """
    return int(offer.said[3]) if last_link(opened, BATCH) == offer.before else None
