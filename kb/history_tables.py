"""The tables of recorded histories, as `kb.schema` makes them.

A history is many days in one: what did not change is kept once, from its first day to its last.
`history_day` says which of a chapter's distinct truth vectors a day had, `history_vector` what was
given to the rules then, `history_premise` which of them fired.
"""

from __future__ import annotations

ENTRY = """batch INTEGER NOT NULL,
        facts_digest TEXT NOT NULL,
        rulebook TEXT NOT NULL,
        engine TEXT NOT NULL,
        content TEXT NOT NULL,
        written_at INTEGER NOT NULL,
        previous TEXT NOT NULL UNIQUE,
        chain TEXT NOT NULL UNIQUE
    ) STRICT"""
"""What the rows of runs and of histories end in."""

HISTORIES: tuple[str, ...] = (
    f"""CREATE TABLE history (
        n INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        asset TEXT NOT NULL,
        first INTEGER NOT NULL,
        last INTEGER NOT NULL CHECK (last >= first),
        {ENTRY}""",
    """CREATE TABLE history_finding (
        history_n INTEGER NOT NULL REFERENCES history(n),
        claim TEXT NOT NULL,
        first INTEGER NOT NULL,
        last INTEGER NOT NULL,
        status TEXT NOT NULL,
        reason TEXT NOT NULL,
        causes TEXT NOT NULL,
        PRIMARY KEY (history_n, claim, first)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE history_day (
        history_n INTEGER NOT NULL REFERENCES history(n),
        chapter TEXT NOT NULL,
        first INTEGER NOT NULL,
        last INTEGER NOT NULL,
        vector INTEGER NOT NULL,
        PRIMARY KEY (history_n, chapter, first)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE history_vector (
        history_n INTEGER NOT NULL REFERENCES history(n),
        chapter TEXT NOT NULL,
        vector INTEGER NOT NULL,
        truths TEXT NOT NULL,
        PRIMARY KEY (history_n, chapter, vector)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE history_premise (
        history_n INTEGER NOT NULL REFERENCES history(n),
        chapter TEXT NOT NULL,
        vector INTEGER NOT NULL,
        n INTEGER NOT NULL,
        claim TEXT NOT NULL,
        rule TEXT NOT NULL,
        premises TEXT NOT NULL,
        PRIMARY KEY (history_n, chapter, vector, n)
    ) STRICT, WITHOUT ROWID""",
)
