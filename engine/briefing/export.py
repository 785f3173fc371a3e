"""A briefing as the contract for programs: a composed briefing in, one JSON document out."""

from __future__ import annotations

import json
from collections.abc import Iterator

from engine.briefing.export_forecast import exported
from engine.briefing.export_theses import flip_out, theses_out
from engine.briefing.numbers_found import lines, quantity, row_of
from engine.briefing.parts import Briefing, ForecastPart
from engine.contract.briefing import BriefingOut, ChannelOut
from engine.contract.findings import (
    BoundOut,
    ConflictOut,
    FindingOut,
    LineOut,
    NotJudged,
    SaidOut,
    SentenceOut,
)
from engine.contract.floor import ConditionOut, FloorOut
from engine.contract.model import CHANNELS, Range
from engine.evaluation.said import by_claim
from engine.judge.run import Run
from engine.words import numbers
from engine.words.sentences import Sentence

FAN = "a driftless random walk with the volatility of the past year; no record is behind it"


def as_json(briefing: Briefing) -> str:
    """The contract's text for a briefing: stable key order, two spaces, a line feed at the end."""
    document = contract(briefing).model_dump(by_alias=True)
    return json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def contract(briefing: Briefing) -> BriefingOut:
    """The contract's model of a briefing."""
    run = briefing.run
    return BriefingOut(
        run=run.id,
        asset=run.question.asset,
        as_of=numbers.iso_date(run.question.as_of),
        known_at=numbers.iso_moment(run.question.known_at),
        rulebook=run.book.hash,
        facts_digest=run.facts_digest,
        headline=run.headline,
        changed=briefing.since,
        sentences=list(map(_sentence, briefing.sentences)),
        findings=list(_findings(briefing)),
        channels=_channels(run),
        floor=_floor(run, briefing.forecast),
        conflicts=list(_conflicts(run)),
        not_judged=list(_not_judged(run)),
        flips=[flip_out(run, flip) for flip in briefing.nearest],
        theses=theses_out(run, briefing.theses.comparison) if briefing.theses else None,
    )


def _sentence(sentence: Sentence) -> SentenceOut:
    """A sentence with what its parts are bound to."""
    bound = [
        BoundOut(text=sentence.text[start:end], kind=ref.kind, name=ref.name)
        for start, end, ref in sentence.bound.spans
    ]
    return SentenceOut(
        id=sentence.id, claim=sentence.claim, paragraphs=sentence.paragraphs, text=sentence.text,
        bound=bound,
    )  # fmt: skip


def _findings(briefing: Briefing) -> Iterator[FindingOut]:
    run, verdicts = briefing.run, by_claim(briefing.run.said)
    told: dict[str, list[str]] = {}
    for sentence in briefing.sentences:
        told.setdefault(sentence.claim, []).append(sentence.text)
    for page in run.book.pages:
        found, row = run.findings[page.claim], row_of(run, page, verdicts.get(page.claim, ()))
        own = told.get(page.claim, ()) if page.kind != "opinion" else ()
        yield FindingOut(
            claim=page.claim,
            status=found.status,
            reason=found.reason,
            quantities={name: Range(**each._asdict()) for name, each in row.quantities.items()},
            lines=[LineOut.model_validate(each._asdict()) for each in row.lines],
            said=[SaidOut.model_validate(each._asdict()) for each in row.said],
            sentence=" ".join(own) or None,
        )


def _channels(run: Run) -> list[ChannelOut] | None:
    """The split of the fall as rules/briefing.yaml names it; none where no part of it is known.

    Policy sells nothing: its share is unknown wherever the others are given.
    """
    rows = {row.label: row.quantities[0] for row in run.book.order.causes}
    shares = {name: _range(run, key) for name, key in rows.items()}
    if all(share.mid is None for share in shares.values()):
        return None
    nothing = Range(low=None, mid=None, high=None, unit="ratio")
    claims = {name: [claim] for name, (claim, _) in rows.items()}
    return [
        ChannelOut(name=name, share=shares.get(name, nothing), claims=claims.get(name, []))
        for name in CHANNELS
    ]


def _floor(run: Run, forecast: ForecastPart) -> FloorOut | None:
    order = run.book.order
    if not order.conditions:
        return None
    return FloorOut(
        conditions=[_condition(run, claim) for claim in order.conditions],
        anchors={row.label: _range(run, row.quantities[0]) for row in order.anchors},
        fan={row.label: [_range(run, key) for key in row.quantities] for row in order.fan},
        method=FAN,
        forecast=exported(forecast),
    )


def _condition(run: Run, claim: str) -> ConditionOut:
    flat = [LineOut.model_validate(line._asdict()) for line in lines(run, run.book.page(claim))]
    return ConditionOut(claim=claim, status=run.findings[claim].status, lines=flat)


def _range(run: Run, key: tuple[str, str]) -> Range:
    return Range(**quantity(run, *key)._asdict())


def _conflicts(run: Run) -> Iterator[ConflictOut]:
    for each in run.conflicts:
        day = numbers.iso_date(each.as_of)
        yield ConflictOut(series=each.series, as_of=day, sources=each.sources, values=each.values)


def _not_judged(run: Run) -> Iterator[NotJudged]:
    for found in run.findings.values():
        if found.status in ("unknown", "not_judged"):
            needs = [f"{lack.what}: {lack.detail}" for lack in found.lacks]
            yield NotJudged(claim=found.claim, reason=found.reason or "opinion", needs=needs)
