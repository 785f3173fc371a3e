"""valuation: figures somebody published, and closed forms."""

from __future__ import annotations

from math import sqrt

import numpy as np

from engine.formulas.valuation.capitalisation import (
    capitalisation,
    capitalisation_change,
    gain_over_basis,
    market_to_realised,
    market_to_realised_z,
    realised_price,
)
from engine.formulas.valuation.cash_flow import cash_flow_duration, present_value, price_for_return
from engine.formulas.valuation.multipliers import (
    capital_behind_bank_of_america,
    capital_behind_glassnode,
    regression_multiplier,
)
from tests.formulas.checks import Check

COINMETRICS = "CoinMetrics, close over realised price"

CHECKS: tuple[Check, ...] = (
    Check(
        "gain from 40k to 126k on 19.94m coins",
        "arithmetic, 86k·19.94m; published as $1.7tn",
        86e3 * 19.94e6 / 1e12,
        lambda: capitalisation_change(40e3, 126e3, 19.94e6) / 1e12,
        "USD tn",
    ),
    Check(
        "the same, each day at its own supply, so that new coins count",
        "arithmetic on Coin Metrics's supply, 19,606,455.5 and 19,930,910.5",
        (126e3 * 19_930_910.5 - 40e3 * 19_606_455.5) / 1e12,
        lambda: (capitalisation(126e3, 19_930_910.5) - capitalisation(40e3, 19_606_455.5)) / 1e12,
        "USD tn",
    ),
    Check(
        "the same on all 21m coins there will ever be",
        "86k·21m: the cap of supply, not what circulates",
        1.806,
        lambda: capitalisation_change(40e3, 126e3, 21e6) / 1e12,
        "USD tn",
    ),
    *(
        Check(
            f"lost from 126k at {price / 1e3:g}k on 19.95m coins",
            source,
            lost * 19.95,
            lambda price=price: -capitalisation_change(126e3, price, 19.95e6) / 1e9,
            "USD bn",
        )
        for price, lost, source in (
            (95e3, 31, "arithmetic, 31k·19.95m; headlines of mid November 2025 said $600bn"),
            (96e3, 30, "arithmetic, 30k·19.95m; headlines of mid November 2025 said $600bn"),
            (80.5e3, 45.5, "arithmetic, 45.5k·19.95m, at the low of 21 November 2025"),
        )
    ),
    Check(
        "rise from the close of 8 April 2025, 76,322, to 126k",
        "arithmetic on Binance's close of that day, 76,322.42",
        100 * (126_000 - 76_322.42) / 76_322.42,
        lambda: 100 * gain_over_basis(126e3, 76_322.42),
        "%",
    ),
    Check(
        "rise from 40k to 126k",
        "86/40; published as 215 %",
        215.0,
        lambda: 100 * gain_over_basis(126e3, 40e3),
        "%",
    ),
    *(
        Check(
            f"market over realised value on {day}, {price:,} over {anchor:,}",
            COINMETRICS,
            ratio,
            lambda price=price, anchor=anchor: market_to_realised(price, anchor),
        )
        for day, price, anchor, ratio in (
            ("2015-01-14", 177, 311, "0.57"),
            ("2018-12-15", 3_185, 4_613, "0.690"),
            ("2020-03-12", 4_959, 5_652, "0.877"),
        )
    ),
    *(
        Check(
            f"market over realised value on {day}, {price:,} over {anchor:,}",
            f"arithmetic on rounded prices; published as {published}",
            price / anchor,
            lambda price=price, anchor=anchor: market_to_realised(price, anchor),
        )
        for day, price, anchor, published in (
            ("2011-11-18", 2.105, 4.97, "0.423"),
            ("2022-11-09", 15_863, 20_900, "0.758"),
        )
    ),
    Check(
        "realised price of March 2020 from a cap of $103.2452bn on 18,267,542.3 coins",
        "CoinMetrics",
        "5,652",
        lambda: realised_price(103.2452e9, 18.2675423e6),
        "USD/coin",
    ),
    Check(
        "MVRV-Z of 1, 2, 6 ($bn) over a realised cap of 2",
        "(6 − 2)/sqrt(7)",
        4 / sqrt(7),
        lambda: market_to_realised_z(np.array([1e9, 2e9, 6e9]), np.full(3, 2e9)),
    ),
    Check(
        "Bank of America's multiplier: $93m for 1 % of $1.1tn",
        "BofA Global Research, March 2021",
        "118",
        lambda: regression_multiplier(0.01, 93e6, 1.1e12),
        "x",
    ),
    Check(
        "Citi's multiplier: 3.4 % per $1bn on 19.95m coins at 96k",
        "arithmetic on Citi Research's slope of November 2025: 0.034·96·19.95",
        0.034 * 96 * 19.95,
        lambda: regression_multiplier(0.034, 1e9, 96e3 * 19.95e6),
        "x",
    ),
    Check(
        "Mazur & Polyzos: $9,300 per $3bn on 19,606,455.5 coins",
        "arithmetic on SSRN 4810965 and Coin Metrics's supply: 9,300·S/3bn",
        3.1 * 19.6064555,
        lambda: capitalisation(9_300.0, 19_606_455.5) / 3e9,
        "x",
    ),
    Check(
        "flow behind a gain of $1.7tn by Bank of America",
        "1.7tn/118",
        1.7e12 / 118,
        lambda: capital_behind_bank_of_america(1.7e12),
        "USD",
    ),
    Check(
        "flow behind the same gain by Glassnode",
        "1.7tn/4",
        1.7e12 / 4,
        lambda: capital_behind_glassnode(1.7e12),
        "USD",
    ),
    Check(
        "growing perpetuity: 1.5 next year, growing 2 %, at 11 %",
        "Maple, Finance[growingperpetuity]",
        "16.66666667",
        lambda: present_value(1.5, 0.02, 0.11),
    ),
    Check(
        "growing perpetuity: 1,000 next year, growing 2 %, at 10 %",
        "R package FinCal, pv.perpetuity",
        "12500",
        lambda: present_value(1_000.0, 0.02, 0.10),
    ),
    Check(
        "perpetuity of 1,000 at 10 %",
        "R package FinCal, pv.perpetuity",
        "10000",
        lambda: present_value(1_000.0, 0.0, 0.10),
    ),
    Check(
        "growth that reaches the required return",
        "the sum does not converge",
        "none",
        lambda: present_value(1.0, 0.1, 0.1),
    ),
    Check(
        "duration of a cash flow growing 2 % at 11 %",
        "1/(r − g) years",
        365.25 / 0.09,
        lambda: cash_flow_duration(0.02, 0.11),
        "days",
    ),
    Check(
        "price today of 100k in two years at a required 25 %",
        "100k/1.25²",
        64_000.0,
        lambda: price_for_return(100e3, 0.25, 2 * 365.25),
        "USD/coin",
    ),
)
