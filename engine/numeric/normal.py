"""The standard normal distribution: arrays in, probabilities or quantiles out."""

from __future__ import annotations

import numpy as np

from engine.numeric.arguments import FINITE, PROBABILITY, Array, checked

# Cody 1969, as in ACM algorithm 715 (ANORM): coefficients from the highest power down.
_A = (0.065682337918207449113, 2.2352520354606839287, 161.02823106855587881,
      1067.6894854603709582, 18154.981253343561249)  # fmt: skip
_B = (1.0, 47.20258190468824187, 976.09855173777669322, 10260.932208618978205,
      45507.789335026729956)  # fmt: skip
_C = (1.0765576773720192317e-8, 0.39894151208813466764, 8.8831497943883759412,
      93.506656132177855979, 597.27027639480026226, 2494.5375852903726711,
      6848.1904505362823326, 11602.651437647350124, 9842.7148383839780218)  # fmt: skip
_D = (1.0, 22.266688044328115691, 235.38790178262499861, 1519.377599407554805,
      6485.558298266760755, 18615.571640885098091, 34900.952721145977266,
      38912.003286093271411, 19685.429676859990727)  # fmt: skip
_P = (0.02307344176494017303, 0.21589853405795699, 0.1274011611602473639,
      0.022235277870649807, 0.001421619193227893466, 2.9112874951168792e-5)  # fmt: skip
_Q = (1.0, 1.28426009614491121, 0.468238212480865118, 0.0659881378689285515,
      0.00378239633202758244, 7.29751555083966205e-5)  # fmt: skip

# Wichura 1988, algorithm AS 241 (PPND16): coefficients from the highest power down.
_CENTRE = (
    (2.5090809287301226727e3, 3.3430575583588128105e4, 6.7265770927008700853e4,
     4.5921953931549871457e4, 1.3731693765509461125e4, 1.9715909503065514427e3,
     1.3314166789178437745e2, 3.3871328727963666080),
    (5.2264952788528545610e3, 2.8729085735721942674e4, 3.9307895800092710610e4,
     2.1213794301586595867e4, 5.3941960214247511077e3, 6.8718700749205790830e2,
     4.2313330701600911252e1, 1.0),
)  # fmt: skip
_SHOULDER = (
    (7.74545014278341407640e-4, 2.27238449892691845833e-2, 2.41780725177450611770e-1,
     1.27045825245236838258, 3.64784832476320460504, 5.76949722146069140550,
     4.63033784615654529590, 1.42343711074968357734),
    (1.05075007164441684324e-9, 5.47593808499534494600e-4, 1.51986665636164571966e-2,
     1.48103976427480074590e-1, 6.89767334985100004550e-1, 1.67638483018380384940,
     2.05319162663775882187, 1.0),
)  # fmt: skip
_TAIL = (
    (2.01033439929228813265e-7, 2.71155556874348757815e-5, 1.24266094738807843860e-3,
     2.65321895265761230930e-2, 2.96560571828504891230e-1, 1.78482653991729133580,
     5.46378491116411436990, 6.65790464350110377720),
    (2.04426310338993978564e-15, 1.42151175831644588870e-7, 1.84631831751005468180e-5,
     7.86869131145613259100e-4, 1.48753612908506148525e-2, 1.36929880922735805310e-1,
     5.99832206555887937690e-1, 1.0),
)  # fmt: skip


def _polynomial(coefficients: tuple[float, ...], x: Array) -> Array:
    total = np.full_like(x, coefficients[0])
    for coefficient in coefficients[1:]:
        total = total * x + coefficient
    return total


def normal_cdf(z: Array) -> Array:
    """Probability that a standard normal variable is at most z, Φ(z).

    z          any shape, finite
    returns    Φ(z) in [0, 1], same shape, relative error below 1e-14 for z ≥ −37
    raises     ValueError naming the index that is not finite
    source     Cody 1969, rational Chebyshev approximations; ACM algorithm 715
    """
    z = checked("z", z, FINITE)
    size = np.abs(z)
    with np.errstate(all="ignore"):
        below = np.where(size <= np.sqrt(32.0), _middle(size), _far(size))
    central = 0.5 + z * _polynomial(_A, z * z) / _polynomial(_B, z * z)
    outer = np.where(z > 0.0, 1.0 - below, below)
    return np.where(size <= 0.67448975, central, outer)


def _gaussian(size: Array) -> Array:
    """exp(−x²/2) without losing the low bits of a large square."""
    coarse = np.trunc(size * 16.0) / 16.0
    rest = (size - coarse) * (size + coarse)
    gaussian: Array = np.exp(-coarse * coarse * 0.5) * np.exp(-rest * 0.5)
    return gaussian


def _middle(size: Array) -> Array:
    return _gaussian(size) * _polynomial(_C, size) / _polynomial(_D, size)


def _far(size: Array) -> Array:
    """Lower tail beyond √32, from the asymptotic series' rational form."""
    inverse = 1.0 / (size * size)
    series = inverse * _polynomial(_P, inverse) / _polynomial(_Q, inverse)
    return _gaussian(size) * (0.398942280401432677939946 - series) / size


def normal_quantile(probability: Array) -> Array:
    """The z with Φ(z) = p.

    probability    p, any shape, strictly between 0 and 1
    returns        z, same shape, relative error about 1e-16
    raises         ValueError naming the index that is out of range
    source         Wichura 1988, algorithm AS 241, PPND16
    """
    p = checked("probability", probability, PROBABILITY)
    q = p - 0.5
    with np.errstate(all="ignore"):
        r = np.sqrt(-np.log(np.where(q < 0.0, p, 1.0 - p)))
        near, far = r - 1.6, r - 5.0
        shoulder = _polynomial(_SHOULDER[0], near) / _polynomial(_SHOULDER[1], near)
        tail = _polynomial(_TAIL[0], far) / _polynomial(_TAIL[1], far)
    outer = np.copysign(np.where(r <= 5.0, shoulder, tail), q)
    s = 0.180625 - q * q
    central = q * _polynomial(_CENTRE[0], s) / _polynomial(_CENTRE[1], s)
    return np.where(np.abs(q) <= 0.425, central, outer)
