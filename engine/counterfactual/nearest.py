"""The nearest flips of all that is judged, as a briefing prints them: a run in, flips out."""

from __future__ import annotations

from collections.abc import Iterator
from copy import copy
from hashlib import sha256
from itertools import chain, islice, tee

from engine.counterfactual.candidates import candidates
from engine.counterfactual.conclusions import HEADLINE, conclusions_of
from engine.counterfactual.extrapolation import Guess, guesses
from engine.counterfactual.flips import MOVES, Flip, nearest_true
from engine.counterfactual.search import of_today
from engine.counterfactual.slice import slice_of
from engine.counterfactual.worlds import Worlds
from engine.fingerprint import code_digest
from engine.judge.run import Run
from kb.cache import cached

FIRST = 8
"""More than a page prints of them, so that the others are looked for only where all are asked."""


class NearestFlips:
    """The nearest flip along the slopes of the headline and of each claim that has one.

    The headline's comes first, then those of the conditions for a floor, however far they lie; then
    the nearest of what may speak on the front page and of the others, up to ten daily moves where
    these are known. Each is found when it is
    first asked for, and kept.

    cache  whether they are kept in the user's cache too, for the next who asks about this run
    """

    def __init__(self, run: Run, *, cache: bool = False) -> None:
        [self._kept] = tee(_cached(run) if cache else _nearest(run), 1)

    def __iter__(self) -> Iterator[Flip]:
        return copy(self._kept)


def _cached(run: Run) -> Iterator[Flip]:
    """The same, found once for all that they depend on: the run, its code and ours, its facts.

    Equal facts give equal runs in any base, but their rows have other numbers there.
    """
    digest = sha256()
    for track in chain.from_iterable(run.evaluation.panel.tracks.values()):
        digest.update(track.ids.tobytes() + track.value.tobytes())
    key, found = (run.id, digest.hexdigest(), code_digest((__name__,))), _nearest(run)
    first = cached("flips", key, lambda: tuple(islice(found, FIRST)), [Flip])
    yield from first
    others = (flip for flip in found if flip not in first)
    yield from cached("other_flips", key, lambda: tuple(others), [Flip])


def _nearest(run: Run) -> Iterator[Flip]:
    conclusions = {each.name: each for each in conclusions_of(run.book)}
    part = slice_of(run.book, {c for each in conclusions.values() for c in each.claims})
    worlds = Worlds(run)
    given = candidates(run, part)
    found = guesses(worlds, part, conclusions.values(), given)
    leading = (HEADLINE, *run.book.order.conditions)
    spoken = run.book.order.front.spoken

    def order(name: str) -> tuple[int, bool, tuple[bool, float, int]]:
        place = leading.index(name) if name in leading else len(leading)
        return place, name not in spoken, found[name][0].distance

    for name in sorted(found, key=order):
        within = [guess for guess in found[name] if name in leading or _near(guess)]
        flip = nearest_true(worlds, conclusions[name], within) if within else None
        if flip is None and name == HEADLINE:
            flip = of_today(worlds, conclusions[name], given)
        if flip is not None:
            yield flip


def _near(guess: Guess) -> bool:
    """Whether a guess lies within reach of what is looked for."""
    unmeasured, far, _ = guess.distance
    return far <= (1.0 if unmeasured else MOVES) or (unmeasured and guess.linear)
