"""The comparison: every thesis scored on one day, and what would tell two of them apart.

In: a run. Out: a `Comparison`. A document that had not spoken by then, or speaks of another asset,
is not scored; nothing tells two theses apart unless both are scored.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from engine.briefing.theses.score import Score, Silence, score, silence
from engine.briefing.theses.swing import Span, span
from engine.briefing.theses.waiting import Waiting, waiting
from engine.briefing.theses.witnesses import Shared, Witnesses, common, witnesses
from engine.counterfactual.flips import Flip
from engine.counterfactual.nearest import NearestFlips
from engine.judge.program import program_of, truths_of
from engine.judge.run import Run
from engine.pages.order import Thesis


@dataclass(frozen=True)
class Telling:
    """A lacking series, and how far it alone could still move the difference of two balances.

    span  of the first thesis' balance less the second's
    """

    series: str
    measures: tuple[str, ...]
    span: Span


@dataclass(frozen=True)
class Comparison:
    """Theses side by side.

    silent     those that cannot be scored, and why
    scores     the others, in the order of rules/briefing.yaml
    witnesses  what the holding claims of each scored thesis rest on, in the same order
    common     the facts under claims of more than one thesis
    telling    the lacking series that could move the difference of the first two scores furthest
    flip       where none could: the known fact whose change, smallest in its own daily moves, turns
               a claim of either
    """

    silent: tuple[tuple[Thesis, Silence], ...]
    scores: tuple[Score, ...]
    witnesses: tuple[Witnesses, ...]
    common: tuple[Shared, ...]
    telling: Telling | None
    flip: Flip | None


def compare(run: Run) -> Comparison | None:
    """The comparison of the theses that rules/briefing.yaml names; None where it names none."""
    theses = run.book.order.theses
    if not theses:
        return None
    why = {thesis: silence(run, thesis) for thesis in theses}
    scores = tuple(score(run, thesis) for thesis in theses if why[thesis] is None)
    found = tuple(witnesses(run, each.holds) for each in scores)
    telling = _telling(run, scores[0], scores[1]) if len(scores) > 1 else None
    return Comparison(
        silent=tuple((thesis, silent) for thesis, silent in why.items() if silent),
        scores=scores,
        witnesses=found,
        common=tuple(s for one, other in combinations(found, 2) for s in common(run, one, other)),
        telling=telling,
        flip=_flip(run, scores[:2]) if len(scores) > 1 and telling is None else None,
    )


def tellings(run: Run, one: Score, other: Score) -> tuple[Telling, ...]:
    """Every lacking series that alone could decide a claim of either, the widest span first.

    Ties go to the series that could decide more claims, then to the first by name.
    """
    weights = dict.fromkeys(_judged(one), 1) | dict.fromkeys(_judged(other), -1)
    program, truths = program_of(run.book), truths_of(run.evaluation)
    found = [(w, span(program, truths, w.lines, weights)) for w in waiting(run)]
    told = [_told(w, moved, set(weights)) for w, moved in found if moved.width]
    return tuple(sorted(told, key=lambda t: (-t.span.width, -len(t.span.decided), t.series)))


def _telling(run: Run, one: Score, other: Score) -> Telling | None:
    return next(iter(tellings(run, one, other)), None)


def _told(lacking: Waiting, moved: Span, claims: set[str]) -> Telling:
    decided = tuple(claim for claim in moved.decided if claim in claims)
    own = Span(moved.now, moved.low, moved.high, decided, moved.exact)
    return Telling(lacking.series, lacking.measures, own)


def _judged(of: Score) -> tuple[str, ...]:
    return (*of.holds, *of.fails, *of.unknown)


def _flip(run: Run, scores: Sequence[Score]) -> Flip | None:
    """Of every claim's nearest flip the one nearest in daily moves.

    One whose series holds too few days to know its moves comes last.
    """
    claims = {claim for each in scores for claim in (*each.holds, *each.fails)}
    near = (flip for flip in NearestFlips(run) if flip.claim in claims)
    return min(near, key=lambda flip: flip.nearness, default=None)
