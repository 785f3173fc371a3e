"""What the sources said against what was measured: each number once, for the main text."""

from __future__ import annotations

from collections.abc import Iterable

from engine.briefing.parts import TableRow, Verdicts
from engine.evaluation.said import SaidVerdict, Verdict
from engine.evaluation.sums import document_sums
from engine.judge.run import Run
from engine.words import numbers
from engine.words.cite import Ref
from engine.words.quoting import gap_style, source_name, unit_style
from engine.words.sentences import Writer


class Compared:
    """Makes the rows of stated and measured numbers of one briefing."""

    def __init__(self, run: Run, writer: Writer) -> None:
        self.run = run
        self.writer = writer

    def merged(self) -> Verdicts:
        """The three lists, with what is the same said and measured in one row."""
        unchecked = self._of("cannot be checked")
        sums = [verdict for verdict in unchecked if self._adds_up(verdict)]
        return Verdicts(
            tuple(self._rows(self._of("disputed"))),
            tuple(self._rows(self._of("agrees"))),
            tuple(self._rows(sums)),
            tuple(self._rows([verdict for verdict in unchecked if verdict not in sums])),
        )

    def _of(self, wanted: Verdict) -> list[SaidVerdict]:
        return [verdict for verdict in self.run.said if verdict.verdict == wanted]

    def _adds_up(self, verdict: SaidVerdict) -> bool:
        """Whether other numbers of the same document come to this one."""
        page = self.run.book.page(verdict.claim)
        if verdict.name not in {quantity.name for quantity in page.let}:
            return False
        sums = document_sums(self.run.book, page)
        return any(each.name == verdict.name and each.agrees for each in sums)

    def _rows(self, verdicts: Iterable[SaidVerdict]) -> Iterable[TableRow]:
        alike: dict[tuple[object, ...], list[SaidVerdict]] = {}
        for verdict in verdicts:
            said = verdict.said
            same = (said.how, said.low.value, said.high.value, verdict.measured)
            label = said.label if verdict.measured is None else ""
            alike.setdefault((verdict.document, said.low.unit, *same, label), []).append(verdict)
        for group in alike.values():
            labels = dict.fromkeys(verdict.said.label for verdict in group)
            cited = dict.fromkeys(p for v in group for p in self.run.book.page(v.claim).source)
            cells = (", ".join(labels), *self.cells(group[0]))
            yield TableRow((self._own(cells[0]), *cells[1:]), self._own(" ".join(cited)))

    def full(self, verdict: SaidVerdict) -> TableRow:
        """One stated number of one claim, for the annex."""
        page = self.run.book.page(verdict.claim)
        said, measured, gap, by = self.cells(verdict)
        off = "; ".join(part for part in (gap and f"by {gap}", by) if part)
        cells = (self._own(page.title), self._own(verdict.said.label), said, measured)
        return TableRow((*cells, verdict.verdict, off), self._own(" ".join(page.source)))

    def cells(self, verdict: SaidVerdict) -> tuple[str, str, str, str]:
        """Said, measured, how far off and by whom; for what cannot be checked, why."""
        page, unit = self.run.book.page(verdict.claim), verdict.said.low.unit
        said = self.writer.contexts.said_text(page, verdict.said)
        rows = (verdict.facts,) if verdict.facts else ()
        ref = Ref("fact", f"{verdict.claim}.{verdict.name}", rows)
        mark = self.writer.refs.mark
        if verdict.measured is None:
            return said, mark(numbers.UNKNOWN, ref), "", mark(verdict.why, ref)
        off = gap_style(unit)(abs(verdict.gap or 0.0)) if verdict.verdict == "disputed" else ""
        names = ", ".join(source_name(s, self.run.catalog) for s in verdict.sources)
        measured = mark(unit_style(unit)(verdict.measured), ref)
        return said, measured, off and mark(off, ref), mark(names or "by arithmetic", ref)

    def _own(self, text: str) -> str:
        return self.writer.refs.mark(text, Ref("run", self.run.id))


def by_verdict(verdict: SaidVerdict) -> int:
    """Disputes first, then agreements, then what cannot be checked."""
    return ("disputed", "agrees", "cannot be checked").index(verdict.verdict)
