"""The normal and Student distributions against published tables and independent arithmetic."""

from __future__ import annotations

import math
from statistics import NormalDist

import numpy as np
import pytest

from engine.numeric.normal import normal_cdf, normal_quantile
from engine.numeric.student import t_cdf, t_quantile

# Biometrika Tables for Statisticians, vol. 1: upper points of t.
T_TABLE = {
    1: (3.078, 6.314, 12.706, 31.821, 63.657),
    2: (1.886, 2.920, 4.303, 6.965, 9.925),
    3: (1.638, 2.353, 3.182, 4.541, 5.841),
    4: (1.533, 2.132, 2.776, 3.747, 4.604),
    5: (1.476, 2.015, 2.571, 3.365, 4.032),
    10: (1.372, 1.812, 2.228, 2.764, 3.169),
    30: (1.310, 1.697, 2.042, 2.457, 2.750),
}
TAILS = (0.10, 0.05, 0.025, 0.01, 0.005)


@pytest.mark.parametrize(
    ("z", "published"),
    [(0.0, 0.5), (1.0, 0.841344746), (1.96, 0.975002105), (-1.0, 0.158655254), (3.0, 0.998650102)],
)
def test_the_normal_table_to_its_nine_digits(z, published):
    """Abramowitz & Stegun, table 26.1."""
    assert round(float(normal_cdf(z)), 9) == published


def test_the_normal_distribution_against_the_machines_error_function():
    """The reference's own rounding, of its argument by half an ulp, grows with z²."""
    z = np.linspace(-37.0, 8.0, 45_001)
    reference = np.array([0.5 * math.erfc(-x / math.sqrt(2)) for x in z])
    allowed = 2.0**-52 * (4 + z**2)
    assert np.all(np.abs(normal_cdf(z) / reference - 1) <= allowed)


def test_the_normal_distribution_is_symmetric_and_keeps_its_ends():
    z = np.linspace(0.0, 8.0, 801)
    assert normal_cdf(z) + normal_cdf(-z) == pytest.approx(np.ones(801), abs=2.3e-16)
    assert normal_cdf(np.array([-60.0, 60.0])).tolist() == [0.0, 1.0]


@pytest.mark.parametrize(
    ("p", "published"),
    [(0.25, -0.6744897501960817), (1e-3, -3.090232306167814), (1e-20, -9.262340089798408)],
)
def test_wichuras_own_test_values(p, published):
    assert normal_quantile(p) == pytest.approx(published, rel=3e-16)


def test_the_normal_quantile_is_pythons_to_the_last_bits():
    p = np.concatenate([np.geomspace(1e-300, 0.1, 3_001), np.linspace(0.001, 0.999, 999)])
    reference = np.array([NormalDist().inv_cdf(float(x)) for x in p])
    assert normal_quantile(p) == pytest.approx(reference, rel=4.5e-16, abs=1e-16)


def test_quantile_and_distribution_undo_each_other():
    p = np.geomspace(1e-250, 0.999, 500)
    assert normal_cdf(normal_quantile(p)) == pytest.approx(p, rel=2e-13)


@pytest.mark.parametrize("bad", [0.0, 1.0, -0.1, np.nan])
def test_a_probability_at_the_ends_has_no_quantile(bad):
    with pytest.raises(ValueError, match=r"^probability\[0\] is .* strictly between 0 and 1$"):
        normal_quantile(np.array([bad]))


@pytest.mark.parametrize("freedom", T_TABLE)
def test_the_students_table_to_its_three_digits(freedom):
    found = tuple(round(t_quantile(1 - tail, freedom), 3) for tail in TAILS)
    assert found == T_TABLE[freedom]


@pytest.mark.parametrize("p", [0.55, 0.8, 0.9, 0.99, 0.9999])
def test_two_and_four_degrees_have_closed_quantiles(p):
    """Shaw 2006: ν = 1, 2 and 4 in closed form."""
    alpha = 4 * p * (1 - p)
    assert t_quantile(p, 1) == pytest.approx(math.tan(math.pi * (p - 0.5)), rel=1e-9)
    assert t_quantile(p, 2) == pytest.approx((2 * p - 1) * math.sqrt(2 / alpha), rel=1e-11)
    q = math.cos(math.acos(math.sqrt(alpha)) / 3) / math.sqrt(alpha)
    assert t_quantile(p, 4) == pytest.approx(2 * math.sqrt(q - 1), rel=1e-9)


@pytest.mark.parametrize("freedom", [1, 2, 3, 4, 7, 8])
def test_the_t_distribution_is_the_area_under_its_density(freedom):
    """Simpson's rule on the density; its error for 2,000 cells on [0, 2] is below 1e-12."""
    constant = math.gamma((freedom + 1) / 2) / math.gamma(freedom / 2)
    x = np.linspace(0.0, 2.0, 2_001)
    density = constant / math.sqrt(freedom * math.pi) * (1 + x**2 / freedom) ** (-(freedom + 1) / 2)
    weights = np.where(np.arange(2_001) % 2, 4.0, 2.0)
    weights[[0, -1]] = 1.0
    area = float(weights @ density) * x[1] / 3
    assert t_cdf(2.0, freedom) == pytest.approx(0.5 + area, abs=1e-12)


def test_the_t_distribution_is_symmetric():
    assert t_quantile(0.1, 4) == -t_quantile(0.9, 4)
    assert t_cdf(-1.3, 5) == pytest.approx(1 - t_cdf(1.3, 5), abs=1e-16)
    assert t_quantile(0.5, 3) == pytest.approx(0.0, abs=1e-15)


def test_degrees_of_freedom_and_probability_are_checked():
    with pytest.raises(ValueError, match=r"^freedom is 0"):
        t_cdf(1.0, 0)
    with pytest.raises(ValueError, match=r"^probability is 1"):
        t_quantile(1.0, 4)
