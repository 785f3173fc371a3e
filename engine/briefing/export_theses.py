"""Two theses, and single facts that turn a finding, as the contract for programs has them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from engine.briefing.numbers_found import quantity
from engine.briefing.theses.compare import Comparison, Telling
from engine.briefing.theses.score import Score, Silence
from engine.briefing.theses.witnesses import Shared, Witnesses
from engine.contract.model import Range
from engine.contract.theses import FlipOut, SharedOut, TellingOut, ThesesOut, ThesisOut
from engine.counterfactual.flips import Flip
from engine.evaluation.said import DOCUMENTS
from engine.judge.run import Run
from engine.pages.order import Thesis
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
    scored = {
        score.thesis: _scored(run, score, of)
        for score, of in zip(found.scores, found.witnesses, strict=True)
    }
    silent = {thesis: _side(thesis, why) for thesis, why in found.silent}
    return ThesesOut(
        sides=[(scored | silent)[thesis] for thesis in run.book.order.theses],
        common=_facts(found.common),
        telling=None if found.telling is None else _telling(found.telling),
        flip=None if found.flip is None else flip_out(run, found.flip),
    )


def _scored(run: Run, score: Score, of: Witnesses) -> ThesisOut:
    share, ceiling = score.thesis.share, score.thesis.ceiling
    return _side(score.thesis, "yes").model_copy(update={
        "holds": list(score.holds), "fails": list(score.fails), "unknown": list(score.unknown),
        "reasons": dict(score.reasons), "stated": list(score.stated),
        "unstated": list(score.unstated), "opinions": list(score.opinions),
        "share": Range(**quantity(run, *share)._asdict()),
        "ceiling": ceiling and Range(**quantity(run, *ceiling)._asdict()),
        "share_needs": list(dict.fromkeys(lack.what for lack in score.share_lacks)),
        "facts": len(of.facts), "shared": _facts(of.shared),
    })  # fmt: skip


def _side(thesis: Thesis, scored: Literal["yes"] | Silence) -> ThesisOut:
    """A side of which nothing is counted yet."""
    return ThesisOut(
        name=thesis.name, document=DOCUMENTS[thesis.paragraphs], scored=scored,
        holds=[], fails=[], unknown=[], reasons={}, stated=[], unstated=[], opinions=[],
        share=None, share_counts=thesis.reading, share_needs=[],
        ceiling=None, ceiling_counts=thesis.ceiling_reading, facts=0, shared=[],
    )  # fmt: skip


def _facts(shared: Iterable[Shared]) -> list[SharedOut]:
    return [
        SharedOut(
            series=each.series,
            source=each.source,
            as_of=numbers.iso_date(each.as_of),
            claims=list(each.claims),
        )
        for each in shared
    ]


def _telling(telling: Telling) -> TellingOut:
    span = telling.span
    return TellingOut(
        series=telling.series,
        measures=list(telling.measures),
        now=span.now,
        low=span.low,
        high=span.high,
        decides=list(span.decided),
        exact=span.exact,
    )
