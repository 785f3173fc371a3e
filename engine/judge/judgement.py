"""The judgement: what became of every claim on every day, and why it is unknown where it is.

In: a rule book and the arrays of its comparisons. Out: a `Judgement` of so many days; a run is the
judgement of one. The reason of a judged claim is the one nearest to the facts among its open lines,
that of a definition or forecast the first thing that it lacks.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np

from engine.evaluation.values import CODE, REASONS, Codes
from engine.judge.infer import Inference, infer
from engine.judge.logic import Findings
from engine.judge.open_lines import EveryLine
from engine.judge.planes import LineArrays
from engine.judge.program import located, program_of
from engine.judge.reference import every_line
from engine.measures.reading import Reason
from engine.pages.book import RuleBook

Status = Literal["holds", "fails", "unknown", "stated", "not_judged"]

STATUSES: tuple[Status, ...] = ("unknown", "holds", "fails", "stated", "not_judged")
STATUS_CODE: dict[Status, int] = {status: code for code, status in enumerate(STATUSES)}


@dataclass(frozen=True, eq=False)
class Judgement:
    """What became of every page of a book on every day, shape (days, pages).

    inference  the firings behind it, by distinct truth vector
    lines      the truths of all lines: why, and why not
    status     a place in STATUSES
    reason     a place in REASONS, 0 unless unknown
    """

    book: RuleBook
    inference: Inference
    lines: EveryLine
    status: Codes
    reason: Codes

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


def judge(book: RuleBook, arrays: LineArrays) -> Judgement:
    """From comparisons to findings: the logic, and nothing else.

    raises  Disagreement when matcher and reference differ, PageError naming the line or chapter
            that durable_rules could not hold
    """
    program = program_of(book)
    with located(book):
        inference = infer(program, arrays.truths)
    lines = EveryLine(arrays, every_line(program, arrays.truths, inference.findings))
    status, reason = np.zeros((2, arrays.truths.days, len(book.pages)), dtype=np.int8, order="F")
    for column, (codes, why) in enumerate(_outcomes(book, inference.findings, lines)):
        status[:, column], reason[:, column] = codes, why
    return Judgement(book, inference, lines, status, reason)


def _outcomes(
    book: RuleBook, findings: Findings, lines: EveryLine
) -> Iterator[tuple[Codes | int, Codes | int]]:
    """The status and the reason of every page, day by day."""
    judged = _judged(findings)
    for page in book.pages:
        if page.judged:
            codes = judged[page.claim]
            yield codes, _reason(codes, lines.why(*page.when))
        elif page.kind == "opinion":
            yield STATUS_CODE["not_judged"], 0
        else:
            why = lines.arrays.stated[page.claim]
            yield np.where(why == 0, STATUS_CODE["stated"], 0).astype(np.int8), why


def _judged(findings: Findings) -> dict[str, Codes]:
    """The status of every judged claim, day by day."""
    held, failed = (np.int8(STATUS_CODE[word]) for word in ("holds", "fails"))
    codes = findings.holds * held + findings.fails * failed
    return dict(zip(findings.claims, np.ascontiguousarray(codes.T), strict=True))


def _reason(status: Codes, why: Codes) -> Codes:
    """Why a judged claim is unknown; a line without a reason of its own rests on something."""
    reason = np.where(why == 0, CODE["upstream"], why)
    return np.where(status == STATUS_CODE["unknown"], reason, 0).astype(np.int8)
