"""What changed overnight as the lines of a briefing's first section, every number in its marks."""

from __future__ import annotations

from collections.abc import Iterator

from engine.briefing.compose import Composer
from engine.briefing.parts import Briefing
from engine.changes.causes import ALONE, BOTH, NEEDED, SHARE, Change
from engine.changes.outcome import Amount, Item
from engine.changes.overnight import Overnight
from engine.changes.since import SHOWN, past
from engine.words.cite import Ref
from engine.words.evidence import shortened
from engine.words.filters import STYLES, printed
from engine.words.numbers import UNKNOWN, date_text, ranged
from engine.words.quoting import as_given, fact_dates, source_name
from engine.words.sentences import Sentence
from kb.store import KnowledgeBase

HOW = {BOTH: "{}", ALONE: "{} alone would do", NEEDED: "not without {}", SHARE: "{} in part"}


class OvernightWords:
    """Writes the lines of one comparison for one briefing."""

    def __init__(
        self, kb: KnowledgeBase, composer: Composer, briefing: Briefing, told: Overnight
    ) -> None:
        self.kb, self.composer, self.briefing, self.told = kb, composer, briefing, told
        self.run, self.book = composer.run, composer.run.book
        self.day = self._then(date_text(told.since.as_of))

    def lines(self) -> Iterator[str]:
        """The headline, the findings, the answer in numbers, the facts, the sentences."""
        yield from self._headline()
        yield from self._findings()
        yield from self._numbers()
        yield from self._facts()
        yield from self._sentences()

    def _then(self, text: str) -> str:
        """A text that rests on the earlier run."""
        return self.composer.writer.refs.mark(text, Ref("run", self.told.since.id))

    def _own(self, text: str) -> str:
        return self.composer.tables.mark(text)

    def _titled(self, claim: object) -> str:
        known = self.book.by_claim.get(str(claim))
        return f"“{known.title}”" if known else self._then(str(claim)) if claim else "none"

    def _headline(self) -> Iterator[str]:
        for change in self.told.of("headline"):
            then, now = self._titled(change.then), self._titled(change.now)
            yield f"The headline was {then} on {self.day} and is {now} now{self._why(change)}."

    def _findings(self) -> Iterator[str]:
        found = [c for c in self.told.of("finding") if c.item.claim in self.book.by_claim]
        turned = [c for c in found if c.then and _status(c.then) != _status(c.now)]
        for change in turned[:SHOWN]:
            then, now = _status(change.then), _status(change.now)
            title = self._titled(change.item.claim)
            yield f"{title}: {past(then)} on {self.day}, {now} now{self._why(change)}."
        if len(turned) > SHOWN:
            yield f"{self._own(str(len(turned) - SHOWN))} more findings changed since {self.day}."
        if not turned:
            yield f"No finding changed since {self.day}."

    def _why(self, change: Change) -> str:
        told = [HOW[how].format(name) for name, how in change.causes.items()]
        return f", by {', '.join(told)}" if told else ""

    def _numbers(self) -> Iterator[str]:
        """The rows of the answer whose printed number is another one now."""
        changed = {change.item: change for change in self.told.of("quantity")}
        moved = []
        for row in self.book.order.answer:
            claim, name = row.quantities[0]
            if change := changed.get(Item("quantity", claim, name)):
                was, style = change.then, STYLES[row.style]
                then = ranged(*was[:3], style) if isinstance(was, Amount) else UNKNOWN
                cited = self.composer.writer.contexts.cited(claim, name)
                moved.append(
                    f"{row.label} {self._then(then)} → "
                    f"{printed(cited, style, self.composer.writer.refs)}"
                )
        if moved:
            yield f"The answer in numbers: {'; '.join(moved)}."

    def _facts(self) -> Iterator[str]:
        facts = self.told.facts
        counts = int(facts.new.sum()), len(facts.standing), int(facts.gone.sum())
        new, revised, gone = (self._own(f"{count:,}") for count in counts)
        if any(counts):
            named = f" ({self._own(', '.join(self._fresh_series()))})" if counts[0] else ""
            yield (
                f"Facts that the rules read: {new} new{named}, {revised} revised, {gone} no longer "
                "seen."
            )
        for was, now in facts.standing[:SHOWN]:
            yield self._revised(was, now)

    def _fresh_series(self) -> Iterator[str]:
        """The series that new facts are of, the first few by name."""
        facts = self.told.facts
        named = sorted({facts.seen.series_names[n] for n in facts.seen.series[facts.new].tolist()})
        yield from named[:SHOWN]
        if len(named) > SHOWN:
            yield f"{len(named) - SHOWN} more series"

    def _revised(self, was: int, now: int) -> str:
        """A revised fact: what stood, what stands."""
        before, after = sorted(self.kb.facts((was, now)), key=lambda fact: fact.id != was)
        what = self._own(f"{after.series} of {fact_dates(after)}")
        source = self._own(source_name(after.source, self.run.catalog))
        mark, ref = self.composer.writer.refs.mark, Ref("fact", after.series, ((now,),))
        then = self._then(as_given(before))
        return f"Revised: {what}, {source}: {then} → {mark(as_given(after), ref)}."

    def _sentences(self) -> Iterator[str]:
        fresh = fresh_sentences(self.briefing, self.told)
        now = {sentence.text for sentence in self.briefing.sentences}
        if fresh:
            ids = shortened(sentence.id for sentence in fresh).replace("F", "S")
            yield f"Sentences that were not there: {self._own(ids)}."
        if dropped := len(self.told.before - now):
            yield f"Sentences that are no longer there: {self._own(f'{dropped:,}')}."


def fresh_sentences(briefing: Briefing, told: Overnight) -> list[Sentence]:
    """The sentences of a briefing that the earlier one did not have."""
    return [sentence for sentence in briefing.sentences if sentence.text not in told.before]


def _status(finding: object) -> str:
    """A finding without its reason: the reason of an unknown may change unnoticed."""
    return str(finding).partition(" (")[0]
