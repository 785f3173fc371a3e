"""Why a fact is suspect, as a sentence that names what it was held against."""

from __future__ import annotations

from kb.clock import day_date
from kb.plausible.line import Doubt
from kb.series import Series
from kb.units import Unit, names
from kb.units import unit as find_unit

SUSPECT = "suspect: "
ACCEPTED = "accepted: "
"""How the note of a fact begins that somebody has looked at and accepted."""

_TIMES = {1: "ten", 2: "a hundred", 3: "a thousand", 6: "a million", 9: "a billion"}
_PARTS = {1: "a tenth", 2: "a hundredth", 3: "a thousandth", 6: "a millionth", 9: "a billionth"}


def sentence(doubt: Doubt, series: Series, value: float, given: str = "") -> str:
    """What is suspect about a value, in canonical units.

    given  the unit that the row states, to name the one that may be meant
    """
    if doubt.kind == "nought":
        what = (
            "a stock of nought" if series.measure == "stock" else "a nought where none was before"
        )
        return f"{SUSPECT}{what} is a missing value; leave the row out"
    if doubt.kind == "outside":
        low, high = series.plausible or (0.0, 0.0)
        return f"{SUSPECT}{series.name} lies between {low:,g} and {high:,g} {series.unit}"
    many = f", {doubt.moves:,.0f} {_usual(doubt)} away" if doubt.moves else ""
    return f"{SUSPECT}{_size(doubt, value)} {_against(doubt, series)}{many}{_meant(doubt, given)}"


def _size(doubt: Doubt, value: float) -> str:
    if doubt.power > 0:
        return f"{_TIMES[doubt.power]} times"
    if doubt.power < 0:
        return f"{_PARTS[-doubt.power]} of"
    if value == 0:
        return "nought, against"
    if doubt.against == 0 or value / doubt.against <= 0:
        return "of another sign and size than"
    ratio = value / doubt.against
    return f"{ratio:,.3g} times" if ratio > 1 else f"{100 * ratio:.2g} % of"


def _against(doubt: Doubt, series: Series) -> str:
    day, shown = day_date(doubt.as_of), amount(doubt.against, series)
    if doubt.several == 1:
        before = "what another source gave" if doubt.others else "the value before"
        return f"{before}, {shown} on {day}"
    whose = " of other sources" if doubt.others else ""
    return f"the usual {shown} a day, the middle of {doubt.several} values{whose} to {day}"


def _usual(doubt: Doubt) -> str:
    return "usual daily moves" if doubt.several == 1 else "usual distances"


def _meant(doubt: Doubt, given: str) -> str:
    """The unit that would bring a power of ten in order, or what else makes one."""
    if not doubt.power:
        return ""
    if given:
        own = find_unit(given)
        for name in names(own.dimension):
            if abs(find_unit(name).scale / (own.scale * 10.0**-doubt.power) - 1) < 1e-9:
                return f"; {own.name} where {name} is meant?"
    return "; is the unit another, or the number cut off?" if doubt.power < 0 else ""


def amount(value: float, series: Series) -> str:
    """A canonical value in the largest unit that leaves it above one."""
    own = series.measured_in
    fit: Unit = own
    if own.dimension:
        for name in names(own.dimension):
            other = find_unit(name)
            if fit.scale < other.scale <= abs(value):
                fit = other
    return f"{fit.shown(value):,.6g} {fit.name}"
