"""The tables of a briefing: verdicts, conditions, gaps, flips, conflicts, assumptions, evidence.

Each function turns one thing a run found into a row of marked cells.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from engine.briefing.parts import TableRow
from engine.counterfactual.conclusions import HEADLINE
from engine.counterfactual.flips import Flip
from engine.counterfactual.moves import moved_day, moved_value
from engine.evaluation.explain import Lack
from engine.judge.conflicts import Conflict
from engine.judge.findings import Finding
from engine.judge.run import Run
from engine.pages.edges import Node
from engine.pages.order import Row
from engine.pages.page import Page, RestsOn
from engine.words import numbers
from engine.words.cite import Ref
from engine.words.context import DAY, said_number
from engine.words.evidence import Evidence, Exhibit, shortened
from engine.words.filters import STYLES, printed
from engine.words.quoting import as_given, fact_dates, source_name, unit_style
from engine.words.sentences import Writer

SHOWN = 2  # of what a claim lacks, in the short form
NAMED = 4  # claims unknown for one reason, up to which each is named in the main text
UNJUDGED = {
    "missing": "For want of facts",
    "stale": "For want of fresh facts",
    "straddles": "Because assumed ranges lead both ways",
    "upstream": "Because a claim they rest on is open",
    "not_applicable": "Because a formula has no value on these numbers, or none for this asset",
    "error": "Because a formula refused its input",
}


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

    def quantities(self, rows: tuple[Row, ...], *, known: bool = False) -> tuple[TableRow, ...]:
        """Rows of cited quantities, as rules/briefing.yaml lists them; only the `known` ones."""
        made = []
        for row in rows:
            cited = [self.writer.contexts.cited(claim, name) for claim, name in row.quantities]
            if known and not all(value.known for value in cited):
                continue
            cells = [printed(value, STYLES[row.style], self.writer.refs) for value in cited]
            ids = shortened(self.evidence.ids(value.ref for value in cited))
            made.append(TableRow((row.label, *cells), self.mark(ids)))
        return tuple(made)

    def condition(self, claim: str) -> TableRow:
        """A condition for a floor, with what it lacks to be judged."""
        page, finding = self.run.book.page(claim), self.run.findings[claim]
        lacks = self.mark(first_of(finding.lacks)) if finding.lacks else ""
        return TableRow((page.title, finding.status, lacks), self.mark(" ".join(page.source)))

    def fallen(self, claim: str) -> TableRow:
        """A claim that fails for its premises alone, with their titles."""
        page = self.run.book.page(claim)
        premises = falls_with(page, self.run.findings[claim])
        titles = (f"“{self.run.book.page(premise).title}”" for premise in premises)
        return TableRow((page.title, " and ".join(titles)), self.mark(" ".join(page.source)))

    def unjudged(self) -> Iterable[TableRow]:
        """Why claims are unknown: each reason with its claims, by chapter where they are many."""
        pages: dict[str, list[Page]] = {}
        for page in self.run.book.pages:
            finding = self.run.findings[page.claim]
            if finding.status == "unknown" and page.kind != "headline":
                pages.setdefault(finding.reason or "", []).append(page)
        for reason, words in UNJUDGED.items():
            if reason in pages:
                yield TableRow((words, self._named(pages[reason])))

    def _named(self, pages: list[Page]) -> str:
        if len(pages) <= NAMED:
            return ", ".join(f"“{page.title}”" for page in pages)
        order = self.run.book.order
        counted = Counter(page.chapter for page in pages)
        titles = {chapter.name: chapter.title for chapter in (*order.why, *order.where)}
        parts = (
            f"{_inside(title)} {self.mark(f'({counted[name]})')}"
            for name, title in titles.items()
            if name in counted
        )
        return f"{self.mark(str(len(pages)))} claims, which the annex names: {', '.join(parts)}"

    def gaps(self) -> Iterable[TableRow]:
        """The claims that are unknown, each with what it needs."""
        for page in self.run.book.pages:
            finding = self.run.findings[page.claim]
            if finding.status == "unknown" and page.kind != "headline":
                needs = tuple(dict.fromkeys(_lack(x) for x in finding.lacks))
                cells = (
                    page.title,
                    (finding.reason or "").replace("_", " "),
                    self.mark("; ".join(needs)),
                    self.mark(first_of(finding.lacks)),
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
        moves = "" if flip.daily_moves is None else numbers.plain(flip.daily_moves)
        cells = (
            self._titled(flip.claim),
            self._standing(flip),
            self.mark(f"{flip.series}{self._of_its_day(flip)}"),
            self.writer.refs.mark(moved_value(series, flip.now, flip), ref),
            self.writer.refs.mark(moved_value(series, flip.printed, flip), ref),
            self.mark(moves) if moves else "",
            self._titled(flip.becomes) if flip.claim == HEADLINE else flip.becomes,
        )
        return TableRow(cells, self.mark(flip.line))

    def _of_its_day(self, flip: Flip) -> str:
        """The day of the fact, where it is another than the briefing's."""
        own = flip.target is None and flip.as_of == self.run.question.as_of
        return "" if own else f" of {moved_day(flip)}"

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
            for name in self.run.book.graph.assumptions_under(Node(page.claim, quantity.name))
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


def _inside(title: str) -> str:
    """A title as it reads inside a sentence."""
    return title[0].lower() + title[1:]


def falls_with(page: Page, finding: Finding) -> tuple[str, ...]:
    """The premises a claim fails for, where it fails for nothing of its own."""
    lines = {line.id: line.condition for line in page.when}
    missed = [lines[line.id] for line in finding.lines if line.truth == "false"]
    premises = [condition.claim for condition in missed if isinstance(condition, RestsOn)]
    return tuple(premises) if finding.status == "fails" and len(premises) == len(missed) else ()


def first_of(lacks: tuple[Lack, ...]) -> str:
    """What is lacking in a few words: the first two things, and how many more."""
    named = tuple(
        dict.fromkeys(
            f"“{lack.detail}”" if lack.reason == "upstream" else _wanting(lack) for lack in lacks
        )
    )
    more = f" and {len(named) - SHOWN} more" if len(named) > SHOWN else ""
    return ", ".join(named[:SHOWN]) + more


def _wanting(lack: Lack) -> str:
    return f"a value ({lack.detail})" if lack.reason == "not_applicable" else lack.what


def _lack(lack: Lack) -> str:
    if lack.reason == "upstream":
        return f"a finding on “{lack.detail}”"
    if lack.reason == "straddles":
        return f"narrower assumptions, since {lack.what} is {lack.detail}"
    return f"{lack.what} ({lack.detail})" if lack.detail else lack.what
