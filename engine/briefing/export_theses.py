"""Two theses, and single facts that turn a finding, as the contract for programs has them."""

from __future__ import annotations

from collections.abc import Iterable

from engine.briefing.numbers_found import range_of
from engine.briefing.theses.compare import Comparison, DecidingSeries
from engine.briefing.theses.score import Score
from engine.briefing.theses.support import SharedFact
from engine.contract.theses import FlipOut, SharedOut, TellingOut, ThesesOut, ThesisOut
from engine.counterfactual.flips import Flip
from engine.judge.run import Run
from engine.pages.page import DOCUMENTS
from engine.words import numbers
from kb.units import spell


def flip_out(run: Run, flip: Flip) -> FlipOut:
    """A flip, with the days its fact speaks of and is about."""
    return FlipOut.model_validate({
        "of": flip.claim,
        "series": flip.series,
        "as_of": numbers.iso_date(flip.as_of),
        "target": None if flip.target is None else numbers.iso_date(flip.target),
        "from": flip.now,
        "to": flip.then,
        "unit": spell(run.catalog.get(flip.series).measured_in.dimension),
        "daily_moves": flip.daily_moves,
        "becomes": flip.becomes or None,
        "how": flip.how,
    })  # fmt: skip


def theses_out(run: Run, found: Comparison) -> ThesesOut:
    """The comparison of a run, documents in the order of rules/briefing.yaml."""
    deciding = found.deciding
    return ThesesOut(
        sides=[_side(run, side) for side in found.sides],
        common=_facts(found.common_facts),
        telling=None if deciding is None else _telling(deciding),
        flip=None if found.flip is None else flip_out(run, found.flip),
    )


def _side(run: Run, side: Score) -> ThesisOut:
    thesis, scored = side.thesis, side.scored == "yes"
    return ThesisOut(
        name=thesis.name, document=DOCUMENTS[thesis.paragraphs], scored=side.scored,
        holds=list(side.holds), fails=list(side.fails), unknown=list(side.unknown),
        reasons=dict(side.reasons), stated=list(side.stated), unstated=list(side.unstated),
        opinions=list(side.opinions),
        share=range_of(run, thesis.share) if scored else None, share_counts=thesis.reading,
        share_needs=list(dict.fromkeys(lack.what for lack in side.share_lacks)),
        ceiling=range_of(run, thesis.ceiling) if scored and thesis.ceiling else None,
        ceiling_counts=thesis.ceiling_reading,
        facts=len(side.support.facts), shared=_facts(side.support.shared),
    )  # fmt: skip


def _facts(shared: Iterable[SharedFact]) -> list[SharedOut]:
    return [
        SharedOut(
            series=each.series, source=each.source, as_of=numbers.iso_date(each.as_of),
            claims=list(each.claims),
        )
        for each in shared
    ]  # fmt: skip


def _telling(found: DecidingSeries) -> TellingOut:
    moved = found.difference
    return TellingOut(
        series=found.series, measures=list(found.measures), now=moved.now, low=moved.low,
        high=moved.high, decides=list(moved.decides), exact=moved.exact,
    )  # fmt: skip
