"""What the pages come to over many days, as arrays: an evaluation in, planes and reasons out.

An evaluation holds every reading and every scenario, too much to keep for years. What findings and
their reasons need of it is one bit or one small number a day, and that is what stands here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from engine.evaluation.evaluate import Evaluation
from engine.evaluation.values import Codes
from engine.judge.logic import BoolArray, Truths
from engine.judge.program import truths_of
from engine.pages.book import RuleBook
from engine.pages.edges import ASSUME, Node
from engine.pages.page import Page
from kb.frozen import dataclass

Owned = tuple[str, str]
"""A claim and one of its names."""
Named = TypeVar("Named")
Kind = TypeVar("Kind", np.int8, np.bool_)


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
    facts, thin = {}, {}
    for page in book.pages:
        for fact in page.facts:
            place = page.claim, fact.name
            facts[place] = evaluation.value(*place).reasons
            thin[place] = evaluation.facts[page.claim][fact.name].bound
    return LineArrays(truths, reasons, dict(_stated(book, evaluation)), facts, thin)


def joined(parts: Sequence[LineArrays]) -> LineArrays:
    """The arrays of several runs of days, one below the other."""
    truths = [part.truths for part in parts]
    return LineArrays(
        Truths(
            truths[0].lines,
            np.concatenate([each.true for each in truths]),
            np.concatenate([each.false for each in truths]),
        ),
        np.asfortranarray(np.concatenate([part.reasons for part in parts])),  # read by column
        _below([part.stated for part in parts]),
        _below([part.facts for part in parts]),
        _below([part.thin for part in parts]),
    )


def _below(parts: Sequence[Mapping[Named, NDArray[Kind]]]) -> dict[Named, NDArray[Kind]]:
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


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
    if not own.any() or name in evaluation.facts[page.claim]:
        return own
    inside = (
        _lack(book, evaluation, book.page(inner.claim), inner.name)
        for inner in book.graph.inputs(Node(page.claim, name))
        if inner.claim != ASSUME
    )
    root = _first(inside, len(own))
    return np.where(own == 0, 0, np.where(root == 0, own, root)).astype(np.int8)


def _first(codes: Iterable[Codes], days: int) -> Codes:
    found = np.zeros(days, dtype=np.int8)
    for each in codes:
        if not each.any():
            continue
        found = np.where(found == 0, each, found).astype(np.int8)
    return found
