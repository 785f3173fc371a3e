"""A briefing as the contract for programs: a composed briefing in, one JSON document out."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from engine.briefing.forecast_export import exported
from engine.briefing.outgoing import flip_out, range_out
from engine.briefing.parts import Briefing, ForecastPart
from engine.briefing.theses_out import theses_out
from engine.contract.briefing import (
    BriefingOut,
    ChannelOut,
    ConditionOut,
    ConflictOut,
    FindingOut,
    FloorOut,
    LineOut,
    NotJudged,
    Range,
    SaidOut,
)
from engine.contract.told import BoundOut, SentenceOut
from engine.evaluation.said import by_claim
from engine.judge.findings import Finding, LineFinding
from engine.judge.run import Run
from engine.pages.order import CHANNELS, Row
from engine.pages.page import Comparison, Page
from engine.words import numbers
from engine.words.sentences import Sentence
from kb.units import spell

FAN = "a driftless random walk with the volatility of the past year; no record is behind it"


def as_json(briefing: Briefing) -> str:
    """The contract's text for a briefing: stable key order, two spaces, a line feed at the end."""
    document = contract(briefing).model_dump(by_alias=True)
    return json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def findings_out(briefing: Briefing) -> list[FindingOut]:
    """Every finding of a briefing as the contract gives it."""
    run = briefing.run
    texts: dict[str, list[Sentence]] = {}
    opinions = {page.claim for page in run.book.pages if page.kind == "opinion"}
    for sentence in (s for s in briefing.sentences if s.claim not in opinions):
        texts.setdefault(sentence.claim, []).append(sentence)
    verdicts = by_claim(run.said)
    findings = []
    for page in run.book.pages:
        found = run.findings[page.claim]
        said = [
            SaidOut(
                name=v.name,
                said=v.said.text,
                measured=v.measured,
                verdict=v.verdict,
                source=", ".join(v.sources) or None,
            )
            for v in verdicts.get(page.claim, ())
        ]
        findings.append(
            FindingOut(
                claim=page.claim,
                status=found.status,
                reason=found.reason,
                quantities={name: range_out(run, page.claim, name) for name in page.names},
                lines=_lines(run, page, found),
                said=said,
                sentence=" ".join(s.text for s in texts.get(page.claim, ())) or None,
            )
        )
    return findings


def sentences_out(sentences: Iterable[Sentence]) -> list[SentenceOut]:
    """The sentences as the contract gives them, each with what its parts are bound to."""
    return [
        SentenceOut(
            id=sentence.id,
            claim=sentence.claim,
            paragraphs=sentence.paragraphs,
            text=sentence.text,
            bound=[
                BoundOut(text=sentence.text[start:end], kind=ref.kind, name=ref.name)
                for start, end, ref in sentence.bound.spans
            ],
        )
        for sentence in sentences
    ]


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
        changed=briefing.overnight,
        sentences=sentences_out(briefing.sentences),
        findings=findings_out(briefing),
        channels=_channels(run),
        floor=_floor(run, briefing.forecast),
        conflicts=[
            ConflictOut(
                series=c.series, as_of=numbers.iso_date(c.as_of), sources=c.sources, values=c.values
            )
            for c in run.conflicts
        ],
        not_judged=[
            NotJudged(
                claim=f.claim,
                reason=f.reason or "opinion",
                needs=[f"{lack.what}: {lack.detail}" for lack in f.lacks],
            )
            for f in run.findings.values()
            if f.status in ("unknown", "not_judged")
        ],
        flips=[flip_out(run, flip) for flip in briefing.nearest],
        theses=theses_out(run, briefing.theses.comparison) if briefing.theses else None,
    )


def _channels(run: Run) -> list[ChannelOut] | None:
    """The split of the fall as rules/briefing.yaml names it; none where no part of it is known.

    Policy sells nothing: its share is unknown wherever the others are given.
    """
    rows = {row.label: row.quantities[0] for row in run.book.order.causes}
    shares = {name: range_out(run, claim, share) for name, (claim, share) in rows.items()}
    if all(share.mid is None for share in shares.values()):
        return None
    nothing = Range(low=None, mid=None, high=None, unit="ratio")
    return [
        ChannelOut(
            name=name,
            share=shares.get(name, nothing),
            claims=[rows[name][0]] if name in rows else [],
        )
        for name in CHANNELS
    ]


def conditions(run: Run, page: Page, found: Finding) -> Iterator[tuple[LineFinding, str | None]]:
    """The conditions of a finding, groups before their members, each with its margin's unit."""
    units = {
        line.id: spell(run.book.line_dimensions[line.id])
        for line in page.lines()
        if isinstance(line.condition, Comparison)
    }
    waiting = list(found.lines[::-1])
    while waiting:
        line = waiting.pop()
        waiting += line.members[::-1]
        yield line, units.get(line.id) if line.margin is not None else None


def _lines(run: Run, page: Page, found: Finding) -> list[LineOut]:
    return [
        LineOut(text=line.text, truth=line.truth, margin=line.margin, unit=unit)
        for line, unit in conditions(run, page, found)
    ]


def _floor(run: Run, forecast: ForecastPart) -> FloorOut | None:
    order = run.book.order
    if not order.conditions:
        return None
    conditions = [
        ConditionOut(
            claim=claim,
            status=run.findings[claim].status,
            lines=_lines(run, run.book.page(claim), run.findings[claim]),
        )
        for claim in order.conditions
    ]
    return FloorOut(
        conditions=conditions,
        anchors={row.label: range_out(run, *row.quantities[0]) for row in order.anchors},
        fan={row.label: _row(run, row) for row in order.fan},
        method=FAN,
        forecast=exported(forecast),
    )


def _row(run: Run, row: Row) -> list[Range]:
    return [range_out(run, claim, name) for claim, name in row.quantities]
