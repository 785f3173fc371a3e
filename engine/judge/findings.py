"""Findings: what became of every claim on one day, with the lines that decided it.

In: a judgement, and the evaluation it came from. Out: one `Finding` a claim. What is decided stands
in the judgement; the evaluation adds margins, and what an unknown claim would need, in words.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from engine.evaluation.evaluate import Evaluation
from engine.evaluation.explain import Lack, expression_lacks, lacks, thin_windows
from engine.evaluation.lines import LineValues
from engine.judge.judgement import Judgement, Status, Truth
from engine.measures.reading import REASONS, Reason
from engine.pages.book import RuleBook
from engine.pages.expressions import Expression
from engine.pages.page import Comparison, Group, Line, Page, RestsOn
from kb.frozen import dataclass

__all__ = ["Finding", "LineFinding", "Status", "Truth", "findings"]


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


def findings(judgement: Judgement, evaluation: Evaluation, row: int) -> dict[str, Finding]:
    """The finding of every page on one day of a judgement."""
    day = _Day(judgement, evaluation, row)
    return {page.claim: day.finding(page) for page in judgement.book.pages}


@dataclass(frozen=True, eq=False)
class _Day:
    """One day of a judgement, with the numbers and the words of its evaluation."""

    judgement: Judgement
    evaluation: Evaluation
    row: int

    def finding(self, page: Page) -> Finding:
        status, reason = self.judgement.finding(page.claim, self.row)
        lines = tuple(self._line(page, line) for line in page.when)
        missing = self._lacks(page) if status == "unknown" else ()
        return Finding(page.claim, status, reason, lines, tuple(dict.fromkeys(missing)))

    def _line(self, page: Page, line: Line) -> LineFinding:
        truth = self.judgement.truth(line.id, self.row)
        why = self.judgement.why(line)[self.row] if truth == "unknown" else 0
        margin = best = None
        members: tuple[LineFinding, ...] = ()
        if isinstance(line.condition, Comparison):
            values = self._values(page, line)
            margin, best = _number(values.margin[self.row]), _number(values.best[self.row])
        elif isinstance(line.condition, Group):
            members = tuple(self._line(page, member) for member in line.condition.members)
        return LineFinding(line.id, line.text, truth, margin, best, REASONS[why], members)

    def _values(self, page: Page, line: Line) -> LineValues:
        return self.evaluation.pages[page.claim].lines[line.id]

    def _lacks(self, page: Page) -> Iterator[Lack]:
        book = self.judgement.book
        for quantity in page.let if not page.judged else ():
            yield from lacks(book, self.evaluation, page, quantity.name, self.row)
        for line in page.when:
            for part, open_ in self.judgement.open_parts(line):
                if open_[self.row]:
                    yield from self._part_lacks(page, part)

    def _part_lacks(self, page: Page, part: Line) -> Iterator[Lack]:
        if isinstance(part.condition, RestsOn):
            claim = part.condition.claim
            yield Lack(claim, "upstream", self.judgement.book.page(claim).title)
        elif isinstance(part.condition, Comparison):
            values = self._values(page, part)
            sides = ((part.condition.left, values.left), (part.condition.right, values.right))
            if values.reason(self.row) == "missing" and not math.isnan(values.margin[self.row]):
                for side, _ in sides:
                    yield from thin_windows(*self._at(page, side))
                return
            for side, found in sides:
                inside = tuple(expression_lacks(*self._at(page, side)))
                yield from inside
                if not inside and (why := found.errors.get(self.row)):  # though its facts are there
                    yield Lack(part.text, found.reason(self.row) or "error", why)
            if values.reason(self.row) == "straddles":
                yield Lack(part.text, "straddles", _scenarios(values, self.row))

    def _at(
        self, page: Page, side: Expression
    ) -> tuple[RuleBook, Evaluation, Page, Expression, int]:
        return self.judgement.book, self.evaluation, page, side, self.row


def _scenarios(values: LineValues, row: int) -> str:
    """How a line comes to straddle."""
    if values.left.without_value(row) or values.right.without_value(row):
        return "not decided alike in all scenarios, and without a value in some"
    return "true in some scenarios and false in others"


def _number(value: float) -> float | None:
    return None if math.isnan(value) else float(value)
