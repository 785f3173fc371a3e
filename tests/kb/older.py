"""A base as an older downdraft left it: the newest file in, without what later versions brought."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path

from kb import schema

OLDER = range(1, schema.NEWEST)


def make_older(path: Path, version: int) -> None:
    """Take the tables and migrations of every later version out of a base."""
    connection = sqlite3.connect(path)
    for statement in (each for later in schema.VERSIONS[version:] for each in later):
        [table] = re.findall(r"CREATE TABLE (\w+)", statement)
        connection.execute(f"DROP TABLE {table}")
    names = [f"m{number:03}%" for number in range(version + 1, schema.NEWEST + 1)]
    connection.executemany(
        "DELETE FROM _sqlite_migrations WHERE name LIKE ?", [(name,) for name in names]
    )
    connection.execute(f"PRAGMA user_version = {version}")
    connection.commit()
    connection.close()
