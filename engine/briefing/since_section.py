"""What changed since an earlier run, as the lines of a briefing's first section.

A comparison comes in; every number that goes out is in its marks, those of then bound to that run.
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.briefing.parts import Briefing
from engine.changes.difference import Change, causes, first_lines, past, status, turn
from engine.changes.fact_changes import FactChanges
from engine.changes.outcome import Amount, Item
from engine.changes.since import Since
from engine.words.cite import Ref
from engine.words.evidence import shortened
from engine.words.numbers import UNKNOWN, date_text, ranged
from engine.words.quoting import as_given, fact_dates, source_name
from engine.words.sentences import Sentence
from kb.store import KnowledgeBase

SHOWN = 8
NOTHING_BEFORE = "No briefing of the month before is recorded to compare with."


class SinceSection:
    """Writes the lines of one comparison for one briefing."""

    def __init__(self, kb: KnowledgeBase, briefing: Briefing, since: Since) -> None:
        self.kb, self.marker, self.briefing, self.since = kb, briefing.marker, briefing, since
        self.book = briefing.run.book
        self.day = self._then(date_text(since.run.as_of))

    def lines(self) -> Iterator[str]:
        """The headline, the findings, the answer in numbers, the facts, the sentences."""
        yield from self._headline()
        yield from self._findings()
        if self.since.facts is not None:
            yield from self._numbers()
            yield from self._facts(self.since.facts)
            yield from self._sentences()

    def _then(self, text: str) -> str:
        """A text that rests on the earlier run."""
        return self.marker.mark(text, Ref("run", self.since.run.id))

    def _titled(self, claim: object) -> str:
        known = self.book.by_claim.get(str(claim))
        return f"“{known.title}”" if known else self._then(str(claim)) if claim else "none"

    def _headline(self) -> Iterator[str]:
        for change in self.since.of("headline"):
            then, now = self._titled(change.then), self._titled(change.now)
            yield f"The headline was {then} on {self.day} and is {now} now{self._why(change)}."

    def _findings(self) -> Iterator[str]:
        found = (c for c in self.since.of("finding") if c.item.claim in self.book.by_claim)
        others = [self._other(change) for change in found if change.another]
        rest = f"{self.marker.own('{}')} more findings changed since {self.day}."
        yield from first_lines(others, SHOWN, rest)
        if not others:
            yield f"No finding changed since {self.day}."

    def _other(self, change: Change) -> str:
        then, now = past(status(change.then)), status(change.now)
        title = self._titled(change.item.claim)
        return f"{title}: {then} on {self.day}, {now} now{self._why(change)}."

    def _why(self, change: Change) -> str:
        return f", by {causes(change.causes)}" if change.causes else ""

    def _numbers(self) -> Iterator[str]:
        """The rows of the answer whose printed number is another one now."""
        changed = {change.item: change for change in self.since.of("quantity")}
        moved = []
        for row in self.book.order.answer:
            claim, name = row.quantities[0]
            if change := changed.get(Item("quantity", claim, name)):
                was = change.then
                then = (
                    ranged(*was[:3], self.marker.style(row.style))
                    if isinstance(was, Amount)
                    else UNKNOWN
                )
                is_now = self.marker.printed(self.marker.cited((claim, name)), row.style)
                moved.append(f"{row.label} {turn(self._then(then), is_now)}")
        if moved:
            yield f"The answer in numbers: {'; '.join(moved)}."

    def _facts(self, facts: FactChanges) -> Iterator[str]:
        counts = int(facts.new.sum()), len(facts.standing), int(facts.gone.sum())
        new, revised, gone = (self.marker.own(f"{count:,}") for count in counts)
        if any(counts):
            named = f" ({self.marker.own(', '.join(_fresh_series(facts)))})" if counts[0] else ""
            yield (
                f"Facts that the rules read: {new} new{named}, {revised} revised, {gone} no longer "
                "seen."
            )
        for was, now in facts.standing[:SHOWN]:
            yield self._revised(was, now)

    def _revised(self, was: int, now: int) -> str:
        """A revised fact: what stood, what stands."""
        before, after = sorted(self.kb.facts((was, now)), key=lambda fact: fact.id != was)
        what = self.marker.own(f"{after.series} of {fact_dates(after)}")
        source = self.marker.own(source_name(after.source, self.marker.run.catalog))
        stands = self.marker.mark(as_given(after), Ref("fact", after.series, ((now,),)))
        return f"Revised: {what}, {source}: {turn(self._then(as_given(before)), stands)}."

    def _sentences(self) -> Iterator[str]:
        fresh = fresh_sentences(self.briefing, self.since)
        now = {sentence.text for sentence in self.briefing.sentences}
        if fresh:
            ids = shortened(sentence.id for sentence in fresh).replace("F", "S")
            yield f"Sentences that were not there: {self.marker.own(ids)}."
        if dropped := len(self.since.before - now):
            yield f"Sentences that are no longer there: {self.marker.own(f'{dropped:,}')}."


def _fresh_series(facts: FactChanges) -> Iterator[str]:
    """The series that new facts are of, the first few by name."""
    named = sorted({facts.seen.series_names[n] for n in facts.seen.series[facts.new].tolist()})
    return first_lines(named, SHOWN, "{} more series")


def fresh_sentences(briefing: Briefing, since: Since) -> list[Sentence]:
    """The sentences of a briefing that the earlier one did not have."""
    return [sentence for sentence in briefing.sentences if sentence.text not in since.before]
