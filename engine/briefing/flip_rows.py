"""What would change our mind: the nearest changes of single facts that turn a finding, as rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from engine.briefing.marker import Marker, TableRow
from engine.counterfactual.conclusions import HEADLINE
from engine.counterfactual.flips import Flip
from engine.counterfactual.moves import moved_day, moved_value
from engine.judge.run import Run
from engine.words import numbers
from engine.words.cite import Ref


def flip_rows(marker: Marker, flips: Iterable[Flip]) -> Iterator[TableRow]:
    """A row for each flip, but for one that turns at the place of an earlier one."""
    return (flip_row(marker, flip) for flip in distinct(flips))


def distinct(flips: Iterable[Flip]) -> Iterator[Flip]:
    """The flips without those that turn at the place of an earlier one."""
    seen: set[tuple[int, float]] = set()
    for flip in flips:
        if (place := (flip.fact, flip.printed)) not in seen:
            seen.add(place)
            yield flip


def flip_row(marker: Marker, flip: Flip) -> TableRow:
    """A change of one fact that turns a finding; what it turns at is rounded away from today.

    Cells: what turns, how it stands, the fact, its value, where it turns, the daily moves that
    takes, what it then is.
    """
    run, series = marker.run, marker.run.catalog.get(flip.series)
    of_headline = flip.claim == HEADLINE
    own_day = flip.target is None and flip.as_of == run.question.as_of
    ref = Ref("quantity", flip.line, ((flip.fact,),))
    cells = (
        _titled(run, flip.claim),
        _titled(run, run.headline or "") if of_headline else run.findings[flip.claim].status,
        marker.own(flip.series if own_day else f"{flip.series} of {moved_day(flip)}"),
        marker.mark(moved_value(series, flip.now, flip), ref),
        marker.mark(moved_value(series, flip.printed, flip), ref),
        "" if flip.daily_moves is None else marker.own(numbers.plain(flip.daily_moves)),
        _titled(run, flip.becomes) if of_headline else flip.becomes,
    )
    return marker.row(cells, flip.line)


def _titled(run: Run, claim: str) -> str:
    """The title of a claim; of the choice of the headline, and of none, what they are."""
    if claim == HEADLINE:
        return "The headline"
    return run.book.page(claim).title if claim else "no headline"
