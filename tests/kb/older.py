"""A base as an older downdraft left it: the newest file in, without what later versions brought."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path

from kb import schema
from kb.facts import Fact

OLDER = range(1, schema.NEWEST)


def unrecorded(fact: Fact) -> Fact:
    """A fact as it was before it was recorded how a known_at is known."""
    return fact.model_copy(update={"publication": "unrecorded"})


def make_older(path: Path, version: int) -> None:
    """Take the tables, columns and migrations of every later version out of a base.

    Its facts are to be `unrecorded`, as those of an older base were.
    """
    connection = sqlite3.connect(path)
    for statement in (each for later in schema.VERSIONS[version:] for each in later):
        for table in re.findall(r"CREATE TABLE (\w+)", statement):
            connection.execute(f"DROP TABLE {table}")
        for table, column in re.findall(r"ALTER TABLE (\w+) ADD COLUMN (\w+)", statement):
            connection.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
    names = [f"m{number:03}%" for number in range(version + 1, schema.NEWEST + 1)]
    connection.executemany(
        "DELETE FROM _sqlite_migrations WHERE name LIKE ?", [(name,) for name in names]
    )
    connection.execute(f"PRAGMA user_version = {version}")
    connection.commit()
    connection.close()
