"""What decided, and what was lacking: a claim's lines that were false, and the roots of its doubt.

In: a history and a page. Out: by cause, the days on which it was one. A claim that fails has the
lines that are false for causes; one that is unknown the facts that its open lines lack, the claims
they rest on, and the lines that are open in themselves, because they straddle or have no value.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from engine.evaluation.values import REASONS
from engine.judge.history import History
from engine.judge.logic import BoolArray
from engine.judge.over_days import STATUS_CODE
from engine.measures.choose import Request, window_series
from engine.measures.reading import Reason
from engine.pages.edges import named
from engine.pages.expressions import Expression
from engine.pages.page import Comparison, Line, Page, RestsOn, walk


class Cause(NamedTuple):
    """A line that is false, with None for why; or what is lacking: a series, a claim, a line."""

    what: str
    why: Reason | None


def causes(history: History, page: Page) -> dict[Cause, BoolArray]:
    """The causes of a page's findings, each with the days it was there on, in the page's order."""
    status = history.outcomes.of(page.claim)
    failed, unknown = (status == STATUS_CODE[word] for word in ("fails", "unknown"))
    found: dict[Cause, BoolArray] = {}
    for line in page.when:
        _add(found, Cause(line.id, None), failed & history.every_line.of(line.id).false)
        for cause, days in _open(history, page, line):
            _add(found, cause, unknown & days)
    for quantity in page.let if not page.judged else ():
        for cause, days in _lacking(history, page, quantity.expression):
            _add(found, cause, unknown & days)
    return found


def _add(found: dict[Cause, BoolArray], cause: Cause, days: BoolArray) -> None:
    if days.any():
        found[cause] = found[cause] | days if cause in found else days


def _open(history: History, page: Page, line: Line) -> Iterator[tuple[Cause, BoolArray]]:
    """Why a line was open, and so every line of its group that was."""
    whole = history.every_line.of(line.id)
    for part in walk(line):
        true, false = history.every_line.of(part.id)
        open_ = ~whole.true & ~whole.false & ~true & ~false
        if isinstance(part.condition, RestsOn):
            yield Cause(part.condition.claim, "upstream"), open_
        elif isinstance(part.condition, Comparison):
            for cause, days in _doubts(history, page, part, part.condition):
                yield cause, days & open_


def _doubts(
    history: History, page: Page, line: Line, condition: Comparison
) -> Iterator[tuple[Cause, BoolArray]]:
    """What a comparison lacks; itself, where all its facts are there and cover their windows."""
    rest = np.ones(history.lines.truths.days, dtype=np.bool_)
    for side in (condition.left, condition.right):
        for cause, days in _lacking(history, page, side, windows=True):
            rest &= ~days
            yield cause, days
    reasons = history.lines.reason(line.id)
    for code in np.unique(reasons[rest]).tolist():
        if code:
            yield Cause(line.id, REASONS[code]), rest & (reasons == code)


def _lacking(
    history: History, page: Page, expression: Expression, windows: bool = False
) -> Iterator[tuple[Cause, BoolArray]]:
    """The facts under an expression that lack; with `windows`, too thin ones as well."""
    for owner, fact in history.book.graph.facts_under(*named(page.claim, expression)):
        place = (owner.claim, fact.name)
        codes = history.lines.facts[place]
        for code in np.unique(codes[codes > 0]).tolist():
            yield Cause(_what(fact.request), REASONS[code]), codes == code
        if windows and history.lines.thin[place].any():
            yield Cause(_what(fact.request), "missing"), history.lines.thin[place]


def _what(request: Request) -> str:
    """The series; of a value on the day of another series' peak, both, since either may lack."""
    other = window_series(request)
    return request.series if other == request.series else f"{request.series} on the day of {other}"
