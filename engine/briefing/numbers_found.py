"""What a run found of each claim, as numbers: the same for the ledger and for the contract."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from engine.evaluation.said import SaidVerdict
from engine.judge.run import Run
from engine.pages.page import Comparison, Page
from kb.finding_rows import FindingRow, LineRow, QuantityRow, SaidRow
from kb.units import spell


def row_of(run: Run, page: Page, said: Iterable[SaidVerdict]) -> FindingRow:
    """The quantities, conditions and stated numbers of a claim; `said` are the verdicts on it."""
    return FindingRow(
        quantities={name: quantity(run, page.claim, name) for name in page.names},
        lines=tuple(lines(run, page)),
        said=tuple(
            SaidRow(v.name, v.said.text, v.measured, v.verdict, ", ".join(v.sources) or None)
            for v in said
        ),
    )


def quantity(run: Run, claim: str, name: str) -> QuantityRow:
    """A quantity over the scenarios, all None where it is unknown."""
    values, unit = run.evaluation.value(claim, name), spell(run.book.dimensions[claim][name])
    if not values.known[0]:
        return QuantityRow(None, None, None, unit)
    return QuantityRow(*values.ends(0), unit)


def lines(run: Run, page: Page) -> Iterator[LineRow]:
    """The conditions of a claim, a group before its members, each margin with its unit."""
    units = {
        line.id: spell(run.book.line_dimensions[line.id])
        for line in page.lines()
        if isinstance(line.condition, Comparison)
    }
    unread = list(run.findings[page.claim].lines[::-1])
    while unread:
        line = unread.pop()
        unread += line.members[::-1]
        unit = units.get(line.id) if line.margin is not None else None
        yield LineRow(line.text, line.truth, line.margin, unit)
