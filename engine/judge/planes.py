"""What the pages come to over many days, as arrays: an evaluation in, planes and reasons out.

An evaluation holds every reading and every scenario, too much to keep for years. What findings and
their reasons need of it is one bit or one small number a day, and that is what stands here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from engine.evaluation.bounds import is_bound
from engine.evaluation.evaluate import Evaluation
from engine.evaluation.values import Codes
from engine.judge.logic import BoolArray, Truths
from engine.judge.program import truths_of
from engine.pages.book import RuleBook
from engine.pages.expressions import Name, Upstream, names_in
from engine.pages.page import Page

Owned = tuple[str, str]
"""A claim and one of its names."""


@dataclass(frozen=True)
class LineArrays:
    """What is known of every comparison and fact on every day, a row a day.

    truths   the comparisons that are certainly true, certainly false
    reasons  why a comparison is unknown, by its column in `truths`: a place in REASONS
    stated   by definition or forecast, why one of its quantities is unknown; 0 where none is
    facts    by claim and name, why a fact is unknown
    thin     by claim and name, where too few days of a window are known to trust its extreme
    """

    truths: Truths
    reasons: Codes
    stated: Mapping[str, Codes]
    facts: Mapping[Owned, Codes]
    thin: Mapping[Owned, BoolArray]

    def reason(self, line: str) -> Codes:
        """Why a comparison is unknown, day by day."""
        return self.reasons[:, self.truths.column[line]]


def arrays_of(book: RuleBook, evaluation: Evaluation) -> LineArrays:
    """What an evaluation comes to."""
    truths = truths_of(evaluation)
    reasons = np.zeros(truths.true.shape, dtype=np.int8)
    for page in book.pages:
        for line, values in evaluation.pages[page.claim].lines.items():
            reasons[:, truths.column[line]] = values.reasons
    facts = {
        (page.claim, fact.name): evaluation.value(page.claim, fact.name).reasons
        for page in book.pages
        for fact in page.facts
    }
    return LineArrays(
        truths, reasons, dict(_stated(book, evaluation)), facts, _thin(book, evaluation)
    )


def joined(parts: Sequence[LineArrays]) -> LineArrays:
    """The arrays of several runs of days, one below the other."""
    first = parts[0]
    truths = Truths(
        first.truths.lines,
        np.concatenate([part.truths.true for part in parts]),
        np.concatenate([part.truths.false for part in parts]),
    )
    return LineArrays(
        truths,
        np.asfortranarray(np.concatenate([part.reasons for part in parts])),  # read by column
        {claim: np.concatenate([part.stated[claim] for part in parts]) for claim in first.stated},
        {fact: np.concatenate([part.facts[fact] for part in parts]) for fact in first.facts},
        {fact: np.concatenate([part.thin[fact] for part in parts]) for fact in first.thin},
    )


def _thin(book: RuleBook, evaluation: Evaluation) -> dict[Owned, BoolArray]:
    return {
        (page.claim, fact.name): np.array(
            [is_bound(fact.request, r) for r in evaluation.readings[page.claim][fact.name]],
            dtype=np.bool_,
        )
        for page in book.pages
        for fact in page.facts
    }


def _stated(book: RuleBook, evaluation: Evaluation) -> Iterator[tuple[str, Codes]]:
    """Why a page without conditions is unknown: the first thing that its quantities lack."""
    days = len(evaluation.panel.days)
    for page in book.pages:
        if not page.judged:
            lacks = (_lack(book, evaluation, page, quantity.name) for quantity in page.let)
            yield page.claim, _first(lacks, days)


def _lack(book: RuleBook, evaluation: Evaluation, page: Page, name: str) -> Codes:
    """Why a name is unknown, by the first fact or quantity at the root of it; 0 where known."""
    own = evaluation.value(page.claim, name).reasons
    if not own.any() or name in evaluation.readings[page.claim]:
        return own
    expression = next(q.expression for q in page.let if q.name == name)
    inside = (
        _lack(book, evaluation, *_place(book, page, inner))
        for inner in names_in(expression)
        if isinstance(inner, Name) or inner.claim != "assume"
    )
    root = _first(inside, len(own))
    return np.where(own == 0, 0, np.where(root == 0, own, root)).astype(np.int8)


def _place(book: RuleBook, page: Page, name: Name | Upstream) -> tuple[Page, str]:
    if isinstance(name, Name):
        return page, name.name
    return book.page(name.claim), name.quantity


def _first(codes: Iterable[Codes], days: int) -> Codes:
    found = np.zeros(days, dtype=np.int8)
    for each in codes:
        found = np.where(found == 0, each, found).astype(np.int8)
    return found
