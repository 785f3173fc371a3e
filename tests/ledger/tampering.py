"""A clumsy hand: one stored value of a base changed behind its back, its triggers put back after.

In: a connection, a table and a random source. Out: what was changed, or None where SQLite itself
refuses the change.
"""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

from kb import schema
from kb.history_entries import HistoryEntry

PARTS = tuple(HistoryEntry.PARTS.values())
KEYS = {
    "run": ("n",), "run_record": ("run_n",), "rendering": ("n",), "page": ("hash",),
    "rulebook": ("hash",), "mark": ("batch_id",), "history": ("n",),
} | {part.table: (part.of, *part.key) for part in PARTS}  # fmt: skip


@dataclass(frozen=True)
class Edit:
    """One value that is another now: its table, the key of its row before, its column."""

    table: str
    key: tuple[object, ...]
    column: str
    old: object
    new: object


def disarm(connection: sqlite3.Connection, table: str) -> None:
    """Drop the triggers of a table."""
    for event in ("update", "delete"):
        connection.execute(f"DROP TRIGGER {table}_refuses_{event}")


def rearm(connection: sqlite3.Connection, table: str) -> None:
    """Put the triggers of a table back, word by word."""
    for event in ("update", "delete"):
        connection.execute(schema.TRIGGERS[f"{table}_refuses_{event}"])


def key_of(table: str) -> tuple[str, ...]:
    """The columns by which a row is known."""
    return KEYS.get(table, ("id",))


def edit(connection: sqlite3.Connection, table: str, chance: random.Random) -> Edit | None:
    """Change one value of one row, both drawn by chance, into another one of any kind."""
    columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
    rows = connection.execute(f"SELECT * FROM {table}").fetchall()
    row = dict(zip(columns, chance.choice(rows), strict=True))
    column = chance.choice(columns)
    key = key_of(table)
    where = " AND ".join(f"{name} = ?" for name in key)
    values = tuple(row[name] for name in key)
    new = changed(row[column], chance)
    try:
        connection.execute(f"UPDATE {table} SET {column} = ? WHERE {where}", (new, *values))
    except (sqlite3.IntegrityError, OverflowError):
        return None
    again = [new if name == column else value for name, value in zip(key, values, strict=True)]
    stored = connection.execute(f"SELECT {column} FROM {table} WHERE {where}", again).fetchone()
    if stored is not None and repr(stored[0]) == repr(row[column]):
        return None  # SQLite made the old value of it: 1.0 in a column of whole numbers
    # SQLite keeps a number in a column of texts as its own spelling of it.
    return Edit(table, values, column, row[column], new if stored is None else stored[0])


def changed(value: object, chance: random.Random) -> object:
    """Another value: a near one, or one of another kind."""
    if chance.random() < 0.15:
        return chance.choice([None, b"\x00\xff", "", 0, -1, 2**40, 1e300, "x", 0.5])
    if isinstance(value, int):
        return value + chance.choice([-400, -1, 1, 2, 86_400])
    if isinstance(value, float):
        return value * chance.choice([-1, 1 + 2**-52, 1.01, 10])
    if isinstance(value, bytes):
        if not value:
            return b"\1"
        place = chance.randrange(len(value))
        return value[:place] + bytes([value[place] ^ 1 << chance.randrange(8)]) + value[place + 1 :]
    return rewritten(str(value), chance)


def rewritten(text: str, chance: random.Random) -> str:
    """A text with one character put in, taken out or replaced."""
    place = chance.randrange(len(text) + 1)
    sign = chance.choice('abc 019.,-\n\0é{}"')
    return chance.choice(
        [text[:place] + sign + text[place:], text[:place] + sign + text[place + 1 :],
         text[:place] + text[place + 1 :] or sign]
    )  # fmt: skip


def swap(connection: sqlite3.Connection, table: str, chance: random.Random) -> bool:
    """Let two rows change one value with each other; False where that changes nothing."""
    columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
    rows = connection.execute(f"SELECT * FROM {table}").fetchall()
    column = chance.choice([name for name in columns if name not in key_of(table)] or columns)
    place = columns.index(column)
    first, second = chance.choice(rows), chance.choice(rows)
    if first[place] == second[place]:
        return False
    where = " AND ".join(f"{name} = ?" for name in key_of(table))
    try:
        for own, other in ((first, second), (second, first)):
            keys = [own[columns.index(name)] for name in key_of(table)]
            put = f"UPDATE {table} SET {column} = ? WHERE {where}"
            connection.execute(put, [other[place], *keys])
    except sqlite3.IntegrityError:
        return False  # a column without two equal values takes no swap
    return True


def copies(connection: sqlite3.Connection, table: str) -> Iterator[list[object]]:
    """Each row again as another one: what may not be there twice is written differently."""
    columns = connection.execute(f"PRAGMA table_info({table})").fetchall()
    unlike = {
        "known_at": 1, "id": 1_000, "n": 1_000, "target": 1, "batch_id": 1_000, "vector": 1_000,
        "fact_id": 1, "run_n": 1_000,
    }  # fmt: skip
    for row in connection.execute(f"SELECT * FROM {table}").fetchall():
        copy = []
        for (_, name, kind, *_), value in zip(columns, row, strict=True):
            key = name in key_of(table) and name != "run_id"
            single = key or name in ("id", "name", "digest", "previous", "chain", "format", "hash")
            single = single or (table, name) in (("body", "sha256"), ("received", "link"))
            if kind == "TEXT" and single:
                value = f"{value}x"
            if name == "first" and key:
                value += 1_000
            number = kind == "INTEGER" and value is not None
            copy.append(value + unlike.get(name, 0) if number else value)
        yield copy
