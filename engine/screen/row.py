"""A row of the screen: what was found out about one asset, in canonical numbers and names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Row:
    """An asset on a day; None where a number is not known.

    why         why it cannot be judged, "" where it can
    money       what its price is in
    priced      the day of its price, since 1970-01-01
    move        its price against that of the day that it is compared with, as a share
    off_high    how far it is under its high of the year, as a share
    volatility  realised over a month, a year, as a share
    headline    the claim that speaks; "" where none does
    findings    by judged claim what became of it
    turned      the claims that held on the other day and fail, or the other way
    nearest     of the conditions that alone keep a finding as it is, the least distance to its
                threshold, as a share of that; `nearest_claim` is the finding
    unknown     claims that cannot be judged, of so many as are `judged`; `reason` the commonest
    beta        the slope of its daily log returns on the market's over a year, with its standard
                error, and the `common` returns that there were
    own         its move less what goes with the market's, as a share; `own_low` and `own_high` two
                standard errors of the slope to either side
    even        price under which the lowest close of ninety days falls with even chance, and with
                one chance in ten; the chance that the low is in
    low         the lowest close since the highest one known, of `low_day` and of `high_day`
    path        its price day by day over three months
    """

    asset: str
    why: str = ""
    money: str = ""
    priced: int | None = None
    price: float | None = None
    move: float | None = None
    off_high: float | None = None
    volatility: float | None = None
    headline: str = ""
    findings: Mapping[str, str] = field(default_factory=dict)
    turned: tuple[str, ...] = ()
    nearest: float | None = None
    nearest_claim: str = ""
    unknown: int | None = None
    judged: int = 0
    reason: str = ""
    beta: float | None = None
    beta_error: float | None = None
    common: int | None = None
    own: float | None = None
    own_low: float | None = None
    own_high: float | None = None
    even: float | None = None
    one_in_ten: float | None = None
    low_is_in: float | None = None
    low: float | None = None
    low_day: int | None = None
    high_day: int | None = None
    path: tuple[float | None, ...] = ()
