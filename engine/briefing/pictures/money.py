"""Pictures of money and its price: the funds, open interest, the odds of a cut and real yields."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from engine.briefing.marker import Marker
from engine.briefing.parts import Briefing
from engine.briefing.pictures.daily import Daily, Picture, cited, daily, next_target
from engine.pictures.flows import Strip, flows, strips
from engine.pictures.frame import Named
from engine.pictures.svg import Told
from engine.words import numbers
from engine.words.cite import Ref

QUARTER, HALF, MONTH, WEEK = 92, 183, 30, 5
FEW = 8
"""Days on which the odds of one meeting must be known: they are quoted for months at most."""
STILL = 0.5e-4
"""A yield that moved by less than half a basis point did not move."""
ODDS, TIPS = "policy.cut_odds", "tips.real_5y"
BILL, BREAK_EVEN = "treasury.bill_3m", "breakeven.inflation_5y"


def fund_flows(briefing: Briefing) -> Picture | None:
    """What the funds took in and paid out, session by session of a quarter."""
    marker = briefing.marker
    found = daily(marker, "etf.net_flow", QUARTER)
    if found is None:
        return None
    known = np.flatnonzero(~np.isnan(found.values))
    days, amounts = found.days[known], found.values[known]
    week = float(amounts[-WEEK:].sum())
    refs = [found.on(int(place)) for place in known[-WEEK:]]
    under = Ref("quantity", "etf.net_flow", tuple(group for ref in refs for group in ref.facts))
    worst = int(np.argmax(np.abs(amounts)))
    size, day = numbers.dollars(float(amounts[worst])), found.date(int(known[worst]))
    title = marker.mark(
        f"Over the last five sessions the spot funds {'lost' if week < 0 else 'took in'} "
        f"{numbers.dollars(abs(week))} net; the largest day of the quarter was {size} on {day}.",
        under,
    )
    seen = marker.mark(
        f"A bar for each of {len(known)} sessions: up where money came in, on "
        f"{int((amounts >= 0).sum())}, down where it left, on {int((amounts < 0).sum())}; the last "
        f"one {numbers.dollars(float(amounts[-1]))}, the largest {size} on {day}.",
        found.ref,
    )
    last = marker.mark(numbers.dollars(float(amounts[-1])), refs[-1])
    event = None if worst >= len(amounts) - 8 else (worst, marker.mark(size, found.ref))
    svg = flows(Told("flows", title, seen), days, amounts, last, event)
    caption = marker.mark(f"Spot funds, net: {found.told}.", found.ref)
    return Picture("flows", title, svg, caption, cited(marker, refs))


def open_interest(briefing: Briefing) -> Picture | None:
    """Open interest in dollars and in coins; None where few days of it are known."""
    marker = briefing.marker
    dollars, closes = (
        daily(marker, "derivatives.open_interest", HALF),
        daily(marker, "price.close", HALF),
    )
    if dollars is None or closes is None:
        return None
    _, here, there = np.intersect1d(dollars.days, closes.days, return_indices=True)
    coins = np.full(len(dollars.days), np.nan)
    coins[here] = dollars.values[here] / closes.values[there]
    if np.isnan(coins[dollars.last]):
        return None
    both = replace(dollars, series="open interest in coins", values=coins)
    under = Ref("quantity", "open interest", (*dollars.ref.facts, *closes.ref.facts))
    high = dollars.date(int(np.nanargmax(dollars.values)))
    title = marker.mark(
        f"Since its highest of the half-year, on {high}, "
        f"open interest has {_gone(dollars)} in dollars; in coins it {_stands(both)}.",
        under,
    )
    seen = marker.mark(
        f"Two lines over the same days. In dollars {_way(dollars, numbers.dollars)}; in coins "
        f"{_way(both, numbers.coins)}.",
        under,
    )
    ends = [
        marker.mark(numbers.dollars(float(dollars.values[dollars.last])), dollars.on(dollars.last)),
        marker.mark(numbers.coins(float(coins[both.last])), under),
    ]
    shown = (
        _strip(dollars, "dollars", lambda v: f"${v / 1e9:g}bn", ends[0]),
        replace(_strip(both, "coins", lambda v: f"{v / 1e3:g}k", ends[1]), ink="warn"),
    )
    caption = marker.mark(f"Open interest: {dollars.told}; coins at the close of the day.", under)
    svg = strips(Told("interest", title, seen), shown)
    return Picture("interest", title, svg, caption, cited(marker, [dollars.on(dollars.last)]))


def _gone(of: Daily) -> str:
    share = float(of.values[of.last] / np.nanmax(of.values) - 1.0)
    return f"fallen by {numbers.percent(-share)}" if share < 0 else "not fallen"


def _stands(of: Daily) -> str:
    share = float(of.values[of.last] / np.nanmax(of.values) - 1.0)
    return (
        f"is {numbers.percent(-share)} under its own highest" if share < 0 else "is at its highest"
    )


def _way(of: Daily, write: numbers.Style) -> str:
    known = np.flatnonzero(~np.isnan(of.values))
    high = int(np.nanargmax(of.values))
    first, last = (write(float(of.values[place])) for place in (known[0], known[-1]))
    return f"from {first} to {last}, highest at {write(float(of.values[high]))} on {of.date(high)}"


def _strip(of: Daily, name: str, write: numbers.Style, last: str) -> Strip:
    return Strip(
        of.days[of.drawn], of.values[of.drawn], name, write, Named(float(of.values[of.last]), last)
    )


def odds_and_yields(briefing: Briefing) -> Picture | None:
    """The odds of a cut at the next meeting over the real yield; one of them where one is known."""
    marker = briefing.marker
    target = next_target(marker.run.evaluation, ODDS)
    odds, real = daily(marker, ODDS, HALF, target, FEW), _real_yield(marker)
    parts = [each for each in (odds, real) if each is not None]
    if not parts:
        return None
    sentences, shown = [], []
    if odds is not None:
        sentences.append(_odds_sentence(marker, odds, target))
        name = marker.own(f"odds of a cut on {numbers.date_text(target)}")
        shown.append(_strip(odds, name, _share, _last(marker, odds, numbers.percent)))
    if real is not None:
        sentences.append(_yield_sentence(marker, real))
        strip = _strip(real, "real yield", _share, _last(marker, real, numbers.percent))
        shown.append(replace(strip, ink="warn"))
    title = " ".join(sentences)
    ways = [marker.mark(_way(each, numbers.percent), each.ref) for each in parts]
    names = [strip.name for strip in shown]
    seen = "; ".join(f"{name}: {way}" for name, way in zip(names, ways, strict=True))
    caption = " ".join(marker.mark(f"{each.told}.", each.ref) for each in parts)
    svg = strips(Told("odds", title, f"A line each. {seen}."), shown)
    return Picture("odds", title, svg, caption, cited(marker, [e.on(e.last) for e in parts]))


def _share(value: float) -> str:
    return f"{100 * value:g}%".replace("-", "−")


def _last(marker: Marker, of: Daily, write: numbers.Style) -> str:
    return marker.mark(write(float(of.values[of.last])), of.on(of.last))


def _odds_sentence(marker: Marker, odds: Daily, target: int) -> str:
    high = int(np.nanargmax(odds.values))
    now, top = (numbers.percent(float(odds.values[p])) for p in (odds.last, high))
    return marker.mark(
        f"A cut on {numbers.date_text(target)} is priced at {now} on {odds.date(odds.last)}, "
        f"against {top} at its highest, on {odds.date(high)}.",
        odds.ref,
    )


def _yield_sentence(marker: Marker, real: Daily) -> str:
    known = np.flatnonzero(~np.isnan(real.values))
    before = int(known[known <= max(real.last - MONTH, known[0])][-1])
    moved = float(real.values[real.last] - real.values[before])
    what = "Five-year TIPS yield" if real.series == TIPS else (
        "The three-month bill less five-year break-even inflation yields"
    )  # fmt: skip
    way = f"{'up' if moved > 0 else 'down'} {numbers.basis_points(abs(moved))}"
    if abs(moved) < STILL:
        way = "unchanged"
    return marker.mark(
        f"{what} {numbers.percent(float(real.values[real.last]))} in real terms, {way} "
        f"since {real.date(before)}.",
        real.ref,
    )


def _real_yield(marker: Marker) -> Daily | None:
    """The yield of five-year TIPS; where that is not known, the bill less break-even inflation."""
    stated = daily(marker, TIPS, HALF)
    if stated is not None:
        return stated
    bill, even = daily(marker, BILL, HALF), daily(marker, BREAK_EVEN, HALF)
    if bill is None or even is None:
        return None
    days, here, there = np.intersect1d(bill.days, even.days, return_indices=True)
    values = bill.values[here] - even.values[there]
    if np.isnan(values).all():
        return None
    return replace(bill, series="real yield", days=days, values=values)
