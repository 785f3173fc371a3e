"""Two theses in the contract: a comparison in, its model out."""

from __future__ import annotations

from collections.abc import Iterable

from engine.briefing.outgoing import flip_out, range_out
from engine.briefing.theses.compare import Comparison, Telling
from engine.briefing.theses.score import Score
from engine.briefing.theses.witnesses import Shared, Witnesses
from engine.contract.briefing import SharedOut, TellingOut, ThesesOut, ThesisOut
from engine.evaluation.said import DOCUMENTS
from engine.judge.run import Run
from engine.pages.order import Thesis
from engine.words import numbers


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
    return _side(score.thesis, "yes").model_copy(
        update={
            "holds": list(score.holds),
            "fails": list(score.fails),
            "unknown": list(score.unknown),
            "reasons": dict(score.reasons),
            "stated": list(score.stated),
            "unstated": list(score.unstated),
            "opinions": list(score.opinions),
            "share": range_out(run, *score.thesis.share),
            "ceiling": score.thesis.ceiling and range_out(run, *score.thesis.ceiling),
            "share_needs": list(dict.fromkeys(lack.what for lack in score.share_lacks)),
            "facts": len(of.facts),
            "shared": _facts(of.shared),
        }
    )


def _side(thesis: Thesis, scored: str) -> ThesisOut:
    """A side of which nothing is counted yet."""
    lists = ("holds", "fails", "unknown", "stated", "unstated", "opinions", "share_needs", "shared")
    return ThesisOut.model_validate(
        {
            "name": thesis.name,
            "document": DOCUMENTS[thesis.paragraphs],
            "scored": scored,
            "reasons": {},
            "share": None,
            "share_counts": thesis.reading,
            "ceiling": None,
            "ceiling_counts": thesis.ceiling_reading,
            "facts": 0,
        }
        | {name: [] for name in lists}
    )


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
