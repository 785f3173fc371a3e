"""Findings over many days as arrays: what the inference reached, and why a claim is unknown.

The reason is the one that a single run gives (see `engine.judge.findings`), worked out for all
days at once: of a judged claim the reason nearest to the facts among its lines, of a definition or
forecast the first thing that it lacks.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from engine.evaluation.values import CODE, REASONS, Codes
from engine.judge.findings import Status
from engine.judge.infer import Inference
from engine.judge.logic import Findings, Truths
from engine.judge.planes import LineArrays
from engine.measures.reading import Reason
from engine.pages.book import RuleBook
from engine.pages.page import Comparison, Group, Line, Page

STATUSES: tuple[Status, ...] = ("unknown", "holds", "fails", "stated", "not_judged")
STATUS_CODE: dict[Status, int] = {status: code for code, status in enumerate(STATUSES)}
_NONE = np.int8(len(REASONS))

Rows: TypeAlias = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Outcomes:
    """What became of every claim on every day, shape (days, claims).

    status   a place in STATUSES
    reason   a place in REASONS, 0 unless unknown
    """

    claims: tuple[str, ...]
    status: Codes
    reason: Codes

    @cached_property
    def column(self) -> dict[str, int]:
        """The column of each claim."""
        return {claim: column for column, claim in enumerate(self.claims)}

    def of(self, claim: str) -> Codes:
        """A claim's status, day by day."""
        return self.status[:, self.column[claim]]

    def finding(self, claim: str, row: int) -> tuple[Status, Reason | None]:
        """What became of a claim on one day, and why it is unknown where it is."""
        column = self.column[claim]
        return STATUSES[self.status[row, column]], REASONS[self.reason[row, column]]


def outcomes(
    book: RuleBook, lines: LineArrays, inference: Inference, every_line: Truths
) -> Outcomes:
    """The outcome of every page of the book, in its order.

    every_line  the truths of all lines, premises and groups as well
    """
    shape = lines.truths.days, len(book.pages)
    status, reason = np.zeros((2, *shape), dtype=np.int8, order="F")
    judged = _judged(inference.findings)
    for place, page in enumerate(book.pages):
        if page.judged:
            status[:, place] = judged[page.claim]
            rows = np.flatnonzero(judged[page.claim] == STATUS_CODE["unknown"])
            if len(rows):
                reason[rows, place] = _reason(page, lines, every_line, rows)
        elif page.kind == "opinion":
            status[:, place] = STATUS_CODE["not_judged"]
        else:
            reason[:, place] = lines.stated[page.claim]
            status[:, place] = np.where(reason[:, place] == 0, STATUS_CODE["stated"], 0)
    return Outcomes(tuple(page.claim for page in book.pages), status, reason)


def _judged(findings: Findings) -> dict[str, Codes]:
    """The status of every judged claim, day by day."""
    held, failed = (np.int8(STATUS_CODE[word]) for word in ("holds", "fails"))
    codes = findings.holds * held + findings.fails * failed
    return dict(zip(findings.claims, np.ascontiguousarray(codes.T), strict=True))


def _reason(page: Page, lines: LineArrays, every_line: Truths, rows: Rows) -> Codes:
    """The reason nearest to the facts among the open lines of a page."""
    nearest: Codes = np.minimum.reduce([_why(line, lines, every_line, rows) for line in page.when])
    nearest[nearest == _NONE] = CODE["upstream"]
    return nearest


def _why(line: Line, lines: LineArrays, every_line: Truths, rows: Rows) -> Codes:
    """Why a line is unknown on some days; `_NONE`, which comes after every reason, elsewhere."""
    true, false = every_line.of(line.id)
    if isinstance(line.condition, Comparison):
        why = lines.reason(line.id)[rows]
    elif isinstance(line.condition, Group):
        members = (_why(member, lines, every_line, rows) for member in line.condition.members)
        why = np.minimum.reduce(list(members))
    else:
        why = np.full(len(rows), CODE["upstream"], dtype=np.int8)
    why[(true | false)[rows] | (why == 0)] = _NONE
    return why
