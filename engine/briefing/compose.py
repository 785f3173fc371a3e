"""Composing the briefing: from a run to the parts a template lays out, every number marked.

Templates compute nothing, so everything they show is made here: sentences with their citations,
tables of cited quantities, and the numbered evidence.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from engine.briefing import numbers
from engine.briefing.cite import Ref
from engine.briefing.context import DAY, said_number
from engine.briefing.evidence import Evidence, Exhibit, shortened
from engine.briefing.filters import STYLES, printed
from engine.briefing.quoting import as_given, fact_dates, gap_style, source_name, unit_style
from engine.briefing.sentences import Sentence, Writer
from engine.counterfactual.flips import Flip, nearest_flips
from engine.evaluation.explain import Lack, assumptions_under
from engine.evaluation.said import SaidVerdict
from engine.inference.conflicts import Conflict
from engine.inference.run import Run
from engine.pages.order import Chapter, Row
from kb.store import KnowledgeBase

FLIPS_SHOWN = 5


@dataclass(frozen=True)
class Said:
    """A sentence with its citation, ready to print."""

    id: str
    text: str
    cite: str


@dataclass(frozen=True)
class ChapterPart:
    """A chapter with a paragraph for each claim that has something to say."""

    title: str
    paragraphs: tuple[tuple[Said, ...], ...]


@dataclass(frozen=True)
class TableRow:
    """A row of marked cells and its citation."""

    cells: tuple[str, ...]
    cite: str = ""


@dataclass(frozen=True)
class Briefing:
    """The parts of a briefing in the order they are read."""

    run: Run
    sentences: tuple[Sentence, ...]
    stamp: dict[str, str]
    headline: tuple[Said, ...]
    changed: tuple[str, ...]
    answer: tuple[TableRow, ...]
    why: tuple[ChapterPart, ...]
    said: tuple[TableRow, ...]
    where: tuple[ChapterPart, ...]
    conditions: tuple[TableRow, ...]
    anchors: tuple[TableRow, ...]
    fan: tuple[TableRow, ...]
    unjudged: tuple[TableRow, ...]
    unmeasured: tuple[TableRow, ...]
    flips: tuple[TableRow, ...]
    conflicts: tuple[TableRow, ...]
    assumptions: tuple[TableRow, ...]
    evidence: tuple[TableRow, ...]


class Composer:
    """Builds one briefing from one run."""

    def __init__(self, run: Run, kb: KnowledgeBase) -> None:
        self.run = run
        self.kb = kb
        self.writer = Writer(run)
        self.evidence = Evidence()
        self.own = Ref("run", run.id)

    def compose(self, changed: tuple[str, ...]) -> Briefing:
        """The briefing; `changed` is what the ledger says about earlier runs."""
        run, order = self.run, self.run.book.order
        headline = self._said(run.headline) if run.headline else ()
        parts = {
            "answer": self._table(order.answer),
            "why": self._chapters(order.why),
            "said": tuple(self._said_row(v) for v in sorted(run.said, key=_by_verdict)),
            "where": self._chapters(order.where),
            "conditions": tuple(self._condition(claim) for claim in order.conditions),
            "anchors": self._table(order.anchors),
            "fan": self._table(order.fan),
            "unjudged": tuple(self._unjudged()),
            "unmeasured": tuple(self._unmeasured()),
            "flips": tuple(self._flip(f) for f in nearest_flips(run, self._flipping())[:FLIPS_SHOWN]),
            "conflicts": tuple(self._conflict(c) for c in run.conflicts),
            "assumptions": tuple(self._assumptions()),
        }
        written = [s for group in self.writer.written.values() for s in group]
        return Briefing(
            run=run,
            sentences=tuple(sorted(written, key=lambda s: int(s.id[1:]))),
            stamp=self._stamp(),
            headline=headline,
            changed=tuple(self.mark(text) for text in changed),
            evidence=tuple(self._exhibit(e) for e in self.evidence.exhibits(self.kb)),
            **parts,  # type: ignore[arg-type]
        )

    def mark(self, text: str) -> str:
        """A text of the run's own making, its digits bound to the run."""
        return self.writer.refs.mark(text, self.own)

    def _stamp(self) -> dict[str, str]:
        run = self.run
        texts = {
            "asset": run.question.asset.upper(),
            "as_of": numbers.date_text(run.question.as_of),
            "known_at": numbers.moment(run.question.known_at),
            "run": run.id,
            "rulebook": run.book.hash,
            "facts": run.facts_digest,
            "claims": str(sum(page.kind != "headline" for page in run.book.pages)),
            "scenarios": str(len(next(iter(run.evaluation.assumed.values())).values[DAY])
                             if run.evaluation.assumed else 1),
        }
        return {name: self.mark(text) for name, text in texts.items()}

    def _said(self, claim: str) -> tuple[Said, ...]:
        return tuple(
            Said(s.id, s.marked, self._cite(s.id, s.paragraphs, s.refs))
            for s in self.writer.sentences(claim)
        )

    def _cite(self, sentence: str, paragraphs: Iterable[str], refs: Iterable[Ref]) -> str:
        ids = shortened(self.evidence.ids(refs))
        return self.mark(" · ".join(p for p in (sentence, " ".join(paragraphs), ids) if p))

    def _chapters(self, chapters: tuple[Chapter, ...]) -> tuple[ChapterPart, ...]:
        parts = []
        for chapter in chapters:
            paragraphs = tuple(said for claim in chapter.claims if (said := self._said(claim)))
            if paragraphs:
                parts.append(ChapterPart(chapter.title, paragraphs))
        return tuple(parts)

    def _table(self, rows: tuple[Row, ...]) -> tuple[TableRow, ...]:
        made = []
        for row in rows:
            cited = [self.writer.contexts.cited(claim, name) for claim, name in row.quantities]
            cells = [printed(value, STYLES[row.style], self.writer.refs) for value in cited]
            ids = shortened(self.evidence.ids(value.ref for value in cited))
            made.append(TableRow((row.label, *cells), self.mark(ids)))
        return tuple(made)

    def _said_row(self, verdict: SaidVerdict) -> TableRow:
        page = self.run.book.page(verdict.claim)
        measured, gap = numbers.UNKNOWN, verdict.why
        if verdict.measured is not None:
            style = unit_style(verdict.said.low.unit)
            measured = style(verdict.measured)
            names = [source_name(s, self.run.catalog) for s in verdict.sources]
            gap = ", ".join(names)
            if verdict.verdict == "disputed":
                gap = f"by {gap_style(verdict.said.low.unit)(abs(verdict.gap or 0.0))}; {gap}"
        ref = Ref("fact", f"{verdict.claim}.{verdict.name}", (verdict.facts,) if verdict.facts else ())
        cells = (
            self.mark(f"{page.title} ({verdict.name.replace('_', ' ')})"),
            self.writer.contexts.said_text(page, verdict.said),
            self.writer.refs.mark(measured, ref),
            verdict.verdict,
            self.writer.refs.mark(gap, ref),
        )
        return TableRow(cells, self.mark(" ".join(page.source)))

    def _condition(self, claim: str) -> TableRow:
        page, finding = self.run.book.page(claim), self.run.findings[claim]
        misses = self.writer.contexts.of(page)["misses"] if finding.status == "fails" else ""
        needs = "; ".join(dict.fromkeys(lack.what for lack in finding.lacks))
        detail = str(misses) or (self.mark(f"needs {needs}") if needs else "")
        return TableRow((page.title, finding.status, detail), self.mark(" ".join(page.source)))

    def _unjudged(self) -> Iterable[TableRow]:
        for page in self.run.book.pages:
            finding = self.run.findings[page.claim]
            if finding.status == "unknown" and page.kind != "headline":
                needs = "; ".join(dict.fromkeys(_lack(x) for x in finding.lacks))
                cells = (page.title, (finding.reason or "").replace("_", " "), self.mark(needs))
                yield TableRow(cells, self.mark(page.claim))

    def _unmeasured(self) -> Iterable[TableRow]:
        """The measurements that could not be made, each with what was found instead."""
        found: dict[str, tuple[str, list[str]]] = {}
        for page in (p for p in self.run.book.pages if p.kind != "headline"):
            for fact in page.facts:
                reading = self.run.evaluation.readings[page.claim][fact.name][DAY]
                if reading.value is None:
                    why = reading.detail.replace(f" of {fact.request.series}", "")
                    found.setdefault(fact.text, (why, []))[1].append(page.title)
        for text, (why, titles) in found.items():
            yield TableRow((self.mark(text), self.mark(why)), self.mark("; ".join(titles)))

    def _flipping(self) -> tuple[str, ...]:
        return tuple(page.claim for page in self.run.book.pages if page.judged)

    def _flip(self, flip: Flip) -> TableRow:
        page = self.run.book.page(flip.claim)
        fact = next(f for f in page.facts if f.name == flip.fact)
        style = unit_style(self.run.catalog.get(fact.request.series).unit)
        ref = Ref("quantity", f"{flip.claim}.{flip.fact}")
        moves = "unknown" if flip.daily_moves is None else numbers.plain(flip.daily_moves)
        cells = (
            page.title,
            self.run.findings[flip.claim].status,
            flip.series if not any(c.isdigit() for c in flip.series) else self.mark(flip.series),
            self.writer.refs.mark(style(flip.now), ref),
            self.writer.refs.mark(style(flip.then), ref),
            self.mark(moves),
        )
        return TableRow(cells, self.mark(flip.line))

    def _conflict(self, conflict: Conflict) -> TableRow:
        style = unit_style(self.run.catalog.get(conflict.series).unit)
        ref = Ref("fact", conflict.series, (conflict.facts,))
        names = [source_name(s, self.run.catalog) for s in conflict.sources]
        values = [self.writer.refs.mark(style(v), ref) for v in conflict.values]
        cells = (self.mark(conflict.series), self.mark(numbers.iso_date(conflict.as_of)))
        pairs = [f"{self.mark(n)}: {v}" for n, v in zip(names, values, strict=True)]
        return TableRow((*cells, *pairs), self.mark(shortened(self.evidence.ids([ref]))))

    def _assumptions(self) -> Iterable[TableRow]:
        used = {
            name
            for page in self.run.book.pages
            for quantity in page.let
            for name in assumptions_under(self.run.book, page, quantity.name)
        }
        for assumption in self.run.book.assumptions:
            if assumption.name in used:
                ends = [said_number(n) for n in (assumption.low, assumption.middle, assumption.high)]
                name = assumption.name.replace("_", " ")
                cells = tuple(self.mark(t) for t in (name, *ends, assumption.reason))
                yield TableRow(cells, self.mark(assumption.name))

    def _exhibit(self, exhibit: Exhibit) -> TableRow:
        first, last = exhibit.facts[0], exhibit.facts[-1]
        series = self.run.catalog.get(first.series)
        if not exhibit.digest:
            value = as_given(first)
            dates = fact_dates(first)
        else:
            value = f"{len(exhibit.facts)} facts, digest {exhibit.digest}"
            dates = f"{first.as_of} to {last.as_of}"
        known = numbers.moment(max(int(fact.known_at.timestamp()) for fact in exhibit.facts))
        source = source_name(first.source, self.run.catalog)
        cells = (exhibit.id, series.name, value, dates, known, source, first.note)
        return TableRow(tuple(self.mark(text) for text in cells[:-1]), self.mark(cells[-1]))


def _by_verdict(verdict: SaidVerdict) -> int:
    return ("disputed", "agrees", "cannot be checked").index(verdict.verdict)


def _lack(lack: Lack) -> str:
    if lack.reason == "upstream":
        return f"a finding on “{lack.detail}”"
    if lack.reason == "straddles":
        return f"narrower assumptions, since {lack.what} is {lack.detail}"
    return f"{lack.what} ({lack.detail})" if lack.detail else lack.what
