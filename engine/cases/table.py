"""The cases on a page: each row binds names, evaluates the page and checks what it says.

How the cells of a row are read, and when a number is met, is in `case_cells`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from engine.cases.case_cells import CaseTable
from engine.evaluation.bounds import real_days
from engine.evaluation.evaluate import PageValues, evaluate_page
from engine.evaluation.lines import compare
from engine.judge.claims import Atom, Claim
from engine.judge.infer import infer
from engine.judge.logic import Program, Truths
from engine.judge.program import claim_of, located
from engine.pages.book import RuleBook
from engine.pages.page import Case, Comparison, Line, Page


@dataclass(frozen=True)
class Outcome:
    """What one case came to: nothing wrong, or sentences about what differs."""

    case: Case
    problems: tuple[str, ...]


def run_cases(book: RuleBook, page: Page) -> tuple[Outcome, ...]:
    """Run every case of a page, all at once, one day each; raises PageError for a bad cell."""
    return Trial(book, page).outcomes() if page.cases else ()


class Trial:
    """The cases of one page, evaluated once; its conditions may then be tried in other forms.

    found  the page's quantities and comparisons, one day a row of the table
    """

    def __init__(self, book: RuleBook, page: Page) -> None:
        self.page, self.days = page, len(page.cases)
        self.table = CaseTable(book, page)
        facts, self.upstream = self.table.facts(), self.table.upstream()
        self.found = evaluate_page(page, facts, self.upstream, real_days(self.days))

    @cached_property
    def of_quantities(self) -> list[list[str]]:
        """What is wrong with the quantities of each case, whatever the conditions."""
        cases = enumerate(self.page.cases)
        return [self.table.of_quantities(row, case, self.found) for row, case in cases]

    def outcomes(self) -> tuple[Outcome, ...]:
        """What each case came to."""
        return self._outcomes(self.page, self.found)

    def under(self, conditions: tuple[Line, ...]) -> tuple[Outcome, ...]:
        """What each case would come to if the page had these conditions."""
        page = replace(self.page, when=conditions)
        names = {**self.upstream, **self.found.values}
        lines = {
            line.id: compare(line.condition, names, self.days)
            for line in page.lines()
            if isinstance(line.condition, Comparison)
        }
        return self._outcomes(page, PageValues(self.found.values, lines))

    def _outcomes(self, page: Page, found: PageValues) -> tuple[Outcome, ...]:
        with located(self.table.book):
            findings = _findings(page, found, self.table.premises())
        return tuple(
            Outcome(case, (*self.table.of_finding(row, findings[row]), *self.of_quantities[row]))
            for row, case in enumerate(page.cases)
        )


def _findings(page: Page, found: PageValues, premises: Mapping[str, list[str]]) -> list[str]:
    days = len(page.cases)
    if not page.judged:
        known = np.ones(days, dtype=np.bool_)
        for quantity in page.let:
            known &= found.values[quantity.name].known
        return ["stated" if k else "unknown" for k in known]
    given = {f"{claim}#case": column for claim, column in premises.items()}
    names = (*found.lines, *given)
    true, false = np.zeros((2, days, len(names)), dtype=np.bool_)
    for i, line in enumerate(found.lines.values()):
        true[:, i], false[:, i] = line.true, line.false
    for i, cells in enumerate(given.values(), start=len(found.lines)):
        true[:, i] = [cell == "holds" for cell in cells]
        false[:, i] = [cell == "fails" for cell in cells]
    stubs = tuple(Claim(c, "premises", (Atom(f"{c}#case"),)) for c in premises)
    own = claim_of(page)
    program = Program((*stubs, Claim(own.id, "case", own.lines)))
    result = infer(program, Truths(names, true, false)).findings
    column = result.claims.index(page.claim)
    return [
        "holds" if result.holds[d, column] else "fails" if result.fails[d, column] else "unknown"
        for d in range(days)
    ]
