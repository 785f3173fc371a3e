"""The tables of a briefing: verdicts, conditions, gaps, flips, conflicts, assumptions, evidence.

Each function turns one thing a run found into a row of marked cells.
"""

from __future__ import annotations

from collections.abc import Iterable

from engine.briefing import numbers
from engine.briefing.cite import Ref
from engine.briefing.context import DAY, said_number
from engine.briefing.evidence import Evidence, Exhibit, shortened
from engine.briefing.filters import STYLES, printed
from engine.briefing.moves import moved_day, moved_value
from engine.briefing.parts import TableRow
from engine.briefing.quoting import as_given, fact_dates, gap_style, source_name, unit_style
from engine.briefing.sentences import Writer
from engine.counterfactual.flips import Flip
from engine.counterfactual.things import HEADLINE
from engine.evaluation.explain import Lack, assumptions_under
from engine.evaluation.said import SaidVerdict
from engine.inference.conflicts import Conflict
from engine.inference.run import Run
from engine.pages.order import Row

SHOWN = 2  # of what a claim lacks, in the short form


class Tables:
    """Makes the rows of one briefing; what they cite is numbered in `evidence`."""

    def __init__(self, run: Run, writer: Writer, evidence: Evidence) -> None:
        self.run = run
        self.writer = writer
        self.evidence = evidence
        self.own = Ref("run", run.id)

    def mark(self, text: str) -> str:
        """A text of the run's own making, its digits bound to the run."""
        return self.writer.refs.mark(text, self.own)

    def quantities(self, rows: tuple[Row, ...]) -> tuple[TableRow, ...]:
        """Rows of cited quantities, as rules/briefing.yaml lists them."""
        made = []
        for row in rows:
            cited = [self.writer.contexts.cited(claim, name) for claim, name in row.quantities]
            cells = [printed(value, STYLES[row.style], self.writer.refs) for value in cited]
            ids = shortened(self.evidence.ids(value.ref for value in cited))
            made.append(TableRow((row.label, *cells), self.mark(ids)))
        return tuple(made)

    def said(self, verdict: SaidVerdict) -> TableRow:
        """A number a document states, beside what was measured."""
        page = self.run.book.page(verdict.claim)
        measured, gap = numbers.UNKNOWN, verdict.why
        if verdict.measured is not None:
            style = unit_style(verdict.said.low.unit)
            measured = style(verdict.measured)
            names = [source_name(s, self.run.catalog) for s in verdict.sources]
            gap = ", ".join(names)
            if verdict.verdict == "disputed":
                gap = f"by {gap_style(verdict.said.low.unit)(abs(verdict.gap or 0.0))}; {gap}"
        ref = Ref(
            "fact", f"{verdict.claim}.{verdict.name}", (verdict.facts,) if verdict.facts else ()
        )
        cells = (
            self.mark(page.title),
            self.mark(verdict.name.replace("_", " ")),
            self.writer.contexts.said_text(page, verdict.said),
            self.writer.refs.mark(measured, ref),
            verdict.verdict,
            self.writer.refs.mark(gap, ref),
        )
        return TableRow(cells, self.mark(" ".join(page.source)))

    def condition(self, claim: str) -> TableRow:
        """A condition for a floor, with what misses."""
        page, finding = self.run.book.page(claim), self.run.findings[claim]
        misses = self.writer.contexts.of(page)["misses"] if finding.status == "fails" else ""
        needs = "; ".join(dict.fromkeys(_lack(lack) for lack in finding.lacks))
        detail = str(misses) or (self.mark(f"needs {needs}") if needs else "")
        return TableRow((page.title, finding.status, detail), self.mark(" ".join(page.source)))

    def unjudged(self) -> Iterable[TableRow]:
        """The claims that are unknown, each with what it needs."""
        for page in self.run.book.pages:
            finding = self.run.findings[page.claim]
            if finding.status == "unknown" and page.kind != "headline":
                needs = tuple(dict.fromkeys(_lack(x) for x in finding.lacks))
                cells = (
                    page.title,
                    (finding.reason or "").replace("_", " "),
                    self.mark("; ".join(needs)),
                    self.mark(_first_of(finding.lacks)),
                )
                yield TableRow(cells, self.mark(page.claim))

    def unmeasured(self) -> Iterable[TableRow]:
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

    def flip(self, flip: Flip) -> TableRow:
        """A change of one fact that turns a finding; what it turns at is rounded away from today.

        Cells: what turns, how it stands, the fact, its value, where it turns, the daily moves that
        takes, what it then is.
        """
        series = self.run.catalog.get(flip.series)
        ref = Ref("quantity", flip.line, ((flip.fact,),))
        known = flip.daily_moves is not None
        moves = numbers.plain(flip.daily_moves or 0.0) if known else "not known here"
        cells = (
            self._titled(flip.claim),
            self._standing(flip),
            self.mark(f"{flip.series} of {moved_day(flip)}"),
            self.writer.refs.mark(moved_value(series, flip.now, flip), ref),
            self.writer.refs.mark(moved_value(series, flip.printed, flip), ref),
            self.mark(moves),
            self._titled(flip.becomes) if flip.claim == HEADLINE else flip.becomes,
        )
        return TableRow(cells, self.mark(flip.line))

    def _standing(self, flip: Flip) -> str:
        if flip.claim == HEADLINE:
            return self._titled(self.run.headline or "")
        return self.run.findings[flip.claim].status

    def _titled(self, claim: str) -> str:
        """The title of a claim; of the choice of the headline, and of none, what they are."""
        if claim == HEADLINE:
            return "The headline"
        return self.run.book.page(claim).title if claim else "no headline"

    def conflict(self, conflict: Conflict) -> TableRow:
        """Two sources that lie further apart than the series allows."""
        style = unit_style(self.run.catalog.get(conflict.series).unit)
        ref = Ref("fact", conflict.series, (conflict.facts,))
        names = [source_name(s, self.run.catalog) for s in conflict.sources]
        values = [self.writer.refs.mark(style(v), ref) for v in conflict.values]
        cells = (self.mark(conflict.series), self.mark(numbers.iso_date(conflict.as_of)))
        pairs = [f"{self.mark(n)}: {v}" for n, v in zip(names, values, strict=True)]
        return TableRow((*cells, *pairs), self.mark(shortened(self.evidence.ids([ref]))))

    def assumptions(self) -> Iterable[TableRow]:
        """The assumed parameters that some quantity uses."""
        used = {
            name
            for page in self.run.book.pages
            for quantity in page.let
            for name in assumptions_under(self.run.book, page, quantity.name)
        }
        for assumption in self.run.book.assumptions:
            if assumption.name in used:
                ends = [
                    said_number(n) for n in (assumption.low, assumption.middle, assumption.high)
                ]
                name = assumption.name.replace("_", " ")
                cells = tuple(self.mark(t) for t in (name, *ends, assumption.reason))
                yield TableRow(cells, self.mark(assumption.name))

    def exhibit(self, exhibit: Exhibit) -> TableRow:
        """A numbered fact, or a window of facts with its digest."""
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


def by_verdict(verdict: SaidVerdict) -> int:
    """Disputes first, then agreements, then what cannot be checked."""
    return ("disputed", "agrees", "cannot be checked").index(verdict.verdict)


def _first_of(lacks: tuple[Lack, ...]) -> str:
    """What is lacking in a few words: the first two things, and how many more."""
    named = tuple(
        dict.fromkeys(
            f"“{lack.detail}”" if lack.reason == "upstream" else lack.what for lack in lacks
        )
    )
    more = f" and {len(named) - SHOWN} more" if len(named) > SHOWN else ""
    return ", ".join(named[:SHOWN]) + more


def _lack(lack: Lack) -> str:
    if lack.reason == "upstream":
        return f"a finding on “{lack.detail}”"
    if lack.reason == "straddles":
        return f"narrower assumptions, since {lack.what} is {lack.detail}"
    return f"{lack.what} ({lack.detail})" if lack.detail else lack.what
