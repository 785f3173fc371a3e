"""The closed table of units: a unit's spelling in, its dimension and scale out.

Every quantity is held in canonical units: USD, JPY, coin, day, index points, hash, contract, ounce
and products of these. A share, a percentage, a leverage are all dimensionless.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from difflib import get_close_matches
from functools import lru_cache

from kb.frozen import dataclass

Dimension = tuple[tuple[str, int], ...]

DIMENSIONLESS: Dimension = ()


class UnitError(ValueError):
    """A unit that is not in the table; the message names the nearest ones."""


@dataclass(frozen=True)
class Unit:
    """One spelling of a unit: canonical = value * scale."""

    name: str
    dimension: Dimension
    scale: float

    def canonical(self, value: float) -> float:
        """`value` of this unit in canonical units.

        Small scales divide by the whole number instead: 57 / 100 is the double one would type as
        0.57, 57 * 0.01 is not.
        """
        return value * self.scale if self.scale >= 1 else value / round(1 / self.scale)

    def shown(self, canonical: float) -> float:
        """A canonical value in this unit again."""
        return canonical / self.scale if self.scale >= 1 else canonical * round(1 / self.scale)


def _dimension(powers: Iterable[tuple[str, int]]) -> Dimension:
    total: Counter[str] = Counter()
    for base, exponent in powers:
        total[base] += exponent
    return tuple(sorted((base, exponent) for base, exponent in total.items() if exponent))


def times(a: Dimension, b: Dimension) -> Dimension:
    """The dimension of a product."""
    return _dimension((*a, *b))


def power(a: Dimension, n: int) -> Dimension:
    """The dimension of a whole power."""
    return _dimension((base, exponent * n) for base, exponent in a)


def over(a: Dimension, b: Dimension) -> Dimension:
    """The dimension of a quotient."""
    return times(a, power(b, -1))


def _factor(base: str, exponent: int) -> str:
    return base if exponent == 1 else f"{base}^{exponent}"


def spell(dimension: Dimension) -> str:
    """A dimension as people write it: "USD/coin", "1/day", "ratio" when there is none."""
    above = "*".join(_factor(base, n) for base, n in dimension if n > 0)
    below = [_factor(base, -n) for base, n in dimension if n < 0]
    if not dimension:
        return "ratio"
    return "/".join([above or "1", *below])


_USD: Dimension = (("USD", 1),)
_JPY: Dimension = (("JPY", 1),)
_COIN: Dimension = (("coin", 1),)
_DAY: Dimension = (("day", 1),)
_SECONDS_A_DAY = 86_400

# name, dimension, scale, other spellings
_TABLE: tuple[tuple[str, Dimension, float, tuple[str, ...]], ...] = (
    ("ratio", DIMENSIONLESS, 1.0, ("1", "share")),
    ("%", DIMENSIONLESS, 1e-2, ()),
    ("pp", DIMENSIONLESS, 1e-2, ()),
    ("bp", DIMENSIONLESS, 1e-4, ()),
    ("x", DIMENSIONLESS, 1.0, ()),
    ("% of par", DIMENSIONLESS, 1e-2, ()),
    ("USD", _USD, 1.0, ("$",)),
    ("USD k", _USD, 1e3, ()),
    ("USD m", _USD, 1e6, ()),
    ("USD bn", _USD, 1e9, ()),
    ("USD tn", _USD, 1e12, ()),
    ("coins", _COIN, 1.0, ("coin", "BTC")),
    ("coins k", _COIN, 1e3, ("k coins",)),
    ("coins m", _COIN, 1e6, ()),
    ("USD/coin", over(_USD, _COIN), 1.0, ()),
    ("day", _DAY, 1.0, ("days", "d")),
    ("hours", _DAY, 1 / 24, ("h",)),
    ("minutes", _DAY, 1 / 1_440, ("min",)),
    ("years", _DAY, 365.25, ("y",)),
    ("index", (("index", 1),), 1.0, ("points",)),
    ("JPY", _JPY, 1.0, ()),
    ("JPY tn", _JPY, 1e12, ()),
    ("JPY/USD", over(_JPY, _USD), 1.0, ()),
    ("USD/EUR", over(_USD, (("EUR", 1),)), 1.0, ()),
    ("USD/GBP", over(_USD, (("GBP", 1),)), 1.0, ()),
    ("CAD/USD", over((("CAD", 1),), _USD), 1.0, ()),
    ("SEK/USD", over((("SEK", 1),), _USD), 1.0, ()),
    ("CHF/USD", over((("CHF", 1),), _USD), 1.0, ()),
    ("contracts", (("contract", 1),), 1.0, ()),
    ("EH/s", over((("hash", 1),), _DAY), 1e18 * _SECONDS_A_DAY, ()),
    ("oz", (("ounce", 1),), 1.0, ("ounces",)),
    ("oz m", (("ounce", 1),), 1e6, ()),
    ("USD/oz", over(_USD, (("ounce", 1),)), 1.0, ()),
)

_WRITTEN: dict[Dimension, str] = {own: name for name, own, _, _ in reversed(_TABLE)}
_WRITTEN[DIMENSIONLESS] = "%"

_UNITS: dict[str, Unit] = {
    spelling: Unit(name, dimension, scale)
    for name, dimension, scale, others in _TABLE
    for spelling in (name, *others)
}

_CASELESS: dict[str, str] = {spelling.casefold(): spelling for spelling in reversed(_UNITS)}
"""Every spelling in small letters; no two units differ by the case of their letters alone."""

# Spellings that are refused, since they are read in more than one way, with what to write instead.
_MEANT: dict[str, str] = {
    "percent": "%", "pct": "%", "percentage": "%", "per cent": "%",
    "percentage points": "pp", "points of percent": "pp",
    "bps": "bp", "basis points": "bp",
    "$k": "USD k", "$m": "USD m", "$bn": "USD bn", "$b": "USD bn", "$tn": "USD tn",
    "usd thousand": "USD k", "usd mn": "USD m", "usd mm": "USD m", "usd mln": "USD m",
    "usd million": "USD m", "usd millions": "USD m", "usd billion": "USD bn",
    "usd billions": "USD bn", "usd b": "USD bn", "usd trillion": "USD tn", "usd t": "USD tn",
    "dollars": "USD", "dollar": "USD", "yen": "JPY", "btc k": "coins k",
    "bitcoin": "coins", "times": "x",
}  # fmt: skip


def spelling(text: str) -> str | None:
    """A unit as the table spells it, whatever the case of its letters; None for no unit."""
    return text if text in _UNITS else _CASELESS.get(text.casefold())


def meant_by(text: str, dimension: Dimension) -> str:
    """The one unit of a dimension that `text` can only mean; "" where its scale is a guess."""
    small = " ".join(text.casefold().split())
    turned = " ".join(reversed(small.split()))
    close = (spelt for spelt in _UNITS if spelt.replace(" ", "").casefold() == small)
    found = _MEANT.get(small) or _MEANT.get(turned) or spelling(turned) or next(close, "")
    return found if found in _UNITS and _UNITS[found].dimension == dimension else ""


def to_write(dimension: Dimension) -> str:
    """The unit to write a number of a dimension in: "%" for a ratio, "USD/coin"."""
    return _WRITTEN.get(dimension) or spell(dimension)


def names(dimension: Dimension | None = None) -> tuple[str, ...]:
    """The units of the table, or those of one dimension, in the table's order."""
    return tuple(name for name, own, _, _ in _TABLE if dimension is None or own == dimension)


@lru_cache(maxsize=1_024)
def nearest(text: str, dimension: Dimension | None = None) -> tuple[str, ...]:
    """The units most like `text`, among those of `dimension` where it is given."""
    allowed = names(dimension)
    meant = _MEANT.get(text.strip().casefold()) or spelling(text.strip())
    if meant in allowed:
        return (meant,)
    return tuple(get_close_matches(text[:40], allowed, n=3, cutoff=0.5)) or allowed


def unit(text: str) -> Unit:
    """The unit spelt `text`; UnitError names the nearest units."""
    found = _UNITS.get(text)
    if found is None:
        raise UnitError(f"unit {text[:40]!r} is not known; write {either(nearest(text))}")
    return found


def either(choices: tuple[str, ...]) -> str:
    """Choices as a sentence has them: "a, b or c"."""
    *others, last = choices
    return f"{', '.join(others)} or {last}" if others else last
