"""What would turn what the front page says: the nearest changes of single facts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice, takewhile

from engine.briefing.front.parts import Turning
from engine.briefing.front.table import signed
from engine.briefing.marker import Marker
from engine.counterfactual.conclusions import HEADLINE
from engine.counterfactual.flips import Flip
from engine.counterfactual.moves import moved_day, moved_value
from engine.words import numbers
from engine.words.cite import Ref

SHOWN = 3
CONFIRM, REFUTE = "confirm", "refute"


def turnings(marker: Marker, flips: Iterable[Flip]) -> Iterator[Turning]:
    """The nearest changes of single facts that turn the headline, a condition or what is said."""
    order = marker.run.book.order
    spoken = {HEADLINE, *order.conditions, *order.front.spoken}
    own = takewhile(lambda flip: flip.claim in spoken, flips)
    for flip in islice(_each_fact_once(own), SHOWN):
        ref = Ref("quantity", flip.line, ((flip.fact,),))
        yield Turning(_way(marker, flip), _text(marker, flip, ref), marker.cite([ref]))


def _each_fact_once(flips: Iterable[Flip]) -> Iterator[Flip]:
    seen: set[tuple[int, bool]] = set()
    for flip in flips:
        place = flip.fact, flip.printed > flip.now
        decided = flip.becomes in ("holds", "fails") or flip.claim == HEADLINE
        if decided and place not in seen:
            seen.add(place)
            yield flip


def _way(marker: Marker, flip: Flip) -> str:
    """Whether it would bring a claim of today down, or one that fails to hold."""
    return REFUTE if flip.claim == HEADLINE or flip.becomes == "fails" else CONFIRM


def _text(marker: Marker, flip: Flip, ref: Ref) -> str:
    """A fact at another value, how far that is, and what would then be said."""
    series = marker.run.catalog.get(flip.series)
    then = marker.mark(moved_value(series, flip.printed, flip), ref)
    return f"{_named(marker, flip)} at {then} ({_far(marker, flip, ref)}): {_then(marker, flip)}"


def _named(marker: Marker, flip: Flip) -> str:
    """The series in the words of the table, else by its name, and its day where that is another."""
    gauges = marker.run.book.order.front.gauges
    latest = {g.request.series: g.label for g in gauges if g.request.measure == "latest"}
    of_today = flip.target is None and flip.as_of == marker.run.question.as_of
    day = "" if of_today else f" of {moved_day(flip)}"
    return f"{latest.get(flip.series, marker.own(flip.series))}{marker.own(day)}"


def _far(marker: Marker, flip: Flip, ref: Ref) -> str:
    """How far away it lies: as a share of today's value, in daily moves where these are known."""
    parts = []
    if flip.now > 0 and flip.printed > 0:
        parts.append(signed(flip.printed / flip.now - 1.0, numbers.percent))
    if flip.daily_moves is not None:
        parts.append(f"{numbers.plain(flip.daily_moves)} daily moves")
    now = moved_value(marker.run.catalog.get(flip.series), flip.now, flip)
    return marker.mark(", ".join(parts) or f"now {now}", ref)


def _then(marker: Marker, flip: Flip) -> str:
    page = marker.run.book.by_claim.get(flip.becomes if flip.claim == HEADLINE else flip.claim)
    title = f"“{page.title}”" if page else "no headline"
    return f"the headline {title}" if flip.claim == HEADLINE else f"{title} {flip.becomes}"
