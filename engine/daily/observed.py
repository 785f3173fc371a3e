"""What a watcher sees in a run: findings, price levels, and what is troubling; no memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from engine.briefing.stale import Stale
from engine.counterfactual.conclusions import HEADLINE
from engine.counterfactual.flips import Flip
from engine.counterfactual.moves import moved_value
from engine.counterfactual.nearest import NearestFlips
from engine.daily.events import of_series
from engine.judge.run import Run
from engine.words import numbers
from engine.words.quoting import source_name, unit_style

DECIDED = ("holds", "fails")


@dataclass(frozen=True)
class Trouble:
    """Something that stands and is told once, in words.

    about  the claims, and the facts and quantities as CLAIM.NAME, that it is about
    """

    kind: str
    text: str
    about: tuple[str, ...] = ()


@dataclass(frozen=True)
class Level:
    """A price that matters, today's price, and the quantity that it is, as CLAIM.NAME."""

    label: str
    at: float
    price: float
    quantity: str


@dataclass(frozen=True)
class Observed:
    """What a run shows.

    findings  the decided claims
    troubles  by a key that stays the same while they stand
    """

    run: Run
    findings: Mapping[str, str]
    levels: tuple[Level, ...]
    troubles: Mapping[str, Trouble]


def observed(run: Run, moves: float, stale: Iterable[Stale] = ()) -> Observed:
    """What a run shows.

    moves  daily moves within which what would turn is told
    stale  its series that are too old
    """
    judged = [page.claim for page in run.book.pages if page.judged and page.kind != "headline"]
    found = {claim: run.findings[claim].status for claim in judged}
    troubles = {**dict(_stale(run, stale)), **dict(_near(run, moves)), **dict(_disagree(run))}
    decided = {claim: status for claim, status in found.items() if status in DECIDED}
    return Observed(run, decided, tuple(_levels(run)), troubles)


def _levels(run: Run) -> Iterator[Level]:
    answer = run.book.order.answer
    price = _middle(run, answer[0].quantities[0]) if answer else None
    for row in run.book.order.anchors:
        at = _middle(run, row.quantities[0])
        if price is not None and at is not None:
            yield Level(row.label, at, price, ".".join(row.quantities[0]))


def _middle(run: Run, quantity: tuple[str, str]) -> float | None:
    values = run.evaluation.value(*quantity)
    return float(values.ends(0)[1]) if values.known[0] else None


def _stale(run: Run, stale: Iterable[Stale]) -> Iterator[tuple[str, Trouble]]:
    for each in stale:
        about = of_series(run.book, each.series)
        yield f"stale {each.series}", Trouble("stale", str(each), about)


def _near(run: Run, moves: float) -> Iterator[tuple[str, Trouble]]:
    """What the newest facts would turn of what the briefing says, within so many daily moves."""
    for flip in NearestFlips(run, cache=True).spoken:
        near = flip.daily_moves is not None and flip.daily_moves <= moves
        if near and _turns(run, flip) and _newest(run, flip):
            yield f"near {flip.claim} {flip.becomes}", Trouble("near", *_turn(run, flip))


def _turns(run: Run, flip: Flip) -> bool:
    """Whether something that is decided would come out the other way."""
    if flip.claim == HEADLINE:
        return True
    return {run.findings[flip.claim].status, flip.becomes} == set(DECIDED)


def _newest(run: Run, flip: Flip) -> bool:
    """Whether nobody has spoken of the series since: what is past does not change."""
    asked = run.question
    told = run.evaluation.panel.said(flip.series, asked.as_of, asked.known_at)
    return all(flip.as_of >= track.as_of[-1] for track in told if len(track))


def _turn(run: Run, flip: Flip) -> tuple[str, tuple[str, ...]]:
    series = run.catalog.get(flip.series)
    then, now = (moved_value(series, value, flip) for value in (flip.printed, flip.now))
    claim = (run.headline or "") if flip.claim == HEADLINE else flip.claim
    said = f"“{run.book.page(claim).title}” {flip.becomes}"
    if flip.claim == HEADLINE:
        becomes = f"“{run.book.page(flip.becomes).title}”" if flip.becomes else "none"
        said = f"the headline would be {becomes}"
    text = f"{series.name} at {then} (now {now}, {flip.daily_moves:.1f} daily moves): {said}"
    return text, (claim,) if claim else ()


def _disagree(run: Run) -> Iterator[tuple[str, Trouble]]:
    for each in run.conflicts:
        style = unit_style(run.catalog.get(each.series).unit)
        said = " and ".join(
            f"{style(value)} ({source_name(source, run.catalog)})"
            for source, value in zip(each.sources, each.values, strict=True)
        )
        text = f"{each.series} on {numbers.iso_date(each.as_of)}: {said}"
        about = of_series(run.book, each.series)
        yield f"disagree {each.series} {'+'.join(each.sources)}", Trouble("disagree", text, about)
