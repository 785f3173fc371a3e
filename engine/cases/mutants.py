"""Mutants: a page comes in, small changes of its conditions go out, and which of them no case sees.

A case table is worth what it would notice. Every threshold is moved a twentieth up and down, every
comparison made strict, lax or turned round, every premise negated or dropped, every count of a
group moved by one. A mutant lives when all cases still come out as written. One that cannot differ
is excused by name, with the reason, in the file that `excuses` reads.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from engine.cases.table import Trial
from engine.pages.book import RuleBook
from engine.pages.expressions import Expression, Number, children, with_children
from engine.pages.page import Comparison, Group, Line, Page, RestsOn
from kb.units import unit

MOVED = (0.95, 1.05)
OPERATORS = {">=": (">", "<="), ">": (">=", "<"), "<=": ("<", ">="), "<": ("<=", ">")}


@dataclass(frozen=True)
class Mutant:
    """A page with one condition changed.

    name  the condition and the change, as an excuse names them
    line  of the page, where the condition stands
    when  the page's conditions with the change
    """

    name: str
    line: int
    when: tuple[Line, ...]


def living(book: RuleBook, page: Page) -> list[Mutant]:
    """The mutants of a page that none of its cases notices; all of them where it has no cases."""
    if not page.cases:
        return list(mutants_of(page))
    return unnoticed(Trial(book, page), mutants_of(page))


def unnoticed(trial: Trial, mutants: Iterable[Mutant]) -> list[Mutant]:
    """Those of some mutants that no case of their page notices."""
    return [mutant for mutant in mutants if not _killed(trial, mutant)]


def _killed(trial: Trial, mutant: Mutant) -> bool:
    return any(outcome.problems for outcome in trial.under(mutant.when))


def mutants_of(page: Page) -> Iterator[Mutant]:
    """Every mutant of a page's conditions, in the order of the page; namesakes are numbered."""
    told: Counter[str] = Counter()
    for mutant in _mutants(page):
        told[mutant.name] += 1
        again = f" ({told[mutant.name]})" if told[mutant.name] > 1 else ""
        yield replace(mutant, name=mutant.name + again)


def _mutants(page: Page) -> Iterator[Mutant]:
    for place, line in enumerate(page.when):
        for said, changed in _changes(line):
            own = () if changed is None else (changed,)
            when = (*page.when[:place], *own, *page.when[place + 1 :])
            if when:
                yield Mutant(f"{line.id}: {said}", line.line, when)


def _changes(line: Line) -> Iterator[tuple[str, Line | None]]:
    """What may become of a line: the change in words and the line, None where it is dropped."""
    yield f"without {line.text}", None
    for said, condition in _conditions(line):
        yield said, replace(line, condition=condition)


def _conditions(line: Line) -> Iterator[tuple[str, Comparison | RestsOn | Group]]:
    match line.condition:
        case Comparison() as comparison:
            yield from _comparisons(line, comparison)
        case RestsOn(claim, negated):
            yield f"{line.text} negated", RestsOn(claim, not negated)
        case Group(needed, members) as group:
            for count in (needed - 1, needed + 1):
                if 1 <= count <= len(members):
                    yield f"{line.text} with {count}", replace(group, needed=count)
            for place, member in enumerate(members):
                yield from _members(group, place, member)


def _members(group: Group, place: int, member: Line) -> Iterator[tuple[str, Group]]:
    before, after = group.members[:place], group.members[place + 1 :]
    for said, changed in _changes(member):
        kept = (*before, *([] if changed is None else [changed]), *after)
        if len(kept) >= group.needed:
            yield said, replace(group, members=kept)


def _comparisons(line: Line, comparison: Comparison) -> Iterator[tuple[str, Comparison]]:
    for operator in OPERATORS[comparison.operator]:
        said = f"{line.text} with {operator}"
        yield said, replace(comparison, operator=operator)
    for said, left in _thresholds(comparison.left):
        yield f"{line.text} with {said}", replace(comparison, left=left)
    for said, right in _thresholds(comparison.right):
        yield f"{line.text} with {said}", replace(comparison, right=right)


def _shown(number: Number) -> str:
    spelt = number.unit or "ratio"
    return f"{unit(spelt).shown(number.value):.6g} {number.unit}".strip()


def _thresholds(expression: Expression) -> Iterator[tuple[str, Expression]]:
    """The expression with one of its numbers moved, for each number; 0 has no twentieth."""
    if isinstance(expression, Number):
        for factor in MOVED if expression.value else ():
            other = replace(expression, value=expression.value * factor)
            yield f"{_shown(expression)} moved to {_shown(other)}", other
    own = children(expression)
    for place, child in enumerate(own):
        for said, moved in _thresholds(child):
            yield said, with_children(expression, (*own[:place], moved, *own[place + 1 :]))
