"""Causes: two outcomes and the mixtures between them in; what changed each changed item out.

The day comes first: facts age as it moves, and newer ones can only be seen from it. It is a cause
where the old facts give another answer on the new day, unless all they give is that they are too
old and newer ones make that good. From there a cause *alone* is one that brings the new outcome
when nothing else moves, and a *needed* one is one without which the new outcome does not come.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from engine.changes.difference import Change, differ, differing, ranked
from engine.changes.outcome import Outcome, is_known
from engine.changes.variants import CODE, DAY, Variants

ALONE, NEEDED, BOTH, SHARE = "alone", "needed", "alone and needed", "a share"


def caused(then: Outcome, now: Outcome, variants: Variants) -> Iterator[Change]:
    """What differs between two recorded outcomes, each with its causes; the tables come first."""
    for change in ranked(differing(then, now), variants.books):
        yield replace(change, causes=_causes(change, variants))


def _causes(change: Change, variants: Variants) -> dict[str, str]:
    item, found = change.item, dict[str, str]()
    first, last = variants.outcome(frozenset())[item], variants.outcome(variants.all)[item]
    if differ(change.then, first) or differ(change.now, last):
        found[CODE] = SHARE if differ(first, last) else BOTH
    start = frozenset({DAY} & variants.all)
    aged = variants.outcome(start)[item]
    made_good = is_known(last) and not is_known(aged)
    if start and differ(first, aged) and not made_good:
        found[DAY] = SHARE if differ(aged, last) else BOTH
    for cause in variants.differing:
        if cause != DAY:
            alone = differ(aged, last) and not differ(variants.outcome(start | {cause})[item], last)
            needed = differ(variants.outcome(variants.all - {cause})[item], last)
            if alone or needed:
                found[cause] = BOTH if alone and needed else ALONE if alone else NEEDED
    return found
