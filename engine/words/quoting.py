"""How facts and values are quoted where no template is at hand: the unit decides the style."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from engine.evaluation.values import Values
from engine.pages.expressions import Call, Expression, Number
from engine.pages.page import Comparison
from engine.words import numbers
from engine.words.numbers import Style
from engine.words.styles import STYLES
from kb.catalog import Catalog
from kb.publication import PUBLICATIONS
from kb.store import StoredFact
from kb.units import Dimension, spell, unit

if TYPE_CHECKING:
    from kb.facts import Fact

_BY_UNIT = {
    "%": "pct", "% of par": "pct", "pp": "pp", "bp": "bp", "x": "x", "coins": "coins",
    "days": "days",
}  # fmt: skip
_MARGIN_BY_UNIT = {"%": "pp", "% of par": "pp", "pp": "pp", "bp": "bp", "x": "num"}
HOW_KNOWN = {name: name for name in PUBLICATIONS} | {"unrecorded": "how is not recorded"}
MULTIPLE = 2.0  # from here on a value without a unit is a multiple and no share
_BY_DIMENSION = {"USD": "usd", "USD/coin": "price", "coin": "coins", "day": "days"}


def unit_style(unit_name: str) -> Style:
    """The style a value is written in, from the unit it is quoted in."""
    if unit_name == "USD/coin":
        return numbers.price
    if unit_name.startswith("USD"):
        return numbers.dollars
    return STYLES[_BY_UNIT.get(unit_name, "num")]


def gap_style(unit_name: str) -> Style:
    """The style of a difference between two values: percentages differ by points."""
    return numbers.points if unit_name in ("%", "% of par") else unit_style(unit_name)


def value_style(dimension: Dimension) -> Style:
    """The style of a computed value, from its dimension."""
    return spelt_style(spell(dimension))


def spelt_style(spelt: str, largest: float = 0.0) -> Style:
    """The style of a computed value, from its dimension as `spell` writes it.

    largest  of the values that stand beside each other: they are all multiples, or all shares
    """
    if spelt in _BY_DIMENSION:
        return STYLES[_BY_DIMENSION[spelt]]
    return numbers.plain if abs(largest) >= MULTIPLE else _ratio


def margin_style(dimension: Dimension) -> Style:
    """The style of a distance, which stands with no words around it: coins are named."""
    if spell(dimension) == "coin":
        return lambda value: f"{numbers.coins(value)} coins"
    return value_style(dimension) if spell(dimension) in _BY_DIMENSION else numbers.plain


def _ratio(value: float) -> str:
    """A value without a unit: a share up to two, a multiple beyond."""
    return numbers.percent(value) if abs(value) < MULTIPLE else numbers.plain(value)


def as_given(stored: Fact | StoredFact) -> str:
    """A fact's value in the unit it was given in: "94.12 USD bn"."""
    return f"{unit(stored.unit).shown(stored.value):,.10g} {stored.unit}".replace("-", "−")


def fact_dates(stored: Fact | StoredFact) -> str:
    """What a fact speaks of: its day, its span, the date it is about."""
    text = stored.as_of.isoformat()
    if stored.span > 1:
        text += f", {stored.span} days"
    return f"{text}, about {stored.target}" if stored.target else text


def source_name(key: str, catalog: Catalog) -> str:
    """A source's name as the catalogue gives it, or its key; of a splice all that it joins."""
    known = [catalog.sources.get(each) for each in key.split("+")]
    names = [own.name if own else each for own, each in zip(known, key.split("+"), strict=True)]
    return " and ".join(names)


def fact_known(stored: Sequence[Fact | StoredFact]) -> str:
    """By when facts were all known, and how that is known."""
    known = numbers.moment(int(max(fact.known_at for fact in stored).timestamp()))
    how = sorted({fact.publication for fact in stored}, key=PUBLICATIONS.index)
    return f"{known} ({' and '.join(HOW_KNOWN[each] for each in how)})"


def withdrawn(stored: StoredFact) -> str:
    """Since when a fact is taken back, and why; "" where it never was."""
    if stored.withdrawn is None:
        return ""
    return f"{numbers.moment(int(stored.withdrawn.timestamp()))}: {stored.why}"


def quoted_fact(stored: StoredFact, catalog: Catalog) -> str:
    """A fact in one line: value, both dates, source and batch; that it was taken back, and why."""
    known, back = fact_known([stored]), withdrawn(stored)
    said = source_name(stored.source, catalog)
    return (
        f"fact {stored.id}: {stored.series} {as_given(stored)}, as of {fact_dates(stored)}, "
        f"known {known}, {said}, batch {stored.batch}{f'; withdrawn {back}' if back else ''}"
    )


def said_number(number: Number) -> str:
    """A stated number in words of its unit: 94 USD bn → $94.0bn, 90 % → 90%."""
    known = unit(number.unit or "ratio")
    if known.dimension == (("USD", 1),):
        return _trim(numbers.dollars(number.value))
    if number.unit == "USD/coin":
        return numbers.price(number.value)
    value = known.shown(number.value)
    shown = f"{value:,.0f}" if abs(value) >= 1e6 else f"{value:,.6g}"
    shown = shown.replace("-", "−")
    joined = "" if number.unit.startswith("%") else " "
    return f"{shown}{joined}{number.unit}".strip()


def _trim(text: str) -> str:
    head = text.rstrip("kmbtn")
    tail = text[len(head) :]
    return (head.rstrip("0").rstrip(".") if "." in head else head) + tail


def line_style(condition: Comparison, dimension: Dimension) -> numbers.Style:
    """How a line's margin is written: shares as its threshold is written, all else by dimension."""
    for side in (condition.right, condition.left):
        for number in _terms(side):
            if number.unit in _MARGIN_BY_UNIT:
                return STYLES[_MARGIN_BY_UNIT[number.unit]]
    return margin_style(dimension)


def _terms(side: Expression) -> Iterator[Number]:
    """The numbers that a side is given by: itself, or those that it is the greater or less of."""
    if isinstance(side, Number):
        yield side
    elif isinstance(side, Call) and side.function in ("max", "min"):
        for each in side.arguments:
            yield from _terms(each)


def in_words(values: Values, style: Style) -> str:
    """A number of the run's day, or the range it may lie in."""
    if not values.known[0]:
        return numbers.UNKNOWN
    without = numbers.none_in(values.without_value(0), values.scenarios)
    return numbers.ranged(*values.ends(0), style, without)
