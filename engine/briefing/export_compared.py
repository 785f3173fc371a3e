"""What is compared, as the contract has it: documents, single facts that turn, an earlier run."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from engine.briefing.numbers_found import quantity
from engine.briefing.parts import Briefing
from engine.briefing.since_section import fresh_sentences
from engine.briefing.theses.compare import Comparison
from engine.briefing.theses.score import ENDS, Score
from engine.changes.difference import Change, spelt
from engine.changes.fact_changes import FactChanges
from engine.changes.outcome import Amount
from engine.changes.since import Since
from engine.contract.briefing import ChangedOut
from engine.contract.theses import FlipOut, ThesesOut
from engine.counterfactual.flips import Flip
from engine.judge.run import Run
from engine.pages.page import DOCUMENTS
from engine.words.numbers import iso_date, iso_moment
from kb.store import KnowledgeBase
from kb.units import spell

Part = dict[str, Any]


def flip_out(run: Run, flip: Flip) -> FlipOut:
    """A flip, with the days its fact speaks of and is about."""
    return FlipOut.model_validate({
        "of": flip.claim,
        "series": flip.series,
        "as_of": flip.as_of,
        "target": flip.target,
        "from": flip.now,
        "to": flip.then,
        "unit": spell(run.catalog.get(flip.series).measured_in.dimension),
        "daily_moves": flip.daily_moves,
        "becomes": flip.becomes or None,
        "how": flip.how,
    })  # fmt: skip


def theses_out(run: Run, found: Comparison) -> ThesesOut:
    """The comparison of a run, documents in the order of rules/briefing.yaml."""
    series = found.deciding
    return ThesesOut.model_validate({
        "sides": [_side(run, side) for side in found.sides],
        "common": found.common_facts,
        "telling": series
        and {"series": series.series, "measures": series.measures, **vars(series.difference)},
        "flip": found.flip and flip_out(run, found.flip),
    })  # fmt: skip


def _side(run: Run, side: Score) -> Part:
    thesis, scored = side.thesis, side.scored == "yes"
    alike = ("scored", *ENDS, "weaker", "stated", "unstated", "opinions")
    return {
        **{name: getattr(side, name) for name in alike},
        "name": thesis.name,
        "document": DOCUMENTS[thesis.paragraphs],
        "reasons": dict(side.reasons),
        "share": quantity(run, *thesis.share) if scored else None,
        "share_counts": thesis.reading,
        "share_needs": list(dict.fromkeys(lack.what for lack in side.share_lacks)),
        "ceiling": quantity(run, *thesis.ceiling) if scored and thesis.ceiling else None,
        "ceiling_counts": thesis.ceiling_reading,
        "facts": len(side.support.facts),
        "shared": side.support.shared,
    }


def changed_out(kb: KnowledgeBase, briefing: Briefing, since: Since) -> ChangedOut | None:
    """The contract's model of a comparison; None where only findings could be compared."""
    if since.facts is None:
        return None
    return ChangedOut.model_validate({
        "since": since.run.id,
        "as_of": iso_date(since.run.as_of),
        "known_at": iso_moment(since.run.known_at),
        "changes": list(map(_change, since.changes)),
        "facts": list(_facts(kb, since.facts)),
        "sentences": [sentence.id for sentence in fresh_sentences(briefing, since)],
        "gone": sorted(since.before - {sentence.text for sentence in briefing.sentences}),
    })  # fmt: skip


def _change(change: Change) -> Part:
    kind, claim, name = change.item
    then, now = (v if isinstance(v, Amount) else spelt(v) for v in (change.then, change.now))
    own = {"kind": kind, "claim": claim or None, "name": name or None}
    return {**own, "from": then, "to": now, "causes": change.causes}


def _facts(kb: KnowledgeBase, facts: FactChanges) -> Iterator[Part]:
    """The observations that are new, revised and no longer seen, each in the order of its rows."""
    revised = {now: was for was, now in facts.standing}
    was = {fact.id: fact.value for fact in kb.facts(revised.values())}
    for change, rows in (
        ("new", facts.ids(facts.new)),
        ("revised", sorted(revised)),
        ("gone", facts.ids(facts.gone)),
    ):
        for fact in kb.facts(rows):
            before = was.get(revised.get(fact.id, -1)) if change != "gone" else fact.value
            after = None if change == "gone" else fact.value
            own = {name: getattr(fact, name) for name in ("series", "source", "as_of", "target")}
            yield {"change": change, **own, "from": before, "to": after}
