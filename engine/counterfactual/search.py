"""Searching a conclusion's flips to the end: the facts behind it, ring by ring, to ten daily moves.

In: a run and a claim. Out: the nearest flip of the facts whose daily move is known, and that of the
others, which are tried up to their own level. The slopes are followed first, on request of every
fact of every window; what the rings meet nearer than that is bracketed. Between two rings a turn
and its way back can hide.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from engine.counterfactual.candidates import Candidate, candidates
from engine.counterfactual.conclusions import Conclusion
from engine.counterfactual.extrapolation import guesses
from engine.counterfactual.flips import MOVES, Flip, followed, on_the_way
from engine.counterfactual.slice import Slice, slice_of
from engine.counterfactual.trial import Trial
from engine.counterfactual.worlds import Worlds
from engine.judge.run import Run
from kb.frozen import dataclass

RINGS = (
    (0.01, 0.03, 0.1, 0.25, 0.5, 0.75, 1.0),
    (1.5, 2.0, 2.5, 3.0),
    (4.0, 5.0, 6.0),
    (7.0, 8.0, 9.0, 10.0),
)
MANY = 100  # facts: of more, rings are laid round the newest and the extremes alone
FOLLOWED = 6  # guesses, of each kind of fact


@dataclass(frozen=True)
class Found:
    """What a search came to.

    flips    at most two: by facts whose daily move is known, and by the others
    facts    how many facts were tried; `measured` of them have a known daily move
    """

    flips: tuple[Flip, ...]
    facts: int
    measured: int

    @property
    def nothing_near(self) -> bool:
        """Whether no fact with a known daily move turns the conclusion within ten of them."""
        near = (flip.daily_moves for flip in self.flips if flip.daily_moves is not None)
        return not any(moves <= MOVES for moves in near)


def search(run: Run, conclusion: Conclusion, *, full: bool = False) -> Found:
    """The nearest flips of a claim or of the headline.

    full  follows the slopes of every fact of every window, which takes seconds where they are many
    """
    worlds = Worlds(run)
    trial = Trial(worlds, conclusion)
    every = candidates(run, trial.part, full=True)
    few = {one.fact for part in (trial.part, _all(run)) for one in candidates(run, part)}
    given = every if full else tuple(one for one in every if one.fact in few)
    known = [one for one in given if one.move]
    others = [one for one in given if not one.move]
    scanned = {one.fact for one in given} if len(given) <= MANY else few
    found = (_nearest(worlds, trial, each, scanned) for each in (known, others) if each)
    return Found(tuple(flip for flip in found if flip), len(given), len(known))


def of_today(worlds: Worlds, conclusion: Conclusion, given: Sequence[Candidate]) -> Flip | None:
    """The nearest flip by the newest fact of a series, where slopes lead nowhere: a rank has none.

    given  the facts to choose from; of these, the newest of each series whose daily move is known
    """
    newest: dict[str, int] = {}
    for one in given:
        newest[one.series.name] = max(one.as_of, newest.get(one.series.name, one.as_of))
    ours = [one for one in given if one.move and one.as_of == newest[one.series.name]]
    return _nearest(worlds, Trial(worlds, conclusion), ours, {one.fact for one in ours})


def _all(run: Run) -> Slice:
    """What decides everything: a fact that stands out on one page may do so in another's window."""
    return slice_of(run.book, [page.claim for page in run.book.pages if page.judged])


def _nearest(
    worlds: Worlds, trial: Trial, every: Sequence[Candidate], scanned: set[int]
) -> Flip | None:
    """The nearest flip by facts of one kind."""
    best = _along_slopes(worlds, trial, every)
    given = [one for one in every if one.fact in scanned]
    limit = MOVES if best is None else min(MOVES, best[0])
    inside: list[float] = []
    for ring in RINGS:
        within = [radius for radius in ring if radius < limit]
        met = min(_met(trial, given, within, inside), key=_key, default=None)
        if met is not None and (best is None or met[0] < best[0]):
            return met[1]
        if len(within) < len(ring):
            break
        inside += within
    return None if best is None else best[1]


def _along_slopes(
    worlds: Worlds, trial: Trial, given: Sequence[Candidate]
) -> tuple[float, Flip] | None:
    guessed = guesses(worlds, trial.part, [trial.conclusion], given)
    flips = []
    for guess in guessed.get(trial.conclusion.name, [])[:FOLLOWED]:
        flip = followed(trial, guess)
        if flip is not None:
            flips.append((_rings(guess.candidate, flip.then), flip))
    return min(flips, key=_key, default=None)


def _key(met: tuple[float, Flip]) -> tuple[float, int]:
    """The nearest; of two as near, by the newer fact."""
    return met[0], -met[1].as_of


def _rings(one: Candidate, value: float) -> float:
    """How far out a value lies, in daily moves or in tenths of the series' level."""
    return round(abs(value - one.now) / _width(one), 6)


def _width(one: Candidate) -> float:
    return one.move or one.size / MOVES


def _met(
    trial: Trial, given: Sequence[Candidate], radii: Sequence[float], inside: Sequence[float]
) -> Iterator[tuple[float, Flip]]:
    """The flips that the candidates meet on these rings, both ways, having met none inside."""
    ways = [(one, way, _steps(one, way, radii)) for one in given for way in (-1.0, 1.0)]
    tried = [(one, value) for one, _, steps in ways for value in steps]
    if not tried:
        return
    codes, _ = trial.each(tried)
    start = 0
    for one, way, steps in ways:
        turned = codes[start : start + len(steps)] != trial.today
        start += len(steps)
        if turned.any():
            flip = on_the_way(trial, one, [*_steps(one, way, inside), *steps])
            if flip is not None:
                yield _rings(one, flip.then), flip


def _steps(one: Candidate, way: float, radii: Sequence[float]) -> list[float]:
    """The values of a candidate on these rings that its series can have."""
    values = (one.now + way * radius * _width(one) for radius in radii)
    return [value for value in values if one.allows(value)]
