"""Owen's value for a fall: the falls of six coalitions come in, the part of each cause goes out.

The players are the sources, each with net sold dollars Q_i, liquidation L and depth D. A coalition
S falls by v(S) = u*, the first crossing with V0 = ΣQ_i over S, with φ = 0 unless L is in S and
W = 1 unless D is; v(∅) = 0 and v(D) = 0, for a thin market that nobody sells into does not fall. Of
all coalitions only six matter: v(s), v(sL), v(sD), v(sLD), v(L) and v(LD), s being all sources.

What liquidation does without a source is for the clock to say. Over minutes forced sales wait for a
fall to set them off: v(L) = v(LD) = 0. Over days they are what a feed reports as done, a flow like
the others, whatever set them off; to let them count only beside a source would give sources that
sold next to nothing half of what liquidation did, against the rule that a player who adds nothing
gets nothing, and make that half jump with the first dollar sold. A share of having set them off is
not in any figure of the window.

Owen takes the orders that keep each union together, {sources} and {L, D}, all equally likely. In
half of them the sources come first, in half last, and each of L and D goes before the other in half
of either. So the sources get ½·[v(s) + v(sLD) − v(LD)] and liquidation
¼·[(v(sL) − v(s)) + (v(sLD) − v(sD)) + v(L) + v(LD)]; depth gets
¼·[(v(sD) − v(s)) + (v(sLD) − v(sL)) + v(LD) − v(L)].

Within the sources v depends on ΣQ alone. A dollar sold is like any other, so dollars share equally,
Aumann and Shapley's value: source i gets the share Q_i/ΣQ. A source that bought has Q_i < 0 and
takes from the fall. Nobody's part moves when another source is split or merged, be it into a seller
and a buyer: that leaves shares in proportion to Q_i, and these alone add up. Their diagonal formula
needs v to be continuous at nothing sold, which it is not where forced sales jump; counting orders
in which these wait for a net sale gives the same share without it.

The share is singular at ΣQ = 0. Near it the parts of single sources grow without bound, cancel out
and are not to be told apart; at it there are none. There are none either where ΣQ and the part of
all sources differ in sign: those bought on balance and a fall came all the same, which dollar for
dollar would be put down to the buyers. The parts of the groups pass through both undisturbed.

Policy is not a flow and has no part here: whatever it did through the funds is inside theirs, and
how much of theirs is unknown.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

import numpy as np

from engine.formulas.register import formula
from engine.numeric.arguments import (
    FINITE,
    Array,
    broadcast,
    checked,
    first_index,
    inside,
    numbers,
    place,
)

if TYPE_CHECKING:
    from numpy.typing import ArrayLike


class Falls(NamedTuple):
    """Log falls of six coalitions, NaN where no stop is known.

    sources, forced, thin, joint    with all sources: v(s), v(sL), v(sD) and v(sLD)
    alone, alone_thin               without any: v(L) and v(LD)
    """

    sources: Array
    forced: Array
    thin: Array
    joint: Array
    alone: Array
    alone_thin: Array


class Parts(NamedTuple):
    """Log fall by cause: one row of sources, shape (..., sources), liquidation and depth, (...)."""

    sources: Array
    liquidation: Array
    depth: Array


Quantity: TypeAlias = Callable[[Falls], Array]


def of_sources(falls: Falls) -> Array:
    """½·[v(s) + v(sLD) − v(LD)]."""
    return 0.5 * (falls.sources + falls.joint - falls.alone_thin)


def of_liquidation(falls: Falls) -> Array:
    """¼·[(v(sL) − v(s)) + (v(sLD) − v(sD)) + v(L) + v(LD)]."""
    with_sources = (falls.forced - falls.sources) + (falls.joint - falls.thin)
    return 0.25 * (with_sources + falls.alone + falls.alone_thin)


def of_depth(falls: Falls) -> Array:
    """¼·[(v(sD) − v(s)) + (v(sLD) − v(sL)) + v(LD) − v(L)]."""
    with_sources = (falls.thin - falls.sources) + (falls.joint - falls.forced)
    return 0.25 * (with_sources + (falls.alone_thin - falls.alone))


def owen_parts(
    v_s: ArrayLike,
    v_sl: ArrayLike,
    v_sd: ArrayLike,
    v_sld: ArrayLike,
    v_l: ArrayLike,
    v_ld: ArrayLike,
    amounts: ArrayLike,
) -> Parts:
    """Parts of each source, of liquidation and of depth, which add up to v(sLD).

    v_s        log fall of all sources alone, any shape, signed; NaN where no stop is known
    v_sl       with liquidation, broadcasts
    v_sd       with depth withdrawn, broadcasts
    v_sld      with both, broadcasts
    v_l        of liquidation without any source, broadcasts
    v_ld       of liquidation with depth withdrawn and without any source, broadcasts
    amounts    Q_i, USD sold net by each source, signed, shape (..., sources); the rest broadcasts
    returns    Parts: log falls; NaN where a fall is, and for single sources where `source_part` is:
               where all parts are numbers they add up
    raises     ValueError naming the argument and index that is not finite, or does not broadcast
    source     Owen 1977, Values of games with a priori unions; Aumann & Shapley 1974, Values of
               Non-Atomic Games; no merging or splitting: Sprumont 2005, Econometrica
    """
    amounts = checked("amounts", amounts, FINITE)
    if not amounts.ndim or not amounts.shape[-1]:
        raise ValueError(f"amounts has shape {amounts.shape}: its last axis must be the sources")
    given = {"v_s": v_s, "v_sl": v_sl, "v_sd": v_sd, "v_sld": v_sld, "v_l": v_l, "v_ld": v_ld}
    *six, total = broadcast(
        **{name: _not_infinite(name, value) for name, value in given.items()},
        amounts=amounts.sum(axis=-1),
    )
    falls = Falls(*six)
    group = of_sources(falls)[..., np.newaxis]
    sources = _shared(amounts, total[..., np.newaxis], group)
    return Parts(sources, of_liquidation(falls), of_depth(falls))


@formula(
    "attribution.source_part", returns="ratio", amount="USD", sources="USD", group_part="ratio"
)
def source_part(amount: Array, sources: Array, group_part: Array) -> Array:
    """Part of one source in that of all of them, v_i = (Q_i/ΣQ)·(part of the sources).

    Splitting a source in two splits its part and moves no other.

    amount        Q_i, USD sold net by this source, signed (bought: below 0), any shape
    sources       ΣQ, USD sold net by all sources, signed, broadcasts
    group_part    part of all sources, log fall, `days_sources_part` or `minutes_sources_part` of
                  the same ΣQ
    returns       log fall, signed, the broadcast shape; NaN where sources cancel out, but 0 for one
                  that sold nothing if their part is 0; NaN where ΣQ and their part differ in sign
    raises        ValueError naming the argument and index that is out of range
    source        Aumann & Shapley 1974; Sprumont 2005, Econometrica: no merging or splitting
    """
    amount, sources, group_part = inside(
        amount=(amount, FINITE), sources=(sources, FINITE), group_part=(group_part, FINITE)
    )
    return _shared(amount, sources, group_part)


def _shared(amount: Array, total: Array, group: Array) -> Array:
    """(Q_i/ΣQ)·part where that has a meaning: see the text of this module."""
    nothing = (amount == 0.0) & (total == 0.0) & (group == 0.0)
    told_apart = (total != 0.0) & (np.sign(total) * group >= 0.0)
    share = amount / np.where(told_apart, total, np.nan)
    return np.where(nothing, 0.0, share * group)


def _not_infinite(name: str, value: ArrayLike) -> Array:
    """A log fall: a number, or NaN where no stop is known."""
    fall = numbers(name, value)
    offends = np.isinf(fall)
    if offends.any():
        index = first_index(offends)
        raise ValueError(f"{place(name, index)} is {fall[index]:g}: a fall without a stop is NaN")
    return fall
