"""Hash chains: each batch, run and rendering is bound to the one before it.

Pure functions. An unkeyed chain shows accidents and clumsy hands, not a rewriter of the whole file:
for that, keep a head elsewhere and compare.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

GENESIS = "0" * 64

Part = str | int


@dataclass(frozen=True)
class Head:
    """The last link of each chain of a base; GENESIS where nothing is written yet."""

    batches: str
    runs: str
    renderings: str
    histories: str = GENESIS


_spelt = json.JSONEncoder(
    ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")
).encode


def canonical(parts: object) -> str:
    """JSON with one spelling for one meaning: sorted keys, no spaces, no NaN."""
    return _spelt(parts)


def hash_of(parts: object) -> str:
    """The sha256 of the canonical JSON of `parts`."""
    return sha256(canonical(parts).encode()).hexdigest()


def link(kind: str, previous: str, *parts: Part) -> str:
    """The next link of the chain `kind`: the hash of the one before and of what is written now."""
    return hash_of([kind, previous, *parts])


def batch_link(previous: str, digest: str, rows: int, label: str, added_at: int) -> str:
    """The link of a batch."""
    return link("batch", previous, digest, rows, label, added_at)


def run_link(previous: str, run: str, content: str, written_at: int) -> str:
    """The link of a run; `content` is the hash of everything recorded for it."""
    return link("run", previous, run, content, written_at)


def history_link(previous: str, history: str, content: str, written_at: int) -> str:
    """The link of a history; `content` is the hash of everything recorded for it."""
    return link("history", previous, history, content, written_at)


def rendering_link(previous: str, run: str, form: str, sha256_hex: str) -> str:
    """The link of a rendered document."""
    return link("rendering", previous, run, form, sha256_hex)


def page_hash(name: str, text: str) -> str:
    """The hash that a page of a rule book is kept under."""
    return sha256(f"{name}\n{text}".encode()).hexdigest()


def book_hash(texts: Mapping[str, str]) -> str:
    """The hash of a rule book: of the names and texts of all its files, by name."""
    digest = sha256()
    for name, text in sorted(texts.items()):
        for part in (name, text):
            coded = part.encode()
            digest.update(len(coded).to_bytes(8, "big") + coded)
    return digest.hexdigest()
