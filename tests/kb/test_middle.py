"""The middle of numbers is the median that numpy gives."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

from kb.middle import middle


@pytest.mark.parametrize("shape", [(1,), (2,), (7,), (8,), (3, 15), (3, 16), (4, 1)])
@pytest.mark.parametrize("axis", [0, -1])
def test_it_is_the_median_to_the_last_bit(shape, axis):
    values = np.random.default_rng(3).normal(size=shape) * 1e7
    for one in (np.inf, 0.0, np.nan):
        values.ravel()[0] = one
        np.testing.assert_array_equal(middle(values, axis), np.median(values, axis))


def test_it_imports_no_masked_arrays():
    said = "import sys, numpy; from kb.middle import middle; middle(numpy.ones(3));"
    done = subprocess.run([sys.executable, "-c", f"{said} sys.exit('numpy.ma' in sys.modules)"])
    assert done.returncode == 0
