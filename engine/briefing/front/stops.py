"""Where it stops, on the front page: the forecast in two sentences, the conditions, the levels."""

from __future__ import annotations

from collections.abc import Iterator

from engine.briefing.forecast import low_of_the_fall
from engine.briefing.front.parts import Level
from engine.briefing.front.table import signed
from engine.briefing.marker import Marker
from engine.briefing.parts import ForecastPart
from engine.briefing.record_sentences import here
from engine.words import numbers
from engine.words.cite import Cited, Ref

NEAREST_UNDER, NEAREST_OVER = 2, 1
MET = {"holds": "holds", "fails": "fails"}
OPEN = "cannot be judged"


def stops(marker: Marker, forecast: ForecastPart) -> Iterator[str]:
    """Sentences on where it stops: the forecast, else what pages give, and the conditions met."""
    yield from _forecast(marker, forecast) if forecast.rows else _yardstick(marker)
    yield from _conditions(marker)


def _yardstick(marker: Marker) -> Iterator[str]:
    """What the pages on where it stops give as a measure, where nothing is forecast."""
    book = marker.run.book
    claims = (claim for chapter in book.order.where for claim in chapter.claims)
    for claim in (claim for claim in claims if book.page(claim).kind == "forecast"):
        for said in marker.writer.short(claim):
            yield f"{said.marked} [{marker.own(said.id)}]"


def _forecast(marker: Marker, forecast: ForecastPart) -> Iterator[str]:
    """The lowest close of the nearest horizon and the next, and the chance that the low is in."""
    assert forecast.statement is not None
    (near, low, even, _, chance), (far, far_low, far_even, _, _) = (
        row.cells for row in forecast.rows[:2]
    )
    ref = Ref("quantity", "forecast", (forecast.statement.days.facts,))
    made = forecast.statement
    price = marker.style("price")(made.lowest)
    low_named = marker.mark(low_of_the_fall(price, made.lowest_day, made.peak_day), ref)
    told = marker.mark(here(made), ref)
    yield (
        f"{near} ahead: even chance that the lowest close lies under {even}, one in ten under "
        f"{low}; {_small(far)} {far_even} and {far_low}. That {low_named} stays the lowest for "
        f"ninety days has a chance of {chance}. {told}. [{forecast.rows[0].cite}]"
    )


def _small(text: str) -> str:
    """A label inside a sentence; its first letter may stand behind a mark."""
    return text.replace("Half", "half").replace("A year", "a year")


def _conditions(marker: Marker) -> Iterator[str]:
    """What became of each of the conditions for a floor."""
    run = marker.run
    asked = [c for c in run.book.order.conditions if run.findings[c].reason != "absent"]
    found = [f"“{run.book.page(c).title}” {MET.get(run.findings[c].status, OPEN)}" for c in asked]
    if found:
        yield f"Conditions for a floor: {'; '.join(found)}."


def levels(marker: Marker) -> tuple[Level, ...]:
    """The known anchors nearest to today's price, those over it first, from the top down."""
    found = sorted(_anchors(marker), key=lambda pair: -pair[1])
    price = _price(marker)
    if price is None:
        return ()
    over = [each for each in found if each[1] >= price.middle][-NEAREST_OVER:]  # type: ignore[operator]
    under = [each for each in found if each[1] < price.middle][:NEAREST_UNDER]  # type: ignore[operator]
    return tuple(_level(marker, label, cited, price) for label, _, cited in (*over, *under))


def _anchors(marker: Marker) -> Iterator[tuple[str, float, Cited]]:
    for row in marker.run.book.order.anchors:
        cited = marker.cited(row.quantities[0])
        if cited.middle is not None:
            yield row.label, cited.middle, cited


def _price(marker: Marker) -> Cited | None:
    """Today's price, as the first row of the answer has it."""
    answer = marker.run.book.order.answer
    found = marker.cited(answer[0].quantities[0]) if answer else None
    return found if found is not None and found.middle else None


def _level(marker: Marker, label: str, cited: Cited, price: Cited) -> Level:
    assert cited.middle is not None
    assert price.middle is not None
    both = Ref("quantity", cited.ref.name, (*cited.ref.facts, *price.ref.facts))
    off = cited.middle / price.middle - 1.0
    text = marker.printed(cited, "price")
    away = marker.mark(signed(off, numbers.percent), both)
    return Level(label, text, away, marker.cite([both]), cited.middle, off)
