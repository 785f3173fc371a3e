"""What a catalogue does not say of facts that came: their numbers in, counts by series out.

They are of another office, which may know more series, so none is refused for it.
"""

from __future__ import annotations

import sqlite3
from collections import Counter

from kb.catalog import Catalog
from kb.units import unit

_SERIES = """SELECT series.name, unit.name, count(*) FROM fact
    JOIN strand ON strand.id = strand_id JOIN series ON series.id = series_id
    JOIN unit ON unit.id = unit_id WHERE fact.id BETWEEN ? AND ? GROUP BY 1, 2"""


def strangers(
    opened: sqlite3.Connection, catalog: Catalog, first: int, last: int
) -> tuple[Counter[str], Counter[str]]:
    """How many facts are of series that a catalogue lacks, and how many in a unit of another kind.

    first, last  which facts, by their numbers here
    returns      counts by series, and counts by "series in unit"
    """
    unknown, misfits = Counter[str](), Counter[str]()
    for name, spelt, count in opened.execute(_SERIES, (first, last)):
        if name not in catalog.series:
            unknown[name] += count
        elif unit(spelt).dimension != catalog.series[name].measured_in.dimension:
            misfits[f"{name} in {spelt}"] += count
    return unknown, misfits
