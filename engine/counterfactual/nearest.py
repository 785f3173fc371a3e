"""The nearest flips of all that is judged, as a briefing prints them: a run in, flips out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import copy
from functools import cached_property
from hashlib import sha256
from itertools import chain, islice, tee

from engine.counterfactual.candidates import Candidate, candidates
from engine.counterfactual.conclusions import HEADLINE, conclusions_of
from engine.counterfactual.extrapolation import Guess, guesses
from engine.counterfactual.flips import MOVES, Flip, nearest_true
from engine.counterfactual.search import of_today
from engine.counterfactual.slice import Slice, slice_of
from engine.counterfactual.worlds import Worlds
from engine.fingerprint import code_digest
from engine.judge.run import Run
from kb.cache import cached

RUNS_KEPT = 400
"""Runs whose flips the cache keeps, half a kilobyte each: looking for them is half a briefing."""
FIRST = 4
"""Of those that speak on no front page, more than a page prints: the rest is looked for only where
all are asked."""


class NearestFlips:
    """The nearest flip along the slopes of the headline and of each claim that has one.

    The headline's comes first, then those of the conditions for a floor, however far they lie; then
    the nearest of what may speak on the front page and of the others, up to ten daily moves where
    these are known. Each is found when it is first asked for, and kept.

    cache   whether they are kept in the user's cache too, for the next who asks about this run
    """

    def __init__(self, run: Run, *, cache: bool = False) -> None:
        search = _Search(run)
        spoken, others = search.flips(spoken=True), search.flips(spoken=False)
        if cache:
            spoken, others = _kept("spoken_flips", run, spoken), _cached(run, others)
        [self._spoken], [self._others] = tee(spoken, 1), tee(others, 1)

    @property
    def spoken(self) -> Iterator[Flip]:
        """Those of the headline, of the conditions and of what may speak on the front page."""
        return copy(self._spoken)

    def __iter__(self) -> Iterator[Flip]:
        return chain(self.spoken, copy(self._others))


class _Search:
    """What may turn in a run, with guesses; nothing is looked for until it is asked for."""

    def __init__(self, run: Run) -> None:
        self.order = run.book.order
        self.run, self.worlds = run, Worlds(run)
        self.conclusions = {each.name: each for each in conclusions_of(run.book)}

    @cached_property
    def part(self) -> Slice:
        """What decides all of it."""
        claims = {claim for each in self.conclusions.values() for claim in each.claims}
        return slice_of(self.run.book, claims)

    @cached_property
    def given(self) -> tuple[Candidate, ...]:
        """The facts that may move."""
        return candidates(self.run, self.part)

    @cached_property
    def guessed(self) -> Mapping[str, list[Guess]]:
        """The guesses for each conclusion that has any."""
        return guesses(self.worlds, self.part, self.conclusions.values(), self.given)

    def flips(self, *, spoken: bool) -> Iterator[Flip]:
        """The flips of what may speak on the front page, or of the others, the nearest first."""
        leading = (HEADLINE, *self.order.conditions)
        speaking = {*leading, *self.order.front.spoken}

        def order(name: str) -> tuple[int, tuple[bool, float, int]]:
            place = leading.index(name) if name in leading else len(leading)
            return place, self.guessed[name][0].distance

        for name in sorted((n for n in self.guessed if (n in speaking) is spoken), key=order):
            within = [each for each in self.guessed[name] if name in leading or _near(each)]
            flip = nearest_true(self.worlds, self.conclusions[name], within) if within else None
            if flip is None and name == HEADLINE:
                flip = of_today(self.worlds, self.conclusions[name], self.given)
            if flip is not None:
                yield flip


def _cached(run: Run, found: Iterator[Flip]) -> Iterator[Flip]:
    """Flips through the cache, the first of them alone where no more are asked for."""
    first = tuple(_kept("flips", run, islice(found, FIRST)))
    yield from first
    yield from _kept("other_flips", run, (flip for flip in found if flip not in first))


def _kept(kind: str, run: Run, found: Iterator[Flip]) -> Iterator[Flip]:
    """Flips found once for all that they depend on: the run, its code and ours, its facts.

    Equal facts give equal runs in any base, but their rows have other numbers there.
    """
    digest = sha256()
    for track in chain.from_iterable(run.evaluation.panel.tracks.values()):
        digest.update(track.ids.tobytes() + track.value.tobytes())
    key = (run.id, digest.hexdigest(), code_digest((__name__,)))
    yield from cached(kind, key, lambda: tuple(found), [Flip], but=RUNS_KEPT)


def _near(guess: Guess) -> bool:
    """Whether a guess lies within reach of what is looked for."""
    unmeasured, far, _ = guess.distance
    return far <= (1.0 if unmeasured else MOVES) or (unmeasured and guess.linear)
