"""Composing the briefing: from a run to the parts a template lays out, every number marked.

Templates compute nothing, so everything they show is made here: sentences with their citations,
tables of cited quantities, and the numbered evidence.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from engine.briefing.assumed import how_much_is_assumed
from engine.briefing.causes import causes
from engine.briefing.forecast import Forecasts
from engine.briefing.parts import Briefing, ChapterPart, ConditionPart, ForecastPart, Said
from engine.briefing.tables import Tables, falls_with
from engine.briefing.theses_section import theses_side_by_side
from engine.briefing.verdicts import Compared, by_verdict
from engine.counterfactual.flips import Flip
from engine.counterfactual.nearest import NearestFlips
from engine.evaluation.said import DOCUMENTS, EPOCH, spoken
from engine.judge.run import Run
from engine.pages.order import Chapter, Row
from engine.pages.page import Page
from engine.words import numbers
from engine.words.cite import Ref
from engine.words.evidence import Evidence, shortened
from engine.words.sentences import Sentence, Writer
from engine.words.vouching import premise_facts
from kb.clock import day_number
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
        compared = Compared(run, self.writer)
        fallen = tuple(
            claim
            for chapter in order.why
            for claim in chapter.claims
            if falls_with(run.book.page(claim), run.findings[claim])
        )
        nearest = NearestFlips(run)
        parts = {
            "headline": self._said(run.headline) if run.headline else (),
            "answer": tables.quantities(order.answer),
            "why": self._chapters(order.why, without=fallen),
            "fallen": tuple(map(tables.fallen, fallen)),
            "causes": causes(tables),
            "verdicts": compared.merged(),
            "conditions": tuple(map(self._condition, order.conditions)),
            "where": self._chapters(order.where, without=order.conditions),
            "anchors": tables.quantities(order.anchors, known=True),
            "fan": tables.quantities(order.fan) if self._drawn(order.fan) else (),
            "forecast": (forecast := self._forecast()),
            "assumed_share": how_much_is_assumed(run, self.writer.refs, bool(forecast.ways)),
            "unjudged": tuple(tables.unjudged()),
            "details": tuple(self._details((*order.why, *order.where), fallen)),
            "said": tuple(map(compared.full, sorted(run.said, key=by_verdict))),
            "gaps": tuple(tables.gaps()),
            "opinions": tuple(self._opinions((*order.why, *order.where))),
            "unmeasured": tuple(tables.unmeasured()),
            "flips": tuple(map(tables.flip, islice(places(nearest), FLIPS_SHOWN))),
            "conflicts": tuple(map(tables.conflict, run.conflicts)),
            "assumptions": tuple(tables.assumptions()),
            "theses": theses_side_by_side(tables),
        }
        written = [s for group in self.writer.written.values() for s in group]
        return Briefing(
            run=run,
            nearest=nearest,
            sentences=tuple(sorted(written, key=lambda s: int(s.id[1:]))),
            stamp=self._stamp(),
            unwritten=self._unwritten(),
            changed=tuple(map(tables.mark, changed)),
            evidence=tuple(map(tables.exhibit, self.evidence.exhibits(self.kb))),
            **parts,  # type: ignore[arg-type]
        )

    def _drawn(self, fan: tuple[Row, ...]) -> bool:
        """Whether any of a fan is known: one that nobody can draw is not shown."""
        value = self.run.evaluation.value
        return any(value(*key).known[0] for row in fan for key in row.quantities)

    def _forecast(self) -> ForecastPart:
        return Forecasts(self.run, self.kb, self.writer.refs, self.evidence).part()

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

    def _unwritten(self) -> str:
        """The documents of a later day, whose claims are put to these facts all the same."""
        panel, sources = self.run.evaluation.panel, self.run.catalog.sources
        later = [
            f"the {key} ({numbers.date_text(day_number(sources[key].dated or EPOCH))})"
            for key in DOCUMENTS.values()
            if key in sources and sources[key].dated and not spoken(sources[key].dated, panel)
        ]
        names = " and ".join(later)
        note = f"Written later, and put to the facts of this day: {names}."
        return self.tables.mark(note) if later else ""

    def _said(self, claim: str) -> tuple[Said, ...]:
        return self._with_citations(claim, self.writer.sentences(claim))

    def _with_citations(self, claim: str, sentences: Iterable[Sentence]) -> tuple[Said, ...]:
        page = self.run.book.page(claim)
        return tuple(
            Said(s.id, s.marked, self._cite(s.id, s.paragraphs, self._refs(page, s)))
            for s in sentences
        )

    def _condition(self, claim: str) -> ConditionPart:
        """A condition for a floor: what its page says of it today, or what it lacks."""
        row = self.tables.condition(claim)
        title, status, lacks = row.cells
        return ConditionPart(title, status, lacks, row.cite, self._said(claim))

    def _refs(self, page: Page, sentence: Sentence) -> tuple[Ref, ...]:
        """What a sentence rests on; one that speaks for other claims rests on their facts too."""
        own = sentence.refs
        if page.kind == "headline" or not any(ref.facts for ref in own):
            return (*own, Ref("quantity", page.claim, premise_facts(self.run, page)))
        return own

    def _cite(self, sentence: str, paragraphs: Iterable[str], refs: Iterable[Ref]) -> str:
        ids = shortened(self.evidence.ids(refs))
        return self.tables.mark(" · ".join(p for p in (sentence, " ".join(paragraphs), ids) if p))

    def _chapters(
        self, chapters: tuple[Chapter, ...], without: tuple[str, ...] = ()
    ) -> tuple[ChapterPart, ...]:
        parts = []
        for chapter in chapters:
            claims = (claim for claim in chapter.claims if claim not in without)
            paragraphs = tuple(said for claim in claims if (said := self._said(claim)))
            if paragraphs:
                parts.append(ChapterPart(chapter.title, paragraphs))
        return tuple(parts)

    def _details(
        self, chapters: tuple[Chapter, ...], fallen: tuple[str, ...]
    ) -> Iterator[ChapterPart]:
        """What the pages add for the annex, claim by claim; all that the `fallen` have to say."""
        for claim in (claim for chapter in chapters for claim in chapter.claims):
            said = self._said(claim) if claim in fallen else ()
            if said := (*said, *self._with_citations(claim, self.writer.details(claim))):
                yield ChapterPart(self.run.book.page(claim).title, (said,))

    def _opinions(self, chapters: tuple[Chapter, ...]) -> Iterator[ChapterPart]:
        """Why the opinions are not judged, claim by claim."""
        for page in (self.run.book.page(c) for chapter in chapters for c in chapter.claims):
            if page.kind == "opinion":
                why = self.writer.why_not_judged(page.claim)
                yield ChapterPart(page.title, (self._with_citations(page.claim, why),))


def places(flips: Iterable[Flip]) -> Iterator[Flip]:
    """The flips that are not at the place of an earlier one: one fact may turn several claims."""
    seen: set[tuple[int, float]] = set()
    for flip in flips:
        if (place := (flip.fact, flip.printed)) not in seen:
            seen.add(place)
            yield flip
