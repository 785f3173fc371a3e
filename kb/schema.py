"""The tables of a knowledge base and the triggers that make them append-only.

One list of statements a version, used by the migrations (kb/migrations.py) and, as plain SQL, by a
base in memory. In: a connection; out: tables of the newest version, or what is wrong with them.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

from kb.history_tables import ENTRY, HISTORIES
from kb.raw_tables import RAW
from kb.received_tables import RECEIVED

APPLICATION_ID = 0x64646674  # "ddft" in the file's header: this SQLite file is ours

# A row of `strand` is a source series: what one source says of one series, for one asset and
# target, which a fact row would
# otherwise repeat, and where a snapshot seeks. References are for the reader and for
# `PRAGMA foreign_key_check`; they are not enforced row by row, since a batch row, which holds the
# digest of its facts, can only be written after them.
INITIAL: tuple[str, ...] = (
    "CREATE TABLE series (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT",
    "CREATE TABLE source (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT",
    "CREATE TABLE unit (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT",
    """CREATE TABLE batch (
        id INTEGER PRIMARY KEY,
        digest TEXT NOT NULL UNIQUE,
        rows INTEGER NOT NULL,
        last_fact INTEGER NOT NULL,
        label TEXT NOT NULL,
        added_at INTEGER NOT NULL,
        previous TEXT NOT NULL UNIQUE,
        chain TEXT NOT NULL UNIQUE
    ) STRICT""",
    """CREATE TABLE strand (
        id INTEGER PRIMARY KEY,
        series_id INTEGER NOT NULL REFERENCES series(id),
        source_id INTEGER NOT NULL REFERENCES source(id),
        asset TEXT NOT NULL,
        target INTEGER NOT NULL,
        UNIQUE (series_id, source_id, asset, target)
    ) STRICT""",
    """CREATE TABLE fact (
        id INTEGER PRIMARY KEY,
        batch_id INTEGER NOT NULL REFERENCES batch(id),
        strand_id INTEGER NOT NULL REFERENCES strand(id),
        as_of INTEGER NOT NULL,
        known_at INTEGER NOT NULL,
        span INTEGER NOT NULL CHECK (span >= 1),
        value REAL NOT NULL,
        unit_id INTEGER NOT NULL REFERENCES unit(id),
        note TEXT NOT NULL
    ) STRICT""",
    # One fact a key, newest first: one index refuses a second value and answers a snapshot.
    "CREATE UNIQUE INDEX fact_newest ON fact (strand_id, as_of DESC, known_at DESC, span)",
    f"""CREATE TABLE run (
        n INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        asset TEXT NOT NULL,
        as_of INTEGER NOT NULL,
        known_at INTEGER NOT NULL,
        {ENTRY}""",
    """CREATE TABLE finding (
        run_id TEXT NOT NULL REFERENCES run(id),
        claim TEXT NOT NULL,
        status TEXT NOT NULL,
        reason TEXT NOT NULL,
        json TEXT NOT NULL,
        PRIMARY KEY (run_id, claim)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE premise (
        run_id TEXT NOT NULL REFERENCES run(id),
        n INTEGER NOT NULL,
        claim TEXT NOT NULL,
        rule TEXT NOT NULL,
        premises TEXT NOT NULL,
        PRIMARY KEY (run_id, n)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE sentence (
        run_id TEXT NOT NULL REFERENCES run(id),
        n INTEGER NOT NULL,
        claim TEXT NOT NULL,
        text TEXT NOT NULL,
        refs TEXT NOT NULL,
        PRIMARY KEY (run_id, n)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE rendering (
        n INTEGER PRIMARY KEY,
        run_id TEXT NOT NULL REFERENCES run(id),
        format TEXT NOT NULL,
        sha256 TEXT NOT NULL,
        previous TEXT NOT NULL UNIQUE,
        chain TEXT NOT NULL UNIQUE,
        UNIQUE (run_id, format)
    ) STRICT""",
    """CREATE TABLE page (
        hash TEXT NOT NULL PRIMARY KEY,
        name TEXT NOT NULL,
        text TEXT NOT NULL
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE rulebook (
        hash TEXT NOT NULL PRIMARY KEY,
        pages TEXT NOT NULL
    ) STRICT, WITHOUT ROWID""",
    """CREATE VIEW observation AS
        SELECT fact.id, fact.batch_id AS batch, series.name AS series, strand.asset,
            CASE WHEN strand.target >= 0 THEN date(strand.target * 86400, 'unixepoch') END
                AS target,
            date(fact.as_of * 86400, 'unixepoch') AS as_of, fact.span,
            datetime(fact.known_at, 'unixepoch') AS known_at, fact.value AS canonical_value,
            unit.name AS given_in, source.name AS source, fact.note
        FROM fact JOIN strand ON strand.id = fact.strand_id JOIN unit ON unit.id = fact.unit_id
            JOIN series ON series.id = strand.series_id
            JOIN source ON source.id = strand.source_id""",
)

# Four bytes for each fact of a batch, in their order: see kb/checksums.py.
CHECKSUMS: tuple[str, ...] = (
    """CREATE TABLE mark (
        batch_id INTEGER PRIMARY KEY REFERENCES batch(id),
        facts BLOB NOT NULL
    ) STRICT""",
)

# How each known_at is known, by its place in PUBLICATIONS of kb/publication.py: what was added
# before is 0, unrecorded. And facts taken back, each by a row of a batch that holds no facts.
KNOWN_WHEN: tuple[str, ...] = (
    "ALTER TABLE fact ADD COLUMN publication INTEGER NOT NULL DEFAULT 0 "
    "CHECK (publication BETWEEN 0 AND 3)",
    """CREATE TABLE withdrawal (
        id INTEGER PRIMARY KEY,
        batch_id INTEGER NOT NULL REFERENCES batch(id),
        fact_id INTEGER NOT NULL UNIQUE REFERENCES fact(id),
        known_at INTEGER NOT NULL,
        why TEXT NOT NULL
    ) STRICT""",
)

# The parts of a run in one value (see kb/packed.py), and the link of the last batch that a run or
# a history saw, "" for those from before it was kept.
PACKED: tuple[str, ...] = (
    """CREATE TABLE run_record (
        run_n INTEGER PRIMARY KEY REFERENCES run(n),
        parts BLOB NOT NULL
    ) STRICT""",
    "ALTER TABLE run ADD COLUMN batch_chain TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE history ADD COLUMN batch_chain TEXT NOT NULL DEFAULT ''",
    "CREATE INDEX run_of_day ON run (asset, as_of)",
    "CREATE INDEX rendering_of ON rendering (sha256)",
)

VERSIONS: tuple[tuple[str, ...], ...] = (
    INITIAL,
    HISTORIES,
    CHECKSUMS,
    KNOWN_WHEN,
    PACKED,
    RAW,
    RECEIVED,
)
# What goes with a version, once what it held is where the new statements put it.
GONE = {5: ("DROP TABLE finding", "DROP TABLE premise", "DROP TABLE sentence")}
NEWEST = len(VERSIONS)

TABLES = (
    "series", "source", "unit", "batch", "strand", "fact", "run", "run_record", "rendering",
    "page", "rulebook", "history", "history_finding", "history_day", "history_vector",
    "history_premise", "mark", "withdrawal", "body", "request",
    "received",
)  # fmt: skip


_REFUSES = "_refuses_"


def _trigger(table: str, event: str) -> tuple[str, str]:
    name = f"{table}{_REFUSES}{event}"
    return name, (
        f"CREATE TRIGGER {name} BEFORE {event.upper()} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only: no {event}'); END"
    )


# REPLACE and an explicit rowid that is taken delete the old row: with recursive_triggers on, as on
# every connection opened here, they meet the delete trigger.
TRIGGERS: dict[str, str] = dict(
    _trigger(table, event) for table in TABLES for event in ("update", "delete")
)


def install_triggers(connection: sqlite3.Connection) -> None:
    """Install every append-only trigger anew; a table that was rebuilt has lost its own.

    An older base has no triggers for tables that it has not got yet.
    """
    found = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
    tables = {name for (name,) in found.fetchall()}
    for name, statement in TRIGGERS.items():
        if name.partition(_REFUSES)[0] in tables:
            connection.execute(f"DROP TRIGGER IF EXISTS {name}")
            connection.execute(statement)


def missing_triggers(connection: sqlite3.Connection) -> list[str]:
    """The triggers that are not there, or no longer say what they should."""
    found = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
    stored = dict(found.fetchall())
    return [name for name, statement in TRIGGERS.items() if stored.get(name) != statement]


def version(connection: sqlite3.Connection) -> int:
    """The schema version of a base; 0 is an empty file."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def apply(
    connection: sqlite3.Connection, number: int,
    moving: Callable[[sqlite3.Connection], None] = lambda _: None,
) -> None:  # fmt: skip
    """Bring a base from version `number - 1` to `number`, in the caller's transaction.

    moving  puts what is there into the new tables, before the old ones go
    """
    for statement in VERSIONS[number - 1]:
        connection.execute(statement)
    moving(connection)
    for statement in GONE.get(number, ()):
        connection.execute(statement)
    install_triggers(connection)
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {number}")
