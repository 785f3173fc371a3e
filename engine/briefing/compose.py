"""Composing the briefing: from a run to the parts a template lays out, every number marked.

Templates compute nothing, so everything they show is made here: sentences with their citations,
tables of cited quantities, and the numbered evidence.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from engine.briefing import numbers
from engine.briefing.cite import Ref
from engine.briefing.evidence import Evidence, shortened
from engine.briefing.parts import Briefing, ChapterPart, Said
from engine.briefing.sentences import Sentence, Writer
from engine.briefing.tables import Tables, by_verdict
from engine.briefing.vouching import premise_facts
from engine.counterfactual.flips import Flip
from engine.counterfactual.nearest import NearestFlips
from engine.inference.run import Run
from engine.pages.order import Chapter
from engine.pages.page import Page
from kb.store import KnowledgeBase

FLIPS_SHOWN = 5


class Composer:
    """Builds one briefing from one run."""

    def __init__(self, run: Run, kb: KnowledgeBase) -> None:
        self.run = run
        self.kb = kb
        self.writer = Writer(run)
        self.evidence = Evidence()
        self.tables = Tables(run, self.writer, self.evidence)

    def compose(self, changed: tuple[str, ...]) -> Briefing:
        """The briefing; `changed` is what the ledger says about earlier runs."""
        run, order, tables = self.run, self.run.book.order, self.tables
        nearest = NearestFlips(run)
        parts = {
            "headline": self._said(run.headline) if run.headline else (),
            "answer": tables.quantities(order.answer),
            "why": self._chapters(order.why),
            "said": tuple(tables.said(v) for v in sorted(run.said, key=by_verdict)),
            "where": self._chapters(order.where),
            "conditions": tuple(tables.condition(claim) for claim in order.conditions),
            "anchors": tables.quantities(order.anchors),
            "fan": tables.quantities(order.fan),
            "unjudged": tuple(tables.unjudged()),
            "unmeasured": tuple(tables.unmeasured()),
            "flips": tuple(map(tables.flip, islice(places(nearest), FLIPS_SHOWN))),
            "conflicts": tuple(map(tables.conflict, run.conflicts)),
            "assumptions": tuple(tables.assumptions()),
        }
        written = [s for group in self.writer.written.values() for s in group]
        return Briefing(
            run=run,
            nearest=nearest,
            sentences=tuple(sorted(written, key=lambda s: int(s.id[1:]))),
            stamp=self._stamp(),
            changed=tuple(map(tables.mark, changed)),
            evidence=tuple(map(tables.exhibit, self.evidence.exhibits(self.kb))),
            **parts,  # type: ignore[arg-type]
        )

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
            "scenarios": str(run.evaluation.scenarios),
        }
        return {name: self.tables.mark(text) for name, text in texts.items()}

    def _said(self, claim: str) -> tuple[Said, ...]:
        page = self.run.book.page(claim)
        return tuple(
            Said(s.id, s.marked, self._cite(s.id, s.paragraphs, self._refs(page, s)))
            for s in self.writer.sentences(claim)
        )

    def _refs(self, page: Page, sentence: Sentence) -> tuple[Ref, ...]:
        """What a sentence rests on; one that speaks for other claims rests on their facts too."""
        own = sentence.refs
        if page.kind == "headline" or not any(ref.facts for ref in own):
            return (*own, Ref("quantity", page.claim, premise_facts(self.run, page)))
        return own

    def _cite(self, sentence: str, paragraphs: Iterable[str], refs: Iterable[Ref]) -> str:
        ids = shortened(self.evidence.ids(refs))
        return self.tables.mark(" · ".join(p for p in (sentence, " ".join(paragraphs), ids) if p))

    def _chapters(self, chapters: tuple[Chapter, ...]) -> tuple[ChapterPart, ...]:
        parts = []
        for chapter in chapters:
            paragraphs = tuple(said for claim in chapter.claims if (said := self._said(claim)))
            if paragraphs:
                parts.append(ChapterPart(chapter.title, paragraphs))
        return tuple(parts)


def places(flips: Iterable[Flip]) -> Iterator[Flip]:
    """The flips that are not at the place of an earlier one: one fact may turn several claims."""
    seen: set[tuple[int, float]] = set()
    for flip in flips:
        if (place := (flip.fact, flip.printed)) not in seen:
            seen.add(place)
            yield flip
