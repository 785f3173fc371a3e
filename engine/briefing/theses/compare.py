"""The comparison: every thesis scored on one day, and what would tell two of them apart.

In: a run. Out: a `Comparison`. Nothing tells two theses apart unless both are scored.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import chain, combinations

from engine.briefing.theses.balance_range import BalanceRange, balance_range
from engine.briefing.theses.lacking_series import lacking_series
from engine.briefing.theses.score import Score, score
from engine.briefing.theses.support import SharedFact, common_facts
from engine.counterfactual.flips import Flip
from engine.counterfactual.nearest import NearestFlips
from engine.judge.program import program_of, truths_of
from engine.judge.run import Run
from kb.frozen import dataclass


@dataclass(frozen=True)
class DecidingSeries:
    """A lacking series, its measures that are, and how far it alone could move two balances.

    difference  of the first thesis' balance less the second's
    """

    series: str
    measures: tuple[str, ...]
    difference: BalanceRange


@dataclass(frozen=True)
class Comparison:
    """Theses side by side.

    sides         every thesis in the order of rules/briefing.yaml, scored or not
    common_facts  the facts under claims of more than one thesis
    deciding      the lacking series that could move the difference of the first two scores furthest
    flip          where none could: the known fact whose change, smallest in its own daily moves,
                  turns a claim of either
    """

    sides: tuple[Score, ...]
    common_facts: tuple[SharedFact, ...] = ()
    deciding: DecidingSeries | None = None
    flip: Flip | None = None

    @property
    def scores(self) -> tuple[Score, ...]:
        """Those that are scored."""
        return tuple(side for side in self.sides if side.scored == "yes")

    @property
    def not_scored(self) -> tuple[Score, ...]:
        """The others, empty."""
        return tuple(side for side in self.sides if side.scored != "yes")


def compare(run: Run) -> Comparison | None:
    """The comparison of the theses that rules/briefing.yaml names; None where it names none."""
    theses = run.book.order.theses
    if not theses:
        return None
    plain = Comparison(tuple(score(run, thesis) for thesis in theses))
    scores = plain.scores
    if len(scores) < 2:
        return plain
    pairs = combinations((each.support for each in scores), 2)
    common = tuple(chain.from_iterable(common_facts(run, *pair) for pair in pairs))
    deciding = next(iter(deciding_series(run, *scores[:2])), None)
    flip = _nearest_flip(run, scores[:2]) if deciding is None else None
    return replace(plain, common_facts=common, deciding=deciding, flip=flip)


def deciding_series(run: Run, one: Score, other: Score) -> tuple[DecidingSeries, ...]:
    """Every lacking series that alone could decide a claim of either, the widest range first.

    Ties go to the series that could decide more claims, then to the first by name.
    """
    weights = _weights(run, one, 1) | _weights(run, other, -1)
    program, truths = program_of(run.book), truths_of(run.evaluation)
    found = []
    for lacking in lacking_series(run):
        moved = balance_range(program, truths, lacking.lines, weights)
        if moved.width:
            own = replace(moved, decides=tuple(c for c in moved.decides if c in weights))
            found.append(DecidingSeries(lacking.series, lacking.measures, own))
    far = {each.series: (-each.difference.width, -len(each.difference.decides)) for each in found}
    return tuple(sorted(found, key=lambda each: (far[each.series], each.series)))


def _weights(run: Run, side: Score, sign: int) -> dict[str, int]:
    """By how much each claim moves a balance, confirmed less contradicted, when it holds."""
    fails = {page.claim for page in run.book.pages if page.asserts == "fails"}
    return {claim: -sign if claim in fails else sign for claim in side.judged}


def _nearest_flip(run: Run, scores: Sequence[Score]) -> Flip | None:
    """Of every claim's nearest flip the one nearest in daily moves.

    One whose series holds too few days to know its moves comes last.
    """
    claims = {claim for each in scores for claim in (*each.confirmed, *each.contradicted)}
    near = (flip for flip in NearestFlips(run) if flip.claim in claims)
    return min(near, key=lambda flip: flip.nearness, default=None)
