"""What a page may ask of the falls of six coalitions: each function takes `Falls`, gives one fall.

`days` offers every one of them under the name of its clock, by `on_clock`. First in and last in
stand beside the parts: what a cause adds to the sources before the other cause is there, and what
it adds after.
"""

from __future__ import annotations

from collections.abc import Callable

from engine.formulas.attribution import owen
from engine.formulas.attribution.owen import Falls, Quantity
from engine.formulas.register import formula
from engine.numeric.arguments import Array


def on_clock(
    clock: str, quantity: Quantity, **units: str
) -> Callable[[Callable[..., Array]], Callable[..., Array]]:
    """Register what follows as the formula of `quantity` on one clock, its name and text with it.

    clock       "days": goes before the name of the formula and opens its docstring
    quantity    a function of the falls of six coalitions
    units       of the arguments from which the clock makes those falls, in order
    """

    def register(called: Callable[..., Array]) -> Callable[..., Array]:
        text = quantity.__doc__ or ""
        text = f"On the {clock} clock: {text[:1].lower()}{text[1:]}"
        called.__doc__ = text
        called.__name__ = f"{clock}_{quantity.__name__}"
        return formula(f"attribution.{called.__name__}", returns="ratio", **units)(called)

    return register


def sources_fall(falls: Falls) -> Array:
    """Log fall of the sources' net sales alone, v(s): φ = 0 and W = 1.

    First in of the sources. For the first in of a single one give its amount as `sources`.

    arguments    as `day_falls`
    returns      log fall, the broadcast shape; NaN where no stop is known
    raises       ValueError naming the argument and index that is out of range
    source       the characteristic function of `owen`
    """
    return falls.sources


def joint_fall(falls: Falls) -> Array:
    """Log fall of everything together, v(sLD): what all parts add up to.

    The last in of a single source is this less the same with ΣQ − Q_i as `sources`, and of all of
    them this less the same with 0.

    arguments    as `day_falls`
    returns      log fall, the broadcast shape; NaN where no stop is known
    raises       ValueError naming the argument and index that is out of range
    source       the characteristic function of `owen`
    """
    return falls.joint


def sources_part(falls: Falls) -> Array:
    """Part of all sources, ½·[v(s) + v(sLD) − v(LD)]; `source_part` shares it out.

    arguments    as `day_falls`
    returns      log fall, the broadcast shape; NaN where no stop is known
    raises       ValueError naming the argument and index that is out of range
    source       Owen 1977, with the unions {sources} and {liquidation, depth}
    """
    return owen.of_sources(falls)


def liquidation_part(falls: Falls) -> Array:
    """Part of liquidation, ¼·[(v(sL) − v(s)) + (v(sLD) − v(sD)) + v(L) + v(LD)].

    arguments    as `day_falls`
    returns      log fall, the broadcast shape; NaN where no stop is known
    raises       ValueError naming the argument and index that is out of range
    source       Owen 1977, with the unions {sources} and {liquidation, depth}
    """
    return owen.of_liquidation(falls)


def depth_part(falls: Falls) -> Array:
    """Part of absent buyers, ¼·[(v(sD) − v(s)) + (v(sLD) − v(sL)) + v(LD) − v(L)].

    arguments    as `day_falls`
    returns      log fall, the broadcast shape; below 0 where the market grew thicker; NaN where no
                 stop is known
    raises       ValueError naming the argument and index that is out of range
    source       Owen 1977, with the unions {sources} and {liquidation, depth}
    """
    return owen.of_depth(falls)


def liquidation_first_in(falls: Falls) -> Array:
    """What liquidation adds to the sources alone, v(sL) − v(s).

    arguments    as `day_falls`
    returns      log fall, the broadcast shape; NaN where no stop is known
    raises       ValueError naming the argument and index that is out of range
    source       marginal contribution, before depth
    """
    return falls.forced - falls.sources


def liquidation_last_in(falls: Falls) -> Array:
    """What liquidation adds to everything else, v(sLD) − v(sD).

    arguments    as `day_falls`
    returns      log fall, the broadcast shape; NaN where no stop is known
    raises       ValueError naming the argument and index that is out of range
    source       marginal contribution, after depth
    """
    return falls.joint - falls.thin


def depth_first_in(falls: Falls) -> Array:
    """What absent buyers add to the sources alone, v(sD) − v(s).

    arguments    as `day_falls`
    returns      log fall, the broadcast shape; NaN where no stop is known
    raises       ValueError naming the argument and index that is out of range
    source       marginal contribution, before liquidation
    """
    return falls.thin - falls.sources


def depth_last_in(falls: Falls) -> Array:
    """What absent buyers add to everything else, v(sLD) − v(sL).

    arguments    as `day_falls`
    returns      log fall, the broadcast shape; NaN where no stop is known
    raises       ValueError naming the argument and index that is out of range
    source       marginal contribution, after liquidation
    """
    return falls.joint - falls.forced
