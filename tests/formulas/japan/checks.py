"""japan: figures somebody published, and closed forms."""

from __future__ import annotations

from engine.formulas.japan.bonds import (
    modified_duration,
    price_compound,
    price_simple,
    yield_compound,
    yield_simple,
)
from engine.formulas.japan.co_movement import correlation_end
from engine.formulas.japan.debt import debt_after, implied_gold_price, stabilising_balance
from engine.formulas.japan.hedging import forward, hedged_yield
from tests.formulas.checks import Check

YEAR = 365.25
PAYMENTS = "sum of the payments, each discounted by half-years"
SIMPLE = "(1 + c·T)/(1 + y·T)"
QUOTES = "arithmetic on the Wall Street Journal's quotes of 26 June 2019"
EARNED = "simple yield as the Japan Securities Dealers Association defines it, (c + (100 − P)/T)/P"
HALVED = "the yield at which the sum of the discounted payments is the price, by halving"
COVER = "P. Barron, March 2022: 261.5m ounces"
FISHER = "Statology, Fisher Z transformation"


def paid(coupon: float, yield_: float, years: int) -> float:
    """Price of a bond in % of par, one payment at a time."""
    days = range(1, 2 * years + 1)
    coupons = sum(100 * coupon / 2 / (1 + yield_ / 2) ** k for k in days)
    return coupons + 100 / (1 + yield_ / 2) ** (2 * years)


def earning(price: float, coupon: float, years: int) -> float:
    """The yield at which those payments are worth the price, from an interval halved."""
    low, high = 0.0, 1.0
    for _ in range(80):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if paid(coupon, middle, years) > price else (low, middle)
    return low


def compound(coupon: float, yield_: float, years: int) -> Check:
    """A bond on a coupon day, at a compound yield."""
    what = f"price of {100 * coupon:g} %, {years} years, at {100 * yield_:g} % compound"

    def ours() -> float:
        return 100 * float(price_compound(coupon, yield_, years * YEAR))

    return Check(what, PAYMENTS, paid(coupon, yield_, years), ours, "% of par")


def simple(yield_: float) -> Check:
    """The older of the two bonds, at a simple yield."""
    return Check(f"price of 0.4 %, 24 years, at {100 * yield_:g} % simple", SIMPLE,
                 100 * (1 + 0.004 * 24) / (1 + yield_ * 24),
                 lambda: 100 * price_simple(0.004, yield_, 24 * YEAR), "% of par")  # fmt: skip


def stepped(debt: float, rate: float, growth: float, balance: float, years: int) -> float:
    """Debt over output in %, one year at a time."""
    for _ in range(years):
        debt = debt * (1 + rate) / (1 + growth) - balance
    return 100 * debt


def covered(trillions: float, thousands: str) -> Check:
    """Gold price at which American gold covers a stock of money in full."""

    def ours() -> float:
        return float(implied_gold_price(trillions * 1e12, 1.0, 261.5e6)) / 1e3

    what = f"gold price that covers ${trillions:g}tn in full"
    return Check(what, COVER, thousands, ours, "thousand USD")


CHECKS: tuple[Check, ...] = (
    *(compound(c, y, n) for y in (0.033, 0.028) for c, n in ((0.004, 24), (0.014, 21))),
    *(simple(y) for y in (0.033, 0.028)),
    Check("simple yield at 99.3, coupon 0.5 %, 3.85753424 years", EARNED,
          100 * (0.5 + (100 - 99.3) / 3.85753424) / 99.3,
          lambda: 100 * yield_simple(0.993, 0.005, 3.85753424 * YEAR), "%"),
    Check("simple yield at 98, coupon 5 %, 5 years", EARNED, 100 * (5 + 2 / 5) / 98,
          lambda: 100 * yield_simple(0.98, 0.05, 5 * YEAR), "%"),
    Check("compound yield at 95, coupon 10 %, 20 years", HALVED, 100 * earning(95.0, 0.10, 20),
          lambda: 100 * yield_compound(0.95, 0.10, 20 * YEAR), "%"),
    Check("compound yield at 95.856, coupon 5.6 %, 20 years", HALVED,
          100 * earning(95.856, 0.056, 20),
          lambda: 100 * yield_compound(0.95856, 0.056, 20 * YEAR), "%"),
    Check("modified duration, coupon 8 %, yield 9 %, 8 years", "Microsoft Excel, MDURATION",
          "5.73567", lambda: modified_duration(0.08, 0.09, 8 * YEAR) / YEAR, "years"),
    Check("modified duration without a coupon, yield 3 %, 30 years", "T/(1 + y/2)", 30 / 1.015,
          lambda: modified_duration(0.0, 0.03, 30 * YEAR) / YEAR, "years"),
    Check("cost of a year's hedge of the dollar, forward 104.42, spot 106.96", QUOTES,
          100 * (104.42 - 106.96) / 106.96, lambda: 100 * hedged_yield(0.0, 104.42, 106.96), "%"),
    Check("hedged yield of a one-year bill at 1.94 %", f"{QUOTES}: 1.0194·104.42/106.96 − 1",
          100 * (1.0194 * 104.42 / 106.96 - 1),
          lambda: 100 * hedged_yield(0.0194, 104.42, 106.96), "%"),
    Check("hedged yield under covered parity, bill at the dollar rate", "the yen rate", 0.5,
          lambda: 100 * hedged_yield(0.04, forward(155.0, 0.005, 0.04, 0.0), 155.0), "%"),
    Check("debt of 230 % after 10 years, r 2 %, g 1 %, deficit 3 %", "ten single years",
          stepped(2.3, 0.02, 0.01, -0.03, 10),
          lambda: 100 * debt_after(2.3, 0.02, 0.01, -0.03, 10 * YEAR), "%"),
    Check("debt of 230 % after 30 years at the balance that holds it", "230 %", 230.0,
          lambda: 100 * debt_after(2.3, 0.02, 0.01, stabilising_balance(2.3, 0.02, 0.01),
                                   30 * YEAR), "%"),
    Check("gold price that covers 40 % of $4.15tn", "0.4·4.15tn/261.5m ounces", 1.66e6 / 261.5,
          lambda: implied_gold_price(4.15e12, 0.4, 261.5e6), "USD"),
    *(covered(*row) for row in ((6.104, "23"), (20.567, "79"), (21.84, "84"))),
    Check("95 % interval of r = 0.56, n = 60, low", FISHER, "0.3568",
          lambda: correlation_end(0.56, 60, 0.95, -1.0)),
    Check("95 % interval of r = 0.56, n = 60, high", FISHER, "0.7126",
          lambda: correlation_end(0.56, 60, 0.95, 1.0)),
)  # fmt: skip
