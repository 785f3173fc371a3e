"""What stands behind a forecast, in sentences: a statement comes in, plain texts go out."""

from __future__ import annotations

from collections.abc import Iterator

from engine.briefing.record_elsewhere import ELSEWHERE
from engine.forecast.anchors import held_beforehand
from engine.forecast.backtest import Backtest
from engine.forecast.condition_record import Count
from engine.forecast.laws import LAWS, PLAIN
from engine.forecast.statement import Statement
from engine.forecast.track_record import FEWEST_EPISODES, InState
from engine.words import numbers
from kb.middle import middle

MIDDLE = 1
"""Place of the horizon that sentences speak of: half a year."""
NEARLY_ALL, CHANCE = 0.98, 0.80


def record_sentences(made: Statement) -> Iterator[str]:
    """What stands behind the forecast, in sentences."""
    yield shares(made)
    yield where_it_stands(made)
    if made.record is None:
        yield f"No record of this market stands behind it: {made.no_record}."
        return
    yield from _scores(made)
    yield from _conditions(made.record)
    yield from band(made.record)


def shares(made: Statement) -> str:
    """The laws in the forecast of half a year and the share of each."""
    told = sorted(zip(made.shares[MIDDLE].tolist(), LAWS, strict=True), reverse=True)
    if made.shares[MIDDLE][0] > NEARLY_ALL:
        plain = rough(float(made.shares[MIDDLE][0]))
        return f"Near a fresh low every law is the plain walk, whose weight today is {plain}."
    each = ", ".join(f"{law} {rough(share)}" for share, law in told)
    return f"Weights of the day over half a year: {each}."


def where_it_stands(made: Statement) -> str:
    """What the forecast was worth in falls like this one, on other assets."""
    fridays, assets, gain, low, high, held = ELSEWHERE[made.state][MIDDLE]
    return (
        f"This fall stands {made.state}. There {_verdict(low, high)}: over {fridays:,} Fridays of "
        f"{assets} assets that taught it nothing its error over half a year was {_against(gain)} "
        f"({_span((low, high))}), and its 80% interval held {rough(held)}."
    )


def here(made: Statement) -> str:
    """The same in half a sentence, for the front page, with what its own record says of it."""
    _, _, _, low, high, _ = ELSEWHERE[made.state][MIDDLE]
    told = f"In falls that stood {made.state}, {_verdict(low, high)} on other assets"
    found = _in_state(made)
    if found is None or not found.interval:
        return told
    return f"{told}, and {_worth(*found.interval)} on this one"


def _against(gain: float) -> str:
    """An error beside that of the plain walk, in whole per cent of it."""
    if round(abs(gain), 2) == 0.0:
        return "that of the plain walk"
    return f"{rough(abs(gain))} {'smaller' if gain > 0.0 else 'larger'} than the plain walk’s"


def rough(share: float) -> str:
    """A share in whole per cent: its error allows no more."""
    return numbers.percent(round(share, 2))


def _verdict(low: float, high: float) -> str:
    return f"the forecast has been {_worth(low, high)} than a random walk"


def _worth(low: float, high: float) -> str:
    if low > 0.0:
        return "better"
    return "worse" if high < 0.0 else "no better"


def _in_state(made: Statement) -> InState | None:
    """What it was worth on this market in falls that stood as this one does."""
    states = () if made.record is None else made.record.states[MIDDLE]
    return next((each for each in states if each.state == made.state), None)


def _span(interval: tuple[float, float]) -> str:
    """From where to where an error was smaller or larger in nine draws of ten."""
    low, high = (round(end, 2) for end in interval)
    few, many = sorted((rough(abs(low)), rough(abs(high))), key=lambda text: float(text[:-1]))
    if low < 0.0 < high:
        told = f"{rough(-low)} larger to {rough(high)} smaller"
    else:
        told = f"{few} to {many} {'larger' if low < 0.0 else 'smaller'}"
    return f"{told} in nine draws of ten"


def _scores(made: Statement) -> Iterator[str]:
    record = made.record
    assert record is not None
    own, gained = record.record[made.forecaster][MIDDLE], record.skill[PLAIN][MIDDLE]
    if own is None or gained is None:
        return
    first = record.market.asked.day[record.market.asked.due][0]
    drawn = f" ({_span(gained.interval)} of its falls)" if gained.interval else ""
    yield (
        f"Its record on this market: {own.cases:,} Fridays since "
        f"{numbers.date_text(int(first))} in {_falls(own.episodes)}. Of this market it "
        "learned nothing from a case still open; what other assets taught it reaches to November "
        "2025, later than these Fridays. Over half a year its 80% "
        f"interval held {rough(own.coverage)} of what came, give or take "
        f"{round(100 * own.coverage_error)} points; its error was {_against(gained.value)}{drawn}."
    )
    found = _in_state(made)
    if found is not None:
        drawn = f" ({_span(found.interval)})" if found.interval else ""
        cases = "one" if found.cases == 1 else f"{found.cases:,}"
        yield (
            f"On the {cases} of them that stood as this one does it was "
            f"{_against(found.skill)}{drawn}: {_few(found.episodes)}."
        )


def _falls(number: int) -> str:
    return "one fall of a fifth or more" if number == 1 else f"{number} falls of a fifth or more"


def _few(falls: int) -> str:
    return "one fall" if falls == 1 else f"{falls} falls, which prove little"


def _conditions(record: Backtest) -> Iterator[str]:
    """The essay's conditions at past lows, those that can be judged there."""
    for name, found in record.conditions.items():
        if found.necessary.known:
            yield (
                f"The condition “{name}” was met at {_count(found.necessary, 'past lows')}, and on "
                f"{_rate(found.necessary)} of all days of those falls. {_after(found.sufficient)}"
            )


def band(record: Backtest) -> Iterator[str]:
    """The record of the band of past lows: how often it held the next, and what it leaves out."""
    held, tried = held_beforehand(CHANCE)
    ratios = record.low_ratios
    if len(ratios):
        low, half, high = (f"{q:.2f}" for q in (ratios.min(), middle(ratios), ratios.max()))
        yield (
            f"The band of past lows is no wall: drawn from the lows before it, it held {held} of "
            f"{tried} published lows, and the lows of {len(ratios)} past falls of a fifth or more "
            f"stood at {low} to {high} times the realised price, half of them over {half}."
        )


def _after(found: Count) -> str:
    """What followed when the condition was first met in a fall."""
    if not found.known:
        return "No fall in which it was met has its next half-year behind it."
    firsts = _count(found, "falls in which it was met")
    return (
        f"On the first such day the low was in for {firsts}; it was in on {_rate(found)} of all "
        "days in drawdown."
    )


def _count(found: Count, of: str) -> str:
    low, high = map(rough, found.interval)
    ends = f" (exact interval {low} to {high})" if found.known >= FEWEST_EPISODES else ""
    return f"{found.met} of {found.known} {of}{ends}"


def _rate(found: Count) -> str:
    return numbers.UNKNOWN if found.placebo is None else rough(found.placebo)
