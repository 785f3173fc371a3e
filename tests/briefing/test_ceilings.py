"""What a cause can explain of the fall at most, in words."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from engine.briefing.quantities import _at_most
from engine.briefing.render import render
from engine.words.cite import Cited, Ref
from tests import published

MARKER = SimpleNamespace(printed=lambda value, style: f"{value.high:.1%}")


@pytest.mark.parametrize(("low", "high", "told"), [
    (0.02, 0.08, "funds explain at most 8.0% of it"),
    (-0.01, 0.08, "funds explain at most 8.0% of it"),
    (-0.664, -0.5, "funds bought on balance in these days and explain none of it"),
])  # fmt: skip
def test_a_source_that_bought_is_not_said_to_make_a_negative_part(low, high, told):
    ceiling = Cited(Ref("quantity", "x"), (), low, (low + high) / 2, high)
    assert _at_most(MARKER, "funds", ceiling, "pct") == told


def test_a_fall_too_small_to_split_is_not_said_to_lack_facts():
    """In the thirty days to 5 August 2024 bitcoin fell by less than a tenth."""
    text = " ".join(render(published.with_past("2024-08-05"), "text").split())
    assert "too little to split over causes" in text
    assert "It cannot be split: “Five causes together explain the fall” fails, as is said" in text
    assert "Only ceilings are known" not in text
