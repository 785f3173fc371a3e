"""Batches over a line: a source and two streams in, what the other end wants out, frame by frame.

A frame is its length in digits, a line feed, and so many bytes. The giving end sends what it
offers; the taking end answers with the names of what it wants, and gets their contents in order. A
line that ends early has given all that came whole.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import IO, Any

from kb.chain import canonical
from kb.errors import StoreError
from kb.exchange.content import LARGEST
from kb.exchange.offers import Offer, Source, offer_of

_DIGITS = 10


def index_of(offers: Iterator[Offer]) -> bytes:
    """What is offered, as bytes."""
    listed = [offer.as_list() for offer in offers]
    return canonical({"downdraft": "exchange", "version": 1, "offers": listed}).encode()


def offers_in(index: bytes, name: str) -> Iterator[Offer]:
    """The offers that such bytes list; StoreError where they list none."""
    found: Any = None
    with suppress(ValueError, RecursionError):
        found = json.loads(index)
    if not isinstance(found, dict) or found.get("downdraft") != "exchange":
        raise StoreError(
            f"what {name} offers is damaged, or no list of downdraft; of a folder take index.json "
            "away, and the next `push` of each office lists its own again"
        )
    if found.get("version") != 1 or not isinstance(found.get("offers"), list):
        raise StoreError(f"{name} offers nothing that this downdraft can read; upgrade both sides")
    yield from map(offer_of, found["offers"])


def give(source: Source, taken: IO[bytes], given: IO[bytes]) -> None:
    """Offer a source's batches to the other end of a line, and send what it wants of them.

    taken, given  what comes from there, and what goes there
    """
    _write(given, index_of(source.offers()))
    wanted = _read(taken, source.name)
    if wanted is not None:
        for content in source.contents([str(name) for name in json.loads(wanted)]):
            _write(given, content)


class StreamSource:
    """The other end of a line as a source."""

    def __init__(self, taken: IO[bytes], given: IO[bytes], name: str) -> None:
        self.name = name
        self._taken, self._given = taken, given

    def offers(self) -> Iterator[Offer]:
        """What it offers."""
        index = _read(self._taken, self.name)
        if index is None:
            raise StoreError(f"{self.name}: nothing came; what stands above may say why")
        return offers_in(index, self.name)

    def contents(self, wanted: Sequence[str]) -> Iterator[bytes]:
        """What it sends of these."""
        _write(self._given, canonical(list(wanted)).encode())
        for _ in wanted:
            found = _read(self._taken, self.name)
            if found is None:
                return
            yield found


def _write(stream: IO[bytes], content: bytes) -> None:
    stream.write(b"%d\n" % len(content))
    stream.write(content)
    stream.flush()


def _read(stream: IO[bytes], name: str) -> bytes | None:
    """The next frame; None where the line ended."""
    head = stream.readline(_DIGITS + 1)
    if not head:
        return None
    if not head.endswith(b"\n") or not head[:-1].isdigit() or int(head) > LARGEST:
        raise StoreError(
            f"{name} does not speak as downdraft does; is it the same version, and does the shell "
            "there print nothing of its own?"
        )
    content = stream.read(int(head))
    return content if len(content) == int(head) else None
