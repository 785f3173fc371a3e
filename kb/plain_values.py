"""Things made of plain values, as JSON and back: what can be kept in a file that cannot run.

Strings, numbers, days, tuples, dictionaries and frozen models of named types are written; anything
else is refused. Every value stands once in one list, behind those that it is made of, so reading is
one pass of any depth, and nothing is called but the named types.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from datetime import date
from typing import Any

TUPLE, DICT, DAY = "tuple", "dict", "day"
PLAIN = (str, int, float, bool, type(None))


def to_bytes(thing: object, types: Sequence[type]) -> bytes:
    """A thing as JSON; TypeError for what is neither plain nor of the types."""
    writer = _Writer(types)
    writer.place(thing)
    return json.dumps(writer.written, separators=(",", ":")).encode()


def from_bytes(content: bytes, types: Sequence[type]) -> Any:
    """The thing again, of the types and of no others; raises where it is no such JSON."""
    makers = _OURS | {each.__qualname__: each for each in types}
    values: list[Any] = []
    for node in json.loads(content):
        if isinstance(node, list):
            parts = [values[place] for place in node[1:]]
            node = tuple(parts) if node[0] == TUPLE else makers[node[0]](*parts)
        values.append(node)
    return values[-1]


class _Writer:
    """What is written so far: plain values, and lists of a kind and the places of its parts."""

    def __init__(self, types: Sequence[type]) -> None:
        self.types = frozenset(types)
        self.written: list[Any] = []
        self.places: dict[object, int] = {}

    def place(self, thing: Any) -> int:
        """Where a thing stands, written now if none like it is there; dictionaries can change."""
        kind, node, key = type(thing), thing, thing
        if kind in PLAIN:
            if kind is not str:  # 1, 1.0 and True are alike, and so are 0.0 and -0.0
                key = kind, repr(thing)
        else:
            node = self._made(kind, thing)
            key = tuple(node) if kind is not dict else None
        found = self.places.get(key) if key is not None else None
        if found is None:
            found = self.places[key] = len(self.written)
            self.written.append(node)
        return found

    def _made(self, kind: type, thing: Any) -> list[Any]:
        """The kind of a thing, and the places of its parts."""
        if kind is date:
            return [DAY, self.place(str(thing))]
        if kind is tuple:
            return [TUPLE, *map(self.place, thing)]
        if kind is dict:
            return [DICT, *(self.place(each) for pair in thing.items() for each in pair)]
        if kind in self.types:
            told = fields(kind)
            return [kind.__qualname__, *(self.place(getattr(thing, each.name)) for each in told)]
        raise TypeError(f"{kind.__qualname__} is not kept")


def _dict(*parts: Any) -> Mapping[Any, Any]:
    return dict(zip(parts[::2], parts[1::2], strict=True))


_OURS: dict[str, Callable[..., Any]] = {
    TUPLE: lambda *parts: parts,
    DICT: _dict,
    DAY: date.fromisoformat,
}
