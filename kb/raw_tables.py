"""The tables of what feeds answered, as `kb.schema` makes them.

A row of `request` is one question to a source and what became of it, a row of `body` the bytes that
came, compressed and known by their hash, so that the same bytes are kept once.
"""

from __future__ import annotations

# method      "" where it never went out, for want of a key
# url         without the secret; `sent` is what was posted, "" where nothing was
# status      of HTTP; 0 where no answer came
# at          when it was answered, or given up, UTC seconds
# kind        the Content-Type
# batch_id    the facts that came of it; NULL where nothing was added
# again       the request whose bytes were read again; NULL where it went out
# problem     why it failed, "" where it did not; `suspects` a JSON list of sentences
RAW: tuple[str, ...] = (
    """CREATE TABLE body (
        id INTEGER PRIMARY KEY,
        sha256 TEXT NOT NULL UNIQUE,
        size INTEGER NOT NULL,
        packed BLOB NOT NULL
    ) STRICT""",
    """CREATE TABLE request (
        id INTEGER PRIMARY KEY,
        feed TEXT NOT NULL,
        asset TEXT NOT NULL,
        method TEXT NOT NULL,
        url TEXT NOT NULL,
        sent TEXT NOT NULL,
        status INTEGER NOT NULL,
        at INTEGER NOT NULL,
        etag TEXT NOT NULL,
        last_modified TEXT NOT NULL,
        kind TEXT NOT NULL,
        sha256 TEXT REFERENCES body(sha256),
        batch_id INTEGER UNIQUE REFERENCES batch(id),
        again INTEGER REFERENCES request(id),
        problem TEXT NOT NULL,
        suspects TEXT NOT NULL,
        previous TEXT NOT NULL UNIQUE,
        chain TEXT NOT NULL UNIQUE
    ) STRICT""",
    "CREATE INDEX request_url ON request (url, feed, sent)",
    "CREATE INDEX request_feed ON request (feed)",
)
