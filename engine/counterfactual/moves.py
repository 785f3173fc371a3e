"""How the value a fact would have to take is written: with the figures that make the flip true.

A flip is rounded away from today and printed with all the digits of that number, whatever its style
would usually show: who puts the printed number in must see the finding turn.
"""

from __future__ import annotations

from collections.abc import Callable

from engine.counterfactual import rounding
from engine.counterfactual.flips import Flip
from engine.words import numbers
from kb.series import Series

BIG = (("tn", 1e12), ("bn", 1e9), ("m", 1e6))
JOINED = ("%", "x")
BARE = ("index", "ratio")


def moved_day(flip: Flip) -> str:
    """The day a moving fact speaks of, and the date it is about."""
    return _moved_day(flip, numbers.iso_date)


def moved_day_in_words(flip: Flip) -> str:
    """The same as a page says it: 14 November 2025."""
    return _moved_day(flip, numbers.date_text)


def _moved_day(flip: Flip, written: Callable[[int], str]) -> str:
    day = written(flip.as_of)
    return day if flip.target is None else f"{day}, about {written(flip.target)}"


def moved_value(series: Series, value: float, flip: Flip) -> str:
    """A value of the moving fact in the series' unit, with the figures of the way to the flip."""
    own = series.measured_in
    ends = own.shown(flip.now), own.shown(flip.printed)
    return written(own.name, own.shown(value), max(map(abs, ends)), rounding.decimals(*ends))


def written(spelt: str, shown: float, size: float, places: int) -> str:
    """A number in a unit: $58,000, $70.6bn, 41.5%, 405,000 coins.

    size    the larger of the numbers it is compared with, which decides between bn and m
    places  decimals in the unit itself
    """
    if not shown:
        places = 0
    sign, amount, name = "−" if shown < 0 else "", abs(shown), spelt
    money = spelt in ("USD", "USD/coin")
    if shown and spelt in ("USD", "JPY", "coins") and size >= 1e6:
        short, scale = next(each for each in BIG if size >= each[1])
        amount, name = amount / scale, f"{short} {spelt}"
        places += len(str(int(scale))) - 1 if places else _lost(abs(shown), scale)
        name = short if money else name
    elif money:
        name = ""  # the sign stands in front
    text = f"{sign}{'$' if money else ''}{amount:,.{places}f}"
    if money or spelt in JOINED:
        return f"{text}{name}"
    return text if spelt in BARE else f"{text} {name}"


def _lost(shown: float, scale: float) -> int:
    """Decimals that keep every digit of a whole number written in thousands or more."""
    digits = f"{shown / scale:.12f}".rstrip("0").partition(".")[2]
    return len(digits)
