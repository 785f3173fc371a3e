"""What differs between two runs of one question: findings, quantities and sentences.

In: the run as it is and as it would be. Out: what is added, removed and changed. A finding or a
quantity is added where it was unknown before, and removed where it is unknown after.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

import numpy as np

from engine.counterfactual.reader import DAY
from engine.evaluation.values import Values
from engine.judge.run import Run
from engine.pages.book import RuleBook
from engine.words import numbers
from engine.words.quoting import value_style
from engine.words.sentences import Writer
from kb.units import spell

Kind = Literal["added", "removed", "changed"]
Range = dict[str, float] | None


@dataclass(frozen=True)
class FindingChange:
    """A finding before and after."""

    claim: str
    title: str
    kind: Kind
    before: str
    after: str


@dataclass(frozen=True)
class QuantityChange:
    """A fact or quantity of a claim before and after.

    before, after            low, middle and high in canonical units, None when unknown
    said_before, said_after  as a briefing writes them
    """

    claim: str
    name: str
    unit: str
    kind: Kind
    before: Range
    after: Range
    said_before: str
    said_after: str

    @property
    def shows(self) -> bool:
        """Whether the change is large enough to be seen in print."""
        return self.said_before != self.said_after


@dataclass(frozen=True)
class SentenceChange:
    """A sentence of a briefing before and after; "" where there is none."""

    claim: str
    kind: Kind
    before: str
    after: str


@dataclass(frozen=True)
class Differences:
    """Everything that differs; `headline` holds the claims that speak before and after."""

    headline: tuple[str | None, str | None]
    findings: tuple[FindingChange, ...]
    quantities: tuple[QuantityChange, ...]
    sentences: tuple[SentenceChange, ...]

    @property
    def none(self) -> bool:
        """Whether nothing differs at all."""
        return not (self.findings or self.quantities or self.sentences)


def differences(before: Run, after: Run) -> Differences:
    """What differs from one run to another of the same book."""
    return Differences(
        (before.headline, after.headline),
        tuple(_findings(before, after)),
        tuple(_quantities(before, after)),
        tuple(_sentences(before, after)),
    )


def _findings(before: Run, after: Run) -> Iterator[FindingChange]:
    for page in before.book.pages:
        then, now = before.findings[page.claim].status, after.findings[page.claim].status
        if then != now and page.kind != "headline":
            kind = _kind(then != "unknown", now != "unknown")
            yield FindingChange(page.claim, page.title, kind, then, now)


def _kind(before: bool, after: bool) -> Kind:
    return "changed" if before and after else "added" if after else "removed"


def _quantities(before: Run, after: Run) -> Iterator[QuantityChange]:
    for page in before.book.pages:
        for name in page.names:
            then, now = (
                before.evaluation.value(page.claim, name),
                after.evaluation.value(page.claim, name),
            )
            if not _alike(then, now):
                yield _quantity(before.book, page.claim, name, then, now)


def _alike(one: Values, other: Values) -> bool:
    """Whether two values of the day are the same to the last digit, paths day by day."""
    if one.known[DAY] != other.known[DAY]:
        return False
    there, here = (v.values if v.path is None else v.path for v in (one, other))
    first, second = np.broadcast_arrays(there[DAY], here[DAY])
    return np.array_equal(first, second, equal_nan=True)


def _quantity(
    book: RuleBook, claim: str, name: str, before: Values, after: Values
) -> QuantityChange:
    dimension = book.dimensions[claim][name]
    style = value_style(dimension)
    return QuantityChange(
        claim,
        name,
        spell(dimension),
        _kind(bool(before.known[DAY]), bool(after.known[DAY])),
        _range(before),
        _range(after),
        _said(before, style),
        _said(after, style),
    )


def _range(values: Values) -> Range:
    if not values.known[DAY]:
        return None
    ends = values.low(DAY), values.middle(DAY), values.high(DAY)
    return dict(zip(("low", "mid", "high"), ends, strict=True))


def _said(values: Values, style: numbers.Style) -> str:
    if not values.known[DAY]:
        return numbers.UNKNOWN
    ends = values.low(DAY), values.middle(DAY), values.high(DAY)
    return numbers.ranged(*ends, style, values.without_value(DAY))


def _sentences(before: Run, after: Run) -> Iterator[SentenceChange]:
    then, now = Writer(before), Writer(after)
    for claim in _told(before.headline, after.headline):
        yield from _compared(claim, _texts(then, before, claim), _texts(now, after, claim))
    for chapter in (*before.book.order.why, *before.book.order.where):
        for claim in chapter.claims:
            old, new = then.sentences(claim), now.sentences(claim)
            yield from _compared(claim, [s.text for s in old], [s.text for s in new])


def _told(*headlines: str | None) -> Iterable[str]:
    return dict.fromkeys(claim for claim in headlines if claim)


def _texts(writer: Writer, run: Run, claim: str) -> list[str]:
    """The sentences of a headline claim, none where another one speaks."""
    return [s.text for s in writer.sentences(claim)] if run.headline == claim else []


def _compared(claim: str, old: Sequence[str], new: Sequence[str]) -> Iterator[SentenceChange]:
    """The sentences of a claim side by side, in order."""
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        for i in range(max(b - a, d - c)):
            then = old[a + i] if a + i < b else ""
            now = new[c + i] if c + i < d else ""
            yield SentenceChange(claim, _kind(bool(then), bool(now)), then, now)
