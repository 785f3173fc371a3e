"""A claim on one card: what its page says, what it came to, and its document against the facts.

In: a rule book, a page and, where facts are at hand, the run over them. Out: plain values, for a
terminal or as JSON. Without a run nothing is judged, and no stated number can be checked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from engine.evaluation.said import SaidVerdict, why_unjudged
from engine.evaluation.sums import document_sums
from engine.judge.findings import Finding, LineFinding
from engine.judge.run import Run
from engine.pages.book import RuleBook
from engine.pages.expressions import Number
from engine.pages.page import NOT_FORMALISED, FactName, Page, Quantity
from engine.proof.causal import Edge, causal_graph
from engine.proof.condition_lines import Lines
from engine.words.quoting import said_number, source_name
from engine.words.sentences import Writer

NO_FACTS = "no facts are at hand"
UNCHECKED = "cannot be checked"
_SAID = re.compile(r"\{\{ *said\.(\w+) *\}\}")
_PRINTED = re.compile(r"\{\{ *([\w.]+)(?: *\| *\w+)* *\}\}")
_ASSUMED = re.compile(r"\{\{ *assume\.(\w+) *\| *\w+ *\}\}")

Row = dict[str, Any]
"""Ready for JSON, values in words."""


def card_of(book: RuleBook, page: Page, run: Run | None, written: Lines | None = None) -> Row:
    """Everything there is to know of a claim; `run` is the answer of the day, where there is one.

    written  writes the lines of that run, for whoever makes many cards of it

    Its cells are the page's names for its parts; `finding` and `reason` are None without a run.
    """
    written = written or (Lines(run) if run else None)
    found = run.findings if run else {}
    own = found.get(page.claim)
    edges = causal_graph(book, {}, headlines=True).edges
    return {
        "claim": page.claim, "title": page.title, "file": page.file, "chapter": page.chapter,
        "kind": page.kind, "paragraphs": page.source,
        "finding": own.status if own else None,
        "reason": own.reason if own else None,
        "reading": _filled_in(book, page, page.reading.text),
        "facts": [_named(written, page, fact) for fact in page.facts],
        "quantities": [_named(written, page, quantity) for quantity in page.let],
        "lines": _lines(page, run, written),
        "rests_on": [_edge(found, e.premise, e) for e in edges if e.conclusion == page.claim],
        "rested_on_by": [_edge(found, e.conclusion, e) for e in edges if e.premise == page.claim],
        "cases": [{"case": c.title, "line": c.line, "cells": dict(c.cells)} for c in page.cases],
        "said": _said(page, run),
        "arithmetic": _arithmetic(book, page),
        "sections": _sections(book, page, run),
    }  # fmt: skip


def _filled_in(book: RuleBook, page: Page, text: str) -> str:
    """A text with its stated and assumed numbers as they are written."""
    said = {each.name: each.text for each in page.said}
    assumed = {a.name: f"{said_number(a.low)} to {said_number(a.high)}" for a in book.assumptions}
    text = _SAID.sub(lambda found: said[found[1]], text)
    return _ASSUMED.sub(lambda found: assumed[found[1]], text)


def _named(written: Lines | None, page: Page, named: FactName | Quantity) -> Row:
    """A fact or quantity and its value in words; a number written out needs no other ones."""
    written_out = isinstance(named, Quantity) and isinstance(named.expression, Number)
    value = None if written is None or written_out else written.value(page, named.name)
    return {"name": named.name, "text": named.text, "value": value}


def _lines(page: Page, run: Run | None, written: Lines | None) -> list[Row]:
    """The conditions with where their thresholds come from, members of groups after their group."""
    truth = {}
    if run:
        lines, written = {line.id: line for line in page.lines()}, written or Lines(run)
        for found in _flat(run.findings[page.claim].lines):
            truth[found.id] = written.truth(page, lines[found.id], found)
    return [
        {"id": line.id, "text": line.text, "reason": line.reason, "truth": truth.get(line.id)}
        for line in page.lines()
    ]


def _flat(lines: Iterable[LineFinding]) -> Iterator[LineFinding]:
    for line in lines:
        yield line
        yield from _flat(line.members)


def _edge(found: Mapping[str, Finding], other: str, edge: Edge) -> Row:
    """A claim this one rests on, or that rests on it."""
    status = found[other].status if other in found else None
    return {"claim": other, "how": edge.how, "finding": status}


def _said(page: Page, run: Run | None) -> list[Row]:
    """Every number the page's document states, with what became of it."""
    judged = {v.name: v for v in run.said if v.claim == page.claim} if run else {}
    return [
        {"name": said.name, "said": said.text, "unit": said.low.unit}
        | _verdict(page, run, judged.get(said.name))
        for said in page.said
    ]


def _verdict(page: Page, run: Run | None, verdict: SaidVerdict | None) -> Row:
    if run is None or verdict is None:
        why = why_unjudged(page, run.evaluation.panel, run.catalog) if run else NO_FACTS
        return {"verdict": UNCHECKED, "measured": None, "gap": None, "sources": [], "why": why}
    sources = [source_name(source, run.catalog) for source in verdict.sources]
    return {"verdict": verdict.verdict, "measured": verdict.measured, "gap": verdict.gap,
            "sources": sources, "why": verdict.why}  # fmt: skip


def _arithmetic(book: RuleBook, page: Page) -> list[Row]:
    """What the document's own numbers come to, beside what it says they do."""
    return [
        {"name": each.name, "text": each.text, "said": each.said.text, "unit": each.said.low.unit,
         "inputs": [said.text for said in each.inputs], "comes_to": each.comes_to,
         "verdict": "adds up" if each.agrees else "does not add up"}
        for each in document_sums(book, page)
    ]  # fmt: skip


def _sections(book: RuleBook, page: Page, run: Run | None) -> dict[str, str]:
    """The sections as written; why a claim is not judged as a briefing prints it."""
    found = {name: section.text for name, section in page.sections}
    if page.kind == "opinion" and run:
        why = Writer(run).why_not_judged(page.claim)
        found[NOT_FORMALISED] = " ".join(sentence.text for sentence in why)
    elif page.kind == "opinion":
        why_written = _filled_in(book, page, found[NOT_FORMALISED])
        found[NOT_FORMALISED] = _PRINTED.sub(r"[\1]", why_written)
    return found
