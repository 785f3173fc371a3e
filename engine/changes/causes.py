"""Causes: two outcomes and the mixtures between them in; what changed each changed item out.

The day comes first: facts age as it moves, and newer ones can only be seen from it. It is a cause
where the old facts give another answer on the new day, unless all they give is that they are too
old and newer ones make that good. From there a cause *alone* is one that brings the new outcome
when nothing else moves, and a *needed* one is one without which the new outcome does not come.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from engine.changes.outcome import Amount, Item, Outcome, Value, is_known
from engine.changes.variants import CODE, DAY, Variants
from engine.pages.book import RuleBook

ALONE, NEEDED, BOTH, SHARE = "alone", "needed", "alone and needed", "a share"
ROUNDING = 1e-12


@dataclass(frozen=True)
class Change:
    """An item that differs, with its causes: each alone, needed, both, or a share.

    causes  empty where no single thing does it or undoes it: several together do
    """

    item: Item
    then: Value
    now: Value
    causes: Mapping[str, str]


def changes(then: Outcome, now: Outcome, variants: Variants) -> Iterator[Change]:
    """The items that differ between two recorded outcomes, what the tables show first."""
    for item in differing(then, now, variants.books):
        yield Change(item, then[item], now[item], _causes(item, then, now, variants))


def differing(then: Outcome, now: Outcome, books: Sequence[RuleBook]) -> list[Item]:
    """The items that differ between two outcomes, in the order in which a reader looks."""
    found = (i for i in then.items.keys() | now.items.keys() if differ(then[i], now[i]))
    return sorted(found, key=_rank(books))


def _rank(books: Sequence[RuleBook]) -> Callable[[Item], tuple[bool, int, str]]:
    """The order in which a reader looks: the tables of the briefing, then the pages in order."""
    shown = {quantity for book in books for row in book.order.rows for quantity in row.quantities}
    place = {page.claim: n for book in books for n, page in enumerate(book.pages)}

    def rank(item: Item) -> tuple[bool, int, str]:
        return (item.claim, item.name) not in shown, place.get(item.claim, len(place)), item.name

    return rank


def differ(one: Value, other: Value) -> bool:
    """Whether two values differ by more than the rounding of float64."""
    if not isinstance(one, Amount) or not isinstance(other, Amount):
        return one != other
    close = (
        abs(a - b) <= ROUNDING * max(abs(a), abs(b))
        for a, b in zip(one[:3], other[:3], strict=True)
    )
    return one.unit != other.unit or not all(close)


def _causes(item: Item, then: Outcome, now: Outcome, variants: Variants) -> dict[str, str]:
    found: dict[str, str] = {}
    first, last = variants.outcome(frozenset())[item], variants.outcome(variants.all)[item]
    if differ(then[item], first) or differ(now[item], last):
        found[CODE] = SHARE if differ(first, last) else BOTH
    start = frozenset({DAY} & variants.all)
    aged = variants.outcome(start)[item]
    made_good = is_known(item, last) and not is_known(item, aged)
    if start and differ(first, aged) and not made_good:
        found[DAY] = SHARE if differ(aged, last) else BOTH
    for cause in variants.differing:
        if cause != DAY:
            alone = differ(aged, last) and not differ(variants.outcome(start | {cause})[item], last)
            needed = differ(variants.outcome(variants.all - {cause})[item], last)
            if alone or needed:
                found[cause] = BOTH if alone and needed else ALONE if alone else NEEDED
    return found
