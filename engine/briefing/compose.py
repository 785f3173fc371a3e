"""Composing the briefing: from a run to the parts a template lays out, every number marked.

Templates compute nothing, so everything they show is made here: sentences with their citations,
tables of cited quantities, and the numbered evidence.
"""

from __future__ import annotations

from itertools import islice

from engine.briefing import chapters, quantities, unjudged, verdicts
from engine.briefing.flip_rows import flip_rows
from engine.briefing.forecast import forecast
from engine.briefing.marker import Marker
from engine.briefing.parts import Briefing, TableRow
from engine.briefing.theses_section import theses_side_by_side
from engine.counterfactual.nearest import NearestFlips
from engine.evaluation.said import DOCUMENTS, EPOCH, spoken
from engine.judge.run import Run
from engine.words import numbers
from engine.words.evidence import Exhibit
from engine.words.quoting import as_given, fact_dates, fact_known, source_name
from engine.words.sentences import Writer
from kb.clock import day_number
from kb.store import KnowledgeBase

FLIPS_SHOWN = 5


class Composer:
    """Builds one briefing from one run."""

    def __init__(self, run: Run, kb: KnowledgeBase) -> None:
        self.run = run
        self.kb = kb
        self.writer = Writer(run)
        self.marker = Marker(run, self.writer)

    def compose(self, changed: tuple[str, ...]) -> Briefing:
        """The briefing; `changed` is what the ledger says about earlier runs.

        Made in the order in which it is read, which numbers its sentences and its evidence.
        """
        run, order, marker = self.run, self.run.book.order, self.marker
        failing = chapters.failing_with_premise(marker, order.why)
        claims = [claim for part in (*order.why, *order.where) for claim in part.claims]
        nearest = NearestFlips(run)
        parts = {
            "headline": chapters.said(marker, run.headline) if run.headline else (),
            "answer": quantities.table(marker, order.answer),
            "why": chapters.of(marker, order.why, failing),
            "fails_with_premise": tuple(chapters.with_premises(marker, claim) for claim in failing),
            "causes": quantities.causes(marker),
            "verdicts": verdicts.merged(marker),
            "conditions": tuple(chapters.condition(marker, claim) for claim in order.conditions),
            "where": chapters.of(marker, order.where, order.conditions),
            "anchors": quantities.table(marker, order.anchors, known=True),
            "fan": quantities.drawn(marker, order.fan),
            "forecast": (stated := forecast(marker, self.kb)),
            "assumed_share": quantities.how_much_is_assumed(marker, bool(stated.ways)),
            "unjudged": tuple(unjudged.reasons(marker)),
            "details": tuple(chapters.details(marker, claims, failing)),
            "said": verdicts.every(marker),
            "gaps": tuple(unjudged.gaps(marker)),
            "opinions": tuple(chapters.opinions(marker, claims)),
            "unmeasured": tuple(unjudged.unmeasured(marker)),
            "flips": tuple(islice(flip_rows(marker, nearest), FLIPS_SHOWN)),
            "conflicts": tuple(verdicts.conflict(marker, each) for each in run.conflicts),
            "assumptions": tuple(quantities.assumptions(marker)),
            "theses": theses_side_by_side(marker),
        }
        written = [s for group in self.writer.written.values() for s in group]
        return Briefing(
            run=run,
            nearest=nearest,
            sentences=tuple(sorted(written, key=lambda s: int(s.id[1:]))),
            stamp=self._stamp(),
            unwritten=self._unwritten(),
            changed=tuple(map(marker.own, changed)),
            evidence=tuple(map(self._exhibit, marker.evidence.exhibits(self.kb))),
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
        return {name: self.marker.own(text) for name, text in texts.items()}

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
        return self.marker.own(note) if later else ""

    def _exhibit(self, exhibit: Exhibit) -> TableRow:
        """A numbered fact, or a window of facts with its digest."""
        first, last = exhibit.facts[0], exhibit.facts[-1]
        value, dates = as_given(first), fact_dates(first)
        if exhibit.digest:
            value = f"{len(exhibit.facts)} facts, digest {exhibit.digest}"
            dates = f"{first.as_of} to {last.as_of}"
        source = source_name(first.source, self.run.catalog)
        texts = (exhibit.id, first.series, value, dates, fact_known(exhibit.facts), source)
        return self.marker.row(tuple(map(self.marker.own, texts)), first.note)
