"""The judgement: what became of every claim and line on every day, and why where it is unknown.

In: a rule book and the arrays of its comparisons. Out: a `Judgement` of so many days; a run is the
judgement of one. The reason of a judged claim is the one nearest to the facts among its open lines,
that of a definition or forecast the first thing that it lacks.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Literal

import numpy as np

from engine.evaluation.values import Codes
from engine.judge.infer import Inference, infer
from engine.judge.logic import BoolArray, Truths
from engine.judge.planes import LineArrays
from engine.judge.program import located, program_of
from engine.judge.reference import every_line
from engine.measures.reading import CODE, REASONS, Reason
from engine.pages.book import RuleBook
from engine.pages.page import Comparison, Group, Line, Page
from kb.frozen import dataclass

Status = Literal["holds", "fails", "unknown", "stated", "not_judged"]
Truth = Literal["true", "false", "unknown"]

STATUSES: tuple[Status, ...] = ("unknown", "holds", "fails", "stated", "not_judged")
STATUS_CODE: dict[Status, int] = {status: code for code, status in enumerate(STATUSES)}
_UPSTREAM = np.int8(CODE["upstream"])
_NONE = np.int8(len(REASONS))  # comes after every reason


@dataclass(frozen=True, eq=False)
class Judgement:
    """What was found out about every page of a book, a row a day in every array.

    arrays      the comparisons, and what facts lacked
    inference   the firings behind the findings, by distinct truth vector
    every_line  the truths of all lines, premises and groups as well
    """

    book: RuleBook
    arrays: LineArrays
    inference: Inference
    every_line: Truths

    @cached_property
    def status(self) -> Codes:
        """What became of each page in the book's order, shape (days, pages), places in STATUSES."""
        return np.stack([self._status(page) for page in self.book.pages]).T

    @cached_property
    def reason(self) -> Codes:
        """Why, of the same shape: a place in REASONS, 0 unless unknown."""
        return np.stack([self._reason(page) for page in self.book.pages]).T

    @cached_property
    def column(self) -> dict[str, int]:
        """The column of each claim."""
        return {page.claim: column for column, page in enumerate(self.book.pages)}

    def of(self, claim: str) -> Codes:
        """A claim's status, day by day."""
        return self.status[:, self.column[claim]]

    def finding(self, claim: str, row: int) -> tuple[Status, Reason | None]:
        """What became of a claim on one day, and why it is unknown where it is."""
        column = self.column[claim]
        return STATUSES[self.status[row, column]], REASONS[self.reason[row, column]]

    def truth(self, line: str, row: int) -> Truth:
        """What a line is on one day."""
        true, false = self.every_line.of(line)
        return "true" if true[row] else "false" if false[row] else "unknown"

    def open_parts(self, line: Line) -> Iterator[tuple[Line, BoolArray]]:
        """The comparisons and premises of a line, each with the days on which it leaves it open."""
        true, false = self.every_line.of(line.id)
        open_ = ~(true | false)
        if not isinstance(line.condition, Group):
            yield line, open_
            return
        for member in line.condition.members:
            for part, days in self.open_parts(member):
                yield part, days & open_

    def why(self, *lines: Line) -> Codes:
        """The reason nearest to the facts why any of these is open; 0 where none has one."""
        nearest = np.full(self.every_line.days, _NONE)
        for line in lines:
            for part, open_ in self.open_parts(line):
                compared = isinstance(part.condition, Comparison)
                why = self.arrays.reason(part.id) if compared else _UPSTREAM
                np.minimum(nearest, why, out=nearest, where=open_ & (why != 0))
        nearest[nearest == _NONE] = 0
        return nearest

    def _status(self, page: Page) -> Codes:
        if page.kind == "opinion":
            return np.full(self.every_line.days, STATUS_CODE["not_judged"], dtype=np.int8)
        if not page.judged:
            stated = np.int8(STATUS_CODE["stated"])
            return np.where(self.arrays.stated[page.claim] == 0, stated, np.int8(0))
        held, failed = self.inference.findings.of(page.claim)
        return held * np.int8(STATUS_CODE["holds"]) + failed * np.int8(STATUS_CODE["fails"])

    def _reason(self, page: Page) -> Codes:
        """A line without a reason of its own rests on something."""
        if page.judged:
            why = self.why(*page.when)
            why[why == 0] = _UPSTREAM
        else:
            why = self.arrays.stated[page.claim]
        return np.where(self.of(page.claim) == STATUS_CODE["unknown"], why, np.int8(0))


def judge(book: RuleBook, arrays: LineArrays) -> Judgement:
    """From comparisons to findings: the logic, and nothing else.

    raises  Disagreement when matcher and reference differ, PageError naming the line or chapter
            that durable_rules could not hold
    """
    program = program_of(book)
    with located(book):
        inference = infer(program, arrays.truths)
    every = every_line(program, arrays.truths, inference.findings)
    return Judgement(book, arrays, inference, every)
