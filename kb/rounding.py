"""Whether two values of one fact are the same figure, one of them printed with fewer digits.

One source that gives one figure for one day in two places, a document and a file, rounds it in one
of them. Only that is forgiven: what lies further off is a correction, and must say since when it is
known.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from kb.catalog import Catalog
from kb.units import UnitError, unit

if TYPE_CHECKING:
    from kb.facts import Fact

SLACK = 1 + 1e-9  # the half step itself counts, whatever its last bit


def rounded_alike(fact: Fact, value: float, spelt: str, catalog: Catalog) -> bool:
    """Whether a stored value is that of `fact`, but for digits that one of them leaves out.

    value  canonical, as is that of the fact; spelt is the unit it was given in
    """
    if fact.series not in catalog.series:
        return False
    absolute, relative = catalog.tolerance(fact.series)
    most = max(abs(value), abs(fact.value)) * relative if relative is not None else absolute
    try:
        step = max(_last_digit(value, spelt), _last_digit(fact.value, fact.unit))
    except UnitError:
        return False
    return abs(value - fact.value) <= min(step / 2 * SLACK, most or 0.0)


def _last_digit(value: float, spelt: str) -> float:
    """What one in the last digit after the point amounts to; noughts before it are digits too."""
    written = Decimal(f"{unit(spelt).shown(value):.12g}")
    exponent = written.as_tuple().exponent
    return unit(spelt).canonical(10.0 ** min(int(exponent), 0))
