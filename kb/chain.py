"""Hash chains: each batch, run and rendering is bound to the one before it.

Pure functions. An unkeyed chain shows accidents and clumsy hands, not a rewriter of the whole file:
for that, keep a head elsewhere and compare.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import sha256

GENESIS = "0" * 64

Part = str | int | None


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
    """The next link of the chain `kind`: the hash of the one before and of what is written now.

    batch      digest, rows, label, added_at
    run        id, content, written_at: the content is the hash of everything recorded for it
    history    the same
    rendering  run, form, sha256
    request    the columns of its row, in order
    """
    return hash_of([kind, previous, *parts])


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
