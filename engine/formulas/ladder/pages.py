"""Page formulas of the ladder: daily histories and an assumed leverage come in, fuel goes out.

On a page the ladder is a prior seen through history: no liquidations are fitted, so its answers are
as wide as the assumed leverage, spread, maintenance and turnover make them. All fuel is that of the
longs, below the price, in dollars at the liquidation prices.
"""

from __future__ import annotations

from engine.formulas.ladder.cohorts import Ladder
from engine.formulas.ladder.layers import next_layers, notional_within
from engine.formulas.ladder.reading import read_each
from engine.formulas.register import formula
from engine.numeric.arguments import POSITIVE, SHARE, Array, IntArray

_UNITS = {
    "closes": "USD/coin[]",
    "lows": "USD/coin[]",
    "open_interest": "USD[]",
    "typical_leverage": "x",
    "spread": "ratio",
    "maintenance": "ratio",
    "turnover": "ratio",
}


@formula("ladder.fuel_within", returns="USD", **_UNITS, fall="ratio")
def fuel_within(
    closes: Array,
    lows: Array,
    open_interest: Array,
    typical_leverage: Array,
    spread: Array,
    maintenance: Array,
    turnover: Array,
    fall: Array,
) -> Array:
    """Long positions liquidated within a share of the price, Σ C·LP over LP ≥ P·(1 − x).

    C are the open coins by leverage and day of entry, from the balance
    Q_t = Q_{t−1} − forced_t − closed_t + opened_t; see `cohorts.build_ladder`. Missing days inside
    are bridged, straight in coins and in log price; with fewer than 80 % of the days known, or the
    last one not, there is no answer. Closes may be given for lows that nobody knows: what was
    forced between closes is then not taken off, and there is too much fuel near the price.

    closes              USD per coin, path (..., bars), one bar a day, > 0; NaN where missing
    lows                USD per coin, path of the same days, at most closes; the close where missing
    open_interest       USD, path of the same days, ≥ 0, linear contracts; NaN where missing
    typical_leverage    l₀, effective: notional over collateral, the median of open interest, ≥ 1
    spread              σ, standard deviation of ln l, > 0
    maintenance         m, maintenance margin over value at liquidation, in [0, 1)
    turnover            τ, share of positions renewed each day, in [0, 1]
    fall                x, share of the last close, in [0, 1]
    returns             USD at the liquidation prices, the broadcast shape; NaN without enough days
    raises              ValueError naming the argument and index that is out of range
    source              accounting identity of open interest; log-normal leverage is our reading
    """
    return read_each(
        _within,
        closes, lows, open_interest, typical_leverage, spread, maintenance, turnover,
        fall=(fall, SHARE),
    )  # fmt: skip


@formula("ladder.layer_price", returns="USD/coin", **_UNITS, width="ratio", within="ratio")
def layer_price(
    closes: Array,
    lows: Array,
    open_interest: Array,
    typical_leverage: Array,
    spread: Array,
    maintenance: Array,
    turnover: Array,
    width: Array,
    within: Array,
) -> Array:
    """Mean liquidation price of the largest layer of leverage below, Σ C·LP / Σ C over the layer.

    Layers are the cells [0, w], (w, 2w], … of log fall below the last close, as far as the last one
    that begins before `within`.

    arguments    as `fuel_within`
    width        w, log width of a layer, > 0
    within       how far to look, log fall, 1 to 10,000 widths
    returns      USD per coin, the broadcast shape; NaN where nothing is liquidated that near, or
                 without enough days
    raises       ValueError naming the argument and index that is out of range
    source       `layers.next_layers`, the first
    """
    return read_each(
        _layer_price,
        closes, lows, open_interest, typical_leverage, spread, maintenance, turnover,
        width=(width, POSITIVE), within=(within, POSITIVE),
    )  # fmt: skip


@formula("ladder.layer_notional", returns="USD", **_UNITS, width="ratio", within="ratio")
def layer_notional(
    closes: Array,
    lows: Array,
    open_interest: Array,
    typical_leverage: Array,
    spread: Array,
    maintenance: Array,
    turnover: Array,
    width: Array,
    within: Array,
) -> Array:
    """Dollars in the largest layer of leverage below, Σ C·LP over the layer.

    Layers are the cells [0, w], (w, 2w], … of log fall below the last close, as far as the last one
    that begins before `within`.

    arguments    as `fuel_within`
    width        w, log width of a layer, > 0
    within       how far to look, log fall, 1 to 10,000 widths
    returns      USD at the liquidation prices, the broadcast shape; NaN without enough days
    raises       ValueError naming the argument and index that is out of range
    source       `layers.next_layers`, the first
    """
    return read_each(
        _layer_notional,
        closes, lows, open_interest, typical_leverage, spread, maintenance, turnover,
        width=(width, POSITIVE), within=(within, POSITIVE),
    )  # fmt: skip


def _within(ladder: Ladder, _: IntArray, fall: Array) -> Array:
    return notional_within(ladder, fall)


def _layer_price(ladder: Ladder, _: IntArray, width: Array, within: Array) -> Array:
    return next_layers(ladder, width, within, count=1).price[..., 0]


def _layer_notional(ladder: Ladder, _: IntArray, width: Array, within: Array) -> Array:
    return next_layers(ladder, width, within, count=1).notional[..., 0]
