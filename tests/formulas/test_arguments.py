"""Bad input to a formula: one sentence that names the argument and the index."""

from __future__ import annotations

import numpy as np
import pytest

from engine.formulas.impact.square_root import square_root
from engine.formulas.japan.bonds import price_compound
from engine.formulas.japan.debt import debt_after
from engine.numeric.arguments import POSITIVE, SHARE, inside, upper_end, whole_days


def test_arguments_come_out_in_one_shape_and_in_order():
    a, b = inside(a=([[1.0], [2.0]], POSITIVE), b=([0.1, 0.2, 0.3], SHARE))
    assert a.shape == b.shape == (2, 3)
    assert a[1, 2] == 2.0
    assert b[1, 2] == 0.3


def test_a_negative_notional_is_named_with_its_index():
    with pytest.raises(ValueError, match=r"^amount\[1, 0\] is -5: it must be .* 0 or more$"):
        square_root(np.array([[1.0], [-5.0]]), np.array([1.0]), 0.02, 1.0)


def test_a_nan_is_named_with_its_index():
    with pytest.raises(ValueError, match=r"^volume\[2\] is nan"):
        square_root(1.0, np.array([1.0, 2.0, np.nan]), 0.02, 1.0)


@pytest.mark.parametrize("bad", [np.inf, -np.inf, np.nan, 0.0, -1.0])
def test_a_volume_must_be_finite_and_positive(bad):
    with pytest.raises(ValueError, match=r"^volume is .*: it must be a finite number above 0$"):
        square_root(1.0, bad, 0.02, 1.0)


def test_shapes_that_do_not_broadcast_are_named_with_the_axis():
    with pytest.raises(ValueError, match=r"^volume has shape \(3, 4\).* \(3, 5\): axis -1 is 4"):
        square_root(np.ones((3, 5)), np.ones((3, 4)), 0.02, 1.0)


@pytest.mark.parametrize("bad", ["ten", None, [[1.0], [1.0, 2.0]], 1j])
def test_what_is_not_a_number_is_refused_by_name(bad):
    with pytest.raises(ValueError, match=r"^amount holds something other than numbers"):
        square_root(bad, 1.0, 0.02, 1.0)


def test_a_share_of_zero_to_one_takes_its_ends():
    (share,) = inside(share=([0.0, 1.0], SHARE))
    assert share.tolist() == [0.0, 1.0]


def test_a_whole_number_beyond_numpys_integers_is_a_number():
    given = inside(one=(10**20, POSITIVE), row=([1, 10**20, 0.5], POSITIVE))
    assert [array.tolist() for array in given] == [[1e20] * 3, [1.0, 1e20, 0.5]]
    with pytest.raises(ValueError, match=r"^amount holds a number too large for a float64$"):
        square_root(10**400, 1.0, 0.02, 1.0)
    with pytest.raises(ValueError, match=r"^amount holds something other than numbers"):
        square_root([10**20, "1"], 1.0, 0.02, 1.0)


def test_one_domain_serves_every_rate_that_must_stay_above_total_loss():
    """It says so in one sentence, whichever room asks."""
    said = r"^growth is -1: it must be a finite number above -1$"
    with pytest.raises(ValueError, match=said):
        debt_after(2.3, 0.02, -1.0, 0.0, 365.25)
    with pytest.raises(ValueError, match=said.replace("growth", "yield_")):
        price_compound(0.004, -1.0, 365.25)


def test_the_upper_end_of_an_interval_is_never_certain():
    assert upper_end([0.0 + 1e-300, 0.8]).tolist() == [0.5, 0.9]
    with pytest.raises(ValueError, match=r"^confidence\[1\] is 0.9{15}.*: no interval is so sure$"):
        upper_end([0.8, np.nextafter(1.0, 0.0)])
    with pytest.raises(ValueError, match=r"^confidence is 1: it must be strictly between 0 and 1$"):
        upper_end(1.0)


def test_a_part_of_a_day_is_no_bar():
    assert whole_days([1.0, 30.999, 1e300]).tolist() == [1.0, 30.0, 1e300]
