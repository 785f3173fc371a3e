"""Findings: what became of every claim on one day, with the lines that decided it.

In: the evaluation and the inference. Out: one `Finding` a claim. A claim that is unknown says why
and what it would need.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from engine.evaluation.evaluate import Evaluation
from engine.evaluation.explain import Lack, expression_lacks, lacks, thin_windows
from engine.evaluation.values import CODE
from engine.measures.reading import Reason
from engine.pages.book import RuleBook
from engine.pages.page import Comparison, Group, Line, Page, RestsOn

Status = Literal["holds", "fails", "unknown", "stated", "not_judged"]
Truth = Literal["true", "false", "unknown"]


@dataclass(frozen=True)
class LineFinding:
    """One line on one day.

    margin  canonical units, signed towards truth, worst scenario; None for lines without numbers
    best    the margin of the best scenario, other than `margin` where assumptions matter
    """

    id: str
    text: str
    truth: Truth
    margin: float | None
    best: float | None
    why: Reason | None
    members: tuple[LineFinding, ...] = ()


@dataclass(frozen=True)
class Finding:
    """What became of a claim: its status, the reason when unknown, its lines, what it lacks."""

    claim: str
    status: Status
    reason: Reason | None
    lines: tuple[LineFinding, ...]
    lacks: tuple[Lack, ...]


class FindingMaker:
    """Builds the findings of one day from the statuses the inference reached."""

    def __init__(
        self, book: RuleBook, evaluation: Evaluation, statuses: Mapping[str, Status], day: int
    ) -> None:
        self.book = book
        self.evaluation = evaluation
        self.statuses = statuses
        self.day = day

    def finding(self, page: Page) -> Finding:
        """The finding of one page."""
        if page.kind == "opinion":
            return Finding(page.claim, "not_judged", None, (), ())
        if not page.judged:
            return self._stated(page)
        lines = tuple(self._line(page, line) for line in page.when)
        status = self.statuses[page.claim]
        if status != "unknown":
            return Finding(page.claim, status, None, lines, ())
        open_lines = [line for line in page.when if self._truth(page, line) == "unknown"]
        missing = _unique(lack for line in open_lines for lack in self._line_lacks(page, line))
        return Finding(page.claim, status, _reason(lines, missing), lines, missing)

    def _stated(self, page: Page) -> Finding:
        missing = _unique(
            lack
            for quantity in page.let
            for lack in lacks(self.book, self.evaluation, page, quantity.name, self.day)
        )
        if not missing:
            return Finding(page.claim, "stated", None, (), ())
        return Finding(page.claim, "unknown", missing[0].reason, (), missing)

    def _line(self, page: Page, line: Line) -> LineFinding:
        truth = self._truth(page, line)
        margin = best = why = None
        if isinstance(line.condition, Comparison):
            values = self.evaluation.pages[page.claim].lines[line.id]
            margin, best = _number(values.margin[self.day]), _number(values.best[self.day])
            why = values.reason(self.day)
        elif isinstance(line.condition, RestsOn) and truth == "unknown":
            why = "upstream"
        members: tuple[LineFinding, ...] = ()
        if isinstance(line.condition, Group):
            members = tuple(self._line(page, member) for member in line.condition.members)
            why = _first(m.why for m in members) if truth == "unknown" else None
        return LineFinding(line.id, line.text, truth, margin, best, why, members)

    def _truth(self, page: Page, line: Line) -> Truth:
        match line.condition:
            case Comparison():
                values = self.evaluation.pages[page.claim].lines[line.id]
                if values.true[self.day]:
                    return "true"
                return "false" if values.false[self.day] else "unknown"
            case RestsOn(claim, negated):
                status = self.statuses[claim]
                if status == "unknown":
                    return "unknown"
                return "true" if (status == "holds") != negated else "false"
            case Group(needed, members):
                truths = [self._truth(page, member) for member in members]
                if truths.count("true") >= needed:
                    return "true"
                return "false" if truths.count("false") > len(members) - needed else "unknown"

    def _line_lacks(self, page: Page, line: Line) -> Iterator[Lack]:
        condition = line.condition
        if isinstance(condition, Group):
            for member in condition.members:
                if self._truth(page, member) == "unknown":
                    yield from self._line_lacks(page, member)
        elif isinstance(condition, RestsOn):
            title = self.book.page(condition.claim).title
            yield Lack(condition.claim, "upstream", title)
        else:
            yield from self._comparison_lacks(page, line, condition)

    def _comparison_lacks(self, page: Page, line: Line, condition: Comparison) -> Iterator[Lack]:
        values = self.evaluation.pages[page.claim].lines[line.id]
        if values.reason(self.day) == "missing" and _number(values.margin[self.day]) is not None:
            for side in (condition.left, condition.right):
                yield from thin_windows(self.book, self.evaluation, page, side, self.day)
            return
        for side, found in ((condition.left, values.left), (condition.right, values.right)):
            inside = tuple(expression_lacks(self.book, self.evaluation, page, side, self.day))
            own = found.errors.get(self.day)
            why = found.reason(self.day) or "error"
            yield from inside or ((Lack(line.text, why, own),) if own else ())
        if values.reason(self.day) == "straddles":
            detail = "true in some scenarios and false in others"
            if values.right.without_value(self.day) or values.left.without_value(self.day):
                detail = "not decided alike in all scenarios, and without a value in some"
            yield Lack(line.text, "straddles", detail)


def _number(value: float) -> float | None:
    return None if math.isnan(value) else float(value)


def _unique(found: Iterator[Lack]) -> tuple[Lack, ...]:
    return tuple(dict.fromkeys(found))


def _reason(lines: tuple[LineFinding, ...], missing: tuple[Lack, ...]) -> Reason:
    own = _first(line.why for line in lines)
    return own or _first(lack.reason for lack in missing) or "upstream"


def _first(reasons: Iterable[Reason | None]) -> Reason | None:
    """The reason nearest to the facts: what is missing comes before what rests on it."""
    return min((r for r in reasons if r is not None), key=lambda r: CODE[r], default=None)
