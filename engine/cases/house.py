"""The rules of the house: a rule book that loads comes in, what is still wanting in it goes out.

A book that loads is consistent; these are the things it could still leave open: an outcome that no
case shows, a threshold that no case tests, a name that nothing uses, a number whose unit a reader
could take in two ways, a word that a number or a record should choose.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

import numpy as np

from engine.cases.ambiguity import ambiguous
from engine.cases.excuses import excuses
from engine.cases.mutants import mutants_of, unnoticed
from engine.cases.table import Trial
from engine.cases.wording import wording
from engine.evaluation.lines import LineValues
from engine.judge.program import check_size
from engine.pages.book import RuleBook
from engine.pages.errors import PageError
from engine.pages.folder import ASSUMPTIONS, PHRASES
from engine.pages.frontmatter import read_shared
from engine.pages.order import ORDER
from engine.pages.page import Comparison, Line, Page, RestsOn
from engine.pages.phrases import included
from engine.pages.records import records_of
from kb.catalog import Catalog
from kb.units import either

FINDINGS = ("holds", "fails", "unknown")
_WORD = re.compile(r"[a-z][a-z0-9_]*(?:\.[a-z0-9_]+)*")
_BRACES = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)


class Want(NamedTuple):
    """Something a page leaves open, with its place."""

    file: str
    line: int
    problem: str


def wants(book: RuleBook, catalog: Catalog) -> Iterator[Want]:
    """Everything the book leaves open, page by page."""
    used = _used(book)
    excused = excuses(book, tuple(m.name for page in book.pages for m in mutants_of(page)))
    for page in book.pages:
        trial = _trial(book, page)
        for line, problem in (
            *_cases(page),
            *_outcomes(page, trial),
            *_thresholds(page, trial, excused),
            *_reasons(page),
            *_unused(page, used),
            *ambiguous(page, catalog),
            *wording(page),
        ):
            yield Want(page.file, line, problem)
    yield from _unlisted(book)
    yield from _idle(book, used)
    yield from _unsaid(book)
    try:
        check_size(book)
    except PageError as error:
        yield Want(error.file, error.line, error.problem)


def _idle(book: RuleBook, used: set[str]) -> Iterator[Want]:
    """Assumptions that no page uses."""
    text, file = book.texts.get(ASSUMPTIONS, ""), book.file(ASSUMPTIONS)
    lines = read_shared(text, file).lines
    for assumption in book.assumptions:
        if f"assume.{assumption.name}" not in used:
            problem = f"no page uses {assumption.name}; remove it"
            yield Want(file, lines[assumption.name], problem)


def _unsaid(book: RuleBook) -> Iterator[Want]:
    """Phrases that no page says."""
    text, file = book.texts.get(PHRASES, ""), book.file(PHRASES)
    for name, line in read_shared(text, file).lines.items():
        if not any(name in included(page) for page in book.texts.values()):
            yield Want(file, line, f"no page says {name}; include it or remove it")


def _unlisted(book: RuleBook) -> Iterator[Want]:
    """Pages that no briefing prints; pages that cite no paragraph."""
    listed = {c for chapter in (*book.order.why, *book.order.where) for c in chapter.claims}
    listed |= set(book.order.headline)
    for page in book.pages:
        if listed and page.claim not in listed:
            problem = f"no briefing prints it; list {page.claim} in a chapter of {ORDER}"
            yield Want(page.file, 1, problem)
        if not page.source:
            yield Want(page.file, 1, "it cites no paragraph; write source: [E10]")


def untried(book: RuleBook, page: Page) -> Iterator[tuple[int, str]]:
    """The findings and the outcomes of conditions that no case of a page shows, with the line."""
    yield from (*_cases(page), *_outcomes(page, _trial(book, page)))


def _trial(book: RuleBook, page: Page) -> Trial | None:
    """The cases of a page that is judged; None where there are none."""
    return Trial(book, page) if page.judged and page.cases else None


def _cases(page: Page) -> Iterator[tuple[int, str]]:
    """The rows a page of its kind must have."""
    if page.kind == "opinion":
        return
    ends = [dict(case.cells).get("finding") for case in page.cases]
    if page.judged:
        lacking = tuple(finding for finding in FINDINGS if finding not in ends)
    elif page.kind == "forecast":
        lacking = tuple(finding for finding in ("stated", "unknown") if finding not in ends)
    else:
        lacking = () if len(ends) > 1 else ("two rows of quantities",)
    if lacking:
        problem = f"no case ends in {either(lacking)}" if ends else f"a {page.kind} needs cases"
        yield _table(page), f"{problem}; add some under '## Cases'"


def _table(page: Page) -> int:
    """The line on which the cases of a page begin, its first line where it has none."""
    return page.cases[0].line - 2 if page.cases else 1


def _outcomes(page: Page, trial: Trial | None) -> Iterator[tuple[int, str]]:
    """Each condition is to be seen true, false and unknown in some case."""
    if trial is None:
        return
    columns = {claim: set(cells) for claim, cells in trial.table.premises().items()}
    for line in page.lines():
        lacking = tuple(_unseen(line, trial.found.lines, columns))
        if lacking:
            yield line.line, f"no case sees {line.text!r} {either(lacking)}; add one that does"


def _unseen(
    line: Line, lines: Mapping[str, LineValues], columns: Mapping[str, set[str]]
) -> Iterator[str]:
    if isinstance(line.condition, RestsOn):
        words = {"holds": "hold", "fails": "fail", "?": "unknown"}
        seen = columns[line.condition.claim]
        yield from (word for cell, word in words.items() if cell not in seen)
    elif isinstance(line.condition, Comparison):
        found = lines[line.id]
        shown = {"true": found.true, "false": found.false, "unknown": ~(found.true | found.false)}
        yield from (word for word, days in shown.items() if not np.any(days))


def _thresholds(
    page: Page, trial: Trial | None, excused: Mapping[str, str]
) -> Iterator[tuple[int, str]]:
    """A threshold that may move a twentieth without any case noticing is not tested."""
    moved = [m for m in mutants_of(page) if " moved to " in m.name and m.name not in excused]
    alive = unnoticed(trial, moved) if trial else moved
    for line in sorted({mutant.line for mutant in alive}):
        problem = "no case lies near enough to this threshold, on both sides, to notice it move"
        yield line, f"{problem}; add one a tick on either side"


def _reasons(page: Page) -> Iterator[tuple[int, str]]:
    for line in page.lines():
        if isinstance(line.condition, Comparison) and not line.reason:
            problem = f"{line.text!r} does not say where its threshold comes from"
            yield line.line, f"{problem}; write `{line.text}: where it comes from`"


def _used(book: RuleBook) -> set[str]:
    """Every `claim.name` that a page, a text or the order of the briefing mentions."""
    found = set()
    for page in book.pages:
        found |= {node.path for node in book.graph.mentioned(page.claim)}
        found |= {f"{page.claim}.{said.name}" for said in page.said}
        for section in (page.reading, *(section for _, section in page.sections)):
            for word in _WORD.findall(" ".join(_BRACES.findall(section.text))):
                parts = word.split(".")
                found |= {word, ".".join(parts[:2])}
                found |= {f"{page.claim}.{w}" for w in (word, parts[0])}
    for row in book.order.rows:
        found |= {f"{claim}.{name}" for claim, name in row.quantities}
    return found


def _unused(page: Page, used: set[str]) -> Iterator[tuple[int, str]]:
    tested = {name for case in page.cases for name, _ in case.cells} & {q.name for q in page.let}
    entries = [(fact.name, fact.line) for fact in page.facts] + [(q.name, q.line) for q in page.let]
    owners = records_of(page.let)
    known = {f"{page.claim}.{name}" for name in tested} | used
    for owner in owners:  # a record is used where one of its fields is
        if any(name.startswith(f"{page.claim}.{owner}.") for name in known):
            known |= {f"{page.claim}.{name}" for name, _ in entries if name.startswith(f"{owner}.")}
    for name, line in entries:
        if f"{page.claim}.{name}" not in known:
            yield line, f"nothing uses {name}; print it, test it in a case or remove it"
