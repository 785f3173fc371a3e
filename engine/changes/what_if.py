"""What a supposition changes: the run as it is and as it would be in, lines or a tree out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property

import numpy as np

from engine.changes.difference import Change, differing, status, turned_findings
from engine.changes.outcome import Amount, Item, Outcome, Value, Words, outcome_of
from engine.changes.words import turn
from engine.evaluation.values import Values
from engine.judge.run import Run
from engine.words import numbers
from engine.words.context import DAY
from engine.words.quoting import value_style
from kb.units import spell

NOTHING = "no finding, quantity or sentence would change"
Tree = dict[str, object]


@dataclass(frozen=True)
class WhatIf:
    """What is not as it was from one run to another of the same book."""

    before: Run
    after: Run

    @cached_property
    def outcomes(self) -> tuple[Outcome, Outcome]:
        """What both come to, without what the pages add for the annex."""
        return outcome_of(self.before, details=False), outcome_of(self.after, details=False)

    @cached_property
    def headline(self) -> tuple[str | None, str | None]:
        """The headline before and after."""
        return self.before.headline, self.after.headline

    @cached_property
    def findings(self) -> list[Change]:
        """The findings that turn."""
        return turned_findings(*self.outcomes, self.before.book)

    @cached_property
    def quantities(self) -> list[Change]:
        """The facts and quantities of which any scenario, or any day of a path, is another one."""
        return [each for each in self._changes if each.item.kind == "quantity"]

    @cached_property
    def sentences(self) -> list[Change]:
        """The sentences side by side, claim by claim, those of the headlines first."""
        order = self.before.book.order.headline
        told = [change for change in self._changes if change.item.kind == "sentence"]
        told.sort(key=lambda change: change.item.claim not in order)
        return [pair for change in told for pair in _side_by_side(change)]

    @property
    def none(self) -> bool:
        """Whether nothing differs at all."""
        return not (self.findings or self.quantities or self.sentences)

    def values(self, item: Item) -> tuple[Values, Values]:
        """A quantity in both runs."""
        _, claim, name = item
        return self.before.evaluation.value(claim, name), self.after.evaluation.value(claim, name)

    def said(self, item: Item) -> tuple[str, str]:
        """A quantity before and after, as a briefing writes it."""
        style = value_style(self.before.book.dimensions[item.claim][item.name])
        then, now = (_said(values, style) for values in self.values(item))
        return then, now

    @cached_property
    def _changes(self) -> list[Change]:
        then, now = self.outcomes

        def unlike(item: Item) -> bool:
            if item.kind == "quantity":
                return not _alike(*self.values(item))
            return then[item] != now[item]

        return differing(then, now, unlike)


def _alike(one: Values, other: Values) -> bool:
    """Whether two values of the day are the same to the last digit, paths day by day."""
    if one.known[DAY] != other.known[DAY]:
        return False
    there, here = (v.values if v.path is None else v.path for v in (one, other))
    first, second = np.broadcast_arrays(there[DAY], here[DAY])
    return np.array_equal(first, second, equal_nan=True)


def _said(values: Values, style: numbers.Style) -> str:
    if not values.known[DAY]:
        return numbers.UNKNOWN
    ends = values.low(DAY), values.middle(DAY), values.high(DAY)
    return numbers.ranged(*ends, style, values.without_value(DAY))


def _side_by_side(change: Change) -> Iterator[Change]:
    """The sentences of a claim that are not the same, each beside the one in its place."""
    old, new = (v.sentences if isinstance(v, Words) else () for v in (change.then, change.now))
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag != "equal":
            for i in range(max(b - a, d - c)):
                then = old[a + i] if a + i < b else None
                yield Change(change.item, then, new[c + i] if c + i < d else None)


def as_tree(found: WhatIf) -> Tree:
    """What differs, for programs."""
    book = found.before.book
    return {
        "headline": found.headline,
        "findings": [
            {"claim": each.item.claim, "title": book.page(each.item.claim).title,
             "kind": each.kind, "before": status(each.then), "after": status(each.now)}
            for each in found.findings
        ],
        "quantities": [_quantity(found, each) for each in found.quantities],
        "sentences": [
            {"claim": each.item.claim, "kind": each.kind,
             "before": each.then or "", "after": each.now or ""}
            for each in found.sentences
        ],
    }  # fmt: skip


def _quantity(found: WhatIf, change: Change) -> Tree:
    _, claim, name = change.item
    then, now = found.said(change.item)
    return {
        "claim": claim, "name": name, "unit": spell(found.before.book.dimensions[claim][name]),
        "kind": change.kind, "before": _range(change.then), "after": _range(change.now),
        "said_before": then, "said_after": now,
    }  # fmt: skip


def _range(value: Value) -> dict[str, float] | None:
    if not isinstance(value, Amount):
        return None
    return {"low": value.low, "mid": value.mid, "high": value.high}


def as_text(found: WhatIf) -> Iterator[str]:
    """What differs, for a person: the headline, findings, quantities and sentences."""
    book = found.before.book
    if found.none:
        yield from ("", NOTHING)
        return
    if found.headline[0] != found.headline[1]:
        titles = (book.page(claim).title if claim else "no headline" for claim in found.headline)
        yield from ("", "HEADLINE", f"  {turn(*titles)}")
    if found.findings:
        yield from ("", "FINDINGS")
        for each in found.findings:
            claim, turned = each.item.claim, turn(status(each.then), status(each.now))
            yield f"  {claim}: {turned} ({book.page(claim).title})"
    if found.quantities:
        yield from ("", "QUANTITIES", *_quantities(found))
    if found.sentences:
        yield from ("", "SENTENCES", *_sentences(found))


def _quantities(found: WhatIf) -> Iterator[str]:
    told = [(each.item, found.said(each.item)) for each in found.quantities]
    shown = [(item, said) for item, said in told if said[0] != said[1]]
    yield from (f"  {item.claim}.{item.name}: {turn(*said)}" for item, said in shown)
    if unseen := len(told) - len(shown):
        more = " more" if shown else ", each"
        yield f"  {unseen}{more} by less than is printed"


def _sentences(found: WhatIf) -> Iterator[str]:
    claim = ""
    for each in found.sentences:
        if each.item.claim != claim:
            claim = each.item.claim
            yield f"  {claim}"
        yield from (f"    − {each.then}",) if each.then else ()
        yield from (f"    + {each.now}",) if each.now else ()
