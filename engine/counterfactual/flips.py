"""Nearest flips: for a finding, the smallest change of one of its facts that would turn it.

Found where a condition of the claim's own page is linear in one of its facts, which is tested on
three points, and then tried: a hair beyond the flip the finding must come out otherwise, and a
hundredth of the way short of it it must not, with everything followed that the claim rests on.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from engine.counterfactual.moved import DAY, TRUTHS, truths_when
from engine.evaluation.evaluate import evaluate_page
from engine.evaluation.lines import LineValues
from engine.evaluation.values import Values, as_upstream, from_readings
from engine.inference.findings import Finding, LineFinding
from engine.inference.run import Run
from engine.pages.book import upstream_paths
from engine.pages.page import FactName, Page
from kb.clock import NO_TARGET
from kb.panel import Track

LINEAR = 1e-9
MOVES_NEEDED = 20
YEAR = 365
HAIR = 1e-6
SHORT = 0.99


@dataclass(frozen=True)
class Flip:
    """A change of one fact that turns a claim.

    now, then    the fact's value today and where the claim turns, canonical units
    daily_moves  the change in standard deviations of the series' own daily change, None when the
                 facts hold too few days to know
    """

    claim: str
    line: str
    fact: str
    series: str
    now: float
    then: float
    daily_moves: float | None

    @property
    def relative(self) -> float:
        """The size of the change against today's value."""
        return abs(self.then - self.now) / max(abs(self.now), 1e-300)


def nearest_flips(run: Run, claims: tuple[str, ...], first: tuple[str, ...] = ()) -> Iterator[Flip]:
    """The nearest flip of each claim that has one, the smallest relative change first.

    first  claims whose flips come before all others
    """
    found = [f for c in claims for f in _flips(run, run.book.page(c), run.findings[c])]
    told: set[str] = set()
    for flip in sorted(found, key=lambda flip: (flip.claim not in first, flip.relative)):
        if flip.claim not in told and _turns(run, run.findings[flip.claim], flip):
            told.add(flip.claim)
            yield flip


def _flips(run: Run, page: Page, finding: Finding) -> Iterator[Flip]:
    wanted = {line.id: line for line in _turning(finding)}
    if not wanted:
        return
    facts = {f.name: v for f in page.facts if (v := _known(run, page, f)) is not None}
    for fact in page.facts:
        if fact.name not in facts or fact.request.measure != "latest":
            continue
        now = facts[fact.name]
        step = abs(now) * 0.01 or 0.01
        lines = _moved(run, page, fact.name, [now, now + step, now + 2 * step])
        for line_id in wanted:
            then = _crossing(lines[line_id], now, step, wanted[line_id])
            series = run.catalog.get(fact.request.series)
            if then is not None and (then > HAIR * abs(now) or not series.positive):
                moves = _daily_moves(run, page, fact, then - now)
                yield Flip(page.claim, line_id, fact.name, series.name, now, then, moves)


def _turning(finding: Finding) -> tuple[LineFinding, ...]:
    """The lines any one of which would turn the finding by itself."""
    if finding.status == "holds":
        return tuple(line for line in finding.lines if line.margin is not None)
    false = [line for line in finding.lines if line.truth == "false"]
    rest = [line for line in finding.lines if line.truth == "unknown"]
    if finding.status == "fails" and len(false) == 1 and not rest and false[0].margin is not None:
        return tuple(false)
    return ()


def _known(run: Run, page: Page, fact: FactName) -> float | None:
    return run.evaluation.readings[page.claim][fact.name][DAY].value


def _turns(run: Run, finding: Finding, flip: Flip) -> bool:
    """Whether the finding changes at the flip, and not before it."""
    [fact_id] = run.evaluation.readings[flip.claim][flip.fact][DAY].facts
    hair = HAIR * max(abs(flip.now), abs(flip.then))
    short = flip.now + SHORT * (flip.then - flip.now)
    tried = [short, flip.then - hair, flip.then + hair]
    before, *around = truths_when(run, flip.claim, flip.series, fact_id, tried)
    status = TRUTHS[finding.status]
    return before is status and any(after is not status for after in around)


def _moved(run: Run, page: Page, name: str, values: Sequence[float]) -> Mapping[str, LineValues]:
    """The page's lines with one fact at each of these values."""
    rows = len(values)
    readings = run.evaluation.readings[page.claim]
    facts = {n: from_readings([r[DAY]] * rows) for n, r in readings.items()}
    facts[name] = Values(np.array(values)[:, None], np.zeros(rows, dtype=np.int8))
    upstream = {path: _repeated(_upstream(run, path), rows) for path in upstream_paths(page)}
    return evaluate_page(page, facts, upstream, rows).lines


def _repeated(values: Values, rows: int) -> Values:
    """The values of the run's day, so many times over."""
    return Values(
        np.repeat(values.values[DAY : DAY + 1], rows, axis=0),
        np.repeat(values.reasons[DAY : DAY + 1], rows),
    )


def _upstream(run: Run, path: str) -> Values:
    if path in run.evaluation.assumed:
        return run.evaluation.assumed[path]
    claim, _, name = path.partition(".")
    return as_upstream(run.evaluation.value(claim, name))


def _crossing(line: LineValues, now: float, step: float, found: LineFinding) -> float | None:
    """Where the deciding scenario's margin reaches zero, when it is linear in the fact."""
    margins = line.margin if found.truth == "true" else line.best
    first, second = margins[1] - margins[0], margins[2] - margins[1]
    if not np.isfinite(margins).all() or not first:
        return None
    if abs(second - first) > LINEAR * max(abs(first), abs(second)):
        return None
    return float(now - margins[0] * step / first)


def _daily_moves(run: Run, page: Page, fact: FactName, change: float) -> float | None:
    target = run.evaluation.readings[page.claim][fact.name][DAY].target
    about = NO_TARGET if target is None else target
    tracks = run.evaluation.panel.sources(fact.request.series)
    spreads = (_daily_spread(track.take(track.target == about)) for track in tracks)
    return next((abs(change) / spread for spread in spreads if spread), None)


def _daily_spread(track: Track) -> float | None:
    """The standard deviation of the past year's changes between days that follow each other."""
    if len(track) <= MOVES_NEEDED:
        return None
    year = track.take(track.as_of > track.as_of[-1] - YEAR)
    changes = np.diff(year.value)[np.diff(year.as_of) == 1]
    if len(changes) < MOVES_NEEDED:
        return None
    return float(np.std(changes, ddof=1)) or None
