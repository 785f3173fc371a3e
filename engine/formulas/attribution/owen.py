"""Owen's value for a fall: the falls of six coalitions come in, the part of each cause goes out.

The players are the sources, each with net sold dollars Q_i, liquidation L and depth D. A coalition
S falls by v(S), with what the sources in S sold, forced sales only with L in S and thin trade only
with D; v(∅) = 0 and v(D) = 0, for a thin market that nobody sells into does not fall. Of all
coalitions only six matter: v(s), v(sL), v(sD), v(sLD), v(L) and v(LD), s being all sources.

What liquidation does without a source is for the clock to say. Over days forced sales are what a
feed reports as done, a flow like the others, whatever set them off; to let them count only beside a
source would give sources that sold next to nothing half of what liquidation did, against the rule
that a player who adds nothing gets nothing, and make that half jump with the first dollar sold. A
share of having set them off is not in any figure of the window.

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

from typing import NamedTuple

import numpy as np

from engine.numeric.arguments import Array


class Falls(NamedTuple):
    """Log falls of six coalitions.

    sources, forced, thin, joint    with all sources: v(s), v(sL), v(sD) and v(sLD)
    alone, alone_thin               without any: v(L) and v(LD)
    """

    sources: Array
    forced: Array
    thin: Array
    joint: Array
    alone: Array
    alone_thin: Array


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


def shared(amount: Array, total: Array, group: Array) -> Array:
    """Part of one source in that of all of them, v_i = (Q_i/ΣQ)·(part of the sources).

    Splitting a source in two splits its part and moves no other. NaN where there is no part: see
    the text of this module; but 0 for one that sold nothing where all sold nothing and made none.

    source    Aumann & Shapley 1974; Sprumont 2005, Econometrica: no merging or splitting
    """
    nothing = (amount == 0.0) & (total == 0.0) & (group == 0.0)
    told_apart = (total != 0.0) & (np.sign(total) * group >= 0.0)
    share = amount / np.where(told_apart, total, np.nan)
    return np.where(nothing, 0.0, share * group)
