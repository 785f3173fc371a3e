"""What a question sees, kept between calls: a base and a cutoff in, the sorted facts out.

Of a large base nearly all the time of a question goes into reading, sorting and hashing what it
sees, which is the same whenever it is asked again. It is kept as columns under everything that it
rests on: the file, the link of its newest batch, its names, the cutoff, and the code that sorts.
What is taken from here was checked when it was kept, as `kb.all_facts` says.
"""

from __future__ import annotations

import json
import sqlite3
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from kb import all_facts, visible
from kb import cache as users_cache
from kb.all_facts import check_none_is_loose, head_of, of_base
from kb.intact import check_withdrawals
from kb.kept_rows import Said
from kb.visible import SAID, Visible

KEPT = 4
_COLUMNS = (("ids", "<i8"), ("withdrawn", "<i8"), ("said", SAID), ("publication", "u1"))
_NAMES = ("series", "source", "asset", "unit")


class Seen(NamedTuple):
    """What a question sees, its digest, and which facts somebody accepts, however they look."""

    facts: Visible
    digest: str
    accepted: list[int]


class KeptVisible:
    """What is kept of one question to one base; nothing of a small base, or of one being written.

    cutoff  whatever tells the question, as a text
    """

    def __init__(self, connection: sqlite3.Connection, said: Said, cutoff: str) -> None:
        self._connection = connection
        head = head_of(connection)
        self._name = ""
        if head.last >= all_facts.MANY and not connection.in_transaction:
            key = (*of_base(connection), *map(str, head), said.digest(), cutoff, _sorting())
            self._name = users_cache.named("visible", key)

    def find(self) -> Seen | None:
        """The answer, where it was kept.

        raises  AlteredError where what was taken back is not as it was written
        """
        content = users_cache.kept(self._name) if self._name else None
        if content is None:
            return None
        check_none_is_loose(self._connection)
        check_withdrawals(self._connection)
        head, at = json.loads(content[: content.index(b"\n")]), content.index(b"\n") + 1
        columns: dict[str, Any] = {}
        for name, kind in _COLUMNS:
            columns[name] = np.frombuffer(content, kind, head["rows"], at)
            at += columns[name].nbytes
        columns |= {name: tuple(head[name]) for name in _NAMES}
        return Seen(Visible(**columns), head["digest"], head["accepted"])

    def keep(self, seen: Seen) -> None:
        """Keep an answer."""
        if not self._name:
            return
        facts = seen.facts
        head = {name: getattr(facts, name) for name in _NAMES}
        head |= {"rows": len(facts.ids), "digest": seen.digest, "accepted": seen.accepted}
        with users_cache.Keeping(self._name) as file:
            file.write(json.dumps(head).encode() + b"\n")
            for name, _ in _COLUMNS:
                file.write(getattr(facts, name).tobytes())
        users_cache.forget_others("visible", self._name, but=KEPT)


@cache
def _sorting() -> str:
    """The hash of the code that sorts facts: what other code sorted is not used."""
    return sha256(Path(visible.__file__).read_bytes()).hexdigest()
