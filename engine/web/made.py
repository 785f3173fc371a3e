"""Replies and those that are kept: a question and the state of the base in, its reply out."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass

ROOM = 64_000_000
"""Bytes of made pages that are kept."""


@dataclass(frozen=True)
class Reply:
    """What is answered.

    batch  as of which batch it is, where something in it was judged; else 0
    """

    status: int
    kind: str
    body: bytes
    policy: str = "default-src 'none'"
    batch: int = 0


class Made:
    """Replies that were made, the least lately used given up first."""

    def __init__(self, room: int = ROOM) -> None:
        self._room, self._held = room, 0
        self._replies: OrderedDict[object, Reply] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: object) -> Reply | None:
        """The reply to a question that was answered on this state of the base."""
        with self._lock:
            if key in self._replies:
                self._replies.move_to_end(key)
            return self._replies.get(key)

    def keep(self, key: object, reply: Reply) -> None:
        """Keep a reply, and give up others for it."""
        with self._lock:
            before = self._replies.pop(key, None)
            self._replies[key] = reply
            self._held += len(reply.body) - (len(before.body) if before else 0)
            while self._held > self._room:
                _, gone = self._replies.popitem(last=False)
                self._held -= len(gone.body)
