"""japan: figures somebody published, and closed forms."""

from __future__ import annotations

from engine.formulas.japan.bonds import price_compound, yield_compound
from engine.formulas.japan.co_movement import correlation_end
from engine.formulas.japan.debt import debt_after
from tests.formulas.checks import Check

YEAR = 365.25
PAYMENTS = "sum of the payments, each discounted by half-years"
HALVED = "the yield at which the sum of the discounted payments is the price, by halving"
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


def stepped(debt: float, rate: float, growth: float, balance: float, years: int) -> float:
    """Debt over output in %, one year at a time."""
    for _ in range(years):
        debt = debt * (1 + rate) / (1 + growth) - balance
    return 100 * debt


CHECKS: tuple[Check, ...] = (
    *(compound(c, y, n) for y in (0.033, 0.028) for c, n in ((0.004, 24), (0.014, 21))),
    Check("compound yield at 95, coupon 10 %, 20 years", HALVED, 100 * earning(95.0, 0.10, 20),
          lambda: 100 * yield_compound(0.95, 0.10, 20 * YEAR), "%"),
    Check("compound yield at 95.856, coupon 5.6 %, 20 years", HALVED,
          100 * earning(95.856, 0.056, 20),
          lambda: 100 * yield_compound(0.95856, 0.056, 20 * YEAR), "%"),
    Check("debt of 230 % after 10 years, r 2 %, g 1 %, deficit 3 %", "ten single years",
          stepped(2.3, 0.02, 0.01, -0.03, 10),
          lambda: 100 * debt_after(2.3, 0.02, 0.01, -0.03, 10 * YEAR), "%"),
    Check("debt of 230 % after 30 years at the balance that holds it", "230 %", 230.0,
          lambda: 100 * debt_after(2.3, 0.02, 0.01, 2.3 * 0.01 / 1.01, 30 * YEAR), "%"),
    Check("95 % interval of r = 0.56, n = 60, low", FISHER, "0.3568",
          lambda: correlation_end(0.56, 60, 0.95, -1.0)),
    Check("95 % interval of r = 0.56, n = 60, high", FISHER, "0.7126",
          lambda: correlation_end(0.56, 60, 0.95, 1.0)),
)  # fmt: skip
