"""A claim on one card: what its page says, what it came to, and its document against the facts.

In: a rule book, a page and, where facts are at hand, the run over them. Out: plain values, for a
terminal or as JSON. Without a run nothing is judged, and no stated number can be checked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from engine.evaluation.said import SaidVerdict, by_claim, why_unjudged
from engine.evaluation.sums import document_sums
from engine.judge.findings import LineFinding
from engine.judge.run import Run
from engine.pages.book import RuleBook
from engine.pages.expressions import Number
from engine.pages.page import NOT_FORMALISED, Page, Quantity
from engine.pages.styles import first_style
from engine.proof.causal import causal_graph
from engine.proof.lines import Lines
from engine.proof.quoted import shown_value
from engine.words.context import said_number
from engine.words.quoting import source_name
from engine.words.sentences import Writer

NO_FACTS = "no facts are at hand"
UNCHECKED = "cannot be checked"
_SAID = re.compile(r"\{\{ *said\.(\w+) *\}\}")
_PRINTED = re.compile(r"\{\{ *([\w.]+)(?: *\| *\w+)* *\}\}")
_ASSUMED = re.compile(r"\{\{ *assume\.(\w+) *\| *\w+ *\}\}")

Row = dict[str, object]


@dataclass(frozen=True)
class Card:
    """Everything there is to know of a claim; the rows are ready for JSON, values in words."""

    claim: str
    title: str
    file: str
    chapter: str
    kind: str
    paragraphs: tuple[str, ...]
    finding: str | None
    reason: str | None
    reading: str
    facts: list[Row] = field(default_factory=list)
    quantities: list[Row] = field(default_factory=list)
    lines: list[Row] = field(default_factory=list)
    rests_on: list[Row] = field(default_factory=list)
    rested_on_by: list[Row] = field(default_factory=list)
    cases: list[Row] = field(default_factory=list)
    said: list[Row] = field(default_factory=list)
    arithmetic: list[Row] = field(default_factory=list)
    sections: dict[str, str] = field(default_factory=dict)


def card_of(book: RuleBook, page: Page, run: Run | None) -> Card:
    """The card of a page; `run` is the answer of the day, where there is one."""
    finding = run.findings[page.claim] if run else None
    return Card(
        claim=page.claim,
        title=page.title,
        file=page.file,
        chapter=page.chapter,
        kind=page.kind,
        paragraphs=page.source,
        finding=finding.status if finding else None,
        reason=finding.reason if finding else None,
        reading=_filled_in(book, page, page.reading.text),
        facts=[{"name": f.name, "text": f.text, "value": _value(run, page, f.name)}
               for f in page.facts],
        quantities=[{"name": q.name, "text": q.text, "value": _quantity(run, page, q)}
                    for q in page.let],
        lines=_lines(page, run),
        rests_on=_edges(book, page, run, above=True),
        rested_on_by=_edges(book, page, run, above=False),
        cases=[{"case": c.title, "line": c.line, "cells": dict(c.cells)} for c in page.cases],
        said=_said(page, run),
        arithmetic=_arithmetic(book, page),
        sections=_sections(book, page, run),
    )  # fmt: skip


def _sections(book: RuleBook, page: Page, run: Run | None) -> dict[str, str]:
    """The sections as written; why a claim is not judged as a briefing prints it."""
    found = {name: section.text for name, section in page.sections}
    if page.kind == "opinion":
        why = found[NOT_FORMALISED]
        found[NOT_FORMALISED] = (
            " ".join(s.text for s in Writer(run).why_not_judged(page.claim))
            if run
            else _PRINTED.sub(r"[\1]", _filled_in(book, page, why))
        )
    return found


def _filled_in(book: RuleBook, page: Page, text: str) -> str:
    """A text with its stated and assumed numbers as they are written."""
    said = {each.name: each.text for each in page.said}
    assumed = {a.name: f"{said_number(a.low)} to {said_number(a.high)}" for a in book.assumptions}
    text = _SAID.sub(lambda found: said[found[1]], text)
    return _ASSUMED.sub(lambda found: assumed[found[1]], text)


def _quantity(run: Run | None, page: Page, quantity: Quantity) -> str | None:
    """A quantity in words; a number that the page writes out needs no other ones."""
    written = isinstance(quantity.expression, Number)
    return None if written else _value(run, page, quantity.name)


def _value(run: Run | None, page: Page, name: str) -> str | None:
    """A fact or quantity in words: its value or range, or why it is unknown."""
    if run is None:
        return None
    values = run.evaluation.value(page.claim, name)
    return shown_value(
        values, run.book.dimensions[page.claim][name], first_style(run.book, page, name)
    )


def _lines(page: Page, run: Run | None) -> list[Row]:
    """The conditions with where their thresholds come from, members of groups after their group."""
    found = {each.id: each for each in _flat(run.findings[page.claim].lines)} if run else {}
    written = Lines(run) if run else None
    return [
        {
            "id": line.id,
            "text": line.text,
            "reason": line.reason,
            "truth": written.truth(page, line, found[line.id]) if written else None,
        }
        for line in page.lines()
    ]


def _flat(lines: Iterable[LineFinding]) -> Iterator[LineFinding]:
    for line in lines:
        yield line
        yield from _flat(line.members)


def _edges(book: RuleBook, page: Page, run: Run | None, *, above: bool) -> list[Row]:
    """The claims this one rests on, or those that rest on it, headlines too."""
    found = {claim: each.status for claim, each in run.findings.items()} if run else {}
    rows: list[Row] = []
    for edge in causal_graph(book, found, headlines=True).edges:
        mine, other = edge.conclusion, edge.premise
        if not above:
            mine, other = other, mine
        if mine == page.claim:
            rows.append({"claim": other, "how": edge.how, "finding": found.get(other)})
    return rows


def _said(page: Page, run: Run | None) -> list[Row]:
    """Every number the page's document states, with what became of it."""
    judged = {v.name: v for v in by_claim(run.said).get(page.claim, ())} if run else {}
    return [
        {"name": said.name, "said": said.text, "unit": said.low.unit}
        | _verdict(page, run, judged.get(said.name))
        for said in page.said
    ]


def _verdict(page: Page, run: Run | None, verdict: SaidVerdict | None) -> Row:
    if run is None or verdict is None:
        why = why_unjudged(page, run.evaluation.panel, run.catalog) if run else NO_FACTS
        return {"verdict": UNCHECKED, "measured": None, "gap": None, "sources": [], "why": why}
    return {
        "verdict": verdict.verdict,
        "measured": verdict.measured,
        "gap": verdict.gap,
        "sources": [source_name(source, run.catalog) for source in verdict.sources],
        "why": verdict.why,
    }


def _arithmetic(book: RuleBook, page: Page) -> list[Row]:
    """What the document's own numbers come to, beside what it says they do."""
    return [
        {"name": each.name, "text": each.text, "said": each.said.text, "unit": each.said.low.unit,
         "inputs": [said.text for said in each.inputs], "comes_to": each.comes_to,
         "verdict": "adds up" if each.agrees else "does not add up"}
        for each in document_sums(book, page)
    ]  # fmt: skip
