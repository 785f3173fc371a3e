"""What would turn what the front page says: the nearest changes of single facts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice, takewhile

from engine.briefing.front.parts import Turning
from engine.briefing.front.table import signed
from engine.briefing.marker import Marker
from engine.counterfactual.conclusions import HEADLINE
from engine.counterfactual.flips import MOVES, Flip
from engine.counterfactual.moves import moved_day_in_words, moved_value
from engine.words import numbers
from engine.words.cite import Ref

SHOWN = 3
CONFIRM, REFUTE, TURN = "confirm", "refute", "turn"


def turnings(marker: Marker, flips: Iterable[Flip]) -> Iterator[Turning]:
    """The nearest changes of single facts that turn the headline, a condition or what is said."""
    order = marker.run.book.order
    spoken = {HEADLINE, *order.conditions, *order.front.spoken}
    own = takewhile(lambda flip: flip.claim in spoken, flips)
    for flip in islice(_each_fact_once(marker, own), SHOWN):
        ref = Ref("quantity", flip.line, ((flip.fact,),))
        yield Turning(_way(marker, flip), _text(marker, flip, ref), marker.cite([ref]))


def _each_fact_once(marker: Marker, flips: Iterable[Flip]) -> Iterator[Flip]:
    """Those a desk may live to see: of the newest fact of a series, within reach."""
    seen: set[tuple[int, bool]] = set()
    for flip in flips:
        place = flip.fact, flip.printed > flip.now
        decided = flip.claim == HEADLINE or _turns(marker, flip)
        if decided and place not in seen and _newest(marker, flip) and _near(flip):
            seen.add(place)
            yield flip


def _turns(marker: Marker, flip: Flip) -> bool:
    """Whether a claim that is decided would come out the other way."""
    now = marker.run.findings[flip.claim].status
    return {now, flip.becomes} == {"holds", "fails"}


def _near(flip: Flip) -> bool:
    return flip.daily_moves is None or flip.daily_moves <= MOVES


def _newest(marker: Marker, flip: Flip) -> bool:
    """Whether nobody has spoken of the series since: what is past does not change."""
    asked = marker.run.question
    told = marker.run.evaluation.panel.said(flip.series, asked.as_of, asked.known_at)
    return all(flip.as_of >= track.as_of[-1] for track in told if len(track))


def _way(marker: Marker, flip: Flip) -> str:
    """Whether it would bring a claim of today down, one that fails to hold, or another headline."""
    if flip.claim == HEADLINE:
        return TURN
    return REFUTE if flip.becomes == "fails" else CONFIRM


def _text(marker: Marker, flip: Flip, ref: Ref) -> str:
    """A fact at another value, how far that is, and what would then be said."""
    series = marker.run.catalog.get(flip.series)
    then = marker.mark(moved_value(series, flip.printed, flip), ref)
    return f"{_named(marker, flip)} at {then} ({_far(marker, flip, ref)}): {_then(marker, flip)}"


def _named(marker: Marker, flip: Flip) -> str:
    """The series in the words of the table, else of the catalogue, and its day if not today."""
    gauges = marker.run.book.order.front.gauges
    latest = {g.request.series: g.label for g in gauges if g.request.measure == "latest"}
    of_today = flip.target is None and flip.as_of == marker.run.question.as_of
    day = "" if of_today else f" of {moved_day_in_words(flip)}"
    called = marker.run.catalog.get(flip.series).called
    called = latest.get(flip.series, marker.own(f"{called[0].upper()}{called[1:]}"))
    return f"{called}{marker.own(day)}"


def _far(marker: Marker, flip: Flip, ref: Ref) -> str:
    """How far away it lies: as a share of today's value, else what that is."""
    if flip.now > 0 and flip.printed > 0:
        return marker.mark(signed(flip.printed / flip.now - 1.0, numbers.percent), ref)
    now = moved_value(marker.run.catalog.get(flip.series), flip.now, flip)
    return f"now {marker.mark(now, ref)}"


def _then(marker: Marker, flip: Flip) -> str:
    page = marker.run.book.by_claim.get(flip.becomes if flip.claim == HEADLINE else flip.claim)
    title = f"“{page.title}”" if page else "no headline"
    return f"the headline would be {title}" if flip.claim == HEADLINE else f"{title} {flip.becomes}"
