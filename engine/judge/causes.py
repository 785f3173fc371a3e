"""What decided, and what was lacking: a claim's lines that were false, and the roots of its doubt.

In: a judgement and a page. Out: by cause, the days on which it was one. A claim that fails has the
lines that are false for causes; one that is unknown the facts that its open lines lack, the claims
they rest on, and the lines that are open in themselves, because they straddle or have no value.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from engine.evaluation.values import Codes
from engine.judge.judgement import STATUS_CODE, Judgement
from engine.judge.logic import BoolArray
from engine.measures.reading import REASONS, Reason
from engine.measures.request import window_series
from engine.pages.edges import named
from engine.pages.expressions import Expression
from engine.pages.page import Comparison, Line, Page, RestsOn


class Cause(NamedTuple):
    """A line that is false, with None for why; or what is lacking: a series, a claim, a line."""

    what: str
    why: Reason | None


def causes(judgement: Judgement, page: Page) -> dict[Cause, BoolArray]:
    """The causes of a page's findings, each with the days it was there on, in the page's order."""
    status = judgement.of(page.claim)
    failed, unknown = (status == STATUS_CODE[word] for word in ("fails", "unknown"))
    found: dict[Cause, BoolArray] = {}
    for line in page.when:
        _add(found, Cause(line.id, None), failed & judgement.every_line.of(line.id).false)
        for part, open_ in judgement.open_parts(line):
            for cause, days in _doubts(judgement, page, part):
                _add(found, cause, unknown & open_ & days)
    for quantity in page.let if not page.judged else ():
        for cause, days in _lacking(judgement, page, quantity.expression):
            _add(found, cause, unknown & days)
    return found


def _add(found: dict[Cause, BoolArray], cause: Cause, days: BoolArray) -> None:
    if days.any():
        found[cause] = found[cause] | days if cause in found else days


def _doubts(judgement: Judgement, page: Page, part: Line) -> Iterator[tuple[Cause, BoolArray]]:
    """The premise; or what a comparison lacks, itself where its facts are there and its windows."""
    rest = np.ones(judgement.every_line.days, dtype=np.bool_)
    if isinstance(part.condition, RestsOn):
        yield Cause(part.condition.claim, "upstream"), rest
    elif isinstance(part.condition, Comparison):
        for side in (part.condition.left, part.condition.right):
            for cause, days in _lacking(judgement, page, side, windows=True):
                rest = rest & ~days
                yield cause, days
        yield from _by_reason(part.id, np.where(rest, judgement.arrays.reason(part.id), 0))


def _lacking(
    judgement: Judgement, page: Page, expression: Expression, windows: bool = False
) -> Iterator[tuple[Cause, BoolArray]]:
    """The facts under an expression that lack; with `windows`, too thin ones as well."""
    arrays = judgement.arrays
    for owner, fact in judgement.book.graph.facts_under(*named(page.claim, expression)):
        place, what = (owner.claim, fact.name), fact.request.series
        other = window_series(fact.request)
        if other != what:  # of a value on the day of another series' peak either may lack
            what = f"{what} on the day of {other}"
        yield from _by_reason(what, arrays.facts[place])
        if windows and arrays.thin[place].any():
            yield Cause(what, "missing"), arrays.thin[place]


def _by_reason(what: str, codes: Codes) -> Iterator[tuple[Cause, BoolArray]]:
    """One cause for each reason that occurs, with its days."""
    for code in np.unique(codes[codes > 0]).tolist():
        yield Cause(what, REASONS[code]), codes == code
