"""How much further a cascade goes once it runs: a distance comes in, a published chance goes out.

Measured, not modelled: among cascades that have begun, the share that went on by so much more. The
chance per percent falls with the distance: the further it has gone, the further it goes.
"""

from __future__ import annotations

from typing import Annotated

import numpy as np

from engine.formulas.register import formula
from engine.numeric.arguments import NON_NEGATIVE, Arg, Array, Out

# A further fall, as a share of the price, and the share of cascades that reached it: published, for
# data up to the date. Who published it is not on record here, so it is shown beside a model, never
# in place of one.
AS_OF = "2025-11-21"
FURTHER = ((0.005, 0.63), (0.01, 0.49), (0.02, 0.29), (0.03, 0.18), (0.05, 0.09))
NEAREST, FARTHEST = FURTHER[0][0], FURTHER[-1][0]


@formula("cascade.chance_of_further")
def chance_of_further(
    further: Annotated[
        Array, Arg("ratio", NON_NEGATIVE, "u, further fall as a share of the price")
    ],
) -> Annotated[Array, Out("ratio", "probability; none outside 0.5 % to 5 %")]:
    """Chance that a cascade under way goes on by a further u, P(u), from five published points.

    Between two points the chance per unit of fall is taken as even, so ln P is a straight line.

    source    published as of `AS_OF`: 0.63, 0.49, 0.29, 0.18, 0.09 at 0.5, 1, 2, 3, 5 %
    """
    falls, shares = np.array(FURTHER).T
    chance = np.exp(np.interp(further, falls, np.log(shares)))
    return np.where((further >= NEAREST) & (further <= FARTHEST), chance, np.nan)
