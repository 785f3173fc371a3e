"""Binding: every number that reaches the page is wrapped in marks that say what it rests on.

A `Cited` value cannot be printed by itself. A filter prints it, and what comes out carries three
private-use characters: OPEN, the place of its reference, MIDDLE, the text, CLOSE. `bind` takes the
marks off again and returns the spans. A numeral outside a span is a bare number and is refused,
whatever its script.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import field, replace
from typing import Literal

from kb.frozen import dataclass
from kb.units import Dimension

OPEN, MIDDLE, CLOSE = "\ue000", "\ue001", "\ue002"
_MARKED = re.compile(f"{OPEN}([0-9]+){MIDDLE}([^{CLOSE}]*){CLOSE}")
_MARKS = re.compile(f"{OPEN}[0-9]+{MIDDLE}|{CLOSE}")
PRIVATE = re.compile("[\ue000-\uf8ff]")

RefKind = Literal["fact", "quantity", "said", "assume", "run"]


class BareNumber(ValueError):
    """A number that would reach the reader without a fact or quantity behind it."""


@dataclass(frozen=True)
class Ref:
    """What a printed number rests on: a name and the fact rows underneath, reading by reading."""

    kind: RefKind
    name: str
    facts: tuple[tuple[int, ...], ...] = ()


@dataclass
class Refs:
    """The references of one document, in order of first use."""

    known: dict[Ref, int] = field(default_factory=dict)

    def place(self, ref: Ref) -> int:
        """The place of a reference, new ones at the end."""
        return self.known.setdefault(ref, len(self.known))

    def mark(self, text: str, ref: Ref) -> str:
        """The text inside marks that bind it to the reference."""
        return f"{OPEN}{self.place(ref)}{MIDDLE}{PRIVATE.sub('', text)}{CLOSE}"

    def at(self, place: int) -> Ref:
        """The reference at a place."""
        return list(self.known)[place]


@dataclass(frozen=True)
class Cited:
    """A number on its way to the reader: central value, range, dimension and reference.

    low, middle, high  canonical units; None when unknown
    day                days since 1970-01-01 for dates, which have no low and high
    without            in how many of the scenarios there is no value
    lacks              what there is none of in these
    """

    ref: Ref
    dimension: Dimension = ()
    low: float | None = None
    middle: float | None = None
    high: float | None = None
    day: int | None = None
    without: int = 0
    scenarios: int = 0
    lacks: str = "no value"
    attributes: tuple[tuple[str, object], ...] = ()

    def __str__(self) -> str:
        raise BareNumber(f"{self.ref.name} is printed without a filter such as pct, usd or day")

    __format__ = None  # type: ignore[assignment]

    def __getattr__(self, name: str) -> object:
        for known, value in object.__getattribute__(self, "attributes"):
            if known == name:
                return value
        raise AttributeError(name)

    @property
    def known(self) -> bool:
        """Whether there is anything to print."""
        return self.middle is not None or self.day is not None

    @property
    def top(self) -> Cited:
        """Its highest value alone: a ceiling is as high as it may be, and has no range."""
        return replace(self, low=self.high, middle=self.high, without=0)

    def mapped(self, function: Callable[[float], float]) -> Cited:
        """The same value through a function that keeps or reverses order."""
        if self.low is None or self.middle is None or self.high is None:
            return self
        ends = sorted((function(self.low), function(self.high)))
        return replace(self, low=ends[0], middle=function(self.middle), high=ends[1])


@dataclass(frozen=True)
class Bound:
    """Text without marks, and which characters of it rest on what."""

    text: str
    spans: tuple[tuple[int, int, Ref], ...]

    @property
    def refs(self) -> tuple[Ref, ...]:
        """The references of the text, each once, in order."""
        return tuple(dict.fromkeys(ref for _, _, ref in self.spans))


def bind(marked: str, refs: Refs) -> Bound:
    """Take the marks off; raises BareNumber for a numeral that no mark covers."""
    text, spans, end = "", [], 0
    for match in _MARKED.finditer(marked):
        text += _plain(marked[end : match.start()])
        start = len(text)
        text += match.group(2)
        spans.append((start, len(text), refs.at(int(match.group(1)))))
        end = match.end()
    return Bound(text + _plain(marked[end:]), tuple(spans))


def _plain(text: str) -> str:
    if any(map(str.isnumeric, text)):
        raise BareNumber(f"a bare number stands in {text.strip()!r}; print it through a filter")
    return text


def unmarked(marked: str) -> str:
    """Text without marks, unchecked: for measuring widths only, so half a span will do."""
    return _MARKS.sub("", marked)
