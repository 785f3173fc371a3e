"""How numbers are written: a canonical value in, the text a reader expects out. No marks here.

Typographic minus, thin units, three significant figures where the size allows; a range only where
its ends print differently from the middle.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial

from kb import clock

UNKNOWN = "unknown"
Style = Callable[[float], str]


def _signed(value: float, text: str) -> str:
    return f"−{text}" if value < 0 and any(c in "123456789" for c in text) else text


def _fixed(value: float, places: int) -> str:
    """So many decimals, or fewer where the value is exactly a shorter number: 5%, not 5.00%."""
    text = f"{value:,.{places}f}"
    if "." in text and math.isclose(float(text.replace(",", "")), value, rel_tol=1e-9):
        return text.rstrip("0").rstrip(".")
    return text


def _decimals(value: float, figures: int, at_most: int = 2) -> int:
    """Decimals for so many significant figures; below a tenth two figures, however small."""
    size = abs(value)
    if 0 < size < 0.1:
        return min(1 - math.floor(math.log10(size)), 6)
    whole = 1 + max(math.floor(math.log10(size)), 0) if size else 1
    return max(min(at_most, figures - whole), 0)


def percent(value: float) -> str:
    """A share as a percentage: 0.0413 → 4.13%."""
    scaled = value * 100
    places = 1 if abs(scaled) >= 10 else 2
    return _signed(value, f"{_fixed(abs(scaled), places)}%")


def points(value: float) -> str:
    """A difference of shares in percentage points: 0.511 → 51.1 pp."""
    return _signed(value, f"{_fixed(abs(value * 100), 1 if abs(value) >= 0.1 else 2)} pp")


def basis_points(value: float) -> str:
    """A difference of rates in basis points: 0.00125 → 12.5 bp."""
    return _signed(value, f"{_fixed(abs(value * 1e4), 1)} bp")


# A unit begins where three figures of the next smaller one would round up to it.
_AMOUNTS = ((1e12, 0.9995e12, "tn"), (1e9, 0.9995e9, "bn"), (1e6, 999_999.5, "m"))


def dollars(value: float) -> str:
    """An amount: 9.412e10 → $94.1bn."""
    size = abs(value)
    for scale, start, name in _AMOUNTS:
        if size >= start:
            scaled = size / scale
            return _signed(value, f"${_fixed(scaled, _decimals(scaled, 3))}{name}")
    return _signed(value, f"${size:,.0f}")


def price(value: float, sign: str = "$") -> str:
    """A price per coin: 92215.14 → $92,215; under a unit of money three figures of it."""
    size = abs(value)
    under = 2 - math.floor(math.log10(size)) if 0.0 < size < 0.1 else 2
    places = 0 if size >= 1000 else under
    return _signed(value, f"{sign}{abs(value):,.{places}f}")


def price_in(money: str) -> Style:
    """The style of a price in some money; points have no sign."""
    return partial(price, sign={"USD": "$", "JPY": "¥", "EUR": "€"}.get(money, ""))


def coins(value: float) -> str:
    """A number of coins without their name, four figures of it: 774728 → 774,700."""
    size = abs(value)
    if size < 10_000:
        return _signed(value, _fixed(size, 0 if size >= 100 else 2))
    unit = 10 ** (math.floor(math.log10(size)) - 3)
    return _signed(value, f"{round(size / unit) * unit:,.0f}")


def times(value: float) -> str:
    """A multiple: 21.04 → 21.0 times."""
    return _signed(value, f"{_fixed(abs(value), _decimals(value, 3))} times")


def plain(value: float) -> str:
    """A number of no unit or of index points: 99.5912 → 99.59."""
    return _signed(value, f"{_fixed(abs(value), _decimals(value, 4))}")


def count(value: float) -> str:
    """A whole number of things."""
    return _signed(value, f"{abs(value):,.0f}")


def days(value: float) -> str:
    """A length of time: 31.2 → 31 days; past two years in years."""
    if abs(value) >= 730:
        return f"{count(value / 365.25)} years"
    text = _signed(value, f"{abs(value):.1f}") if abs(value) < 10 and value % 1 else count(value)
    return f"{text} {'day' if text == '1' else 'days'}"


def date_text(day: int) -> str:
    """A day number as a date: 17 November 2025."""
    found = clock.day_date(day)
    return f"{found.day} {found:%B %Y}"


def iso_date(day: int) -> str:
    """A day number as 2025-11-17."""
    return clock.day_date(day).isoformat()


def moment(seconds: int) -> str:
    """Unix seconds as 2025-11-17 23:59 UTC."""
    return f"{clock.moment(seconds):%Y-%m-%d %H:%M} UTC"


def iso_moment(seconds: int) -> str:
    """Unix seconds as 2025-11-17T23:59:59Z."""
    return f"{clock.moment(seconds):%Y-%m-%dT%H:%M:%SZ}"


def ranged(low: float, middle: float, high: float, style: Style, without: str = "") -> str:
    """The middle with its range behind it, where the range shows: 4.0 times (0.1 to 21).

    without  that there is no value in some scenarios, where there is none: then the range is open
    """
    ends = style(low), style(high)
    if without:
        return f"{style(middle)} ({ends[0]} to {ends[1]}; {without})"
    return style(middle) if ends[0] == ends[1] else f"{style(middle)} ({ends[0]} to {ends[1]})"


def none_in(without: int, scenarios: int, lacks: str = "no value") -> str:
    """That so many scenarios of all lack something; "" where none does."""
    return f"{lacks} in {without} of {scenarios} scenarios" if without else ""


COUNTED = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def spelt_count(number: int, beyond: str) -> str:
    """A small whole number as a word; `beyond` from eleven on."""
    return COUNTED[number] if number < len(COUNTED) else beyond
