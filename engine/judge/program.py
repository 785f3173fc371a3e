"""From the rule book to the logic the matcher and the reference evaluator share nothing but.

In: pages and their evaluated comparisons. Out: a `Program` of claims and the `Truths` of its atoms.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np

from engine.evaluation.evaluate import Evaluation
from engine.judge.claims import AtLeast, Atom, Claim, LogicError, Node, Premise
from engine.judge.logic import Program, Truths
from engine.judge.rules import rule_sets
from engine.pages.book import RuleBook
from engine.pages.errors import PageError
from engine.pages.page import Group, Line, Page, RestsOn


def program_of(book: RuleBook) -> Program:
    """The claims that are judged, in the book's order, each with its lines as logic."""
    return Program(tuple(claim_of(page) for page in book.pages if page.judged))


@contextmanager
def located(book: RuleBook) -> Iterator[None]:
    """Give a LogicError about a line or a chapter inside the file and line it stands on."""
    try:
        yield
    except LogicError as error:
        lines = {line.id: (page.file, line.line) for page in book.pages for line in page.lines()}
        chapters = {page.chapter: (page.file, 1) for page in reversed(book.pages)}
        place = lines.get(error.place) or chapters.get(error.place)
        if place is None:
            raise
        raise PageError(*place, str(error)) from None


def check_size(book: RuleBook) -> None:
    """Refuse a book that durable_rules could not hold; raises PageError."""
    program = program_of(book)
    with located(book):
        for chapter, claims in program.chapters.items():
            deque(rule_sets(chapter, claims), maxlen=0)


def claim_of(page: Page) -> Claim:
    """One page's conditions as a claim."""
    return Claim(page.claim, page.chapter, tuple(_node(line) for line in page.when))


def _node(line: Line) -> Node:
    match line.condition:
        case RestsOn(claim, negated):
            return Premise(line.id, claim, negated)
        case Group(needed, members):
            return AtLeast(line.id, needed, tuple(_node(member) for member in members))
        case _:
            return Atom(line.id)


def truths_of(evaluation: Evaluation) -> Truths:
    """The certainly true and certainly false comparisons, shape (days, lines)."""
    lines = {
        line_id: values
        for page in evaluation.pages.values()
        for line_id, values in page.lines.items()
    }
    days = len(evaluation.panel.days)
    true = np.zeros((days, len(lines)), dtype=np.bool_)
    false = np.zeros_like(true)
    for column, values in enumerate(lines.values()):
        true[:, column], false[:, column] = values.true, values.false
    return Truths(tuple(lines), true, false)
