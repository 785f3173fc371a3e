"""The table of what came from other bases, as `kb.schema` makes it.

A row is a batch, a run or a rendered document as it stands in the chain of its origin, under the
link that it has there. What a batch says lies in the facts of this base; `kept` says where.
"""

from __future__ import annotations

# kind      batch, run, rendering
# link      at its origin; `before` is the link before it there
# origin    the link of the first batch of that chain
# said      a JSON list of what its link is made of, beside the one before
# last      of a batch: its last fact, by the numbers of its origin; else 0
# kept      of a batch: where its rows stand here (kb/exchange/places.py); of a run: its parts
# batch_id  the batch made here of what was new; NULL where nothing was
# rulebook  of a run: that which it was judged by
# at        when it came, UTC seconds
RECEIVED: tuple[str, ...] = (
    """CREATE TABLE received (
        id INTEGER PRIMARY KEY,
        kind TEXT NOT NULL,
        link TEXT NOT NULL UNIQUE,
        before TEXT NOT NULL,
        origin TEXT NOT NULL,
        said TEXT NOT NULL,
        last INTEGER NOT NULL,
        kept BLOB NOT NULL,
        batch_id INTEGER UNIQUE REFERENCES batch(id),
        rulebook TEXT REFERENCES rulebook(hash),
        at INTEGER NOT NULL,
        previous TEXT NOT NULL UNIQUE,
        chain TEXT NOT NULL UNIQUE
    ) STRICT""",
)
