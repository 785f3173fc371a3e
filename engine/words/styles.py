"""How a number is printed, by the names that templates and pages give to it."""

from __future__ import annotations

from engine.words import numbers
from engine.words.numbers import Style

STYLES: dict[str, Style] = {
    "pct": numbers.percent,
    "pp": numbers.points,
    "bp": numbers.basis_points,
    "usd": numbers.dollars,
    "price": numbers.price,
    "coins": numbers.coins,
    "x": numbers.times,
    "num": numbers.plain,
    "count": numbers.count,
    "days": numbers.days,
}
DAY_STYLES = {"day": numbers.date_text, "isoday": numbers.iso_date}


def style_of(name: str, money: str) -> Style:
    """The style of that name, where prices are in some money."""
    return numbers.price_in(money) if name == "price" else STYLES[name]
