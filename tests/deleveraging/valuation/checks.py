"""valuation: figures somebody published, and closed forms."""

from __future__ import annotations

from math import sqrt

import numpy as np

from engine.deleveraging.valuation.capitalisation import (
    capitalisation,
    capitalisation_change,
    gain_over_basis,
    market_to_realised,
    market_to_realised_z,
    realised_price,
)
from engine.deleveraging.valuation.cash_flow import (
    cash_flow_duration,
    present_value,
    price_for_return,
)
from engine.deleveraging.valuation.multipliers import (
    capital_behind_bank_of_america,
    capital_behind_glassnode,
    realised_multiplier,
    regression_multiplier,
)
from tests.deleveraging.checks import Check

COINMETRICS = "CoinMetrics, close over realised price"

CHECKS: tuple[Check, ...] = (
    Check(
        "gain from 40k to 126k on 19.94m coins",
        "published as $1.7tn; on circulating supply",
        "1.71",
        lambda: capitalisation_change(40e3, 126e3, 19.94e6) / 1e12,
        "USD tn",
    ),
    Check(
        "the same, each day at its own supply, so that new coins count",
        "Coin Metrics supply: 19,606,455.5 and 19,930,910.5",
        "1.73",
        lambda: (capitalisation(126e3, 19_930_910.5) - capitalisation(40e3, 19_606_455.5)) / 1e12,
        "USD tn",
    ),
    Check(
        "the same on all 21m coins there will ever be",
        "21m is the cap of supply, not what circulates",
        "1.81",
        lambda: capitalisation_change(40e3, 126e3, 21e6) / 1e12,
        "USD tn",
    ),
    *(
        Check(
            f"lost from 126k at {price / 1e3:g}k on 19.95m coins",
            source,
            lost,
            lambda price=price: -capitalisation_change(126e3, price, 19.95e6) / 1e12,
            "USD tn",
        )
        for price, lost, source in (
            (95e3, "0.6", "headlines of mid November 2025: $600bn"),
            (96e3, "0.6", "headlines of mid November 2025: $600bn"),
            (80.5e3, "0.9", "the same at the low of 21 November 2025"),
        )
    ),
    Check(
        "rise from the close of 8 April 2025, 76,322, to 126k",
        "Binance closes: about 65 %",
        "65",
        lambda: 100 * gain_over_basis(126e3, 76_322.42),
        "%",
    ),
    Check(
        "rise from 40k to 126k",
        "published as 215 %",
        "215",
        lambda: 100 * gain_over_basis(126e3, 40e3),
        "%",
    ),
    Check(
        "gain at twice the basis",
        "100 %, where triple digits begin",
        1.0,
        lambda: gain_over_basis(92_215.0, 46_107.5),
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
        "Citi Research, November 2025, times market cap",
        "65",
        lambda: regression_multiplier(0.034, 1e9, 96e3 * 19.95e6),
        "x",
    ),
    Check(
        "Mazur & Polyzos: $9,300 per $3bn on 19,606,455.5 coins",
        "SSRN 4810965, times supply",
        "61",
        lambda: capitalisation(9_300.0, 19_606_455.5) / 3e9,
        "x",
    ),
    Check(
        "Glassnode's multiplier: a median ratio of 0.25 the other way up",
        "Glassnode, January 2024",
        "4",
        lambda: realised_multiplier(1e9, 0.25e9),
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
