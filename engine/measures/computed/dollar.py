"""The US dollar index from its legs: six exchange rates of one source in, the index out.

The legs are of one source, so of one hour of the day; where nobody says all six, there is none.
Source: ICE, "U.S. Dollar Index Contracts, Frequently Asked Questions".
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from engine.measures.computed.asked import Asked
from engine.measures.computed.track import Made
from engine.measures.computed.venues import on_common_days
from kb.panel import Track

FACTOR = 50.14348112
POWERS = (-0.576, 0.136, -0.119, 0.091, 0.042, 0.036)
"""Of dollars for a euro, yen for a dollar, dollars for a pound, and Canadian dollars, kronor and
francs for a dollar, in this order."""


def dollar_index(asked: Asked) -> Made | None:
    """The index on the days that a source says all legs of; None where none says them."""
    legs = next(_whole(asked), None)
    if legs is None:
        return None
    days, rows = on_common_days(legs)
    pairs = list(zip(legs, rows, strict=True))
    powers = [leg.value[at] ** power for (leg, at), power in zip(pairs, POWERS, strict=True)]
    ids = np.array([leg.ids[at] for leg, at in pairs])
    known = np.array([leg.known_at[at] for leg, at in pairs]).max(axis=0)
    value = FACTOR * np.prod(powers, axis=0)
    note = f"index over six exchange rates of {asked.catalog.sources[legs[0].source].name}"
    return Made(days, known, value, lambda place: ids[:, place], note=note)


def _whole(asked: Asked) -> Iterator[list[Track]]:
    """The six legs of each source that says them all and is fresh, best first."""
    told = [{track.source: track for track in asked.said(name)} for name in asked.how.inputs]
    oldest = asked.day - asked.catalog.get(asked.how.inputs[0]).stale_after
    for source in told[0]:
        if all(source in leg for leg in told):
            legs = [leg[source] for leg in told]
            if min(int(leg.as_of[-1]) for leg in legs) >= oldest:
                yield legs
