"""The record of a claim as a step of its proof: a record comes in, a node in words goes out.

The wording goes no further than the record: without one, with few episodes, or with nothing out of
the ordinary after them, a mechanism coincides with what it is said to bring. No record says cause.
"""

from __future__ import annotations

import math

from engine.forecast.what_followed import FEW, Followed
from engine.proof.claim_record import ClaimRecord
from engine.proof.node import Node
from engine.words.numbers import iso_date, percent

NONE = (
    "coincides with; no record: --record judges every day since the first close, "
    "`downdraft history` keeps one"
)


def record_node(record: ClaimRecord | None) -> Node:
    """How often a claim held before and what followed, or that nothing is known of it."""
    if record is None:
        return Node("record", NONE, values={"record": None})
    span = f"{iso_date(record.first)} to {iso_date(record.last)}"
    source = f"history {record.history[:12]}" if record.history else "judged for this proof"
    cap = "goes before" if any(each.telling for each in record.followed) else "coincides with"
    text = f"{cap}; record from {span}, each day as it was known at its end ({source})"
    values = {
        "first": iso_date(record.first), "last": iso_date(record.last),
        "history": record.history or None, "wording": cap,
    }  # fmt: skip
    horizons = (Node("horizon", _said(each), values=_values(each)) for each in record.followed)
    return Node("record", text, tuple(horizons), {"record": values})


def _said(found: Followed) -> str:
    ahead = f"the next {found.horizon} days"
    if not found.episodes:
        return f"no earlier episode of which {ahead} are over"
    low, high = map(percent, found.interval)
    times = "once" if found.episodes == 1 else f"{found.episodes} times"
    return (
        f"held {times} before, at least {found.horizon} days apart; over {ahead} the price changed "
        f"by {percent(found.median)} in the median (any of {found.any_days:,} days: "
        f"{percent(found.any_median)}) and fell in {found.falls} of {found.episodes}, exact 90% "
        f"interval {low} to {high} (any day: {percent(found.any_falls)}); "
        f"{percent(found.placebo)} of placebo dates lie as far off: {_verdict(found)}"
    )


def _verdict(found: Followed) -> str:
    if found.few:
        return f"fewer than {FEW} episodes tell nothing from chance"
    if found.telling:
        return "more than other days bring, which is no proof of cause"
    return "no more than other days bring"


def _values(found: Followed) -> dict[str, object]:
    """The numbers of a horizon, unrounded; null where there is no episode."""
    known: dict[str, object] = {
        "horizon": found.horizon, "episodes": found.episodes, "falls": found.falls,
        "any_days": found.any_days, "interval": list(found.interval),
    }  # fmt: skip
    for name in ("median", "any_median", "any_falls", "placebo"):
        value = getattr(found, name)
        known[name] = None if math.isnan(value) else value
    return known
