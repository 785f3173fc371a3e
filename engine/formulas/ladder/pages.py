"""Page formulas of the ladder: daily histories and an assumed leverage come in, fuel goes out.

On a page the ladder is a prior seen through history: no liquidations are fitted, so its answers are
as wide as the assumed leverage, spread, maintenance and turnover make them. All fuel is that of the
longs, below the price, in dollars at the liquidation prices.
"""

from __future__ import annotations

from typing import Annotated, NamedTuple

from engine.formulas.ladder.bridging import read_histories
from engine.formulas.ladder.cohorts import Ladder
from engine.formulas.ladder.layers import next_layers, notional_within
from engine.formulas.ladder.reading import Assumed, read_each
from engine.formulas.register import formula
from engine.numeric.arguments import (
    AT_LEAST_ONE,
    NON_NEGATIVE,
    POSITIVE,
    SHARE,
    SHARE_BELOW_ONE,
    Arg,
    Array,
    Out,
)

Closes = Annotated[Array, Arg("USD/coin[]", POSITIVE, "at the end of the day")]
Lows = Annotated[Array, Arg("USD/coin[]", POSITIVE, "at most closes; the close where missing")]
Open = Annotated[Array, Arg("USD[]", NON_NEGATIVE, "open interest, linear contracts")]
Typical = Annotated[
    Array, Arg("x", AT_LEAST_ONE, "l₀, notional over collateral, the median of open interest")
]
Spread = Annotated[Array, Arg("ratio", POSITIVE, "σ, standard deviation of ln l")]
Maintenance = Annotated[
    Array, Arg("ratio", SHARE_BELOW_ONE, "m, maintenance margin over value at liquidation")
]
Turnover = Annotated[Array, Arg("ratio", SHARE, "τ, share of positions renewed each day")]


class Layer(NamedTuple):
    """The largest layer of leverage below the price."""

    price: Annotated[Array, Out("USD/coin", "mean liquidation price; none where nothing is near")]
    notional: Annotated[Array, Out("USD", "in it, at the liquidation prices")]


@formula("ladder.fuel_within")
def fuel_within(
    closes: Closes,
    lows: Lows,
    open_interest: Open,
    typical_leverage: Typical,
    spread: Spread,
    maintenance: Maintenance,
    turnover: Turnover,
    fall: Annotated[Array, Arg("ratio", SHARE, "x, share of the last close")],
) -> Annotated[Array, Out("USD", "at the liquidation prices; none without enough days")]:
    """Long positions liquidated within a share of the price, Σ C·LP over LP ≥ P·(1 − x).

    C are the open coins by leverage and day of entry, from the balance
    Q_t = Q_{t−1} − forced_t − closed_t + opened_t; see `cohorts.build_ladder`. Missing days inside
    are bridged, straight in coins and in log price; with fewer than 80 % of the days known, or the
    last one not, there is no answer. Closes may be given for lows that nobody knows: what was
    forced between closes is then not taken off, and there is too much fuel near the price.

    source    accounting identity of open interest; log-normal leverage is our reading
    """
    told = read_histories(closes, lows, open_interest)
    assumed = Assumed(typical_leverage, spread, maintenance, turnover)
    found: Array = read_each(_within, 1, told, assumed, fall=fall)[0]
    return found


@formula("ladder.largest_layer")
def largest_layer(
    closes: Closes,
    lows: Lows,
    open_interest: Open,
    typical_leverage: Typical,
    spread: Spread,
    maintenance: Maintenance,
    turnover: Turnover,
    width: Annotated[Array, Arg("ratio", POSITIVE, "w, log width of a layer")],
    within: Annotated[Array, Arg("ratio", POSITIVE, "how far to look, log, 1 to 10,000 widths")],
) -> Layer:
    """Price Σ C·LP / Σ C and dollars Σ C·LP of the largest layer of leverage below.

    Layers are the cells [0, w], (w, 2w], … of log fall below the last close, as far as the last one
    that begins before `within`. The ladder is that of `fuel_within`.

    source    `layers.next_layers`, the first
    """
    told = read_histories(closes, lows, open_interest)
    assumed = Assumed(typical_leverage, spread, maintenance, turnover)
    return Layer(*read_each(_largest, 2, told, assumed, width=width, within=within))


def _within(ladder: Ladder, fall: Array) -> tuple[Array, ...]:
    return (notional_within(ladder, fall),)


def _largest(ladder: Ladder, width: Array, within: Array) -> tuple[Array, ...]:
    found = next_layers(ladder, width, within, count=1)
    return found.price[..., 0], found.notional[..., 0]
