"""The rest: a fall that was seen and the falls that sales explain come in, what is left goes out.

Signed throughout and never rescaled: where sales explain more than the fall, the rest is below 0.
No number tells its clock: what was seen and what explains it must be of one window and one clock,
and a page sees to that.
"""

from __future__ import annotations

import numpy as np

from engine.formulas.register import formula
from engine.numeric.arguments import FINITE, Array, inside


@formula("attribution.unexplained", returns="ratio", observed="ratio", joint="ratio")
def unexplained(observed: Array, joint: Array) -> Array:
    """Fall that no known sale explains, u_observed − v(all), signed.

    News, a changed mind, sales nobody reports: all that is not mechanical. The effect of policy
    on the price that did not pass through a counted sale is in here, by how much is unknown. Both
    must be of one window and one clock: a fall of weeks less a joint fall of minutes is no rest.

    observed    log fall of the window, ln(P_start/P_end), signed, any shape
    joint       v(all) of the same window and clock, log fall, signed, broadcasts: of days
                `days_joint_fall`, of minutes `minutes_joint_fall`
    returns     log fall, signed, the broadcast shape
    raises      ValueError naming the argument and index that is out of range
    source      identity; observed = parts + unexplained
    """
    observed, joint = inside(observed=(observed, FINITE), joint=(joint, FINITE))
    return observed - joint


@formula("attribution.share", returns="ratio", part="ratio", observed="ratio")
def share(part: Array, observed: Array) -> Array:
    """Share of the observed fall, part / u_observed, of a part or of the unexplained rest.

    part        log fall, signed, any shape
    observed    log fall of the window, broadcasts
    returns     dimensionless, signed, the broadcast shape; NaN where the price did not fall
    raises      ValueError naming the argument and index that is out of range
    source      the definition; logarithms add up, percentages of price do not
    """
    part, observed = inside(part=(part, FINITE), observed=(observed, FINITE))
    return _over(part, observed)


@formula("attribution.amplification", returns="ratio", joint="ratio", sources_fall="ratio")
def amplification(joint: Array, sources_fall: Array) -> Array:
    """What liquidation and thin depth add to the sources' own fall, v(all)/v(sources) − 1.

    The sum of stand-alone impacts is no yardstick: impact is concave, so that sum exceeds the whole
    even where nothing amplifies.

    joint           v(all), log fall, signed, any shape
    sources_fall    v(sources), log fall with φ = 0 and W = 1, signed, broadcasts
    returns         dimensionless, the broadcast shape; below 0 where a busier market damped the
                    fall; NaN where the sources make no fall to amplify
    raises          ValueError naming the argument and index that is out of range
    source          the definition
    """
    joint, alone = inside(joint=(joint, FINITE), sources_fall=(sources_fall, FINITE))
    return _over(joint - alone, alone)


def _over(part: Array, whole: Array) -> Array:
    """part / whole where the whole is a fall, NaN elsewhere."""
    return part / np.where(whole > 0.0, whole, np.nan)
