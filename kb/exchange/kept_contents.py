"""Contents that lie in a folder: an offer's name and bytes in, whether they are what it names."""

from __future__ import annotations

from kb import chain
from kb.errors import StoreError
from kb.exchange.content import unpacked
from kb.exchange.known import BATCH
from kb.exchange.offers import Offer
from kb.exchange.take_run import entry_of, pages_of, proved


def is_whole(offer: Offer, name: str, content: bytes) -> bool:
    """Whether bytes are the content of an offer that has this name, held against its hash.

    name  one of the offer's `contents`: of a batch its digest, of a run its link or its rule book
    """
    try:
        if offer.kind == BATCH:
            found = unpacked(content)
            return len(found.rows) == offer.said[1] and found.digest() == name
        if name == offer.book:
            return chain.book_hash(pages_of(content)) == name
        return proved(entry_of(content), offer.said)
    except (StoreError, ValueError, OverflowError):
        return False
