"""The nearest flips of all that is judged, as a briefing prints them: a run in, flips out."""

from __future__ import annotations

from collections.abc import Iterator

from engine.counterfactual.candidates import candidates
from engine.counterfactual.flips import MOVES, Flip, nearest_true
from engine.counterfactual.slice import slice_of
from engine.counterfactual.straight import Guess, by_thing, guesses
from engine.counterfactual.things import HEADLINE, Thing, claim_thing, headline_thing
from engine.counterfactual.worlds import Worlds
from engine.judge.run import Run
from engine.pages.book import RuleBook


def things_of(book: RuleBook) -> tuple[Thing, ...]:
    """All that may turn: which headline speaks, and every other claim that is judged."""
    judged = (page.claim for page in book.pages if page.judged and page.kind != "headline")
    headline = book.order.headline
    first = (headline_thing(headline),) if headline else ()
    return (*first, *map(claim_thing, judged))


class NearestFlips:
    """The nearest flip along the slopes of the headline and of each claim that has one.

    The headline's comes first, then those of the conditions for a floor, however far they lie; then
    the nearest of the others, up to ten daily moves where these are known. Each is found when it is
    first asked for, and kept.
    """

    def __init__(self, run: Run) -> None:
        self._found: list[Flip] = []
        self._more = _nearest(run)

    def __iter__(self) -> Iterator[Flip]:
        place = 0
        while True:
            if place == len(self._found):
                flip = next(self._more, None)
                if flip is None:
                    return
                self._found.append(flip)
            yield self._found[place]
            place += 1


def _nearest(run: Run) -> Iterator[Flip]:
    things = things_of(run.book)
    part = slice_of(run.book, {claim for thing in things for claim in thing.claims})
    worlds = Worlds(run)
    found = by_thing(guesses(worlds, part, things, candidates(run, part)))
    leading = (HEADLINE, *run.book.order.conditions)

    def order(name: str) -> tuple[int, tuple[bool, float, int]]:
        place = leading.index(name) if name in leading else len(leading)
        return place, found[name][0].candidate.distance(found[name][0].then)

    for name in sorted(found, key=order):
        within = [guess for guess in found[name] if name in leading or _near(guess)]
        flip = nearest_true(worlds, within) if within else None
        if flip is not None:
            yield flip


def _near(guess: Guess) -> bool:
    """Whether a guess lies within reach of what is looked for."""
    unmeasured, far, _ = guess.candidate.distance(guess.then)
    return far <= (1.0 if unmeasured else MOVES) or (unmeasured and guess.straight)
